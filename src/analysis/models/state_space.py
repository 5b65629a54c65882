"""One state-space family for the growth of short annual series, forecast in closed form."""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from statsmodels.tsa.statespace import (  # type: ignore[import-untyped, unused-ignore]
    initialization,
    kalman_filter,
)

__all__ = ["Predictive", "Shape", "predict"]

Array = NDArray[np.float64]

DRIFT, SLOPE, CYCLE, LAGGED_CYCLE = range(4)
STATES = 4


class Shape(NamedTuple):
    """Variances relative to that of the level shocks, persistences, and how growth starts.

    Parameters
    ----------
    drift
        Constant part of growth: ``free`` is unknown, ``half`` is fixed at half the mean growth
        as in the Theta method, ``none`` is zero.
    slope, slope_persistence
        Variance of the shocks to growth, and the share of growth that lasts from year to year.
    slope_start
        Growth of the first year is ``stationary`` around zero or ``unknown``.
    cycle, cycle_persistence
        Variance and persistence of the transitory part of the level.
    """

    drift: Literal["free", "half", "none"]
    slope: float = 0.0
    slope_persistence: float = 0.0
    slope_start: Literal["stationary", "unknown"] = "stationary"
    cycle: float = 0.0
    cycle_persistence: float = 0.0

    @property
    def unknown(self) -> list[int]:
        """States that start diffuse."""
        drift = [DRIFT] if self.drift == "free" else []
        return drift + ([SLOPE] if self.slope_start == "unknown" else [])


class Predictive(NamedTuple):
    """Student distribution of the path of the next years, as change from the last value.

    Parameters
    ----------
    mean
        Shape (steps,), log points.
    factor
        Shape (steps, steps), lower Cholesky factor of the squared scale of the path.
    freedom
        Degrees of freedom.
    log_likelihood
        Marginal log likelihood, comparable between shapes with the same unknown states.
    """

    mean: Array
    factor: Array
    freedom: int
    log_likelihood: float


def predict(growth: Array, steps: int, shape: Shape) -> Predictive:
    r"""Filter log growth under one shape and write the distribution of the next years.

    Parameters
    ----------
    growth
        Shape (n,), yearly change of the log series; NaN where it is not known.
    steps
        Years ahead.
    shape
        The member of the family.

    Returns
    -------
    Predictive
        Exact given the shape: uncertainty of level, growth and scale is included.

    Notes
    -----
    .. math::
        \Delta y_t &= \delta + \nu_t + c_t - c_{t-1} + \eta_t \\
        \nu_{t+1} &= \phi \nu_t + \zeta_t, \quad c_{t+1} = \rho c_t + \kappa_t

    with Gaussian shocks whose variances relative to that of :math:`\eta` are fixed. Unknown
    starting values are exactly diffuse and the common scale is concentrated out (Durbin and
    Koopman 2012, chapters 2 and 5). The diffuse likelihood is made invariant to the units of the
    starting values by the term of Francke, Koopman and de Vos (2010).
    """
    space = _state_space(growth, shape)
    # A shape that fits perfectly has scale zero; its likelihood is then not finite, which the
    # caller sees, so the warnings on the way say nothing more.
    with np.errstate(all="ignore"):
        filtered = space.filter()
        scale = float(filtered.scale)
        mean, covariance = _cumulated(
            np.asarray(filtered.predicted_state)[:, -1],
            np.asarray(filtered.predicted_state_cov)[:, :, -1] / scale,
            space,
            steps,
        )
    return Predictive(
        mean,
        np.sqrt(scale) * _cholesky(covariance),
        int(np.isfinite(growth).sum()) - len(shape.unknown),
        float(filtered.llf) + _marginal_term(growth, shape),
    )


def _cholesky(covariance: Array) -> Array:
    """Lower Cholesky factor, NaN where there is none."""
    try:
        return np.asarray(np.linalg.cholesky(covariance), dtype=float)
    except np.linalg.LinAlgError:
        return np.full_like(covariance, np.nan)


def _state_space(growth: Array, shape: Shape) -> kalman_filter.KalmanFilter:
    """System matrices of one shape, bound to the growth of one series."""
    space = kalman_filter.KalmanFilter(
        k_endog=1, k_states=STATES, k_posdef=2, filter_concentrated=True
    )
    space.bind(np.ascontiguousarray(growth[:, None]))
    space["design"] = np.array([[1.0, 1.0, 1.0, -1.0]])
    space["obs_cov"] = np.ones((1, 1))
    transition = np.diag([1.0, shape.slope_persistence, shape.cycle_persistence, 0.0])
    transition[LAGGED_CYCLE, CYCLE] = 1.0
    space["transition"] = transition
    selection = np.zeros((STATES, 2))
    selection[[SLOPE, CYCLE], [0, 1]] = 1.0
    space["selection"] = selection
    space["state_cov"] = np.diag([shape.slope, shape.cycle])
    space.initialize(_start(growth, shape))
    return space


def _start(growth: Array, shape: Shape) -> initialization.Initialization:
    """Diffuse where unknown, stationary for the transitory parts, fixed for half the drift."""
    start = initialization.Initialization(STATES)
    mean = float(np.nanmean(growth)) / 2.0 if shape.drift == "half" else 0.0
    known = {DRIFT: (mean, 0.0), SLOPE: (0.0, _stationary(shape.slope, shape.slope_persistence))}
    for state, (constant, variance) in known.items():
        if state in shape.unknown:
            start.set(state, "diffuse")
        else:
            cov = np.array([[variance]])
            start.set(state, "known", constant=[constant], stationary_cov=cov)
    lag = np.array([[1.0, shape.cycle_persistence], [shape.cycle_persistence, 1.0]])
    cov = lag * _stationary(shape.cycle, shape.cycle_persistence)
    start.set((CYCLE, STATES), "known", constant=np.zeros(2), stationary_cov=cov)
    return start


def _stationary(variance: float, persistence: float) -> float:
    return variance / (1.0 - persistence**2) if persistence < 1.0 else 0.0


def _marginal_term(growth: Array, shape: Shape) -> float:
    """Half the log determinant of the cross product of the effects of the unknown states."""
    powers = np.array([1.0, shape.slope_persistence])[:, None] ** np.arange(growth.size)
    effects = powers[shape.unknown][:, np.isfinite(growth)]
    return 0.5 * float(np.linalg.slogdet(effects @ effects.T)[1])


def _cumulated(
    state: Array, state_cov: Array, space: kalman_filter.KalmanFilter, steps: int
) -> tuple[Array, Array]:
    """Mean and covariance of the cumulated growth of the next years, in units of the scale."""
    transition, selection = np.asarray(space["transition"]), np.asarray(space["selection"])
    shocks = selection @ np.asarray(space["state_cov"]) @ selection.T
    rows = [np.asarray(space["design"])[0]]
    for _ in range(1, steps):
        rows.append(rows[-1] @ transition)
    loading = np.cumsum(rows, axis=0)
    start = np.tri(steps)
    covariance = loading @ state_cov @ loading.T + start @ start.T
    for year in range(1, steps):
        later = np.zeros_like(loading)
        later[year:] = loading[: steps - year]
        covariance += later @ shocks @ later.T
    return loading @ state, covariance
