"""Predictive draws of a short annual series: what happens without the programme."""

import difflib
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.tsa.statespace import (  # type: ignore[import-untyped, unused-ignore]
    initialization,
    kalman_filter,
)

from analysis.errors import ModelError

__all__ = ["MIN_OBSERVATIONS", "MODELS", "forecast"]

Array = NDArray[np.float64]

MIN_OBSERVATIONS = 8
ENSEMBLE = "ensemble"
DIFFUSE_STATES = 2


class Shape(NamedTuple):
    """Variances relative to that of the level, and persistence, of one state-space model."""

    noise: float
    cycle: float
    persistence: float


class Predictive(NamedTuple):
    """Mean path and Cholesky factor of the path covariance of one shape, and its log likelihood."""

    mean: Array
    factor: Array
    log_likelihood: float


# A grid with a posterior weight a point replaces an optimiser: on 8 to 20 observations the
# likelihood is flat, so its maximum moves between processors and its bands are too narrow.
GRIDS: dict[str, tuple[Shape, ...]] = {
    "drift": (Shape(0.0, 0.0, 0.0),),
    "local_level": tuple(Shape(noise, 0.0, 0.0) for noise in (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)),
    "damped_trend": tuple(
        Shape(0.0, cycle, persistence)
        for cycle, persistence in product((0.1, 0.4, 1.6), (0.3, 0.5, 0.7, 0.85))
    ),
}
MODELS: tuple[str, ...] = (*GRIDS, ENSEMBLE)


def forecast(
    series: pd.Series | Sequence[float] | Array,
    steps: int,
    *,
    draws: int,
    rng: np.random.Generator,
    model: str = ENSEMBLE,
) -> Array:
    r"""Draw joint paths of the next years of an annual positive series.

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
        ``drift``, ``local_level``, ``damped_trend``, or ``ensemble``: equal shares of the three.

    Returns
    -------
    ndarray
        Shape (draws, steps), in the unit of `series`. A row is one path: later years depend on
        earlier ones.

    Raises
    ------
    ModelError
        If the series is too short, not positive or not finite, if `steps` or `draws` is below
        one, or if `model` is unknown. All problems are reported at once.

    Notes
    -----
    In logs, :math:`y_t = \mu_t + \varepsilon_t`,
    :math:`\mu_{t+1} = \mu_t + \delta + \nu_t + \eta_t`,
    :math:`\nu_{t+1} = \phi \nu_t + \zeta_t`: a random walk with drift, a local level with
    drift, and a growth rate that returns to its mean (Durbin and Koopman 2012, chapter 3).
    Level and drift start exactly diffuse, the common scale is concentrated out, and each model
    is averaged over a grid of relative variances with its likelihood as weight. Paths are
    Student with n - 2 degrees of freedom, so uncertainty of level, drift and scale is included.
    """
    values = np.asarray(series, dtype=float)
    _check(values, steps, draws, model)
    logs = np.log(values)
    members = tuple(GRIDS) if model == ENSEMBLE else (model,)
    # A constant series has no scale to estimate: it is continued without a band.
    if np.ptp(np.diff(logs)) < 1e-12:
        return np.tile(np.exp(logs[-1] + _steady_growth(logs, steps)), (draws, 1))
    centred = logs - logs[0]
    spread = float(np.std(np.diff(centred)))
    predictives, weights = _mixture(centred / spread, steps, members)
    paths = _sample(predictives, weights, draws, rng, freedom=logs.size - DIFFUSE_STATES)
    return np.asarray(np.exp(logs[0] + spread * paths), dtype=float)


def _check(values: Array, steps: int, draws: int, model: str) -> None:
    """Report everything that is wrong with the arguments in one error."""
    problems = []
    if values.ndim != 1:
        problems.append(f"series: shape {values.shape} given, one dimension needed")
    elif values.size < MIN_OBSERVATIONS:
        problems.append(f"series: {values.size} values given, at least {MIN_OBSERVATIONS} needed")
    if not np.isfinite(values).all():
        where = np.flatnonzero(~np.isfinite(values.ravel())).tolist()
        problems.append(f"series: not finite at positions {where}; gaps are not filled")
    if (values <= 0).any():
        where = np.flatnonzero(values.ravel() <= 0).tolist()
        problems.append(f"series: not positive at positions {where}; the model works in logs")
    problems += [
        f"{name}: {value} given, at least 1 needed"
        for name, value in (("steps", steps), ("draws", draws))
        if value < 1
    ]
    if model not in MODELS:
        near = difflib.get_close_matches(model, MODELS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        problems.append(f"model: {model!r} given, allowed: {', '.join(MODELS)}{hint}")
    if problems:
        raise ModelError(problems)


def _steady_growth(logs: Array, steps: int) -> Array:
    """Cumulative growth of a series that grew by the same rate every year."""
    rate = float(logs[-1] - logs[0]) / (logs.size - 1)
    return rate * np.arange(1, steps + 1, dtype=np.float64)


def _mixture(logs: Array, steps: int, members: Sequence[str]) -> tuple[list[Predictive], Array]:
    """Predictives of all shapes of the members; equal weight a member, likelihood within it."""
    predictives: list[Predictive] = []
    weights: list[Array] = []
    for member in members:
        found = [_predict(logs, steps, shape) for shape in GRIDS[member]]
        likelihood = np.array([one.log_likelihood for one in found])
        posterior = np.exp(likelihood - likelihood.max())
        predictives += found
        weights.append(posterior / posterior.sum() / len(members))
    return predictives, np.concatenate(weights)


def _state_space(shape: Shape) -> kalman_filter.KalmanFilter:
    """Level, drift and deviation of growth from the drift; scale concentrated out."""
    space = kalman_filter.KalmanFilter(k_endog=1, k_states=3, k_posdef=2, filter_concentrated=True)
    space["design"] = np.array([[1.0, 0.0, 0.0]])
    space["selection"] = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]])
    space["transition"] = np.array(
        [[1.0, 1.0, 1.0], [0.0, 1.0, 0.0], [0.0, 0.0, shape.persistence]]
    )
    space["obs_cov"] = np.array([[shape.noise]])
    space["state_cov"] = np.diag([1.0, shape.cycle])
    start = initialization.Initialization(3)
    start.set((0, DIFFUSE_STATES), "diffuse")
    stationary = shape.cycle / (1.0 - shape.persistence**2)
    start.set(2, "known", constant=[0.0], stationary_cov=np.array([[stationary]]))
    space.initialize(start)
    return space


def _predict(logs: Array, steps: int, shape: Shape) -> Predictive:
    """Filter the series and write the joint distribution of the next years in closed form."""
    space = _state_space(shape)
    space.bind(np.ascontiguousarray(logs[:, None]))
    filtered = space.filter()
    state = np.asarray(filtered.predicted_state)[:, -1]
    transition = np.asarray(space["transition"])
    loading = [np.array([1.0, 0.0, 0.0])]
    for _ in range(1, steps):
        loading.append(loading[-1] @ transition)
    rows = np.array(loading)
    start_cov = np.asarray(filtered.predicted_state_cov)[:, :, -1]
    shocks = np.diag([1.0, 0.0, shape.cycle]) * float(filtered.scale)
    covariance = rows @ start_cov @ rows.T + np.eye(steps) * shape.noise * float(filtered.scale)
    for origin in range(1, steps):
        later = np.zeros_like(rows)
        later[origin:] = rows[: steps - origin]
        covariance += later @ shocks @ later.T
    return Predictive(rows @ state, np.linalg.cholesky(covariance), float(filtered.llf))


def _sample(
    predictives: Sequence[Predictive],
    weights: Array,
    draws: int,
    rng: np.random.Generator,
    *,
    freedom: int,
) -> Array:
    """Draw Student paths from the mixture, all at once."""
    means = np.array([one.mean for one in predictives])
    factors = np.array([one.factor for one in predictives])
    edges = np.cumsum(weights)[:-1]
    chosen = np.searchsorted(edges, rng.random(draws))
    normal = rng.standard_normal((draws, means.shape[1]))
    tail = np.sqrt(freedom / rng.chisquare(freedom, size=draws))
    shocks = np.einsum("dij,dj->di", factors[chosen], normal)
    return np.asarray(means[chosen] + tail[:, None] * shocks, dtype=float)
