"""The reference class: who counts, how much, and what it does to the inside view."""

import numpy as np
import pandas as pd
import pytest

from analysis import data
from analysis.errors import ModelError
from analysis.models.reference_class import (
    ReferenceClass,
    blend,
    class_members,
    realisation_class,
)

CEILING = 1.5
COLUMNS = [
    "id", "subject", "measure", "kind", "horizon_years", "share", "elapsed_share", "status",
    "superseded_by",
]  # fmt: skip


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of subject, share, elapsed share and status; everything else alike."""
    full = [
        (f"p{i}", subject, "money", "multi_year", 4.0, share, elapsed, status, None)
        for i, (subject, share, elapsed, status) in enumerate(rows)
    ]
    return pd.DataFrame(full, columns=COLUMNS)


def test_failures_and_successes_of_the_due_count_alike():
    promises = table(("a", 0.2, 1.0, "due_missed"), ("b", 1.0, 1.0, "due_reached"))
    found = realisation_class(promises, measure="money", ceiling=CEILING)
    assert found == ReferenceClass(pytest.approx(0.6), pytest.approx(0.4), 2, 2, 2.0)


def test_promises_of_one_zone_are_one_observation():
    promises = table(*[("a", 0.2, 1.0, "due_missed")] * 9, ("b", 1.0, 1.0, "due_reached"))
    found = realisation_class(promises, measure="money", ceiling=CEILING)
    assert found.mean == pytest.approx(0.6)
    assert (found.promises, found.subjects, found.effective_count) == (10, 2, 2.0)


def test_a_promise_measured_early_counts_its_pace_with_the_time_passed_as_weight():
    promises = table(("a", 0.1, 0.25, "partial"), ("b", 1.0, 1.0, "due_reached"))
    found = realisation_class(promises, measure="money", ceiling=CEILING)
    assert found.mean == pytest.approx((0.25 * 0.4 + 1.0) / 1.25)
    assert found.effective_count == pytest.approx(1.25)


def test_no_share_counts_beyond_the_ceiling():
    members = class_members(
        table(("a", 9.0, 1.0, "due_reached"), ("b", 0.9, 0.3, "partial")),
        measure="money",
        ceiling=CEILING,
    )
    assert members["realised"].tolist() == [CEILING, CEILING]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "annual_plan"},
        {"measure": "jobs"},
        {"superseded_by": "p0"},
        {"share": np.nan, "status": "open"},
        {"elapsed_share": np.nan, "status": "partial"},
        {"horizon_years": np.nan},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_not_of_the_class_does_not_count(change: dict[str, object]):
    promises = table(("a", 0.2, 1.0, "due_missed"), ("b", 1.0, 1.0, "due_reached"))
    for column, value in change.items():
        promises.loc[1, column] = value
    found = realisation_class(promises, measure="money", ceiling=CEILING)
    assert found[:3] == (pytest.approx(0.2), 0.0, 1)


def test_the_subject_to_be_forecast_can_be_left_out():
    promises = table(("a", 0.2, 1.0, "due_missed"), ("b", 1.0, 1.0, "due_reached"))
    found = realisation_class(promises, measure="money", ceiling=CEILING, exclude=["a"])
    assert found.mean == 1.0


def test_without_a_pair_the_inside_view_is_returned_unchanged():
    empty = realisation_class(table(), measure="money", ceiling=CEILING)
    assert (empty.promises, empty.effective_count) == (0, 0.0)
    assert np.isnan(empty.mean)
    found = blend(0.5, 0.45, empty, prior_weight=2.0, ceiling=CEILING)
    assert found == (0.5, pytest.approx(0.45 * np.sqrt(0.5)), 0.45, 0.0)


def test_one_pair_moves_the_mean_by_its_weight_and_says_nothing_of_the_spread():
    one = ReferenceClass(0.2, 0.0, 1, 1, 1.0)
    found = blend(0.5, 0.45, one, prior_weight=2.0, ceiling=CEILING)
    assert found.mean == pytest.approx((2 * 0.5 + 0.2) / 3)
    assert found.sd**2 == pytest.approx(0.45**2 * 0.5 + 2 / 9 * 0.3**2)


def test_many_pairs_dominate():
    many = ReferenceClass(0.3, 0.2, 10_000, 10_000, 10_000.0)
    found = blend(0.9, 0.45, many, prior_weight=2.0, ceiling=CEILING)
    assert found.mean == pytest.approx(0.3, abs=1e-3)
    assert found.sd == pytest.approx(0.2, abs=1e-3)
    assert found.class_weight > 0.999


@pytest.mark.parametrize("count", [0.0, 0.5, 1.0, 2.0, 50.0])
@pytest.mark.parametrize("spread", [0.0, 0.4, 0.75])
@pytest.mark.parametrize("inside", [0.0, 0.5, 1.5])
def test_the_result_is_always_a_beta_on_zero_to_the_ceiling(
    count: float, spread: float, inside: float
):
    reference = ReferenceClass(0.75, spread, 1, 1, count)
    found = blend(inside, 0.45, reference, prior_weight=0.5, ceiling=CEILING)
    assert 0 <= found.mean <= CEILING
    assert 0 <= found.dispersion <= 0.95
    room = found.mean * (CEILING - found.mean)
    assert found.sd == pytest.approx(found.dispersion * np.sqrt(room))


@pytest.mark.end_to_end
def test_a_known_truth_is_recovered_and_the_interval_seldom_misses():
    """Programmes realise Beta(2, 4) on (0, 1.5), mean 0.5; the inside view says 1.2.

    The class of 40 has a standard error of .27 / sqrt(40), so 3 errors miss about 1 in 370.
    """
    rng = np.random.default_rng(2020)
    truth_sd = CEILING * np.sqrt(2 * 4 / (36 * 7))
    misses = 0
    for _ in range(500):
        shares = CEILING * rng.beta(2, 4, 40)
        promises = table(*[(f"s{i}", share, 1.0, "due_missed") for i, share in enumerate(shares)])
        found = realisation_class(promises, measure="money", ceiling=CEILING)
        misses += abs(found.mean - 0.5) > 3 * truth_sd / np.sqrt(40)
        blended = blend(1.2, 0.45, found, prior_weight=2.0, ceiling=CEILING)
        assert 0.5 < blended.mean - (found.mean - 0.5) < 0.54
    assert misses <= 6


def test_the_class_of_2016_holds_what_was_on_file_and_draws_an_optimist_down():
    promises = data.load_promises(as_of=2016)
    money = class_members(promises, measure="money", ceiling=CEILING)
    assert set(money["subject"]) == {"sez_tomsk", "sez_alabuga"}
    found = realisation_class(promises, measure="money", ceiling=CEILING)
    assert found.subjects == 2
    assert 0 < found.mean < 1
    assert blend(1.0, 0.45, found, prior_weight=2.0, ceiling=CEILING).mean < 1.0


def test_soft_yearly_plans_look_far_better_than_targets_over_years():
    promises = data.load_promises()
    soft = realisation_class(promises, measure="money", ceiling=CEILING, kind="annual_plan")
    hard = realisation_class(promises, measure="money", ceiling=CEILING)
    assert hard.mean < 1 < soft.mean


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1.6, 0.4, 2.0), r"inside_mean 1\.6 must lie in 0 to 1\.5"),
        ((0.5, 1.0, 2.0), r"inside_dispersion 1\.0 must lie in \[0, 1\)"),
        ((0.5, 0.4, 0.0), r"prior_weight 0\.0 must be positive"),
    ],
)
def test_views_that_no_beta_holds_are_refused(arguments: tuple[float, ...], message: str):
    mean, dispersion, weight = arguments
    empty = ReferenceClass(np.nan, np.nan, 0, 0, 0.0)
    with pytest.raises(ModelError, match=message):
        blend(mean, dispersion, empty, prior_weight=weight, ceiling=CEILING)


def test_a_class_above_the_ceiling_is_refused():
    with pytest.raises(ModelError, match=r"mean 2\.0 of the class must lie in 0 to 1\.5"):
        blend(0.5, 0.4, ReferenceClass(2.0, 0.1, 3, 3, 3.0), prior_weight=2.0, ceiling=CEILING)


def test_frames_and_ceilings_that_cannot_be_used_are_refused():
    with pytest.raises(ModelError, match="lack the columns share, status"):
        realisation_class(
            table().drop(columns=["share", "status"]), measure="money", ceiling=CEILING
        )
    with pytest.raises(ModelError, match="ceiling 0 must be positive"):
        realisation_class(table(), measure="money", ceiling=0)
