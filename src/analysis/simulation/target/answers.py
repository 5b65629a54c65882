"""The questions a user asks, of draws or of a scenario."""

import numpy as np
import pandas as pd

from analysis.scenario import Scenario, TargetReading
from analysis.simulation.readings import READING_WORDS, READINGS
from analysis.simulation.simulate import Simulation
from analysis.simulation.target.chances import expected_shortfall, probability
from analysis.simulation.target.requirements import required_multiple

__all__ = ["answers_table"]

# The variable of the results that each reading counts.
_COUNTED: dict[TargetReading, str] = {
    "net_new": "Jobs|Net",
    "gross_new": "Jobs|Gross",
    "hpw_stock": "High-productivity workplaces|Stock",
}


def answers_table(sim: Simulation) -> pd.DataFrame:
    """Answer all three readings at the horizon.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        One row a reading; columns reading, label, p05, p50, p95 (workplaces), probability,
        shortfall (mean, workplaces) and need_for_even_odds (RUB bn nominal that would meet the
        target with probability one half; infinite where no sum does).
    """
    return pd.DataFrame([_answer(sim, reading) for reading in READINGS])


def _answer(sim: Simulation, reading: TargetReading) -> dict[str, object]:
    low, middle, high = sim.tally.quantiles(_COUNTED[reading], [0.05, 0.5, 0.95])[:, -1]
    multiple = required_multiple(sim, reading, 0.5)
    return {
        "reading": reading,
        "label": READING_WORDS[reading],
        "p05": low,
        "p50": middle,
        "p95": high,
        "probability": probability(sim, reading),
        "shortfall": expected_shortfall(sim, reading),
        "need_for_even_odds": _money(sim.scenario, multiple),
    }


def _money(scenario: Scenario, multiple: float) -> float:
    """State a multiple of the plan in RUB bn; no multiple of nothing is enough."""
    if not np.isfinite(multiple):
        return float("inf")
    return multiple * scenario.investment_need_rub_bn if multiple else 0.0
