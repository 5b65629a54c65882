"""How the stock reading is spoken of, also where it was met before the programme began."""

import pandas as pd

from analysis.report.tables import Table, table
from analysis.report.verdict import chance
from analysis.simulation import READING_WORDS

__all__ = ["met_before", "stock_answer", "swing_table"]

_STOCK = "hpw_stock"


def met_before(ledger: pd.DataFrame, *, target: int, year: int, began: int) -> str:
    """Say so where the stock stood above the target at the last count.

    Parameters
    ----------
    ledger
        As from `Simulation.ledger`.
    target
        Workplaces promised.
    year
        Year of the last national count.
    began
        First year of the programme.

    Returns
    -------
    str
        Words in place of a probability that nothing later moves, if the lower end of the 90 % band
        of the stock's first level reaches the target; else empty.
    """
    start = ledger[ledger["block"] == "stock"].iloc[0]
    if start["p05"] < target:
        return ""
    return "met before the programme began" if year < began else f"met by the count of {year}"


def swing_table(swings: pd.DataFrame, *, met: str, caption: str) -> Table:
    """Tabulate the probabilities with one assumption moved at a time.

    Parameters
    ----------
    swings
        As from `analysis.simulation.one_at_a_time`; a value may be a number or a word.
    met
        As from `met_before`; stands in the column of the stock if not empty.
    caption
        What the table shows.

    Returns
    -------
    Table
        One row a parameter and value.
    """
    return table(swings.assign(**{_STOCK: met}) if met else swings, caption)


def stock_answer(swings: pd.DataFrame, *, met: str, probability: float) -> str:
    """State in a clause how likely the promise is, read as the stock.

    Parameters
    ----------
    swings
        As from `analysis.simulation.one_at_a_time`.
    met
        As from `met_before`.
    probability
        Share of draws that meet the target.

    Returns
    -------
    str
        Share of draws with the range of `swings`, or `met` if that is not empty.
    """
    words = READING_WORDS["hpw_stock"]
    if met:
        return f"read as {words}, it was {met}"
    low, high = (chance(end) for end in (swings[_STOCK].min(), swings[_STOCK].max()))
    return (
        f"read as {words}, it is met in {chance(probability)} of draws, {low} to {high} when one "
        "assumption is moved over its range"
    )
