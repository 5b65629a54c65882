"""The random numbers of a seed, kept: cases that differ by a parameter alone share them."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.simulation.draws import Array
from analysis.simulation.streams import Streams

__all__ = ["remembered_streams"]

# Chunks of draws whose numbers are kept, some 3 MB each.
_KEPT = 4


class _RememberedStreams(Streams):
    """Streams that make the numbers of a component once.

    Parameters
    ----------
    seed, start, stop
        As of `Streams`.
    """

    def __init__(self, seed: int, start: int, stop: int) -> None:
        super().__init__(seed, start, stop)
        self._kept: dict[tuple[object, ...], Array] = {}

    def _once(self, key: tuple[object, ...], numbers: Callable[[], Array]) -> Array:
        if key not in self._kept:
            made = numbers()
            # Whoever changed them would change every later case.
            made.flags.writeable = False
            self._kept[key] = made
        return self._kept[key]

    def normals(self, component: str, rows: int) -> Array:
        """Return standard normal numbers, shape (rows, draws)."""
        return self._once(
            ("normals", component, rows), lambda: Streams.normals(self, component, rows)
        )

    def uniform(self, component: str) -> Array:
        """Return uniform numbers on (0, 1), open at both ends, shape (draws,)."""
        return self._once(("uniform", component), lambda: Streams.uniform(self, component))

    def shares(self, component: str, weights: NDArray[np.float64]) -> Array:
        """Return shares of a whole from a Dirichlet distribution, shape (parts, draws).

        Parameters
        ----------
        component, weights
            As of `Streams.shares`.

        Returns
        -------
        ndarray
            Shape (parts, draws), columns adding up to one.
        """
        key = ("shares", component, *np.asarray(weights).tolist())
        return self._once(key, lambda: Streams.shares(self, component, weights))


@lru_cache(maxsize=_KEPT)
def remembered_streams(seed: int, start: int, stop: int) -> Streams:
    """Give the streams of some draws, the same object for the same draws.

    Parameters
    ----------
    seed, start, stop
        As of `Streams`.

    Returns
    -------
    Streams
        With the numbers that `Streams` makes, bit for bit, made once and read-only.
    """
    return _RememberedStreams(seed, start, stop)
