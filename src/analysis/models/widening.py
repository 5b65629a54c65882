"""Give draws another distribution of each year without changing their order."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["EDGES", "LEVELS", "Widening", "match_quantiles", "widen_edges"]

Array = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
# Both ends of the bands with the median between them, as shares of the distribution.
EDGES = (
    *((1.0 - level) / 2.0 for level in reversed(LEVELS)),
    0.5,
    *((1.0 + level) / 2.0 for level in LEVELS),
)
# Beyond the outermost knots draws move in the proportion of the outermost; in half bands, far
# enough for any draw.
FAR = 1e4


class Widening(NamedTuple):
    """Piecewise linear map of each year's values.

    Parameters
    ----------
    before, after
        Shape (steps, knots), log points, increasing in each row.
    """

    before: Array
    after: Array

    def apply(self, paths: Array) -> Array:
        """Move draws.

        Parameters
        ----------
        paths
            Shape (draws, steps), log points.

        Returns
        -------
        ndarray
            Shape (draws, steps). A draw moves the same way whichever others are moved with it.
        """
        moved = np.empty_like(paths)
        for step, (before, after) in enumerate(zip(self.before, self.after, strict=True)):
            moved[:, step] = np.interp(paths[:, step], before, after)
        return moved


def match_quantiles(before: Array, after: Array) -> Widening:
    """Map one distribution of each year to another.

    Parameters
    ----------
    before, after
        Shape (steps, levels), log points: quantiles at the same levels, around 0.5.

    Returns
    -------
    Widening
        Beyond the outermost levels distances from the median keep the proportion they have
        there. Years without a band are left as they are.
    """
    left, right = (_far(before, after, side) for side in (0, -1))
    return Widening(
        np.hstack([left[0], before, right[0]]),
        np.hstack([left[1], after, right[1]]),
    )


def _far(before: Array, after: Array, side: int) -> tuple[Array, Array]:
    """Knots far outside the outermost ones of a side."""
    reach = [
        values[:, [side]] - np.median(values, axis=1, keepdims=True) for values in (before, after)
    ]
    flat = reach[0] == 0.0
    away = -1.0 if side == 0 else 1.0
    far = [np.where(flat, away, FAR * one) for one in reach]
    return before[:, [side]] + far[0], after[:, [side]] + far[1]


def widen_edges(edges: Array, factors: Array) -> Widening:
    """Multiply the distances of band edges from the median.

    Parameters
    ----------
    edges
        Shape (steps, 2 levels + 1), log points: quantiles at `EDGES`.
    factors
        Shape (steps, levels).

    Returns
    -------
    Widening
        Draws between two edges move in proportion.
    """
    middle = len(LEVELS)
    median = edges[:, [middle]]
    # Factors that fall steeply must not make draws overtake each other.
    below = np.maximum.accumulate((median - edges[:, middle - 1 :: -1]) * factors, axis=1)
    above = np.maximum.accumulate((edges[:, middle + 1 :] - median) * factors, axis=1)
    return match_quantiles(edges, np.hstack([median - below[:, ::-1], median, median + above]))
