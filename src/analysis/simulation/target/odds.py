"""What a chance rests on: the same draws without the programme, and with one assumption moved."""

from dataclasses import dataclass

import pandas as pd

from analysis.scenario import Scenario
from analysis.simulation.readings import check_reading
from analysis.simulation.target.measures import Measure, centre, measure
from analysis.simulation.target.moved import first_draws, measured_when
from analysis.simulation.target.sensitivity import weak_assumptions
from analysis.simulation.target.tornado import logged_ranges, tornado

__all__ = ["Odds", "odds"]


@dataclass(frozen=True)
class Odds:
    """The chance of one reading, and how far it can be moved.

    Attributes
    ----------
    measure
        The target met under the reading.
    probability, without
        Share of draws that meet it as assumed, and with no programme money.
    draws
        Draws of each case.
    swings
        As from `analysis.simulation.tornado`, of the assumptions with weak evidence and high impact
        that move the chance.
    """

    measure: Measure
    probability: float
    without: float
    draws: int
    swings: pd.DataFrame


def odds(scenario: Scenario, reading: str) -> Odds:
    """Move the chance of the target by each weak assumption, and take the programme away.

    Parameters
    ----------
    scenario
        Resolved scenario.
    reading
        Reading of the target.

    Returns
    -------
    Odds
        Of the scenario's own draws, or of the first 20,000, always with the same random numbers.

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    check_reading(reading)
    asked = measure(f"met:{reading}")
    base = first_draws(scenario)
    ranges = logged_ranges(scenario).index
    weak = [name for name in weak_assumptions(scenario) if name in ranges]
    swings = tornado(scenario, asked.name, weak)
    return Odds(
        measure=asked,
        probability=centre(measured_when(base, asked.name, {}), asked.name),
        without=centre(
            measured_when(base, asked.name, {"investment_need_rub_bn": 0.0}), asked.name
        ),
        draws=base.scenario.draws,
        swings=swings[swings["swing"] > 0].reset_index(drop=True),
    )
