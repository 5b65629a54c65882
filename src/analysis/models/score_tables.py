"""Quantile functions tabulated over standard normal scores: a look-up instead of an inversion."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError

__all__ = ["ScoreTable", "common_factor_scores"]

Array = NDArray[np.floating[Any]]

# A standard normal number outside is drawn once in 10^16; it is given the value at the end.
_REACH = 8.2
_STEPS = 2**14


class ScoreTable:
    """A distribution as a function of standard normal scores.

    Parameters
    ----------
    quantile
        Quantile function: uniforms in (0, 1) in, values out, never falling.

    Notes
    -----
    x = F^-1(Phi(z)), linear between 2^14 scores from -8.2 to 8.2. With normal scores joined by a
    Gaussian copula the values are joined by the same copula. Values are in single precision.
    Inverting a Beta distribution takes some 60 times as long as the look-up.
    """

    def __init__(self, quantile: Callable[[NDArray[np.float64]], Array]) -> None:
        grid = np.linspace(-_REACH, _REACH, _STEPS + 1)
        uniforms = np.clip(special.ndtr(grid), np.finfo(float).tiny, 1 - np.finfo(float).epsneg)
        self._values = np.asarray(quantile(uniforms), dtype=np.float32)
        if not np.isfinite(self._values).all():
            raise ModelError("ScoreTable: the quantile function must be finite inside (0, 1)")
        self._rises = np.diff(self._values)
        self.constant = bool((self._rises == 0).all())

    def __call__(self, scores: Array) -> Array:
        """Return the values that belong to scores, same shape."""
        if self.constant:
            return np.full(scores.shape, self._values[0])
        steps = scores + _REACH
        steps *= _STEPS / (2 * _REACH)
        np.clip(steps, 0.0, _STEPS, out=steps)
        below = np.minimum(steps.astype(np.int32), _STEPS - 1)
        steps -= below
        steps *= self._rises.take(below)
        steps += self._values.take(below)
        return steps


def common_factor_scores(factor: Array, own: Array, correlation: float) -> Array:
    """Join standard normal scores by one common factor (a Gaussian copula).

    Parameters
    ----------
    factor
        Standard normal numbers, shape (draws,).
    own
        Independent standard normal numbers, shape (..., draws).
    correlation
        Correlation of each pair of the joined scores, in [0, 1].

    Returns
    -------
    ndarray
        Standard normal scores, shape of `own`.

    Raises
    ------
    ModelError
        The correlation lies outside [0, 1].

    Notes
    -----
    z_k = sqrt(rho) f + sqrt(1 - rho) e_k with f and e_k independent standard normal.
    """
    if not 0 <= correlation <= 1:
        raise ModelError(f"common_factor_scores: correlation {correlation} must lie in 0 to 1")
    return math.sqrt(correlation) * factor + math.sqrt(1 - correlation) * own
