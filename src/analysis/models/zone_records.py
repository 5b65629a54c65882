"""What special economic zones reported: running totals of money, posts made and posts held."""

from collections.abc import Collection
from typing import Literal

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = [
    "JobsBasis",
    "at_least",
    "cumulative_reports",
    "deflate_cumulative",
    "paired_reports",
    "running_totals",
]

JobsBasis = Literal["created", "existing"]

_MONEY, _JOBS = "resident_investment", "jobs_created"
# Posts made since the start add up to a running total; posts held at a date are a stock.
_BASIS_OF_JOBS = {"created": "cumulative", "existing": "stock"}
# How the table marks a figure that another report contradicts; it may be planned or declared.
_DISPUTED = "conflicts with"
_AT_LEAST = r"more than|over |exceed|at least|более|свыше|больше"


def at_least(printed: pd.Series) -> pd.Series:
    """Say which figures were printed as lower bounds.

    Parameters
    ----------
    printed
        Wording of the source, as in the column ``value_as_reported``.

    Returns
    -------
    Series
        True where the wording is "more than" or the like, in English or Russian.
    """
    return printed.fillna("").str.contains(_AT_LEAST, case=False, regex=True)


def cumulative_reports(facts: pd.DataFrame, *, jobs_basis: JobsBasis = "created") -> pd.DataFrame:
    """Pick one cumulative figure of investment and one of jobs for each zone and year.

    Parameters
    ----------
    facts
        Rows as in `zone_facts.csv`, already cut at the information set.
    jobs_basis
        ``created`` for posts made since the start of the zone (a gross flow added up), ``existing``
        for posts held at a date (a net stock). The two are never mixed.

    Returns
    -------
    DataFrame
        Columns subject, indicator, year, start, value; units RUB bn and jobs. Of several figures
        for a year the one published last is taken. A figure that its note calls in conflict with
        another is left out, and so is a running total larger than a later one of the same zone:
        it cannot fall, so it was declared rather than reached. A stock may fall. "More than" a
        figure contradicts no larger one before it, and says nothing after it.

    Raises
    ------
    ModelError
        The basis is neither ``created`` nor ``existing``.
    """
    if jobs_basis not in _BASIS_OF_JOBS:
        allowed = ", ".join(_BASIS_OF_JOBS)
        raise ModelError(f"cumulative_reports: jobs_basis {jobs_basis!r} must be one of {allowed}")
    rows = _totals_of_zones(facts, _BASIS_OF_JOBS[jobs_basis])
    kept = running_totals(rows, may_fall=(_JOBS,) if jobs_basis == "existing" else ())
    return kept[["subject", "indicator", "year", "value", "start"]].reset_index(drop=True)


def running_totals(rows: pd.DataFrame, *, may_fall: Collection[str] = ()) -> pd.DataFrame:
    """Pick one running total for each zone, indicator and year, and leave out what cannot be.

    Parameters
    ----------
    rows
        Actual figures since the start, with the columns subject, indicator, period_end, value,
        value_as_reported, published_on and note of the statements; other columns go along.
    may_fall
        Indicators that are a stock: none of their figures contradicts another.

    Returns
    -------
    DataFrame
        The rows kept, with year and lower_bound (printed as "more than"), sorted by subject,
        indicator and year. Which ones is said at `cumulative_reports`.
    """
    known = rows[~rows["note"].fillna("").str.startswith(_DISPUTED)]
    known = known.assign(
        year=known["period_end"].str[:4].astype("int64"),
        lower_bound=at_least(known["value_as_reported"]),
    ).sort_values(["published_on", "value"], na_position="first")
    latest = known.groupby(["subject", "indicator", "year"], as_index=False).last()
    kept = latest["indicator"].isin(may_fall) | _rises(latest)
    return latest[kept].reset_index(drop=True)


def _rises(latest: pd.DataFrame) -> pd.Series:
    """Say which running totals fit with the others of their zone, years in order."""
    by = [latest["subject"], latest["indicator"]]
    exact = latest["value"].where(~latest["lower_bound"], np.inf)
    later_minimum = exact.groupby(by).transform(lambda values: values[::-1].cummin()[::-1])
    fits = latest["value"] <= later_minimum
    earlier_maximum = latest["value"].where(fits).groupby(by).cummax()
    says_something = ~latest["lower_bound"] | (latest["value"] >= earlier_maximum)
    return fits & says_something


def _totals_of_zones(facts: pd.DataFrame, basis_of_jobs: str) -> pd.DataFrame:
    """Actual totals of money and jobs with their first year of counting."""
    money = (facts["indicator"] == _MONEY) & facts["basis"].isin(["cumulative", "stock"])
    jobs = (facts["indicator"] == _JOBS) & (facts["basis"] == basis_of_jobs)
    rows = facts[
        (money | jobs) & (facts["kind"] == "actual") & facts["unit"].isin(["RUB_bn", "jobs"])
    ]
    return rows.assign(start=pd.to_numeric(rows["period_start"].str[:4]))


def paired_reports(reports: pd.DataFrame) -> pd.DataFrame:
    """Keep the years for which a zone reports both investment and jobs.

    Parameters
    ----------
    reports
        As returned by `cumulative_reports`.

    Returns
    -------
    DataFrame
        Columns subject, year, investment_rub_bn, jobs.
    """
    wide = reports.pivot_table(index=["subject", "year"], columns="indicator", values="value")
    wide = wide.reindex(columns=[_MONEY, _JOBS]).dropna()
    wide.columns = ["investment_rub_bn", "jobs"]
    return wide.reset_index()


def deflate_cumulative(totals: pd.Series, start: int, deflator: pd.Series) -> pd.Series:
    """State running totals of nominal money in the prices of the deflator's base year.

    Parameters
    ----------
    totals
        Running total by year, increasing.
    start
        First year of spending.
    deflator
        Price index by year, base year = 1; earlier years than it covers take its first value.

    Returns
    -------
    Series
        Running total in constant prices, same years.

    Notes
    -----
    Between two reported totals the money is taken as spent evenly; the record says no more.
    """
    real, previous, first = [], 0.0, start
    for year, total in zip(totals.index.astype(int), totals, strict=True):
        years = range(min(first, year), year + 1)
        prices = deflator.reindex(years).bfill()
        real.append((total - previous) * float((1 / prices).mean()))
        previous, first = total, year + 1
    return pd.Series(np.cumsum(real), index=totals.index)
