"""Forecasts of all members for one region from every origin, as quantiles."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models.annual_series import MIN_OBSERVATIONS, log_growth
from analysis.models.members import MEMBERS, fit
from analysis.models.pooling import CommonGrowth, ScalePrior, pooled_parts

__all__ = ["RECORDED", "Case", "Origin", "outcomes", "region_cases"]

Array = NDArray[np.float64]

POOLED = "pooled"
RECORDED: tuple[str, ...] = (*(name for name in MEMBERS if name != "component"), POOLED)
LEVELS_KEPT = 200


class Origin(NamedTuple):
    """What all regions together say at an origin.

    Parameters
    ----------
    year
        Last year known.
    common
        Growth shared by all regions.
    prior
        Scatter of variances over regions.
    """

    year: int
    common: CommonGrowth
    prior: ScalePrior


class Case(NamedTuple):
    """One region at one origin: fields as in `error_record.ErrorRecord`, without the case axis."""

    region: str
    origin: int
    quantiles: Array
    actual: Array
    scale: float
    width: float
    last: float
    change: float
    rung: tuple[int, ...]


def region_cases(
    series: pd.Series,
    origins: Sequence[Origin],
    steps: int,
    *,
    draws: int,
    seed: int,
    breaks: Sequence[int],
) -> list[Case]:
    """Forecast one region from every origin at which its history is long enough.

    Parameters
    ----------
    series
        Values by year, named by the region; may start late, end early or have gaps.
    origins
        The origins, with what all regions say there.
    steps, draws
        Years ahead, and draws a member behind the quantiles.
    seed
        Seed of the whole backtest; region and origin are added to it, so that a case does not
        depend on which others are computed.
    breaks
        First years on a new basis.

    Returns
    -------
    list of Case
        Origins without eight known values in a row up to them, or without any variation, are
        left out.
    """
    cases = []
    for origin in origins:
        history = _unbroken(series, origin.year)
        lost = len(set(history.index[1:]) & set(breaks))
        if len(history) - lost < MIN_OBSERVATIONS:
            continue
        growth = pd.Series(log_growth(history, breaks), index=history.index[1:])
        if float(growth.std()) > 0:
            rng = np.random.default_rng([seed, origin.year, crc32(str(series.name).encode())])
            actual = outcomes(series, origin.year, steps, breaks)
            cases.append(_case(history, growth, origin, actual, draws=draws, rng=rng))
    return cases


def outcomes(series: pd.Series, origin: int, steps: int, breaks: Iterable[int]) -> Array:
    """Log change from the origin to each later year.

    Parameters
    ----------
    series
        Values by year.
    origin
        Year from which change is counted.
    steps
        Years ahead.
    breaks
        First years on a new basis.

    Returns
    -------
    ndarray
        Shape (steps,), NaN where a value is missing or a break lies between: no forecast can
        know a change of method, so none is scored on it.
    """
    years = range(origin + 1, origin + steps + 1)
    later = series.reindex(years).to_numpy(dtype=float)
    change = np.log(np.where(later > 0, later, np.nan) / float(series[origin]))
    for year in breaks:
        if origin < year:
            change[max(year - origin - 1, 0) :] = np.nan
    return np.asarray(change, dtype=float)


def _case(
    history: pd.Series,
    growth: pd.Series,
    origin: Origin,
    actual: Array,
    *,
    draws: int,
    rng: np.random.Generator,
) -> Case:
    values, steps = growth.to_numpy(dtype=float), actual.size
    fits = {name: fit(values, steps, name) for name in RECORDED if name != POOLED}
    common, own = pooled_parts(growth, origin.common, steps)
    paths: Mapping[str, Array] = {
        **{name: found.draw(draws, rng) for name, found in fits.items()},
        POOLED: common.draw(draws, rng) + own.draw(draws, rng),
    }
    at = (np.arange(LEVELS_KEPT) + 0.5) / LEVELS_KEPT
    return Case(
        str(history.name),
        origin.year,
        np.array([np.quantile(paths[name], at, axis=0).T for name in RECORDED]),
        actual,
        float(np.nanmean(np.abs(values))),
        origin.prior.width(values),
        float(history.iloc[-1]),
        float(history.diff().abs().mean()),
        tuple(fits[name].rung if name in fits else 0 for name in RECORDED),
    )


def _unbroken(series: pd.Series, year: int) -> pd.Series:
    """Longest run of positive values up to a year, without gaps; empty if the year is missing."""
    past = series.reindex(range(int(series.index[0]), year + 1))
    bad = np.flatnonzero(~(past.to_numpy(dtype=float) > 0))
    return past.iloc[bad[-1] + 1 :] if bad.size else past
