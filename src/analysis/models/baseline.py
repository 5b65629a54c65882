"""Predictive draws of a short annual series: what happens without the programme."""

import difflib
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.annual_series import (
    MIN_OBSERVATIONS,
    Series,
    log_growth,
    log_growth_table,
    series_problems,
)
from analysis.models.calibration import Calibration, packaged
from analysis.models.forecaster import Forecaster, Part, calibrated
from analysis.models.members import MEMBERS, fit
from analysis.models.pooling import common_growth, pooled_parts, scale_prior

__all__ = [
    "ENSEMBLE",
    "MIN_OBSERVATIONS",
    "MODELS",
    "Forecaster",
    "fit_forecast",
    "forecast",
    "members",
]

Array = NDArray[np.float64]

ENSEMBLE = "ensemble"
POOLED = "pooled"
SINGLE = tuple(name for name in MEMBERS if name != "component")
MODELS: tuple[str, ...] = (*SINGLE, POOLED, ENSEMBLE)


def forecast(
    series: Series,
    steps: int,
    *,
    draws: int,
    rng: np.random.Generator,
    model: str = ENSEMBLE,
    breaks: Sequence[int] = (),
    wide: pd.DataFrame | None = None,
    calibration: Calibration | None = None,
) -> Array:
    """Draw joint paths of the next years of an annual positive series.

    Parameters
    ----------
    series, steps
        As in `fit_forecast`.
    draws
        Number of paths.
    rng
        Source of randomness; the same state gives the same draws.
    model, breaks, wide, calibration
        As in `fit_forecast`.

    Returns
    -------
    ndarray
        Shape (draws, steps), in the unit of `series`. A row is one path: later years depend on
        earlier ones.

    Raises
    ------
    ModelError
        As in `fit_forecast`, or if `draws` is below one. All problems are reported at once.
    """
    _check(series, steps, model, draws=draws, breaks=breaks, wide=wide)
    fitted = fit_forecast(
        series, steps, model=model, breaks=breaks, wide=wide, calibration=calibration
    )
    return fitted.draw(draws, rng)


def fit_forecast(
    series: Series,
    steps: int,
    *,
    model: str = ENSEMBLE,
    breaks: Sequence[int] = (),
    wide: pd.DataFrame | None = None,
    calibration: Calibration | None = None,
) -> Forecaster:
    """Estimate once what paths of the next years are drawn from, as often as needed.

    Parameters
    ----------
    series
        At least eight yearly values in time order, positive and finite, in any unit.
    steps
        Years ahead.
    model
        One of `MODELS`.
    breaks
        First years on a new basis; growth into them is left out and the level never spliced.
        Needs a series indexed by year.
    wide
        The same variable of all regions, years in rows, to borrow from; rows after the last year
        of the series are not looked at. Needs a series indexed by year.
    calibration
        Weights and widening factors of the ensemble. None for the packaged general ones that use
        no outcome after the last year of the series.

    Returns
    -------
    Forecaster
        Its `draw` is cheap, refits nothing and may be called from several threads.

    Raises
    ------
    ModelError
        If the series is short, has gaps or is not positive, if `steps` is below one, if `model`
        is unknown, or if it is ``pooled`` without `wide`. All problems are reported at once.

    Notes
    -----
    Members are averaged over their parameters (`members.fit`); their quantiles are averaged with
    weights from earlier errors (`ensemble.pool_weights`) and stretched around the median by
    horizon (`calibration.widening_factors`), all in logs. Only the ensemble is stretched: a
    member alone is what its equation says.
    """
    _check(series, steps, model, draws=1, breaks=breaks, wide=wide)
    growth = pd.Series(log_growth(series, breaks), index=_years(series)[1:])
    last = float(np.asarray(series, dtype=float)[-1])
    others = _cut(wide, growth, breaks)
    if model != ENSEMBLE:
        return Forecaster(last, (_part(growth, steps, model, 1.0, others),))
    known = calibration or packaged(until=_last_year(series))
    usable = set(SINGLE) | ({POOLED} if others is not None else set())
    parts = [
        _part(growth, steps, name, weight, others)
        for name, weight in known.weights.items()
        if weight > 0 and name in usable
    ]
    own = np.asarray(growth, dtype=np.float64)
    width = 1.0 if others is None else scale_prior(others).width(own)
    return calibrated(last, tuple(parts), known, width=width)


def members(
    series: Series,
    steps: int,
    *,
    breaks: Sequence[int] = (),
    calibration: Calibration | None = None,
) -> pd.DataFrame:
    """Lay the members side by side: weight, centre of their path, and how they were estimated.

    Parameters
    ----------
    series, steps, breaks, calibration
        As in `forecast`.

    Returns
    -------
    pandas.DataFrame
        One row a member and year ahead: member, weight, horizon, median (unit of the series) and
        rung (0 where the member itself answered, else the place in `members.LADDER` from 1).
    """
    _check(series, steps, ENSEMBLE, draws=1, breaks=breaks, wide=None)
    growth = log_growth(series, breaks)
    known = calibration or packaged(until=_last_year(series))
    total = sum(known.weights.get(name, 0.0) for name in SINGLE)
    last = float(np.asarray(series, dtype=float)[-1])
    rows = []
    for name in SINGLE:
        found = fit(growth, steps, name)
        centre = last * np.exp(found.weights @ found.means)
        weight = known.weights.get(name, 0.0) / total
        rows += [(name, weight, at + 1, centre[at], found.rung) for at in range(steps)]
    return pd.DataFrame(rows, columns=["member", "weight", "horizon", "median", "rung"])


def _part(
    growth: pd.Series, steps: int, model: str, weight: float, others: pd.DataFrame | None
) -> Part:
    if model == POOLED and others is not None:
        return Part(weight, pooled_parts(growth, common_growth(others, steps), steps))
    return Part(weight, (fit(growth.to_numpy(dtype=float), steps, model),))


def _check(
    series: Series,
    steps: int,
    model: str,
    *,
    draws: int,
    breaks: Sequence[int],
    wide: pd.DataFrame | None,
) -> None:
    """Report everything that is wrong with the arguments in one error."""
    problems = series_problems(series, breaks)
    problems += [
        f"{name}: {value} given, at least 1 needed"
        for name, value in (("steps", steps), ("draws", draws))
        if value < 1
    ]
    if model not in MODELS:
        near = difflib.get_close_matches(model, MODELS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        problems.append(f"model: {model!r} given, allowed: {', '.join(MODELS)}{hint}")
    if model == POOLED and wide is None:
        problems.append("model: 'pooled' given without wide, the table of all regions")
    if wide is not None and _last_year(series) not in wide.index:
        problems.append(f"wide: years {list(wide.index)} do not hold the last of the series")
    if problems:
        raise ModelError(problems)


def _years(series: Series) -> pd.Index:
    return series.index if isinstance(series, pd.Series) else pd.RangeIndex(len(series))


def _last_year(series: Series) -> int | None:
    index = series.index if isinstance(series, pd.Series) else None
    # A default index counts from zero: its numbers are positions, not years.
    if index is None or not len(index) or not pd.api.types.is_integer_dtype(index):
        return None
    return int(index[-1]) if index[0] > 0 else None


def _cut(
    wide: pd.DataFrame | None, growth: pd.Series, breaks: Sequence[int]
) -> pd.DataFrame | None:
    """Keep what was known at the origin, as growth."""
    if wide is None:
        return None
    return log_growth_table(wide.loc[: growth.index[-1]], breaks)
