"""Programme money: planned, committed, disbursed, real; by source, year and cluster."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import scenario
from analysis.models.distributions import gamma_delay
from analysis.models.programme import SpendCurve, planned_by_source
from analysis.models.score_tables import ScoreTable
from analysis.simulation import Simulation, simulate
from analysis.simulation.draws import Draws, Money
from analysis.simulation.outcomes import added_investment
from tests.simulation.certainties import CERTAIN
from tests.simulation.exchanges import (
    ROUNDING,
    assert_close,
    assuming,
    first_draws,
    keeping_clusters,
    prepared_case,
)

Run = Callable[..., Simulation]


def _assert_conserved(drawn: Draws, need: float) -> None:
    """Follow the money from the plan to real rubles, by every margin."""
    money = drawn.money
    assert money.planned.sum() == pytest.approx(need)
    assert_close(money.cluster_share.sum(axis=0), np.ones(drawn.size))
    assert_close(money.committed, money.planned[:, None] * money.realised)
    committed = money.committed.sum(axis=0)
    by_cluster = money.by_cluster()
    assert_close(by_cluster.sum(axis=0), money.disbursed.sum(axis=0), scale=committed)
    bought = (by_cluster / (1 + money.overrun)[:, None]).sum(axis=0)
    assert_close(bought, money.spent.sum(axis=0), scale=committed)
    assert (money.timing >= 0).all()
    assert (money.disbursed.sum(axis=(0, 1)) <= committed * (1 + ROUNDING)).all()
    assert (money.spent.sum(axis=1) <= money.committed * (1 + ROUNDING)).all()
    assert_close(money.real * drawn.price, money.spent)
    # Sources are alike in time: each year's money is split as the money that comes.
    expected = money.committed[:, None] * money.spent.sum(axis=0)
    assert_close(money.spent * committed, expected)


@settings(max_examples=40)
@given(
    plan=st.tuples(st.just(0.0) | st.floats(1e-3, 2000), st.floats(0, 1), st.floats(0, 1)),
    slip=st.floats(0, 5),
    start=st.integers(2015, 2018),
    overrun=st.floats(0, 1),
    clusters=st.integers(1, 6),
)
def test_money_is_conserved(
    plan: tuple[float, float, float], slip: float, start: int, overrun: float, clusters: int
) -> None:
    drawn = first_draws(
        replace(
            keeping_clusters(prepared_case(horizon=2030), clusters),
            planned=planned_by_source(*plan),
            curve=SpendCurve(start, 2020, alpha=2.0, beta=2.0),
            slip=ScoreTable(lambda luck: gamma_delay(luck, slip)),
            overrun=ScoreTable(lambda luck: overrun * 2 * luck),
        ),
        200,
    )
    _assert_conserved(drawn, plan[0])
    assert drawn.money.planned[0] == pytest.approx(plan[0] * plan[1], abs=1e-12)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_money_is_conserved_however_its_luck_is_joined(correlation: float) -> None:
    drawn = first_draws(assuming(prepared_case(), realisation_correlation=correlation))
    _assert_conserved(drawn, 250.0)


@pytest.mark.end_to_end
@settings(max_examples=15)
@given(
    need=st.floats(0, 2000),
    outside=st.floats(0, 1),
    slip=st.floats(0, 5),
    start=st.integers(2013, 2018),
    overrun=st.floats(0, 1),
)
def test_money_of_any_scenario_is_conserved(
    need: float, outside: float, slip: float, start: int, overrun: float
) -> None:
    case = scenario.from_parameters(
        draws=200,
        investment_need_rub_bn=need,
        extra_budgetary_share=outside,
        slip_years=slip,
        programme_start=start,
        cost_overrun_share=overrun,
        horizon=2030,
    )
    drawn = simulate(case).sample
    _assert_conserved(drawn, need)
    assert drawn.money.planned[0] == pytest.approx(need * outside, abs=1e-12)


def _totals(money: Money) -> tuple[np.ndarray, np.ndarray]:
    return money.spent.sum(axis=(0, 1)), money.committed.sum(axis=0)


def test_without_slip_all_committed_money_is_spent_by_the_planned_end(run: Run) -> None:
    spent, committed = _totals(run(slip_years=0.0).sample.money)
    assert_close(spent, committed)


def test_with_slip_it_is_spent_in_the_end(run: Run) -> None:
    sim = run(horizon=2030, slip_years=0.5)
    spent, committed = _totals(sim.sample.money)
    assert_close(spent, committed)
    part = sim.years <= 2020
    assert (sim.sample.money.spent[:, part].sum(axis=(0, 1)) < committed).all()


def test_what_is_certain_comes_in_full(run: Run) -> None:
    spent, _ = _totals(run(**CERTAIN).sample.money)
    assert_close(spent, np.full(len(spent), 250.0))


def test_clusters_are_a_flat_prior_over_the_whole(central: Simulation) -> None:
    share = central.sample.money.cluster_share
    count = len(central.evidence.clusters)
    assert count == 6
    # Dirichlet(1, ..., 1): mean 1/6 and variance 5/252; 20,000 draws know the mean to .001, five
    # of which are crossed by chance less than once in a million.
    np.testing.assert_allclose(share.mean(axis=1), 1 / count, atol=0.005)
    variance = (count - 1) / (count**2 * (count + 1))
    np.testing.assert_allclose(share.var(axis=1), variance, rtol=0.1)
    assert (share >= 0).all()


def test_good_luck_is_much_money_and_little_delay(central: Simulation) -> None:
    money = central.sample.money
    luck = money.realised.mean(axis=0)
    assert np.corrcoef(money.realised)[np.triu_indices(3, 1)].min() > 0.3
    assert max(np.corrcoef(luck, slip)[0, 1] for slip in money.slip) < -0.3


def test_money_the_published_level_holds_already_is_not_added_again(
    run: Callable[..., Simulation],
) -> None:
    sim = run(as_of=2017, programme_start=2015)
    draws = sim.sample
    added = added_investment(draws, 2017)
    flow = draws.additional_share * draws.money.disbursed.sum(axis=0)
    row = draws.at(2017)
    assert (added[: row + 1] == 0).all()
    np.testing.assert_allclose(added[row + 1 :] + flow[row], flow[row + 1 :], rtol=1e-4, atol=1e-4)
    assert flow[row].mean() > 1


def test_a_programme_that_has_not_begun_adds_all_it_spends(run: Callable[..., Simulation]) -> None:
    draws = run(programme_start=2017).sample
    flow = draws.additional_share * draws.money.disbursed.sum(axis=0)
    added = added_investment(draws, 2016)
    np.testing.assert_allclose(added[1:], flow[1:], rtol=1e-5, atol=1e-6)
