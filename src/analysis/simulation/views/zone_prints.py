"""Doubtful prints of the zones' reports, and what the reports before and after say of them."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ModelError
from analysis.models.zone_misprints import percent_hypotheses, unit_hypotheses
from analysis.models.zone_reports import latest_figures, plan_and_actual, zone_statements
from analysis.scenario import Scenario
from analysis.simulation.views.zones import stacked

__all__ = ["EXCEEDED_BY", "zone_percents", "zone_units"]

EXCEEDED_BY = r"exceeded|overfulfil|превы|перевыполн|^на\s"
"""Wordings of a per cent of plan that can mean per cent above plan."""

_WHOLE = ("jobs", "count")


def zone_units(scenario: Scenario) -> pd.DataFrame:
    """Read every money figure of doubtful unit both ways, against the reports around it.

    Parameters
    ----------
    scenario
        Resolved scenario; only outturns of periods that ended by `as_of`, some of them printed in
        the year after, are held against a reading.

    Returns
    -------
    DataFrame
        Two rows a figure: subject, printed, indicator, year, basis, reading, value (RUB bn),
        before (last running total on file of an earlier year), implied_next and reported_next (RUB
        bn, the following year), contradicted_by (in words; empty if nothing on file does).

    Notes
    -----
    The unit of the values on file was corrected with all reports at hand, later ones among them;
    `as_of` cuts the reports held against a reading, not that correction. A running total below an
    earlier one is impossible. What the next year's report says is as in
    `analysis.models.zone_misprints.unit_hypotheses`.
    """
    return stacked(scenario, _units)


def _units(facts: pd.DataFrame, zone: str) -> pd.DataFrame:
    table = unit_hypotheses(facts, zone)
    figures = latest_figures(zone_statements(facts, zone))
    before = [
        _total_before(figures, row["indicator"], row["year"]) for row in table.to_dict("records")
    ]
    table["before"] = [value for _, value in before]
    table["contradicted_by"] = [
        "; ".join(_against_unit(row, year))
        for row, (year, _) in zip(table.to_dict("records"), before, strict=True)
    ]
    columns = ["printed", "indicator", "year", "basis", "reading", "value", "before"]
    return table[[*columns, "implied_next", "reported_next", "contradicted_by"]]


def _total_before(figures: pd.DataFrame, indicator: str, year: int) -> tuple[int, float]:
    """Year and value of the last running total before a year; zero and NaN if none is on file."""
    rows = figures[
        (figures["indicator"] == indicator)
        & (figures["basis"] == "total")
        & (figures["year"] < year)
    ].sort_values("year")
    return (int(rows["year"].iloc[-1]), float(rows["value"].iloc[-1])) if len(rows) else (0, np.nan)


def _against_unit(row: Mapping[Hashable, Any], before_year: int) -> Iterator[str]:
    if row["basis"] == "total" and row["value"] < row["before"]:
        yield f"running total below that of {before_year}"
    if pd.notna(row["reported_next"]) and not row["consistent"]:
        yield f"report of {row['year'] + 1}"


def zone_percents(scenario: Scenario) -> pd.DataFrame:
    """Read every per cent "exceeded by" both ways, against the reports around it.

    Parameters
    ----------
    scenario
        Resolved scenario; only outturns of periods that ended by `as_of`, some of them printed in
        the year after, are held against a reading.

    Returns
    -------
    DataFrame
        Two rows a print: subject, measure, year, printed, reading, actual, implied_plan (unit of
        the measure), before (last total of an earlier year), next_low, next_high and next_reported
        (per cent of plan of the next year, where on file), contradicted_by (in words; empty if
        nothing on file does).

    Notes
    -----
    The plan is A / P or A / (1 + P). A plan of a running total below what had been reached in an
    earlier year is no plan; a plan of a count must be whole, so that some whole number n must print
    as round(100 A / n). The next report is as in
    `analysis.models.zone_misprints.percent_hypotheses`.
    """
    return stacked(scenario, _percents)


def _percents(facts: pd.DataFrame, zone: str) -> pd.DataFrame:
    table = plan_and_actual(facts, zone).dropna(subset="actual")
    doubtful = table[table["printed"].str.contains(EXCEEDED_BY, case=False, regex=True)]
    figures = latest_figures(zone_statements(facts, zone))
    rows = [
        _reading(facts, zone, figures, print_, above=above)
        for print_ in doubtful.to_dict("records")
        for above in (False, True)
    ]
    columns = ["measure", "year", "printed", "reading", "actual", "implied_plan", "before"]
    ends = ["next_low", "next_high", "next_reported", "contradicted_by"]
    return pd.DataFrame(rows, columns=[*columns, *ends])


def _reading(
    facts: pd.DataFrame,
    zone: str,
    figures: pd.DataFrame,
    print_: Mapping[Hashable, Any],
    *,
    above: bool,
) -> tuple[object, ...]:
    """One row: what a print means if read one way, and what contradicts it."""
    year, percent = int(print_["year"]), float(print_["percent_of_plan"])
    actual = float(print_["actual"])
    plan = actual / ((percent + 100 * above) / 100)
    same = figures[figures["measure"] == print_["measure"]]
    indicator = str(same["indicator"].iloc[-1]) if len(same) else ""
    before_year, before = _total_before(figures, indicator, year)
    low, high, then = _next(facts, zone, print_, above=above)
    against = []
    if print_["basis"] == "total" and plan < before:
        against.append(f"plan below what stood in {before_year}")
    if print_["unit"] in _WHOLE and not _some_whole_plan(actual, percent + 100 * above):
        against.append("no whole plan prints this per cent")
    if np.isfinite(then) and not low <= then <= high:
        against.append(f"report of {year + 1}")
    words = f"{percent:g} % {'above plan' if above else 'of plan'}"
    found = (print_["measure"], year, print_["printed"], words, actual, plan, before)
    return (*found, low, high, then, "; ".join(against))


def _next(
    facts: pd.DataFrame, zone: str, print_: Mapping[Hashable, Any], *, above: bool
) -> tuple[float, float, float]:
    """Per cents the next report may print under a reading, and the one it prints."""
    if (print_["measure"], print_["basis"]) == ("jobs", "total"):
        # Too little on file for the comparison is no error of the notebook.
        with suppress(ModelError):
            table = percent_hypotheses(facts, zone, year=int(print_["year"]))
            row = table[table["question"] == "per cent"].iloc[int(above)]
            return float(row["lowest"]), float(row["highest"]), float(row["reported_next"])
    return (np.nan, np.nan, np.nan)


def _some_whole_plan(actual: float, percent: float) -> bool:
    """Whether a whole plan next to the implied one would print as this per cent."""
    plan = actual / (percent / 100)
    return any(
        whole > 0 and round(100 * actual / whole) == round(percent)
        for whole in (int(np.floor(plan)), int(np.ceil(plan)))
    )
