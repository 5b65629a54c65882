"""The questions a user asks, of draws or of a scenario."""

import numpy as np
import pandas as pd

from analysis.scenario import Scenario
from analysis.simulation.draws import Draws
from analysis.simulation.readings import (
    READING_WORDS,
    READINGS,
    expected_shortfall,
    probability,
    reached,
)
from analysis.simulation.requirements import break_even_cost, required_multiple
from analysis.simulation.simulate import simulate

__all__ = ["answers_table", "break_even_frontier", "required_investment"]


def answers_table(sim: Draws) -> pd.DataFrame:
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
    column = sim.at(sim.scenario.horizon)
    rows = []
    for reading in READINGS:
        low, middle, high = np.quantile(reached(sim, reading)[:, column], [0.05, 0.5, 0.95])
        multiple = required_multiple(sim, reading, 0.5)
        need = sim.scenario.investment_need_rub_bn * multiple if multiple else 0.0
        rows.append(
            (
                reading,
                READING_WORDS[reading],
                low,
                middle,
                high,
                probability(sim, reading),
                expected_shortfall(sim, reading),
                need if np.isfinite(multiple) else np.inf,
            )
        )
    columns = [
        "reading",
        "label",
        "p05",
        "p50",
        "p95",
        "probability",
        "shortfall",
        "need_for_even_odds",
    ]
    return pd.DataFrame(rows, columns=columns)


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
    return multiple * scenario.investment_need_rub_bn if np.isfinite(multiple) else float("inf")


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
