"""Quantiles of a mixture of t distributions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize.elementwise import find_root

from analysis.errors import ModelError

__all__ = ["mixture_quantiles"]

Array = NDArray[np.float64]

# Parts that weigh less than this move no printed digit of a quantile.
_NEGLIGIBLE = 1e-7
# Quantiles are found this closely, in a bracket that is wider than need be.
_CLOSE, _SLACK = 1e-12, 1e-9
# Numbers closer than this, as a fraction, are not told apart.
_APART = 4 * float(np.finfo(float).eps)


def mixture_quantiles(
    mean: Array, sd: Array, weights: Array, freedom: int, probabilities: Array
) -> Array:
    """Invert the distribution function of a mixture of t distributions.

    Parameters
    ----------
    mean, sd
        Centre and scale of each part, shape (parts,).
    weights
        Probability of each part, adding up to one; parts of less than 1e-7 are left out.
    freedom
        Degrees of freedom, the same for all parts.
    probabilities
        In (0, 1), shape (probabilities,).

    Returns
    -------
    ndarray
        Shape (probabilities,), to 1e-12 or as closely as numbers of this size are told apart.

    Raises
    ------
    ModelError
        No quantile was found, which a weight or scale that is no number would cause.

    Notes
    -----
    A quantile of the mixture lies between the lowest and the highest of its parts'; the root of
    F(x) - p is found there by Chandrupatla's method (Advances in Engineering Software 28, 1997).
    """
    keep = weights > _NEGLIGIBLE
    mean, sd, weights = mean[keep], sd[keep], weights[keep] / weights[keep].sum()
    single = special.stdtrit(freedom, probabilities)[:, None] * sd + mean
    # A single part, or rounding, would leave the root on the edge.
    slack = _SLACK * sd.max() + 4 * np.spacing(np.abs(single).max())

    def excess(value: Array, /, *probability: Any, **_: Any) -> Array:
        below = special.stdtr(freedom, (value[:, None] - mean) / sd) @ weights
        return np.asarray(below - probability[0], dtype=np.float64)

    found = find_root(
        excess,
        (single.min(axis=1) - slack, single.max(axis=1) + slack),
        args=(probabilities,),
        tolerances={"xatol": _CLOSE, "xrtol": _APART, "fatol": 0.0, "frtol": 0.0},
    )
    if not found.success.all():
        raise ModelError(f"mixture_quantiles: none found for {probabilities[~found.success]}")
    return np.asarray(found.x, dtype=np.float64)
