"""Quantile functions that turn uniforms into draws: equal uniforms mean equal luck."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError

__all__ = ["gamma_delay", "scaled_beta", "triangular"]

Array = NDArray[np.float64]
_Float = TypeVar("_Float", bound=np.floating[Any])


def triangular(
    uniforms: NDArray[_Float], mode: float, spread: float, *, lower: float, upper: float
) -> NDArray[_Float]:
    """Quantiles of a triangular distribution on mode plus or minus spread, cut at bounds.

    Parameters
    ----------
    uniforms
        Numbers in (0, 1), any shape, single or double precision.
    mode
        Most likely value, within the bounds.
    spread
        Half-width before the cut; 0 returns the mode everywhere.
    lower, upper
        Bounds of the quantity; the support is cut to them.

    Returns
    -------
    ndarray
        Same shape and precision as `uniforms`.

    Raises
    ------
    ModelError
        The mode lies outside the bounds, or the spread is negative.

    Notes
    -----
    With support [a, b], mode c and F(c) = (c - a) / (b - a), the quantile is
    a + sqrt(u (b - a)(c - a)) below F(c) and b - sqrt((1 - u)(b - a)(b - c)) above.
    """
    if not lower <= mode <= upper or spread < 0:
        raise ModelError(
            f"triangular: mode {mode} with spread {spread} must lie in {lower} to {upper}, "
            f"spread >= 0"
        )
    left, right = max(lower, mode - spread), min(upper, mode + spread)
    width = right - left
    if width == 0:
        return np.full(uniforms.shape, float(mode), dtype=uniforms.dtype)
    rising = left + np.sqrt(uniforms * width * (mode - left))
    falling = right - np.sqrt((1 - uniforms) * width * (right - mode))
    drawn = np.where(uniforms * width < mode - left, rising, falling)
    return np.asarray(drawn, dtype=uniforms.dtype)


def scaled_beta(uniforms: Array, mean: float, *, ceiling: float, dispersion: float) -> Array:
    """Quantiles of a Beta distribution stretched to (0, ceiling).

    Parameters
    ----------
    uniforms
        Numbers in (0, 1), any shape.
    mean
        Mean of the stretched distribution, between 0 and `ceiling`.
    ceiling
        Upper end of the support, positive.
    dispersion
        Standard deviation as a fraction of the largest possible, in [0, 1); 0 returns the mean.

    Returns
    -------
    ndarray
        Same shape as `uniforms`.

    Raises
    ------
    ModelError
        The mean lies outside the support or the dispersion outside [0, 1).

    Notes
    -----
    For mean m on (0, U) the largest variance is m (U - m), reached by a coin toss between the ends.
    A variance of d^2 m (U - m) is a Beta with concentration 1 / d^2 - 1.
    """
    if not 0 <= mean <= ceiling or not 0 <= dispersion < 1:
        raise ModelError(
            f"scaled_beta: mean {mean} must lie in 0 to {ceiling} and dispersion {dispersion} in "
            f"[0, 1)"
        )
    if dispersion == 0 or mean in (0, ceiling):
        return np.full(uniforms.shape, float(mean))
    share = mean / ceiling
    concentration = 1 / dispersion**2 - 1
    quantiles = special.betaincinv(concentration * share, concentration * (1 - share), uniforms)
    return np.asarray(ceiling * quantiles, dtype=np.float64)


def gamma_delay(uniforms: Array, mean: float, *, shape: float = 2.0) -> Array:
    """Quantiles of a gamma distributed delay.

    Parameters
    ----------
    uniforms
        Numbers in (0, 1), any shape.
    mean
        Mean delay in years; 0 returns no delay.
    shape
        Shape of the gamma; 2 makes both no delay and a very long one unlikely.

    Returns
    -------
    ndarray
        Delay in years, same shape as `uniforms`.

    Raises
    ------
    ModelError
        The mean is negative.
    """
    if mean < 0:
        raise ModelError(f"gamma_delay: mean {mean} must not be negative")
    return np.asarray(special.gammaincinv(shape, uniforms) * mean / shape, dtype=np.float64)
