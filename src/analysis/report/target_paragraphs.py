"""The closing sentence on the target: how likely, what it would take, what it hangs on."""

import numpy as np
import pandas as pd

from analysis.report.tables import number
from analysis.report.verdict import chance
from analysis.scenario import Scenario
from analysis.simulation.target.sobol import VarianceShares

__all__ = ["target_answer"]

_EVEN = 0.5


def target_answer(
    scenario: Scenario,
    chances: pd.DataFrame,
    needs: pd.DataFrame,
    swings: pd.DataFrame,
    shares: VarianceShares,
) -> str:
    """Answer the three questions on the target in a few sentences.

    Parameters
    ----------
    scenario
        Resolved scenario.
    chances
        As from `analysis.simulation.chances_table`.
    needs
        As from `analysis.simulation.required_investment_table`, even odds among its rows.
    swings
        As from `analysis.simulation.tornado`, of the leading reading.
    shares
        As from `analysis.simulation.sobol`, of the leading reading.

    Returns
    -------
    str
        Plain text.
    """
    met = "; ".join(_met(row) for _, row in chances.iterrows())
    even = needs[np.isclose(needs["probability"], _EVEN)]
    wanted = "; ".join(_wanted(row) for _, row in even.iterrows())
    need = number(scenario.investment_need_rub_bn)
    return (
        f"Seen from {scenario.as_of}, {scenario.target_jobs:,} workplaces by {scenario.horizon} "
        f"are met {met}. For even odds instead of RUB {need} bn: {wanted}. "
        f"{_driver(swings, shares)}"
    )


def _met(row: pd.Series) -> str:
    if row["draws_met"] == 0:
        return (
            f"as {row['label']} in none of {row['draws']:,} draws (a chance of at most "
            f"{number(100 * row['high'], 2)} % by that count)"
        )
    return f"as {row['label']} in {chance(row['probability'])} of draws"


def _wanted(row: pd.Series) -> str:
    if np.isfinite(row["need_rub_bn"]):
        return f"{row['label']} take RUB {number(row['need_rub_bn'])} bn"
    reach = row["most_reachable"]
    most = f" ({number(reach)} are within reach)" if np.isfinite(reach) else ""
    return f"{row['label']} {row['answer']}{most}"


def _driver(swings: pd.DataFrame, shares: VarianceShares) -> str:
    words = shares.measure.words
    if not shares.varies or swings.empty:
        return f"The number of {words} is the same in all draws, so no assumption decides it."
    group, widest = shares.table.iloc[0], swings.iloc[0]
    return (
        f"The spread of {words} hangs most on {str(group['group']).lower()} "
        f"({number(100 * group['total'], 2)} % of the variance), their median on "
        f"{str(widest['parameter']).replace('_', ' ')} ({number(widest['at_low'])} to "
        f"{number(widest['at_high'])})."
    )
