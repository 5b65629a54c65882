"""Readings, what would have met the target, and how far each assumption moves the answer."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis import scenario, simulation
from analysis.errors import ModelError
from analysis.simulation import LENSES, READINGS, Simulation
from tests.simulation.certainties import CERTAIN, EVERY_RUBLE, NOTHING_LOST
from tests.simulation.exchanges import misplaced

Run = Callable[..., Simulation]


def test_no_reading_but_the_stock_one_is_within_reach(central: Simulation) -> None:
    chances = {name: simulation.probability(central, name) for name in READINGS}
    assert chances["net_new"] == 0
    assert chances["gross_new"] < 0.02
    assert 0.05 < chances["hpw_stock"] < 0.3


@pytest.mark.parametrize("lens", LENSES)
def test_no_lens_brings_any_other_reading_within_reach(run: Run, lens: str) -> None:
    sim = run(draws=5_000, jobs_lens=lens)
    assert simulation.probability(sim, "net_new") == 0
    assert simulation.probability(sim, "gross_new") < 0.02
    assert 0.05 < simulation.probability(sim, "hpw_stock") < 0.3


def test_the_table_of_answers_is_that_of_the_draws(central: Simulation) -> None:
    table = simulation.answers_table(central).set_index("reading")
    assert list(table.index) == list(READINGS)
    for reading, row in table.iterrows():
        got = simulation.reached(central.sample, str(reading))[-1]
        for statistic, level in {"p05": 0.05, "p50": 0.5, "p95": 0.95}.items():
            assert misplaced(got[None], np.array([row[statistic]]), level) < 1
        assert row["probability"] == simulation.probability(central, str(reading))
        assert row["shortfall"] == simulation.expected_shortfall(central, str(reading))
    assert table.at["net_new", "need_for_even_odds"] == np.inf
    multiple = simulation.required_multiple(central, "gross_new", 0.5)
    assert table.at["gross_new", "need_for_even_odds"] == pytest.approx(250 * multiple)


def test_an_unknown_reading_is_refused(central: Simulation) -> None:
    with pytest.raises(
        ModelError, match=r"reading 'jobs': allowed are net_new, gross_new, hpw_stock"
    ):
        simulation.probability(central, "jobs")


def test_a_year_can_be_asked(run: Run) -> None:
    sim = run(target_jobs=1)
    assert simulation.probability(sim, "net_new", year=2015) == 0
    assert simulation.probability(sim, "net_new") > 0.9


def test_the_expected_shortfall_is_the_whole_target_without_a_programme(run: Run) -> None:
    sim = run(scenario_name="no_programme")
    assert simulation.expected_shortfall(sim, "net_new") == 160_000


@pytest.mark.parametrize("reading", ["net_new", "gross_new"])
def test_the_required_money_meets_the_target_with_the_probability_asked_for(
    run: Run, reading: str
) -> None:
    target = 3_000
    plain = run(target_jobs=target)
    multiple = simulation.required_multiple(plain, reading, 0.5)
    enough = run(target_jobs=target, investment_need_rub_bn=250 * multiple * (1 + 1e-5))
    less = run(target_jobs=target, investment_need_rub_bn=250 * multiple * 0.98)
    assert simulation.probability(enough, reading) >= 0.5
    assert simulation.probability(less, reading) < 0.5


def test_the_required_money_of_the_stock_reading_does_so_too(run: Run) -> None:
    plain = run(target_jobs=134_000)
    multiple = simulation.required_multiple(plain, "hpw_stock", 0.6)
    enough = run(target_jobs=134_000, investment_need_rub_bn=250 * multiple * (1 + 1e-5))
    assert simulation.probability(enough, "hpw_stock") == pytest.approx(0.6, abs=0.01)


def test_where_workers_are_too_few_no_sum_is_enough(central: Simulation) -> None:
    assert simulation.required_multiple(central, "net_new", 0.5) == np.inf
    assert np.isfinite(simulation.required_multiple(central, "net_new", 0.5, labour_ceiling=False))
    assert simulation.required_investment(central.scenario, "net_new", 0.5) == np.inf


@pytest.mark.parametrize("chance", [0.0, 1.0, -0.1])
def test_certainty_cannot_be_asked_for(central: Simulation, chance: float) -> None:
    with pytest.raises(ModelError, match="must lie between 0 and 1"):
        simulation.required_multiple(central, "net_new", chance)


def test_the_frontier_is_where_the_median_meets_the_target(run: Run) -> None:
    certain = run(
        **CERTAIN, **NOTHING_LOST, **EVERY_RUBLE, target_jobs=1000,
    )  # fmt: skip
    points = np.array([0.0, 0.5, 1.0])
    frontier = simulation.break_even_cost(certain, "gross_new", points)
    real = np.median(certain.sample.money.real.sum(axis=(0, 1)))
    np.testing.assert_allclose(frontier["cost_rub_mn"], points * real * 1e3 / 1000, rtol=0.01)


def test_the_frontier_of_a_scenario_rises_with_realisation() -> None:
    case = scenario.load("central", draws=300)
    frontier = simulation.break_even_frontier(case, "net_new", points=5, labour_ceiling=False)
    assert frontier["cost_rub_mn"].is_monotonic_increasing
    assert frontier["realisation_share"].iloc[-1] == case.realisation_ceiling_share


def test_arithmetic_on_the_promise_agrees_with_hand_figures(central: Simulation) -> None:
    sizes = simulation.plausibility(central.scenario).set_index("measure")["value"]
    assert sizes["Promised workplaces as a share of all employed"] == pytest.approx(160 / 487.8)
    assert sizes["Promised money per promised workplace"] == pytest.approx(1.5625)
    years = sizes["Years of hiring on new workplaces that make up the promise"]
    assert years == pytest.approx(160 / np.mean([3.6, 4.3, 2.5]))
    assert sizes["Resident investment per job, sez_tomsk, 2014"] == pytest.approx(6300 / 1700)
    assert sizes["Resident investment per job, sez_tomsk, 2016"] == pytest.approx(10_000 / 1822)
    part = sizes[sizes.index.str.startswith("The region's part of the national target")].iloc[0]
    assert 165_000 < part < 185_000


def test_the_promise_is_shown_in_its_own_words(central: Simulation) -> None:
    printed = simulation.promise_as_printed(central.scenario).set_index("parameter")
    assert (
        "160 thousands of highly-efficient workplaces"
        in printed.at["target_jobs", "value_as_reported"]
    )
    restated = simulation.restated_figures(central.scenario)
    assert sorted(restated["value"]) == [2.5, 10, 107]
    assert restated["note"].str.len().min() > 40


def test_one_assumption_at_a_time_brackets_the_answer() -> None:
    case = scenario.load("central")
    swings = simulation.one_at_a_time(case, ["hpw_regional_ratio", "labour_inflow_share"])
    assert swings["parameter"].tolist() == [
        "as assumed", *["hpw_regional_ratio"] * 2, *["labour_inflow_share"] * 2,
    ]  # fmt: skip
    stock = swings["hpw_stock"]
    assert stock[1] < stock[0] < stock[2]
    assert swings.loc[0, "gross_new"] == swings.loc[3, "gross_new"]


def test_the_weak_assumptions_are_the_red_ones_of_high_impact() -> None:
    case = scenario.load("central")
    weak = simulation.weak_assumptions(case)
    log = scenario.assumptions_log(case).set_index("name").loc[weak]
    assert set(log["quality"]) == {"red"}
    assert set(log["impact"]) == {"high"}
    assert {"hpw_growth_share", "labour_inflow_share", "cost_per_job_log_sd_prior"} <= set(weak)


def test_the_labour_ceiling_can_be_lifted(central: Simulation) -> None:
    free = simulation.probability(central, "net_new", labour_ceiling=False)
    assert 0 < free < 0.01
    gross = simulation.probability(central, "gross_new", labour_ceiling=False)
    assert gross == simulation.probability(central, "gross_new")
