"""The verdict of a run in five lines, computed from its tidy results."""

import pandas as pd

from analysis.report.tables import band, number
from analysis.simulation import READING_WORDS

__all__ = ["chance", "verdict"]


def _horizon(results: pd.DataFrame) -> int:
    """Return the year the target is due, or the last year where no target is among the results."""
    due = results.loc[results["variable"] == "Target", "year"]
    return int((due if len(due) else results["year"]).max())


def _value(results: pd.DataFrame, variable: str, statistic: str) -> float:
    """Return a statistic at the horizon; not a number where it is missing."""
    rows = results[
        (results["variable"] == variable)
        & (results["statistic"] == statistic)
        & (results["year"] == _horizon(results))
    ]
    return float(rows["value"].iloc[0]) if len(rows) else float("nan")


def _band(results: pd.DataFrame, variable: str) -> str:
    names = ("p05", "p50", "p95")
    return band(pd.Series({name: _value(results, variable, name) for name in names}))


def _stood_before(results: pd.DataFrame, target: float) -> str:
    """Say so where the stock stood above the target before the programme could add to it."""
    stock = results[
        (results["variable"] == "High-productivity workplaces|Stock")
        & (results["statistic"] == "p05")
    ].sort_values("year")
    if stock.empty or stock["value"].iloc[0] < target:
        return ""
    return f" It stood above that in {int(stock['year'].iloc[0])} already."


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


def verdict(results: pd.DataFrame, scenario: str | None = None) -> list[str]:
    """State what a run found.

    Parameters
    ----------
    results
        Tidy results of all notebooks of one run; what is missing is said to be not known.
    scenario
        Name of the run's scenario, where a notebook also left results of others; not needed where
        the results hold one.

    Returns
    -------
    list of str
        Five lines: money, posts, and the promise under each of its three readings.
    """
    if scenario is not None:
        results = results[results["scenario"] == scenario]
    planned = results["variable"].str.startswith("Programme money|Planned|")
    need = results.loc[planned, ["variable", "value"]].drop_duplicates()["value"].sum()
    target = _value(results, "Target", "value")
    year = _horizon(results)
    spent = _band(results, "Programme money|Disbursed, cumulative")
    gross, net = _band(results, "Jobs|Gross"), _band(results, "Jobs|Net")
    lines = [
        f"Money: of RUB {number(need)} bn promised, {spent} bn is spent by {year}.",
        f"Posts: that makes {gross} gross and {net} net against {number(target)} promised.",
    ]
    for name, words in READING_WORDS.items():
        met = chance(_value(results, f"Target|{name}", "probability"))
        missing = number(_value(results, f"Target|{name}|Shortfall", "mean"))
        stood = _stood_before(results, target) if name == "hpw_stock" else ""
        lines.append(
            f"Read as {words}: met in {met} of draws; expected shortfall {missing}.{stood}"
        )
    return lines
