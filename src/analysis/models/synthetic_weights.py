"""Weights of donors, and of the predictors they are to match, for a synthetic control."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from analysis.errors import ModelError

__all__ = [
    "Importance",
    "nested_importance",
    "regression_importance",
    "ridge_adjustment",
    "ridge_penalty",
    "simplex_weights",
]

Array = NDArray[np.float64]
Importance = Literal["equal", "regression", "nested"]
Method = Literal["Powell", "Nelder-Mead"]

# Steps of the active set a donor: many times what Lawson and Hanson need in practice.
STEPS = 30
# Logs of importance beyond this leave a predictor without any say.
SMALLEST_LOG = -20.0
SEARCHES: dict[Method, Any] = {
    "Powell": {"maxiter": 40, "ftol": 1e-6, "xtol": 1e-3},
    "Nelder-Mead": {"maxiter": 2000, "adaptive": True, "xatol": 1e-3, "fatol": 1e-9},
}
# Importance of each other predictor where a search starts from one of them, and how many such.
OTHERS, CORNERS = 1e-3, 2
# Penalties tried, as shares of the largest squared singular value of the donors.
PENALTY_SHARES = np.logspace(-8.0, 0.4, 22)


def simplex_weights(target: Array, donors: Array) -> Array:
    r"""Find the weighted mean of donors that is nearest to a target.

    Parameters
    ----------
    target
        Shape (k,), in scaled units.
    donors
        Shape (k, n), the same rows.

    Returns
    -------
    ndarray
        Shape (n,): not negative, adding up to one.

    Raises
    ------
    ModelError
        If the numbers are not finite or the active set does not settle.

    Notes
    -----
    The quadratic programme :math:`\min_w \|x - Dw\|^2, w \ge 0, 1'w = 1` has the solution
    :math:`u / 1'u` of the non-negative least squares :math:`\min_u \|Au\|^2 + (1'u - 1)^2` with the
    columns :math:`a_j = d_j - x`: the two sets of first-order conditions differ by the factor
    :math:`1'u` only. Lawson and Hanson's active set solves it exactly in finitely many steps. If
    several mixes of donors match the target, it returns one with at most k + 1 donors.
    """
    distances = donors - target[:, None]
    size = float(np.abs(distances).max())
    if not np.isfinite(size):
        raise ModelError("donors: a predictor is missing or infinite; allowed: finite numbers")
    if size == 0.0:
        return np.full(donors.shape[1], 1.0 / donors.shape[1])
    count = donors.shape[1]
    system = np.vstack([distances / size, np.ones(count)])
    aim = np.append(np.zeros(len(target)), 1.0)
    try:
        loadings = np.asarray(nnls(system, aim, maxiter=STEPS * (count + 1))[0], dtype=float)
    except RuntimeError as error:
        raise ModelError(f"weights of {count} donors do not settle: {error}") from error
    return np.asarray(loadings / loadings.sum(), dtype=float)


def regression_importance(predictors: Array, outcomes: Array) -> Array:
    r"""Rate predictors by how well they explain the outcome across all units.

    Parameters
    ----------
    predictors
        Shape (k, units), scaled, the treated unit among them.
    outcomes
        Shape (years, units).

    Returns
    -------
    ndarray
        Shape (k,), adding up to one.

    Raises
    ------
    ModelError
        If there are too few units for the predictors, or these are collinear.

    Notes
    -----
    Each year's outcome is regressed on a constant and the predictors; :math:`v_m` is
    proportional to :math:`\sum_t \hat\beta_{mt}^2`. The default of the ``synth`` program of
    Abadie, Diamond and Hainmueller for Stata, and a start of the one for R (Journal of
    Statistical Software 2011, 42(13)).
    """
    count, units = predictors.shape
    design = np.column_stack([np.ones(units), predictors.T])
    if np.linalg.matrix_rank(design) < count + 1:
        raise ModelError(
            f"importance: {count} predictors of {units} units are collinear or too many for a "
            "regression; allowed: fewer predictors, or importance nested"
        )
    slopes = np.linalg.lstsq(design, outcomes.T, rcond=None)[0][1:]
    squares = (slopes**2).sum(axis=1)
    return np.asarray(squares / squares.sum(), dtype=float)


def nested_importance(error: Callable[[Array], float], starts: list[Array]) -> Array:
    """Choose the importance of predictors that makes the outcome fit best.

    Parameters
    ----------
    error
        Mean squared error of the outcome under importance (k,) adding up to one.
    starts
        Where to start, each shape (k,); the two best of nearly all importance on one predictor
        are added.

    Returns
    -------
    ndarray
        Shape (k,), adding up to one: the best of all searches, never worse than a start.

    Notes
    -----
    Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association
    105(490). The error is neither smooth nor convex in the importance, so Powell's
    search by directions runs over its logs from every start and Nelder and Mead's simplex from
    the best end; no chance is involved. The optimum need not be unique and may be local.
    """
    count = len(starts[0])
    corners = list(np.where(np.eye(count) > 0, 1.0, OTHERS) / (1.0 + OTHERS * (count - 1)))
    found = [(error(start), start) for start in (*starts, *corners)]
    best_corners = sorted(found[len(starts) :], key=_first)[:CORNERS]
    for _, start in (*found[: len(starts)], *best_corners):
        found.append(_search(error, start, "Powell"))
    found.append(_search(error, min(found, key=_first)[1], "Nelder-Mead"))
    importance: Array = min(found, key=_first)[1]
    return importance


def ridge_adjustment(target: Array, donors: Array, weights: Array, penalty: float) -> Array:
    r"""Correct weights for what they leave unmatched, as far as a ridge penalty allows.

    Parameters
    ----------
    target
        Shape (years,), less the donors' mean of each year.
    donors
        Shape (years, n), likewise.
    weights
        Shape (n,), of the synthetic control.
    penalty
        Above zero, squared units of the outcome; the larger, the smaller the correction.

    Returns
    -------
    ndarray
        Shape (n,): what is added to the weights; adds up to zero.

    Notes
    -----
    :math:`(x - Dw)'(DD' + \lambda I)^{-1} D`, Ben-Michael, Feller and Rothstein (2021), Journal of
    the American Statistical Association 116(536).
    """
    unmatched = target - donors @ weights
    gram = donors @ donors.T + penalty * np.eye(len(target))
    return np.asarray(np.linalg.solve(gram, unmatched) @ donors, dtype=float)


def ridge_penalty(target: Array, donors: Array) -> float:
    """Choose the ridge penalty by leaving each year out in turn.

    Parameters
    ----------
    target
        Shape (years,), less the donors' mean of each year; three years or more.
    donors
        Shape (years, n), likewise.

    Returns
    -------
    float
        The largest penalty whose mean squared error for the years left out is within one
        standard error of the best, squared units of the outcome.

    Raises
    ------
    ModelError
        If there are fewer than three years or the donors do not differ.

    Notes
    -----
    Ben-Michael, Feller and Rothstein (2021), with the rule of one standard error that their
    program augsynth uses by default.
    """
    years = len(target)
    largest = float(np.linalg.norm(donors, 2)) ** 2
    if years < 3 or largest == 0.0:
        raise ModelError(
            f"penalty: {years} years before treatment of donors that differ by at most "
            f"{np.ptp(donors):g} do not allow a choice; allowed: three years or more, different "
            "donors, or a given penalty"
        )
    penalties = largest * PENALTY_SHARES
    errors = np.array([_errors_without(year, target, donors, penalties) for year in range(years)])
    means = errors.mean(axis=0)
    best = int(means.argmin())
    reach = means[best] + errors[:, best].std(ddof=1) / np.sqrt(years)
    return float(penalties[means <= reach].max())


def _errors_without(year: int, target: Array, donors: Array, penalties: Array) -> Array:
    """Squared error in the year left out, by penalty."""
    kept = np.arange(len(target)) != year
    weights = simplex_weights(target[kept], donors[kept])
    corrected = [
        weights + ridge_adjustment(target[kept], donors[kept], weights, float(penalty))
        for penalty in penalties
    ]
    missed = target[year] - np.array(corrected) @ donors[year]
    return np.asarray(missed**2, dtype=float)


def _search(error: Callable[[Array], float], start: Array, method: Method) -> tuple[float, Array]:
    """Least error found from a start, and the importance there."""
    logs = np.log(np.maximum(start / start.max(), np.exp(SMALLEST_LOG)))
    scale = error(start) or 1.0
    best = minimize(
        lambda each: error(_shares(each)) / scale,
        logs,
        method=method,
        bounds=[(SMALLEST_LOG, 0.0)] * len(logs),
        options=SEARCHES[method],
    )
    importance = _shares(np.asarray(best.x, dtype=float))
    return error(importance), importance


def _first(found: tuple[float, Array]) -> float:
    return found[0]


def _shares(logs: Array) -> Array:
    values = np.exp(logs - logs.max())
    return np.asarray(values / values.sum(), dtype=float)
