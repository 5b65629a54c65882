"""Special economic zones: what a job has cost by their own reports."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = [
    "CostPerJob",
    "cost_per_job",
    "cumulative_reports",
    "deflate_cumulative",
    "paired_reports",
]

_MONEY, _JOBS = "resident_investment", "jobs_created"
# How the table marks a figure that another report contradicts; it may be planned or declared.
_DISPUTED = "conflicts with"
# The prior of the spread weighs as much as this many zones.
_PRIOR_ZONES = 2


class CostPerJob(NamedTuple):
    """Log-normal cost of a post: mean and deviation of the logarithm, and the zones behind it."""

    log_mean: float
    log_sd: float
    zones: int


def cumulative_reports(facts: pd.DataFrame) -> pd.DataFrame:
    """Pick one cumulative figure of investment and of jobs for each zone and year.

    Parameters
    ----------
    facts
        Rows as in `zone_facts.csv`, already cut at the information set.

    Returns
    -------
    DataFrame
        Columns subject, indicator, year, start, value; units RUB bn and jobs. Of several figures
        for a year the one published last is taken. A figure that its note calls in conflict with
        another is left out, and so is one larger than a later one of the same zone: a running
        total cannot fall, so it was declared rather than reached.
    """
    rows = facts[
        facts["indicator"].isin([_MONEY, _JOBS])
        & (facts["kind"] == "actual")
        & facts["basis"].isin(["cumulative", "stock"])
        & facts["unit"].isin(["RUB_bn", "jobs"])
        & ~facts["note"].str.startswith(_DISPUTED)
    ].copy()
    rows["year"] = rows["period_end"].str[:4].astype(int)
    rows["start"] = pd.to_numeric(rows["period_start"].str[:4])
    rows = rows.sort_values(["published_on", "value"], na_position="first")
    latest = rows.groupby(["subject", "indicator", "year"], as_index=False)[
        ["value", "start"]
    ].last()
    later_minimum = latest.groupby(["subject", "indicator"])["value"].transform(
        lambda values: values[::-1].cummin()[::-1]
    )
    return latest[latest["value"] <= later_minimum].reset_index(drop=True)


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


def cost_per_job(records: pd.DataFrame, own_zones: list[str], *, log_sd_prior: float) -> CostPerJob:
    """Fit a log-normal to the zones' real cost per job.

    Parameters
    ----------
    records
        Columns subject, year, real_cost_rub_mn; one row a zone and year.
    own_zones
        Zones of the region asked about; their record sets the location if there is one.
    log_sd_prior
        Standard deviation of the logarithm before any zone is seen.

    Returns
    -------
    CostPerJob
        Location and scale for a new project.

    Raises
    ------
    ModelError
        No zone reports both figures.

    Notes
    -----
    Each zone counts once, with its latest year, because running totals of one zone are one
    observation. With prior s_0 worth m zones and sample variance s^2 of n zones the scale is
    sqrt((m s_0^2 + (n - 1) s^2) / (m + n - 1)) sqrt(1 + 1/n): few zones do not make it narrow, and
    a new programme differs from a zone at least as much as zones differ among themselves.
    """
    if records.empty:
        raise ModelError("cost_per_job: no zone reports both investment and jobs for the same year")
    latest = records.sort_values("year").groupby("subject")["real_cost_rub_mn"].last()
    logs = np.log(latest)
    own = logs[logs.index.isin(own_zones)]
    location = float(own.mean() if len(own) else logs.mean())
    count = len(logs)
    squares = float(((logs - logs.mean()) ** 2).sum())
    variance = (_PRIOR_ZONES * log_sd_prior**2 + squares) / (_PRIOR_ZONES + count - 1)
    return CostPerJob(location, float(np.sqrt(variance * (1 + 1 / count))), count)
