"""See draws again with an outturn known: weights, what moved, and how many draws are left."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ModelError

__all__ = [
    "effective_draws",
    "kernel_weights",
    "moved_inputs",
    "weighted_probability",
    "weighted_quantiles",
]

Array = NDArray[np.float64]

_REACH = 4.0


def kernel_weights(
    simulated: ArrayLike, observed: float, *, width: float, fewest: float = 0.0
) -> Array:
    r"""Weight draws by how near they came to an outturn, in log points.

    Parameters
    ----------
    simulated
        Shape (draws,), what each draw says of the figure, not negative.
    observed
        The figure that came, positive, same unit.
    width
        Standard deviation of the kernel, log points: how far off a draw may be.
    fewest
        Effective draws asked for, see `effective_draws`.

    Returns
    -------
    ndarray
        Shape (draws,), adding up to one; a draw of zero, or further off than four widths, has no
        weight.

    Raises
    ------
    ModelError
        The figure or the width is not positive, no draw comes near it, or too few do.

    Notes
    -----
    :math:`w_i \propto \exp(-\tfrac12 ((\ln x_i - \ln y)/h)^2)`: importance weights from the prior
    to the posterior under a log-normal error of the report, or a regression-free approximate
    Bayesian computation with a smooth kernel (Beaumont, Zhang and Balding 2002, Genetics 162).
    """
    if not (observed > 0 and width > 0):
        raise ModelError(
            f"kernel_weights: observed {observed} and width {width} must both be positive"
        )
    sample = np.asarray(simulated, dtype=float)
    with np.errstate(divide="ignore"):
        distance = (np.log(np.maximum(sample, 0.0)) - np.log(observed)) / width
    # Beyond, a weight is rounding, and a draw that cannot be the one that came would count.
    weights = np.where(np.abs(distance) <= _REACH, np.exp(-0.5 * distance**2), 0.0)
    total = float(weights.sum())
    left = effective_draws(weights) if total > 0 else 0.0
    if total == 0 or left < fewest:
        raise ModelError(
            f"kernel_weights: {left:.0f} effective draws of {sample.size} come near the outturn, "
            f"at least {max(fewest, 1):.0f} needed; ask for more draws"
        )
    return np.asarray(weights / total, dtype=float)


def effective_draws(weights: ArrayLike) -> float:
    r"""Say how many equal draws weighted ones are worth.

    Parameters
    ----------
    weights
        Shape (draws,), not negative, of any sum.

    Returns
    -------
    float
        :math:`(\sum w)^2 / \sum w^2` (Kish 1965), between one and the number of draws.
    """
    given = np.asarray(weights, dtype=float)
    return float(given.sum() ** 2 / np.square(given).sum())


def weighted_quantiles(values: ArrayLike, weights: ArrayLike, levels: ArrayLike) -> Array:
    """Quantiles of weighted draws.

    Parameters
    ----------
    values, weights
        Shape (draws,).
    levels
        Shape (levels,), between 0 and 1.

    Returns
    -------
    ndarray
        Shape (levels,): the smallest value with at least the level of the weight at or below it.
    """
    sample, given = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    order = np.argsort(sample, kind="stable")
    mass = np.cumsum(given[order]) / given.sum()
    # Weights add up to one but for rounding; the highest level is the last draw.
    places = np.searchsorted(mass, np.asarray(levels, dtype=float) - 1e-12)
    return np.asarray(sample[order][np.minimum(places, sample.size - 1)], dtype=float)


def weighted_probability(met: ArrayLike, weights: ArrayLike) -> float:
    """Share of the weight on draws for which something holds.

    Parameters
    ----------
    met
        Shape (draws,), yes or no.
    weights
        Shape (draws,).

    Returns
    -------
    float
        Between 0 and 1.
    """
    return float(np.average(np.asarray(met, dtype=float), weights=np.asarray(weights, dtype=float)))


def moved_inputs(inputs: pd.DataFrame, weights: ArrayLike) -> pd.DataFrame:
    """Say how far each input moves once an outturn is known, the furthest first.

    Parameters
    ----------
    inputs
        One row a draw, one column an input; one that never varies is left out.
    weights
        Shape (draws,), as from `kernel_weights`.

    Returns
    -------
    DataFrame
        Columns input, prior_mean, prior_sd, seen_mean, seen_sd (in the unit of the input), shift
        (of the mean, in prior standard deviations), shift_error (its Monte Carlo standard error)
        and narrowing (one minus the ratio of the deviations).

    Notes
    -----
    The error of a weighted mean is its deviation over the root of the effective draws.
    """
    given = np.asarray(weights, dtype=float)
    root = np.sqrt(effective_draws(given))
    rows = []
    for name, column in inputs.items():
        values = column.to_numpy(dtype=np.float64)
        mean, sd = float(values.mean()), float(values.std())
        if not sd > 1e-9 * max(abs(mean), 1e-9):
            continue
        seen = float(np.average(values, weights=given))
        seen_sd = float(np.sqrt(np.average((values - seen) ** 2, weights=given)))
        shift, error = (seen - mean) / sd, seen_sd / sd / root
        rows.append((str(name), mean, sd, seen, seen_sd, shift, error, 1 - seen_sd / sd))
    names = ["input", "prior_mean", "prior_sd", "seen_mean", "seen_sd"]
    table = pd.DataFrame(rows, columns=[*names, "shift", "shift_error", "narrowing"])
    order = table["shift"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)
