"""Random numbers of a simulation that come from uniforms given, not from a seed."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError
from analysis.simulation.draws import REAL, Array, total
from analysis.simulation.streams import Streams

__all__ = ["ComponentLog", "UniformStreams"]


class ComponentLog(Streams):
    """Streams that keep note of what was asked of them.

    Parameters
    ----------
    seed, start, stop
        As of `Streams`.
    """

    def __init__(self, seed: int, start: int, stop: int) -> None:
        super().__init__(seed, start, stop)
        self.rows: dict[str, int] = {}

    def fill(
        self,
        component: str,
        rows: int,
        numbers: Callable[[np.random.Generator], NDArray[np.floating[Any]]],
    ) -> Array:
        """Gather the numbers of one component, and note how many a draw needs.

        Parameters
        ----------
        component, rows, numbers
            As of `Streams.fill`.

        Returns
        -------
        ndarray
            Shape (rows, draws).
        """
        self.rows[component] = rows
        return super().fill(component, rows, numbers)


class UniformStreams(Streams):
    """Streams that turn uniforms into the numbers of each component.

    Parameters
    ----------
    uniforms
        By component: numbers inside (0, 1), shape (rows, draws).

    Notes
    -----
    Each number is the quantile of its uniform, so a point of a sequence in the unit cube is one
    draw of the model: normal scores, uniforms as they are, and gamma numbers over their sum.
    """

    def __init__(self, uniforms: Mapping[str, NDArray[np.float64]]) -> None:
        super().__init__(0, 0, next(iter(uniforms.values())).shape[1])
        self._uniforms = uniforms

    def _of(self, component: str, rows: int) -> NDArray[np.float64]:
        found = self._uniforms.get(component)
        if found is None or found.shape != (rows, self.size):
            shape = "none" if found is None else f"shape {found.shape}"
            raise ModelError(
                f"component {component!r}: {shape} given; needed: shape ({rows}, {self.size})"
            )
        return found

    def normals(self, component: str, rows: int) -> Array:
        """Return standard normal numbers, shape (rows, draws)."""
        return np.asarray(special.ndtri(self._of(component, rows)), dtype=REAL)

    def uniform(self, component: str) -> Array:
        """Return uniform numbers on (0, 1), open at both ends, shape (draws,)."""
        info = np.finfo(REAL)
        numbers = np.asarray(self._of(component, 1)[0], dtype=REAL)
        return np.clip(numbers, info.tiny, REAL(1) - info.epsneg)

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
        uniforms = self._of(component, len(weights))
        parts = np.asarray(special.gammaincinv(weights[:, None], uniforms), dtype=REAL)
        return np.asarray(parts / total(parts))
