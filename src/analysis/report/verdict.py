"""The verdict of a run in five lines, computed from its tidy results."""

import pandas as pd

from analysis.report.tables import band, number
from analysis.simulation import READING_WORDS

__all__ = ["chance", "verdict"]


def _value(results: pd.DataFrame, variable: str, statistic: str) -> float:
    rows = results[(results["variable"] == variable) & (results["statistic"] == statistic)]
    if rows.empty:
        return float("nan")
    return float(rows.sort_values("year")["value"].iloc[-1])


def _band(results: pd.DataFrame, variable: str) -> str:
    names = ("p05", "p50", "p95")
    return band(pd.Series({name: _value(results, variable, name) for name in names}))


def chance(value: float) -> str:
    """Write a probability estimated from draws in per cent, without claiming a certainty.

    Parameters
    ----------
    value
        Share of draws, a fraction.

    Returns
    -------
    str
        Such as ``23 %``; shares next to none or all are given as a bound.
    """
    if 0 < value < 0.001:
        return "less than 0.1 %"
    if value == 0:
        return "0 %"
    if 0.999 < value < 1:
        return "more than 99.9 %"
    return f"{number(value * 100, 2)} %"


def verdict(results: pd.DataFrame) -> list[str]:
    """State what a run found.

    Parameters
    ----------
    results
        Tidy results of all notebooks of one run; what is missing is said to be not known.

    Returns
    -------
    list of str
        Five lines: money, posts, and the promise under each of its three readings.
    """
    planned = results["variable"].str.startswith("Programme money|Planned|")
    need = results.loc[planned, ["variable", "value"]].drop_duplicates()["value"].sum()
    target = _value(results, "Target", "value")
    year = int(results["year"].max())
    spent = _band(results, "Programme money|Disbursed, cumulative")
    gross, net = _band(results, "Jobs|Gross"), _band(results, "Jobs|Net")
    lines = [
        f"Money: of RUB {number(need)} bn promised, {spent} bn is spent by {year}.",
        f"Posts: that makes {gross} gross and {net} net against {number(target)} promised.",
    ]
    for name, words in READING_WORDS.items():
        met = chance(_value(results, f"Target|{name}", "probability"))
        missing = number(_value(results, f"Target|{name}|Shortfall", "mean"))
        lines.append(f"Read as {words}: met in {met} of draws; expected shortfall {missing}.")
    return lines
