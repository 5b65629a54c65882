"""Weights of the ensemble, from the errors members made before, and what they are put to."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import LinearConstraint, minimize

__all__ = ["allocate", "average_quantiles", "pool_quantiles", "pool_weights", "spreads_between"]

Array = NDArray[np.float64]


def pool_weights(errors: Array, spreads: Array, *, ridge: float) -> Array:
    r"""Choose weights that minimise the CRPS of the pooled forecast over a record.

    Parameters
    ----------
    errors
        Shape (members,), mean absolute distance of a member's draws from the outcome.
    spreads
        Shape (members, members), mean absolute distance between draws of two members.
    ridge
        Strength of the pull towards equal weights, in units of the smallest error.

    Returns
    -------
    ndarray
        Shape (members,), not negative, adding up to one.

    Notes
    -----
    The CRPS of a linear pool is quadratic in its weights,
    :math:`\sum_i w_i E|X_i - y| - \tfrac12 \sum_{ij} w_i w_j E|X_i - X_j|` (Gneiting and
    Raftery 2007, equation 21), and convex on the simplex. Regions share their shocks, so a record
    of many regions holds few independent years; the ridge keeps such a record from deciding all.
    The same weights serve `average_quantiles`.
    """
    size = errors.size
    unit = errors.min()
    linear, quadratic = errors / unit, spreads / unit

    def loss(weights: Array) -> float:
        pull = ridge * float(np.sum((weights - 1.0 / size) ** 2))
        return float(weights @ linear - 0.5 * weights @ quadratic @ weights) + pull

    def slope(weights: Array) -> Array:
        return np.asarray(linear - quadratic @ weights + 2.0 * ridge * (weights - 1.0 / size))

    found = minimize(
        loss,
        np.full(size, 1.0 / size),
        jac=slope,
        bounds=[(0.0, 1.0)] * size,
        constraints=LinearConstraint(np.ones((1, size)), 1.0, 1.0),
        method="SLSQP",
        options={"ftol": 1e-13, "maxiter": 500},
    )
    weights = np.clip(found.x, 0.0, None)
    return np.asarray(weights / weights.sum(), dtype=float)


def spreads_between(quantiles: Array) -> Array:
    """Take mean absolute distances between the distributions of members, case by case.

    Parameters
    ----------
    quantiles
        Shape (cases, members, steps, levels), at equally spaced levels.

    Returns
    -------
    ndarray
        Shape (cases, members, members, steps).
    """
    cases, members, steps, _ = quantiles.shape
    spreads = np.empty((cases, members, members, steps))
    for one in range(members):
        for other in range(one, members):
            gaps = np.abs(quantiles[:, one, :, :, None] - quantiles[:, other, :, None, :])
            spreads[:, one, other] = spreads[:, other, one] = gaps.mean(axis=(-2, -1))
    return spreads


def average_quantiles(quantiles: Array, weights: Array) -> Array:
    """Average members at each level.

    Parameters
    ----------
    quantiles
        Shape (cases, members, steps, levels).
    weights
        Shape (members,), adding up to one.

    Returns
    -------
    ndarray
        Shape (cases, steps, levels).

    Notes
    -----
    A mixture of members that are each as wide as they should be is too wide, the more so the less
    they agree; their averaged quantiles are not (Lichtendahl, Grushka-Cockayne and Winkler 2013).
    """
    return np.asarray(np.einsum("cmsl,m->csl", quantiles, weights), dtype=float)


def pool_quantiles(quantiles: Array, weights: Array) -> Array:
    """Quantiles of the weighted mixture of members, at the levels of the members.

    Parameters
    ----------
    quantiles
        Shape (cases, members, steps, levels), at equally spaced levels.
    weights
        Shape (members,), adding up to one.

    Returns
    -------
    ndarray
        Shape (cases, steps, levels).
    """
    cases, _, steps, levels = quantiles.shape
    pooled = np.moveaxis(quantiles, 1, 2).reshape(cases * steps, -1)
    order = np.argsort(pooled, axis=1, kind="stable")
    mass = np.repeat(weights / levels, levels)[order]
    middle = np.cumsum(mass, axis=1) - mass / 2.0
    values = np.take_along_axis(pooled, order, axis=1)
    at = (np.arange(levels) + 0.5) / levels
    rows = [np.interp(at, grid, row) for grid, row in zip(middle, values, strict=True)]
    return np.array(rows).reshape(cases, steps, levels)


def allocate(weights: Sequence[float], draws: int, rng: np.random.Generator) -> list[int]:
    """Share draws among members by systematic sampling.

    Parameters
    ----------
    weights
        Shape (members,); need not add up to one.
    draws
        Number of draws to share.
    rng
        Source of the one random number needed.

    Returns
    -------
    list of int
        Draws by member, adding up to `draws`. Each is within one of its exact share, and its
        mean is that share, so that blocks of draws can be put together without a bias.
    """
    ends = np.floor(np.cumsum(weights) / np.sum(weights) * draws + rng.random())
    # Rounding must neither lose nor add a draw.
    ends[-1] = draws
    return [int(count) for count in np.diff(ends, prepend=0.0)]
