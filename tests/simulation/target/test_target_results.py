"""The rows that notebook 06 leaves say what its tables say."""

import numpy as np
import pytest

from analysis import scenario, simulation
from analysis.report import unlisted
from analysis.simulation import RESULT_COLUMNS, Simulation
from analysis.simulation.target.results import target_results


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulation.simulate(scenario.from_parameters(draws=600))


def test_rows_are_tidy_listed_and_equal_to_the_tables(sim: Simulation) -> None:
    case = sim.scenario
    chances = simulation.chances_table(sim)
    needs = simulation.required_investment_table(case, probabilities=(0.5,))
    shares = simulation.sobol(case, "net_new", 64, np.random.default_rng(1))
    swings = simulation.tornado(case, "net_new", ["deadweight_share"])
    likeliest = simulation.odds(case, "hpw_stock")
    rows = target_results(sim, chances, needs, shares, swings, likeliest=likeliest)
    assert tuple(rows.columns) == RESULT_COLUMNS
    assert unlisted(rows) == []
    assert np.isfinite(rows["value"]).all()
    value = rows.set_index(["variable", "year"])["value"]
    need = needs.set_index("reading").loc["gross_new", "need_rub_bn"]
    assert value["Target|gross_new|Money for a chance of 0.5", case.horizon] == need
    assert value["Swing|net_new|deadweight_share|Low", case.horizon] == swings["at_low"].iloc[0]
    first = value.filter(like="Target|hpw_stock|First met").sum()
    assert first == pytest.approx(simulation.probability(sim, "hpw_stock"), abs=0.02)
    total = value.filter(like="Variance share|")
    assert len(total) == len(shares.table) >= 10
    moved = likeliest.swings.iloc[0]
    assert value[f"Swing|met:hpw_stock|{moved['parameter']}|High", case.horizon] == moved["at_high"]


def test_an_answer_that_no_money_gives_has_no_row(sim: Simulation) -> None:
    needs = simulation.required_investment_table(sim.scenario, probabilities=(0.5,))
    shares = simulation.sobol(sim.scenario, "met:net_new", 16, np.random.default_rng(1))
    swings = simulation.tornado(sim.scenario, "net_new", ["deadweight_share"])
    likeliest = simulation.odds(sim.scenario, "hpw_stock")
    chances = simulation.chances_table(sim)
    rows = target_results(sim, chances, needs, shares, swings, likeliest=likeliest)
    assert "Target|net_new|Money for a chance of 0.5" not in set(rows["variable"])
    assert not rows["variable"].str.startswith("Variance share").any()
