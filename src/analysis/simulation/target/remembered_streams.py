"""The random numbers of a seed, kept: cases that differ by a parameter alone share them.

So do parts of the draws that the parameter does not touch.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.simulation.draws import Array
from analysis.simulation.streams import Streams

__all__ = ["remembered_streams"]

# Chunks of draws whose numbers and last parts are kept, some 15 MB each.
_KEPT = 4
# Of these equal ones are the same.
_PLAIN = (bool, float, int, list, str, tuple, type(None))

_Made = TypeVar("_Made")


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
        self._made: dict[str, tuple[tuple[object, ...], Any]] = {}

    def _once(self, key: tuple[object, ...], numbers: Callable[[], Array]) -> Array:
        if key not in self._kept:
            made = numbers()
            # Whoever changed them would change every later case.
            made.flags.writeable = False
            self._kept[key] = made
        return self._kept[key]

    def made(self, part: str, of: tuple[object, ...], make: Callable[[], _Made]) -> _Made:
        """Make a part of the draws, or give it once more if the last one was made of the same.

        Parameters
        ----------
        part, of, make
            As of `Streams.made`. Plain values are the same if they are equal, all else if it is
            one object.

        Returns
        -------
        object
            With read-only arrays.
        """
        known = self._made.get(part)
        if known is None or not _same(known[0], of):
            known = (of, make())
            for array in _arrays(known[1]):
                array.flags.writeable = False
            self._made[part] = known
        made: _Made = known[1]
        return made

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


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(
        a is b or (type(a) is type(b) and isinstance(a, _PLAIN) and a == b)
        for a, b in zip(one, other, strict=True)
    )


def _arrays(part: object) -> Iterator[NDArray[Any]]:
    """Give the arrays of a record of draws, those in its mappings too; an array is its own."""
    for value in [part] if isinstance(part, np.ndarray) else vars(part).values():
        inner = value.values() if isinstance(value, Mapping) else [value]
        yield from (array for array in inner if isinstance(array, np.ndarray))


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
