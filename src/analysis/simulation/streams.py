"""Random streams: one child of the seed for each named component and block of draws."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.simulation.draws import REAL, Array, total

__all__ = ["BLOCK", "Streams", "stream"]

_Made = TypeVar("_Made")

# Draws that share a stream. Arrays of this length stay in the processor's cache, and it is a
# multiple of every vector register's: no draw is a remainder in one chunk and not in another.
BLOCK = 5_120


def stream(seed: int, component: str, block: int = 0) -> np.random.Generator:
    """Return the random stream of one component and block of draws.

    Parameters
    ----------
    seed
        Seed of the scenario.
    component
        Name of the component. The stream depends on nothing else, so adding or removing a
        component does not move the numbers of another.
    block
        Number of the block of `BLOCK` draws, from 0.

    Returns
    -------
    Generator
        A fresh SFC64 generator.
    """
    key = (zlib.crc32(component.encode()), block)
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


class Streams:
    """Random numbers of the draws from `start` to `stop`.

    Parameters
    ----------
    seed
        Seed of the scenario.
    start, stop
        First draw and the draw after the last; `start` is a multiple of `BLOCK`.

    Raises
    ------
    ModelError
        `start` lies inside a block, or there is no draw.

    Notes
    -----
    Whole blocks are drawn and cut, so draw i has the same numbers whatever the number of draws, the
    way they are cut into chunks, and the thread that makes them.
    """

    def __init__(self, seed: int, start: int, stop: int) -> None:
        if start % BLOCK or stop <= start:
            raise ModelError(
                f"Streams: draws {start} to {stop} must start at a multiple of {BLOCK} and hold one"
            )
        self.size = stop - start
        self._seed, self._start, self._stop = seed, start, stop

    def _blocks(self, component: str) -> Iterator[tuple[slice, np.random.Generator]]:
        for first in range(self._start, self._stop, BLOCK):
            last = min(first + BLOCK, self._stop)
            place = slice(first - self._start, last - self._start)
            yield place, stream(self._seed, component, first // BLOCK)

    def fill(
        self,
        component: str,
        rows: int,
        numbers: Callable[[np.random.Generator], NDArray[np.floating[Any]]],
    ) -> Array:
        """Gather the numbers of one component, block by block.

        Parameters
        ----------
        component
            Name of the component.
        rows
            Numbers a draw.
        numbers
            Takes the stream of a block, returns shape (rows, BLOCK).

        Returns
        -------
        ndarray
            Shape (rows, draws).
        """
        out = np.empty((rows, self.size), dtype=REAL)
        for place, generator in self._blocks(component):
            out[:, place] = numbers(generator)[:, : place.stop - place.start]
        return out

    def made(self, part: str, of: tuple[object, ...], make: Callable[[], _Made]) -> _Made:  # noqa: ARG002
        """Make a part of the draws.

        Parameters
        ----------
        part
            Its name.
        of
            All it depends on besides these random numbers: whoever keeps them may give back what
            was made of the same before.
        make
            Makes it.

        Returns
        -------
        object
            What `make` returns; nobody changes it.
        """
        return make()

    def normals(self, component: str, rows: int) -> Array:
        """Return standard normal numbers, shape (rows, draws)."""
        return self.fill(component, rows, lambda rng: rng.standard_normal((rows, BLOCK), REAL))

    def normal(self, component: str) -> Array:
        """Return standard normal numbers, shape (draws,)."""
        return np.asarray(self.normals(component, 1)[0])

    def uniform(self, component: str) -> Array:
        """Return uniform numbers on (0, 1), open at both ends, shape (draws,)."""
        numbers = self.fill(component, 1, lambda rng: rng.random((1, BLOCK), REAL))[0]
        return np.asarray(np.maximum(numbers, np.finfo(REAL).tiny))

    def shares(self, component: str, weights: NDArray[np.float64]) -> Array:
        """Return shares of a whole from a Dirichlet distribution.

        Parameters
        ----------
        component
            Name of the component.
        weights
            Parameters of the distribution, positive, shape (parts,).

        Returns
        -------
        ndarray
            Shape (parts, draws), columns adding up to one.

        Notes
        -----
        Independent gamma numbers over their sum.
        """
        parts = self.fill(
            component,
            len(weights),
            lambda rng: np.stack([rng.standard_gamma(weight, BLOCK) for weight in weights]),
        )
        return np.asarray(parts / total(parts))
