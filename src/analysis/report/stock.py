"""How the stock reading is spoken of, also where it was met before the programme began."""

import pandas as pd

from analysis.report.tables import Table, table
from analysis.report.verdict import chance
from analysis.simulation import READING_WORDS

__all__ = ["MET_BEFORE", "stock_answer", "stood_before", "swing_table"]

MET_BEFORE = "met before the programme began"
"""What is said in place of a probability that no programme could have moved."""

_STOCK = "hpw_stock"


def stood_before(ledger: pd.DataFrame, target: int) -> bool:
    """Say whether the stock stood above the target at the last count.

    Parameters
    ----------
    ledger
        As from `Simulation.ledger`.
    target
        Workplaces promised.

    Returns
    -------
    bool
        Whether the lower end of the 90 % band of the stock's first level reaches the target.
    """
    start = ledger[ledger["block"] == "stock"].iloc[0]
    return bool(start["p05"] >= target)


def swing_table(swings: pd.DataFrame, ledger: pd.DataFrame, *, target: int, caption: str) -> Table:
    """Tabulate the probabilities with one assumption moved at a time.

    Parameters
    ----------
    swings
        As from `analysis.simulation.one_at_a_time`; a value may be a number or a word.
    ledger
        As from `Simulation.ledger`.
    target
        Workplaces promised.
    caption
        What the table shows.

    Returns
    -------
    Table
        Where the stock stood above the target before, words stand in its column.
    """
    shown = swings.astype({"value": object})
    if stood_before(ledger, target):
        shown = shown.assign(**{_STOCK: MET_BEFORE})
    return table(shown, caption)


def stock_answer(swings: pd.DataFrame, ledger: pd.DataFrame, *, target: int, met: float) -> str:
    """State in a clause how likely the promise is, read as the stock.

    Parameters
    ----------
    swings
        As from `analysis.simulation.one_at_a_time`.
    ledger
        As from `Simulation.ledger`.
    target
        Workplaces promised.
    met
        Share of draws that meet it.

    Returns
    -------
    str
        Share of draws with the range of `swings`, or that it was met before the programme began.
    """
    words = READING_WORDS["hpw_stock"]
    if stood_before(ledger, target):
        return f"read as {words}, it was {MET_BEFORE}"
    low, high = (chance(end) for end in (swings[_STOCK].min(), swings[_STOCK].max()))
    return (
        f"read as {words}, it is met in {chance(met)} of draws, {low} to {high} when one "
        "assumption is moved over its range"
    )
