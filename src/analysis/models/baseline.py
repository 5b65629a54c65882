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
from analysis.models.ensemble import allocate
from analysis.models.members import MEMBERS, fit
from analysis.models.pooling import common_growth, draw_pooled, scale_prior

__all__ = ["ENSEMBLE", "MIN_OBSERVATIONS", "MODELS", "forecast", "members"]

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
    series
        At least eight yearly values in time order, positive and finite, in any unit.
    steps
        Years ahead.
    draws
        Number of paths.
    rng
        Source of randomness; the same state gives the same draws.
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
    ndarray
        Shape (draws, steps), in the unit of `series`. A row is one path: later years depend on
        earlier ones.

    Raises
    ------
    ModelError
        If the series is short, has gaps or is not positive, if `steps` or `draws` is below one,
        if `model` is unknown, or if it is ``pooled`` without `wide`. All problems are reported
        at once.

    Notes
    -----
    Members are averaged over their parameters (`members.fit`), pooled with weights from earlier
    errors (`ensemble.pool_weights`) and stretched around their median by horizon
    (`calibration.widening_factors`), all in logs. Only the ensemble is stretched: a member alone
    is what its equation says.
    """
    _check(series, steps, model, draws=draws, breaks=breaks, wide=wide)
    growth = pd.Series(log_growth(series, breaks), index=_years(series)[1:])
    others = _cut(wide, growth, breaks)
    if model == ENSEMBLE:
        known = calibration or packaged(until=_last_year(series))
        paths = _ensemble(growth, steps, draws=draws, rng=rng, others=others, known=known)
    else:
        paths = _member(growth, steps, model, draws=draws, rng=rng, others=others)
    return np.asarray(np.asarray(series, dtype=float)[-1] * np.exp(paths), dtype=float)


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


def _ensemble(
    growth: pd.Series,
    steps: int,
    *,
    draws: int,
    rng: np.random.Generator,
    others: pd.DataFrame | None,
    known: Calibration,
) -> Array:
    """Share draws among the members, shuffle them, and stretch the pool."""
    usable = set(SINGLE) | ({POOLED} if others is not None else set())
    weights = {name: weight for name, weight in known.weights.items() if name in usable}
    parts = [
        _member(growth, steps, name, draws=count, rng=rng, others=others)
        for name, count in allocate(weights, draws).items()
    ]
    # Whoever takes the first rows only must get all members.
    paths = rng.permutation(np.concatenate(parts))
    width = 1.0 if others is None else scale_prior(others).width(growth.to_numpy(dtype=float))
    return known.widen(paths, width=width)


def _member(
    growth: pd.Series,
    steps: int,
    model: str,
    *,
    draws: int,
    rng: np.random.Generator,
    others: pd.DataFrame | None,
) -> Array:
    if model == POOLED and others is not None:
        return draw_pooled(growth, common_growth(others, steps), steps, draws, rng)
    return fit(growth.to_numpy(dtype=float), steps, model).draw(draws, rng)


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
