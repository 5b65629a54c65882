"""Money to gross posts to net jobs, through every lens: identities, directions, bounds."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models.additionality import DEDUCTIONS
from analysis.simulation import LENSES, Simulation
from analysis.simulation.draws import Draws
from tests.simulation.certainties import CERTAIN, EVERY_RUBLE, NOTHING_LOST
from tests.simulation.exchanges import (
    ROUNDING,
    assert_close,
    assuming,
    first_draws,
    prepared_case,
    responding,
    through,
)

Run = Callable[..., Simulation]
fractions = st.floats(0.0, 1.0)
lenses = st.sampled_from(LENSES)


def _looking(lens: str, **parameters: Any) -> Draws:
    return first_draws(assuming(through(prepared_case(), lens), **parameters))


@pytest.mark.parametrize("lens", LENSES)
def test_with_nothing_lost_and_no_multiplier_net_is_gross(lens: str) -> None:
    jobs = _looking(lens, **NOTHING_LOST).jobs
    np.testing.assert_array_equal(jobs.uncapped, jobs.gross)
    below = jobs.gross < jobs.reserve
    np.testing.assert_array_equal(jobs.net[below], jobs.gross[below])


def test_gross_and_all_steps_add_up_to_net(central: Simulation) -> None:
    jobs = central.sample.jobs
    total = jobs.gross + sum(jobs.steps.values())
    assert_close(total, jobs.net, scale=jobs.gross)
    assert (jobs.net >= 0).all()
    assert (jobs.net <= jobs.reserve).all()
    assert list(jobs.steps) == [*DEDUCTIONS, "multiplier", "labour_ceiling"]


losses = st.fixed_dictionaries(
    {f"{name}_share": fractions for name in DEDUCTIONS}
    | {f"{name}_spread": fractions for name in DEDUCTIONS}
    | {
        "local_multiplier": st.floats(0, 3),
        "unemployed_available_share": fractions,
        "labour_inflow_share": st.floats(0, 0.05),
        "job_lag_years": st.integers(0, 10),
    }
)


@settings(max_examples=60)
@given(lens=lenses, parameters=losses)
def test_net_jobs_are_never_below_zero_or_above_the_ceiling(
    lens: str, parameters: dict[str, float]
) -> None:
    jobs = _looking(lens, **parameters).jobs
    assert (jobs.net >= 0).all()
    assert (jobs.net <= jobs.reserve).all()
    assert (jobs.gross >= 0).all()
    scale = jobs.gross + np.abs(jobs.steps["multiplier"])
    assert_close(jobs.gross + sum(jobs.steps.values()), jobs.net, scale=scale)
    assert_close(jobs.by_cluster.sum(axis=0), jobs.gross[-1])


@pytest.mark.parametrize("lens", LENSES)
def test_where_all_is_lost_nothing_is_left(lens: str) -> None:
    everything = {f"{name}_{part}": 0.0 for name in DEDUCTIONS for part in ("share", "spread")}
    jobs = _looking(lens, **everything | {"leakage_share": 0.1875, "substitution_share": 1.0}).jobs
    assert (jobs.net >= 0).all()
    assert_close(jobs.net, np.zeros_like(jobs.net), scale=jobs.gross)


@pytest.mark.parametrize("lens", LENSES)
def test_without_uncertainty_gross_posts_are_money_over_cost(lens: str) -> None:
    certain = prepared_case(**CERTAIN)
    drawn = first_draws(
        assuming(through(certain, lens), **EVERY_RUBLE, cluster_yield_correlation=1.0)
    )
    real = drawn.money.real.sum(axis=(0, 1))
    posts = drawn.jobs.posts_per_rub_mn
    assert_close(posts, np.broadcast_to(posts[0], posts.shape))
    assert_close(drawn.jobs.gross[-1], real * 1e3 * posts[0])
    assert_close(drawn.money.spent.sum(axis=(0, 1)), np.full(drawn.size, 250.0))
    assert_close(drawn.jobs.gross[-1], drawn.jobs.full_posts * posts[0])


@pytest.mark.parametrize("lens", LENSES)
def test_jobs_come_after_the_lag(lens: str) -> None:
    prompt = _looking(lens, job_lag_years=0).jobs
    late = _looking(lens, job_lag_years=2).jobs
    assert (late.gross[:2] == 0).all()
    np.testing.assert_array_equal(late.gross[2:], prompt.gross[:-2])
    np.testing.assert_array_equal(late.suppliers[2:], prompt.suppliers[:-2])
    for lag in (6, 10):
        assert (_looking(lens, job_lag_years=lag).jobs.gross == 0).all()


def _assert_moves(less: Draws, more: Draws, sign: int) -> None:
    change = sign * (more.jobs.net[-1] - less.jobs.net[-1])
    assert (change >= -ROUNDING * more.jobs.gross[-1]).all()
    assert change.mean() > 0


@pytest.mark.parametrize(
    ("name", "low", "high", "sign"),
    [
        ("extra_budgetary_realisation_share", 0.3, 0.8, 1),
        ("federal_realisation_share", 0.3, 0.8, 1),
        ("regional_realisation_share", 0.3, 0.8, 1),
        ("investment_need_rub_bn", 100.0, 250.0, 1),
        ("slip_years", 0.5, 2.0, -1),
        ("cost_overrun_share", 0.0, 0.4, -1),
    ],
)
@pytest.mark.parametrize("lens", LENSES)
def test_money_moves_jobs_the_right_way_in_every_draw(
    lens: str, name: str, low: float, high: float, sign: int
) -> None:
    # The reference class also says how uncertain the money is, and by how much depends on its mean;
    # without it, equal luck with a higher mean is never less.
    inside = {"reference_class_weight": 0.0} if "realisation" in name else {}
    less, more = (
        first_draws(through(prepared_case(**inside, **{name: value}), lens))
        for value in (low, high)
    )
    _assert_moves(less, more, sign)


@pytest.mark.parametrize("source", ["extra_budgetary", "federal", "regional"])
def test_beside_the_reference_class_a_better_inside_view_brings_more_on_average(
    source: str,
) -> None:
    name = f"{source}_realisation_share"
    less, more = (first_draws(prepared_case(**{name: value})) for value in (0.3, 0.8))
    assert more.money.committed.mean() > less.money.committed.mean()
    assert more.jobs.net[-1].mean() > less.jobs.net[-1].mean()


@settings(max_examples=30)
@given(lens=lenses, name=st.sampled_from(DEDUCTIONS), low=fractions, high=fractions)
def test_more_lost_on_the_way_is_never_more_jobs(
    lens: str, name: str, low: float, high: float
) -> None:
    less, more = (_looking(lens, **{f"{name}_share": value}).jobs for value in sorted([low, high]))
    assert (more.net <= less.net + ROUNDING * more.gross).all()


@pytest.mark.parametrize(
    ("name", "low", "high", "sign"),
    [
        ("local_multiplier", 0.5, 1.0, 1),
        ("budget_money_job_share", 0.1, 0.9, 1),
        ("unemployed_available_share", 0.1, 0.6, 1),
        ("labour_inflow_share", 0.0, 0.01, 1),
        ("deadweight_share", 0.3, 0.7, -1),
        ("displacement_share", 0.2, 0.6, -1),
        ("leakage_share", 0.05, 0.3, -1),
        ("substitution_share", 0.0, 0.4, -1),
        ("job_lag_years", 0, 2, -1),
    ],
)
def test_jobs_move_the_right_way_in_every_draw(
    name: str, low: float, high: float, sign: int
) -> None:
    less, more = (_looking("zone_record", **{name: value}) for value in (low, high))
    _assert_moves(less, more, sign)


@pytest.mark.parametrize("lens", ["zone_record", "capital_intensity"])
def test_a_dearer_post_is_never_more_jobs(lens: str) -> None:
    plain = through(prepared_case(), lens)
    dearer = responding(
        plain,
        *(
            each._replace(centre=each.centre + np.log(2)) if each.name == lens else each
            for each in plain.evidence.lenses
        ),
    )
    less, more = first_draws(dearer), first_draws(plain)
    _assert_moves(less, more, 1)
    np.testing.assert_allclose(2 * less.jobs.gross, more.jobs.gross, rtol=1e-5)


def test_a_stronger_response_of_the_panel_is_never_fewer_jobs() -> None:
    plain = through(prepared_case(), "panel_response")
    zones, panel, capital = plain.evidence.lenses
    stronger = responding(plain, zones, panel._replace(centre=panel.centre + 5.0), capital)
    _assert_moves(first_draws(plain), first_draws(stronger), 1)


@pytest.mark.parametrize("lens", LENSES)
def test_a_ruble_a_thousand_times_smaller_changes_no_job(lens: str) -> None:
    plain = through(prepared_case(), lens)
    zones, panel, capital = plain.evidence.lenses
    small = responding(
        replace(
            plain,
            planned=plain.planned * 1e3,
            evidence=replace(
                plain.evidence,
                construction_jobs_per_rub_bn=plain.evidence.construction_jobs_per_rub_bn / 1e3,
            ),
        ),
        zones._replace(centre=zones.centre + np.log(1e3)),
        panel._replace(centre=panel.centre / 1e3, spread=panel.spread / 1e3),
        capital._replace(centre=capital.centre + np.log(1e3)),
    )
    one, other = first_draws(plain), first_draws(small)
    assert_close(other.money.real, one.money.real * 1e3)
    for name in ("gross", "uncapped", "net", "by_cluster", "construction", "suppliers"):
        found, expected = getattr(other.jobs, name), getattr(one.jobs, name)
        # A table of posts per ruble holds them in single precision, near zero to less of itself.
        np.testing.assert_allclose(found, expected, rtol=2e-4, atol=1e-3, err_msg=name)
        assert found.mean() == pytest.approx(expected.mean(), rel=1e-5)
    assert_close(other.stock.total, one.stock.total)
