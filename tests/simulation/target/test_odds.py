"""A chance is held against no programme and against each weak assumption."""

import pytest

from analysis import scenario
from analysis.errors import ModelError
from analysis.simulation import simulate, weak_assumptions
from analysis.simulation.target.chances import probability
from analysis.simulation.target.odds import odds


@pytest.mark.end_to_end
def test_odds_are_those_of_the_scenarios_they_name() -> None:
    case = scenario.from_parameters(draws=2_000)
    found = odds(case, "hpw_stock")
    assert found.probability == probability(simulate(case), "hpw_stock")
    without = case.model_copy(update={"investment_need_rub_bn": 0.0})
    assert found.without == probability(simulate(without), "hpw_stock") < found.probability
    assert found.draws == 2_000
    assert set(found.swings["parameter"]) <= set(weak_assumptions(case))
    assert (found.swings["swing"] > 0).all()
    widest = found.swings.iloc[0]
    high = case.model_copy(update={widest["parameter"]: widest["high"]})
    assert widest["at_high"] == probability(simulate(high), "hpw_stock")


def test_an_unknown_reading_is_refused() -> None:
    with pytest.raises(ModelError, match="reading"):
        odds(scenario.from_parameters(draws=100), "jobs")
