"""The break-even frontier: on it the target is just met; evidence lies below it where it is met."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis import scenario
from analysis.errors import ModelError
from analysis.simulation import Simulation, probability
from analysis.simulation.target.frontier import (
    FRONTIER_WORDS,
    break_even_frontier,
    evidence_summary,
    frontier_evidence,
)
from analysis.simulation.target.pinned import pinned, pinned_probability
from analysis.simulation.target.requirements import break_even_cost
from tests.simulation.exchanges import assert_close, first_draws, prepared_case

Run = Callable[..., Simulation]
ONE = np.array([1.0])


def _slope(sim: Simulation, reading: str, chance: float = 0.5, *, ceiling: bool = True) -> float:
    frame = break_even_cost(sim, reading, ONE, probability=chance, labour_ceiling=ceiling)
    return float(frame["cost_rub_mn"].iloc[0])


@pytest.mark.parametrize(
    "chance",
    [0.5, *(pytest.param(chance, marks=pytest.mark.end_to_end) for chance in (0.1, 0.9))],
)
@pytest.mark.parametrize(
    ("reading", "ceiling", "overrides"),
    [
        ("gross_new", True, {}),
        ("net_new", False, {}),
        ("net_new", True, {"programme": "alabuga"}),
        ("hpw_stock", False, {}),
        ("hpw_stock", True, {"labour_inflow_share": 0.2}),
    ],
)
def test_on_the_curve_the_target_is_met_with_the_probability_asked_for(
    run: Run, reading: str, ceiling: bool, overrides: dict[str, object], chance: float
) -> None:
    sim = run(**overrides, draws=2_000)
    slope = _slope(sim, reading, chance, ceiling=ceiling)
    for share in (0.3, 1.0):
        on, above, below = (
            pinned_probability(
                sim.prepared, reading, share, share * slope * factor, labour_ceiling=ceiling
            )
            for factor in (1, 1.02, 0.98)
        )
        # The same draws found the curve: rounding moves a draw or two across it.
        assert on == pytest.approx(chance, abs=1e-3)
        assert above <= on <= below


def test_other_draws_find_the_same_curve(run: Run) -> None:
    sim, other = run(draws=5_000), run(draws=5_000, seed=11)
    found = pinned_probability(other.prepared, "gross_new", 0.8, 0.8 * _slope(sim, "gross_new"))
    # Both know the median: the difference has twice the variance. 4 errors, once in 16,000.
    assert abs(found - 0.5) < 4 * np.sqrt(2 * 0.25 / 5_000)


def test_the_median_draw_on_the_curve_makes_the_target(run: Run) -> None:
    sim = run(draws=2_000)
    fixed = pinned(sim.prepared, 0.6, 0.6 * _slope(sim, "gross_new"))
    assert np.median(first_draws(fixed, 2_000).jobs.gross[-1]) == pytest.approx(160_000, rel=2e-3)


def test_fixing_both_numbers_leaves_the_rest_to_the_draws() -> None:
    prepared = prepared_case()
    plain, fixed = first_draws(prepared), first_draws(pinned(prepared, 0.4, 5.0))
    assert_close(fixed.jobs.gross[-1], 0.4 / 5.0 * plain.jobs.full_posts)
    for name in ("slip", "cluster_share"):
        np.testing.assert_array_equal(getattr(fixed.money, name), getattr(plain.money, name))
    np.testing.assert_array_equal(fixed.jobs.reserve, plain.jobs.reserve)
    np.testing.assert_array_equal(fixed.price, plain.price)


@pytest.mark.parametrize(("share", "cost"), [(-0.1, 1.0), (1.0, 0.0), (np.inf, 1.0), (1.0, np.nan)])
def test_impossible_numbers_are_not_fixed(share: float, cost: float) -> None:
    with pytest.raises(ModelError, match=f"realisation {share} must not be negative, cost {cost}"):
        pinned(prepared_case(), share, cost)


def test_the_frontier_of_too_few_workers_says_so() -> None:
    case = scenario.load("central", draws=400)
    frame = break_even_frontier(case, "net_new", points=4)
    assert frame["cost_rub_mn"].tolist() == [0.0] * 4
    assert set(frame["answer"]) == {FRONTIER_WORDS["no_workers"]}
    free = break_even_frontier(case, "net_new", points=4, labour_ceiling=False)
    assert free["status"].tolist() == ["no_posts", "met_below", "met_below", "met_below"]


@pytest.mark.parametrize(
    ("overrides", "reading", "status"),
    [
        ({"target_jobs": 1}, "hpw_stock", "met_anyway"),
        ({"scenario_name": "no_programme"}, "gross_new", "no_money"),
        ({"job_lag_years": 10}, "net_new", "no_posts"),
    ],
)
def test_a_frontier_that_is_no_curve_has_an_answer(
    overrides: dict[str, object], reading: str, status: str
) -> None:
    case = scenario.from_parameters(draws=400, **overrides)
    assert set(break_even_frontier(case, reading, points=3)["status"]) == {status}


@pytest.mark.parametrize("chance", [0.1, 0.5])
@pytest.mark.parametrize(
    ("reading", "ceiling", "overrides"),
    [
        ("gross_new", True, {"target_jobs": 5_000}),
        ("net_new", False, {"target_jobs": 5_000}),
        ("net_new", True, {"programme": "alabuga"}),
        ("hpw_stock", False, {}),
    ],
)
def test_a_draw_lies_below_the_curve_if_and_only_if_it_meets_the_target(
    run: Run, reading: str, ceiling: bool, overrides: dict[str, object], chance: float
) -> None:
    sim = run(**overrides)
    evidence = frontier_evidence(sim, reading, probability=chance, labour_ceiling=ceiling)
    slope = _slope(sim, reading, chance, ceiling=ceiling)
    curve = evidence["realisation_share"] * slope
    clear = (evidence["cost_rub_mn"] / curve - 1).abs() > 1e-6
    below = (evidence["cost_rub_mn"] <= curve)[clear]
    assert 0 < below.mean() < 1
    assert below.equals(evidence["met"][clear])
    if ceiling:
        assert evidence["met"].mean() == pytest.approx(probability(sim, reading), abs=1e-9)


def test_the_cost_as_drawn_is_money_over_posts(run: Run) -> None:
    sim = run(jobs_lens="capital_intensity", draws=400)
    draws, evidence = sim.sample, frontier_evidence(sim, "gross_new")
    # Through this lens every ruble counts alike, so posts are money over the price of one.
    coming = draws.money.committed.sum(axis=0) / 250
    np.testing.assert_allclose(evidence["realisation_share"], coming, rtol=1e-5)
    posts = evidence["realisation_share"] * draws.jobs.full_posts / evidence["post_rub_mn"]
    np.testing.assert_allclose(posts, draws.jobs.gross[-1], rtol=1e-5)


def test_the_summary_holds_quantiles_and_the_share_that_meets(run: Run) -> None:
    evidence = frontier_evidence(run(target_jobs=5_000), "gross_new")
    summary = evidence_summary(evidence)
    assert (summary.loc[:2, "p05"] < summary.loc[:2, "p95"]).all()
    middle = evidence["post_rub_mn"].quantile(0.5, interpolation="lower")
    assert summary.loc[1, "p50"] == pytest.approx(middle)
    assert summary.loc[3, "p50"] == evidence["met"].mean()


def test_what_is_dearer_or_surer_is_harder(run: Run) -> None:
    sim = run()
    costs = [_slope(sim, "gross_new", chance) for chance in (0.1, 0.5, 0.9)]
    assert costs == sorted(costs, reverse=True)
    assert _slope(run(target_jobs=80_000), "gross_new") == pytest.approx(2 * costs[1])


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_certainty_has_no_frontier(run: Run, chance: float) -> None:
    for ask in (
        lambda: break_even_frontier(run().scenario, "gross_new", probability=chance),
        lambda: frontier_evidence(run(), "gross_new", probability=chance),
    ):
        with pytest.raises(ModelError, match=f"probability {chance} must lie between 0 and 1"):
            ask()


def test_without_money_no_share_of_it_makes_a_post() -> None:
    nothing = scenario.load("no_programme", draws=200)
    frontier = break_even_frontier(nothing, "gross_new", points=3)
    assert set(frontier["status"]) == {"no_money"}
    assert "no money is promised" in frontier["answer"].iloc[0]
