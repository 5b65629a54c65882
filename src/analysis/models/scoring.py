"""Scores of forecast draws against outcomes: sharpness, calibration, and point errors."""

import numpy as np
import scoringrules  # type: ignore[import-untyped, unused-ignore]
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ModelError

__all__ = ["coverage", "crps", "mase", "pit", "pit_histogram", "smape"]

Array = NDArray[np.float64]


def crps(draws: ArrayLike, actual: ArrayLike) -> Array:
    r"""Score a sample of draws by the continuous ranked probability score.

    Parameters
    ----------
    draws
        Shape (draws, ...): the first axis holds the sample.
    actual
        Shape (...): outcomes in the same unit.

    Returns
    -------
    ndarray
        Shape (...), in the unit of the outcome; lower is better, a point forecast scores its
        absolute error.

    Notes
    -----
    :math:`E|X - y| - \tfrac12 E|X - X'|` with the estimator of probability weighted moments,
    which is unbiased for a random sample (Zamo and Naveau 2018), as written in scoringrules.
    """
    sample, outcome = _aligned(draws, actual)
    score = scoringrules.crps_ensemble(outcome, sample, m_axis=0, estimator="pwm")
    return np.asarray(score, dtype=float)


def coverage(draws: ArrayLike, actual: ArrayLike, level: float) -> Array:
    """Say which outcomes lie inside the central band of a level.

    Parameters
    ----------
    draws
        Shape (draws, ...).
    actual
        Shape (...); NaN where the outcome is not known.
    level
        Nominal share inside, between 0 and 1.

    Returns
    -------
    ndarray
        Shape (...): 1 inside, 0 outside, NaN where not known. Its mean is the coverage.
    """
    if not 0.0 < level < 1.0:
        raise ModelError(f"level: {level} given, allowed: between 0 and 1")
    sample, outcome = _aligned(draws, actual)
    low, high = np.quantile(sample, [(1.0 - level) / 2.0, (1.0 + level) / 2.0], axis=0)
    inside = (low <= outcome) & (outcome <= high)
    return np.where(np.isfinite(outcome), inside.astype(float), np.nan)


def pit(draws: ArrayLike, actual: ArrayLike) -> Array:
    """Place outcomes in the forecast distribution: the share of draws below, ties counted half.

    Parameters
    ----------
    draws
        Shape (draws, ...).
    actual
        Shape (...); NaN where the outcome is not known.

    Returns
    -------
    ndarray
        Shape (...), between 0 and 1; uniform if the forecasts are calibrated.
    """
    sample, outcome = _aligned(draws, actual)
    place = (sample < outcome).mean(axis=0) + 0.5 * (sample == outcome).mean(axis=0)
    return np.where(np.isfinite(outcome), place, np.nan)


def pit_histogram(places: ArrayLike, bins: int = 10) -> Array:
    """Share of outcomes in equal slices of the forecast distribution.

    Parameters
    ----------
    places
        Values of `pit`; NaN is left out.
    bins
        Number of slices.

    Returns
    -------
    ndarray
        Shape (bins,), adding up to one; every share is ``1 / bins`` under calibration.
    """
    known = np.asarray(places, dtype=float).ravel()
    known = known[np.isfinite(known)]
    return np.asarray(np.histogram(known, bins, (0.0, 1.0))[0] / max(known.size, 1), dtype=float)


def mase(forecast: ArrayLike, actual: ArrayLike, history: ArrayLike) -> Array:
    """Scale absolute errors by the mean yearly change of the history.

    Parameters
    ----------
    forecast, actual
        Shape (...), point forecasts and outcomes.
    history
        Shape (n,), the series up to the origin.

    Returns
    -------
    ndarray
        Shape (...). The mean over years is the MASE of Hyndman and Koehler (2006).
    """
    change = np.nanmean(np.abs(np.diff(np.asarray(history, dtype=float))))
    if not change > 0:
        raise ModelError("history: constant, so there is no change to scale errors by")
    return np.asarray(np.abs(np.subtract(forecast, actual)) / change, dtype=float)


def smape(forecast: ArrayLike, actual: ArrayLike) -> Array:
    """Symmetric absolute percentage error.

    Parameters
    ----------
    forecast, actual
        Shape (...), positive.

    Returns
    -------
    ndarray
        Shape (...), per cent: 200 |f - y| / (f + y), as in the M3 competition.
    """
    f, y = np.asarray(forecast, dtype=float), np.asarray(actual, dtype=float)
    return np.asarray(200.0 * np.abs(f - y) / (f + y), dtype=float)


def _aligned(draws: ArrayLike, actual: ArrayLike) -> tuple[Array, Array]:
    sample, outcome = np.asarray(draws, dtype=float), np.asarray(actual, dtype=float)
    if sample.ndim == 0 or sample.shape[1:] != outcome.shape:
        raise ModelError(
            f"draws: shape {sample.shape} given for outcomes of shape {outcome.shape}; "
            "the first axis holds the draws, the others are those of the outcomes"
        )
    return sample, outcome
