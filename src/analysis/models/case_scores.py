"""One row of scores for every region, origin and horizon."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models.error_record import ErrorRecord
from analysis.models.scoring import smape

__all__ = ["score_quantiles", "summarise"]

Array = NDArray[np.float64]


def score_quantiles(model: str, cases: ErrorRecord, quantiles: Array) -> pd.DataFrame:
    """Score one model on the cases of a record.

    Parameters
    ----------
    model
        Name put into the frame.
    cases
        Outcomes and units.
    quantiles
        Shape (cases, steps, levels), log points, sorted.

    Returns
    -------
    pandas.DataFrame
        One row a case and horizon with an outcome: model, region, origin, horizon; actual and
        median (unit of the series); crps (unit of the series), crps_log (log points) and
        crps_scaled (in mean yearly log growth of the history); pit; inside_50, inside_80,
        inside_95; mase and smape of the median; rung.
    """
    shape = cases.actual.shape
    median = np.median(quantiles, axis=-1)
    level = cases.last[:, None]
    actual, centre = level * np.exp(cases.actual), level * np.exp(median)
    place = _place(quantiles, cases.actual)
    crps_log = _sorted_crps(quantiles, cases.actual)
    rung = (
        cases.rung[:, cases.members.index(model)] if model in cases.members else cases.rung.max(1)
    )
    columns = {
        "region": np.repeat(cases.region, shape[1]),
        "origin": np.repeat(cases.origin, shape[1]),
        "horizon": np.tile(np.arange(1, shape[1] + 1), shape[0]),
        "actual": actual.ravel(),
        "median": centre.ravel(),
        "crps": _sorted_crps(level[..., None] * np.exp(quantiles), actual).ravel(),
        "crps_log": crps_log.ravel(),
        "crps_scaled": (crps_log / cases.scale[:, None]).ravel(),
        "pit": place.ravel(),
        **{
            f"inside_{band}": (np.abs(place - 0.5) <= band / 200.0).astype(float).ravel()
            for band in (50, 80, 95)
        },
        "mase": (np.abs(centre - actual) / cases.change[:, None]).ravel(),
        "smape": smape(centre, actual).ravel(),
        "rung": np.repeat(rung, shape[1]),
    }
    frame = pd.DataFrame(columns)
    frame.insert(0, "model", model)
    return frame[np.isfinite(cases.actual).ravel()].reset_index(drop=True)


def summarise(scores: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Average scores over regions and origins, every horizon counting equally.

    Parameters
    ----------
    scores
        Frame of `score_quantiles` or `backtest.rolling_origin`.
    by
        Columns to keep apart; the model if None.

    Returns
    -------
    pandas.DataFrame
        One row a group: mean scores, coverage of the bands, and `cases`.
    """
    keys = by or ["model"]
    means = scores.drop(columns=["actual", "median", "crps", "rung", "pit"])
    by_horizon = means.groupby([*keys, "horizon"], sort=False).mean(numeric_only=True)
    table = by_horizon.groupby(keys, sort=False).mean().drop(columns="origin", errors="ignore")
    return table.assign(cases=scores.groupby(keys, sort=False).size()).reset_index()


def _sorted_crps(quantiles: Array, actual: Array) -> Array:
    """CRPS of equally spaced quantiles: mean pinball loss, twice."""
    size = quantiles.shape[-1]
    at = (np.arange(size) + 0.5) / size
    gap = actual[..., None] - quantiles
    return np.asarray(2.0 * np.maximum(at * gap, (at - 1.0) * gap).mean(axis=-1), dtype=float)


def _place(quantiles: Array, actual: Array) -> Array:
    """Share of the distribution below the outcome."""
    below = (quantiles < actual[..., None]).mean(axis=-1)
    return np.asarray(below + 0.5 * (quantiles == actual[..., None]).mean(axis=-1), dtype=float)
