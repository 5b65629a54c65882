"""Yearly courses of a region, and of all regions to borrow from."""

from dataclasses import dataclass

import pandas as pd

from analysis import data
from analysis.errors import ModelError
from analysis.models.prices import implicit_deflator, price_table
from analysis.scenario import Scenario

__all__ = ["Course", "deflator", "leaves_table", "method_breaks", "panel_course", "price_course"]


@dataclass(frozen=True)
class Course:
    """A region's own series, and what the baseline may borrow for it.

    Attributes
    ----------
    series
        Yearly values to `as_of`, without gaps.
    others
        The same variable of all leaf regions, years in rows, in the unit of the panel.
    breaks
        First years on a new method.
    subject
        Subject of the packaged calibration.
    """

    series: pd.Series
    others: pd.DataFrame
    breaks: tuple[int, ...]
    subject: str


def leaves_table(panel: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one column of the panel for all leaf regions, years in rows, regions in columns.

    Parameters
    ----------
    panel
        Regional panel, indexed (code, year).
    column
        Column wanted.

    Returns
    -------
    DataFrame
        In the unit of the panel.
    """
    regions = data.load_regions()
    leaves = panel[panel.index.get_level_values("code").isin(regions.index[regions["is_leaf"]])]
    return leaves[column].unstack("code")  # noqa: PD010  (pivots an index level)


def method_breaks(
    column: str, as_of: int, *, kinds: tuple[str, ...] = ("method",)
) -> tuple[int, ...]:
    """Return the first years up to `as_of` in which all regions are counted in a new way.

    Parameters
    ----------
    column
        Column of the panel.
    as_of
        Last year seen.
    kinds
        Kinds of break looked for: ``method``, or ``level`` too where a splice would do harm.

    Returns
    -------
    tuple of int
        In order.
    """
    breaks = data.load_breaks(column)
    found = breaks.loc[breaks["kind"].isin(kinds) & (breaks["codes"] == "all"), "year"]
    return tuple(int(year) for year in found if year <= as_of)


def panel_course(
    panel: pd.DataFrame, column: str, scale: float, subject: str, scenario: Scenario
) -> Course:
    """Take a column of the panel as the course of the scenario's region.

    Parameters
    ----------
    panel
        Regional panel cut at `as_of`, indexed (code, year).
    column
        Column of the panel.
    scale
        Factor from its unit to that of the course.
    subject
        Subject of the packaged calibration.
    scenario
        Resolved scenario.

    Returns
    -------
    Course
        The run of years without gaps that ends at `as_of`.

    Raises
    ------
    ModelError
        The region has no figure for `as_of`.
    """
    return Course(
        series=_complete(panel[column].xs(scenario.region, level="code"), scenario) * scale,
        others=leaves_table(panel, column),
        breaks=method_breaks(column, scenario.as_of),
        subject=subject,
    )


def _complete(series: pd.Series, scenario: Scenario) -> pd.Series:
    if pd.isna(series.get(scenario.as_of)):
        raise ModelError(
            f"region {scenario.region}: no {series.name} for {scenario.as_of} in "
            f"regional_panel.csv; "
            "choose another region or as_of"
        )
    gaps = series.index[series.isna()]
    return series.loc[series.index > gaps.max()] if len(gaps) else series


def price_course(panel: pd.DataFrame, scenario: Scenario) -> Course:
    """Take the implicit price index of investment as a course, last year = 1.

    Parameters
    ----------
    panel
        Regional panel cut at `as_of`, indexed (code, year).
    scenario
        Resolved scenario.

    Returns
    -------
    Course
        Index of the region, and of all leaf regions.

    Raises
    ------
    ModelError
        The region has no index for `as_of`.
    """
    try:
        series = deflator(panel, scenario.region)
    except ModelError as error:
        raise ModelError(
            f"region {scenario.region}, as_of {scenario.as_of}: prices of investment: "
            f"{problem}; choose another region or as_of"
            for problem in error.problems
        ) from None
    return Course(
        series=series,
        others=price_table(
            leaves_table(panel, "investment_rub_mn"),
            leaves_table(panel, "investment_real_index_pct"),
        ),
        breaks=(),
        subject="prices",
    )


def deflator(panel: pd.DataFrame, code: str) -> pd.Series:
    """Return the implicit price index of a region's investment, last year = 1."""
    region = panel.xs(code, level="code")
    return implicit_deflator(region["investment_rub_mn"], region["investment_real_index_pct"])
