"""The questions a user asks, of draws or of a scenario."""

import numpy as np
import pandas as pd

from analysis.scenario import Scenario, TargetReading
from analysis.simulation.readings import READING_WORDS, READINGS
from analysis.simulation.simulate import Simulation, simulate
from analysis.simulation.target.chances import expected_shortfall, probability
from analysis.simulation.target.requirements import break_even_cost, required_multiple

__all__ = ["answers_table", "break_even_frontier", "required_investment"]

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


def required_investment(
    scenario: Scenario, reading: str, probability: float, *, labour_ceiling: bool = True
) -> float:
    """Money the programme would need for the target to be met with a given probability.

    Parameters
    ----------
    scenario
        Resolved scenario.
    reading
        Reading of the target.
    probability
        Probability asked for, in (0, 1).
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    float
        RUB bn, nominal; infinite where no sum does it.

    Raises
    ------
    ModelError
        The reading is unknown or the probability outside (0, 1).
    """
    multiple = required_multiple(
        simulate(scenario), reading, probability, labour_ceiling=labour_ceiling
    )
    return _money(scenario, multiple)


def break_even_frontier(
    scenario: Scenario,
    reading: str,
    *,
    points: int = 25,
    probability: float = 0.5,
    labour_ceiling: bool = True,
) -> pd.DataFrame:
    """Pairs of realisation and cost per post at which the target is just met.

    Parameters
    ----------
    scenario
        Resolved scenario.
    reading
        Reading of the target.
    points
        Number of realisations looked at, from 0 to the scenario's ceiling.
    probability
        Probability with which the target is to be met.
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    DataFrame
        Columns realisation_share and cost_rub_mn, prices of `as_of`.
    """
    realisation = np.linspace(0.0, scenario.realisation_ceiling_share, points)
    return break_even_cost(
        simulate(scenario),
        reading,
        realisation,
        probability=probability,
        labour_ceiling=labour_ceiling,
    )
