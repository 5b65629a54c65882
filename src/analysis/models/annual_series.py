"""What a series must be before a model sees it, and its growth with method breaks left out."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError

__all__ = ["MIN_OBSERVATIONS", "Series", "log_growth", "log_growth_table", "series_problems"]

Array = NDArray[np.float64]
Series = pd.Series | Sequence[float] | Array

MIN_OBSERVATIONS = 8


def log_growth(series: Series, breaks: Sequence[int] = ()) -> Array:
    """Take yearly log growth, leaving out the years in which the method changed.

    Parameters
    ----------
    series
        Positive yearly values in time order; indexed by year if there are breaks.
    breaks
        First years on a new basis. Growth into such a year says nothing and becomes NaN; the
        level is never spliced. Years outside the series are ignored.

    Returns
    -------
    ndarray
        Shape (n - 1,), log points.

    Raises
    ------
    ModelError
        If the series cannot be used: see `series_problems`.
    """
    problems = series_problems(series, breaks)
    if problems:
        raise ModelError(problems)
    growth: Array = np.diff(np.log(np.asarray(series, dtype=float)))
    if breaks and isinstance(series, pd.Series):
        growth[np.isin(series.index[1:], list(breaks))] = np.nan
    return growth


def log_growth_table(wide: pd.DataFrame, breaks: Sequence[int] = ()) -> pd.DataFrame:
    """Take yearly log growth of many regions; not positive, absent or broken years become NaN.

    Parameters
    ----------
    wide
        Years in rows, regions in columns.
    breaks
        First years on a new basis, for all regions.

    Returns
    -------
    pandas.DataFrame
        Shape (years - 1, regions), log points.
    """
    values = wide.to_numpy(dtype=float)
    logs = np.log(np.where(values > 0, values, np.nan))
    growth = np.diff(logs, axis=0)
    growth[wide.index[1:].isin(list(breaks))] = np.nan
    return pd.DataFrame(growth, index=wide.index[1:], columns=wide.columns)


def series_problems(series: Series, breaks: Sequence[int] = ()) -> list[str]:
    """List what makes a series unfit for a forecast.

    Parameters
    ----------
    series
        The values, in time order.
    breaks
        First years on a new basis.

    Returns
    -------
    list of str
        One line a problem: dimensions, length, gaps, values that are not finite or positive.
    """
    values = np.asarray(series, dtype=float)
    if values.ndim != 1:
        return [f"series: shape {values.shape} given, one dimension needed"]
    return [
        *_length_problems(series, values.size, breaks),
        *_value_problems(values),
        *_index_problems(series),
    ]


def _length_problems(series: Series, size: int, breaks: Sequence[int]) -> list[str]:
    if breaks and not _by_year(series):
        return ["breaks: years given, but the series is not indexed by year"]
    lost = len(set(series.index[1:]) & set(breaks)) if isinstance(series, pd.Series) else 0
    if size - lost >= MIN_OBSERVATIONS:
        return []
    known = f", {lost} of them after a break" if lost else ""
    return [f"series: {size} values given{known}, at least {MIN_OBSERVATIONS} needed"]


def _value_problems(values: Array) -> list[str]:
    unknown = np.flatnonzero(~np.isfinite(values)).tolist()
    low = np.flatnonzero(values <= 0).tolist()
    problems = []
    if unknown:
        problems.append(f"series: not finite at positions {unknown}; gaps are not filled")
    if low:
        problems.append(f"series: not positive at positions {low}; the model works in logs")
    return problems


def _index_problems(series: Series) -> list[str]:
    if not _by_year(series) or not isinstance(series, pd.Series):
        return []
    steps = np.diff(series.index.to_numpy())
    if (steps == 1).all():
        return []
    after = series.index[:-1][steps != 1].tolist()
    return [f"series: the year after {after} is not the next one; gaps are not filled"]


def _by_year(series: Series) -> bool:
    return isinstance(series, pd.Series) and pd.api.types.is_integer_dtype(series.index)
