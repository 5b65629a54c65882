"""The two-piece normal of central-bank fan charts: draws with a skew, moments, exact score."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analysis.errors import ModelError

__all__ = ["TwoPieceNormal"]

Array = NDArray[np.float64]

_ROOT_TWO = np.sqrt(2.0)


class TwoPieceNormal(NamedTuple):
    r"""Two half normals with one mode and a spread of their own on each side.

    Parameters
    ----------
    mode
        Most likely value.
    sd_below, sd_above
        Spread of the half below and above the mode, positive; equal spreads make a normal.

    Notes
    -----
    Density :math:`\sqrt{2/\pi} / (\sigma_1 + \sigma_2) \exp(-(x - \mu)^2 / 2 \sigma^2)` with
    :math:`\sigma_1` below and :math:`\sigma_2` above the mode :math:`\mu` (Britton, Fisher and
    Whitley 1998, Bank of England Quarterly Bulletin).
    """

    mode: float
    sd_below: float
    sd_above: float

    def quantiles(self, uniforms: ArrayLike) -> Array:
        """Quantiles: equal uniforms mean equal luck.

        Parameters
        ----------
        uniforms
            Numbers in (0, 1), any shape.

        Returns
        -------
        ndarray
            Same shape, unit of the mode.

        Raises
        ------
        ModelError
            If a spread is not positive.
        """
        below, above = self._spreads()
        u = np.asarray(uniforms, dtype=float)
        weight = below / (below + above)
        low = below * special.ndtri(np.minimum(u / (2.0 * weight), 0.5))
        high = above * special.ndtri(1.0 - np.minimum((1.0 - u) / (2.0 * (1.0 - weight)), 0.5))
        return np.asarray(self.mode + np.where(u < weight, low, high), dtype=float)

    def mean(self) -> float:
        r"""Mean, :math:`\mu + \sqrt{2/\pi} (\sigma_2 - \sigma_1)`."""
        below, above = self._spreads()
        return float(self.mode + np.sqrt(2.0 / np.pi) * (above - below))

    def variance(self) -> float:
        r"""Variance, :math:`(1 - 2/\pi)(\sigma_2 - \sigma_1)^2 + \sigma_1 \sigma_2`."""
        below, above = self._spreads()
        return float((1.0 - 2.0 / np.pi) * (above - below) ** 2 + below * above)

    def crps(self, actual: ArrayLike) -> Array:
        r"""Score by the continuous ranked probability score, exactly.

        Parameters
        ----------
        actual
            Outcomes, any shape, in the unit of the mode.

        Returns
        -------
        ndarray
            Same shape, unit of the mode; lower is better.

        Raises
        ------
        ModelError
            If a spread is not positive.

        Notes
        -----
        :math:`E|X - y| - \tfrac12 E|X - X'|` (Gneiting and Raftery 2007, equation 21). For a half
        normal of spread :math:`\sigma` and its mirror image of spread :math:`\tau` the parts are
        integrals of :math:`F^2` and :math:`(1 - F)^2`, both in closed form.
        """
        below, above = self._spreads()
        error = np.asarray(actual, dtype=float) - self.mode
        # Seen from the mode, an outcome below is an outcome above of the mirror image.
        near = np.where(error < 0, below, above)
        far = np.where(error < 0, above, below)
        return _score(np.abs(error) / near, near, far)

    def _spreads(self) -> tuple[float, float]:
        if not (0 < self.sd_below < np.inf and 0 < self.sd_above < np.inf):
            raise ModelError(
                f"sd_below, sd_above: {self.sd_below} and {self.sd_above} given; "
                f"allowed: above 0 and finite"
            )
        return self.sd_below, self.sd_above


def _score(z: Array, near: Array, far: Array) -> Array:
    r"""CRPS of an outcome :math:`z` near spreads on the near side of the mode.

    With weight :math:`v = \sigma / (\sigma + \tau)` of the near half and :math:`R(t) = 2 (1 -
    \Phi(t))`, the far half contributes :math:`\tau (1 - v)^2 \int R^2`, the near one
    :math:`\sigma \int_0^z (1 - v R)^2 + \sigma v^2 \int_z^\infty R^2`.
    """
    weight = near / (near + far)
    whole, upto = _squared_tail(np.zeros_like(z)), _squared_tail(z)
    # Integrals of R and R^2 from 0 to z.
    first = _tail(np.zeros_like(z)) - _tail(z)
    second = whole - upto
    inside = z - 2.0 * weight * first + weight**2 * second
    return np.asarray(
        far * (1.0 - weight) ** 2 * whole + near * (inside + weight**2 * upto), dtype=float
    )


def _tail(z: Array) -> Array:
    r"""Integral of :math:`2 (1 - \Phi)` from z on."""
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    return np.asarray(2.0 * (density - z * special.ndtr(-z)), dtype=float)


def _squared_tail(z: Array) -> Array:
    r"""Integral of :math:`4 (1 - \Phi)^2` from z on, by parts."""
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    above = special.ndtr(-z)
    part = 2.0 * density * above - z * above**2
    return np.asarray(4.0 * (part - special.ndtr(-_ROOT_TWO * z) / np.sqrt(np.pi)), dtype=float)
