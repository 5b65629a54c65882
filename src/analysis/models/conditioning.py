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
    simulated: ArrayLike, observed: ArrayLike, *, width: ArrayLike, fewest: float = 0.0
) -> Array:
    r"""Weight draws by how near they came to an outturn, or to several at once, in log points.

    Parameters
    ----------
    simulated
        Shape (draws,), what each draw says of the figure, not negative; of several figures shape
        (figures, draws).
    observed
        The figure that came, positive, same unit; of several figures shape (figures,).
    width
        Standard deviation of the kernel, log points: how far off a draw may be; one for all
        figures, or shape (figures,).
    fewest
        Effective draws asked for, see `effective_draws`.

    Returns
    -------
    ndarray
        Shape (draws,), adding up to one; a draw of zero, or further off than four widths in any
        figure, has no weight.

    Raises
    ------
    ModelError
        A figure or width is not positive, figures and draws do not match, no draw comes near, or
        too few do.

    Notes
    -----
    :math:`w_i \propto \exp(-\tfrac12 \sum_k ((\ln x_{ki} - \ln y_k)/h_k)^2)`: importance weights
    from the prior to the posterior under log-normal errors of the reports, independent of each
    other, or a regression-free approximate Bayesian computation with a smooth kernel (Beaumont,
    Zhang and Balding 2002, Genetics 162).
    """
    sample = np.atleast_2d(np.asarray(simulated, dtype=float))
    came = np.atleast_1d(np.asarray(observed, dtype=float))
    if came.shape != (len(sample),):
        raise ModelError(f"kernel_weights: {came.size} figures came, {len(sample)} are simulated")
    widths = np.broadcast_to(np.asarray(width, dtype=float), came.shape)
    if not ((came > 0).all() and (widths > 0).all()):
        raise ModelError(
            f"kernel_weights: observed {_listed(came)} and width {_listed(widths)} must both be "
            f"positive"
        )
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(sample, 0.0))
    distance = (logs - np.log(came)[:, None]) / widths[:, None]
    # Beyond, a weight is rounding, and a draw that cannot be the one that came would count.
    near = (np.abs(distance) <= _REACH).all(axis=0)
    weights = np.where(near, np.exp(-0.5 * np.square(distance).sum(axis=0)), 0.0)
    total = float(weights.sum())
    left = effective_draws(weights) if total > 0 else 0.0
    if total == 0 or left < fewest:
        raise ModelError(
            f"kernel_weights: {left:.0f} effective draws of {weights.size} come near the outturn, "
            f"at least {max(fewest, 1):.0f} needed; ask for more draws"
        )
    return np.asarray(weights / total, dtype=float)


def _listed(values: Array) -> str:
    return ", ".join(f"{value:g}" for value in values)


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
    r"""Quantiles of weighted draws.

    Parameters
    ----------
    values, weights
        Shape (draws,); a draw without weight is passed over.
    levels
        Shape (levels,), between 0 and 1.

    Returns
    -------
    ndarray
        Shape (levels,), unit of the values.

    Notes
    -----
    The i-th of n values in order stands at
    :math:`(C_i - \tfrac12 w_i - \tfrac12 w_1) / (1 - \tfrac12 w_1 - \tfrac12 w_n)`, C being the sum
    of the weights so far, and quantiles lie on straight lines between: with equal weights
    (i - 1)/(n - 1), definition 7 of Hyndman and Fan (1996, The American Statistician 50(4)), which
    is that of the unweighted draws elsewhere.
    """
    sample, given = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    sample, given = sample[given > 0], given[given > 0]
    order = np.argsort(sample, kind="stable")
    sample, mass = sample[order], given[order] / given.sum()
    if sample.size == 1:
        return np.full(np.shape(levels), sample[0])
    middles = np.cumsum(mass) - mass / 2
    places = (middles - middles[0]) / (middles[-1] - middles[0])
    return np.asarray(np.interp(np.asarray(levels, dtype=float), places, sample), dtype=float)


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
