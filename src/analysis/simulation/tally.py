"""Count outcomes block by block: means and quantiles of all draws in memory that hardly grows."""

import threading
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.simulation.draws import REAL, Array
from analysis.simulation.outcomes import Kind, Outcome
from analysis.simulation.streams import BLOCK

__all__ = ["KEPT", "LEVELS", "Tally", "Variable"]

# Levels of the quantiles that are kept.
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
# Draws up to which they are kept in order, in some 25 MB.
KEPT = 4 * BLOCK
# Only the mean of these is asked for.
_MEANS = ("chance", "mean")
_Numbers = NDArray[np.float64]


class Variable(NamedTuple):
    """Where a variable stands in the tables: unit, kind, and its rows (years, or one)."""

    unit: str
    kind: Kind
    rows: slice


class Tally:
    """Means, quantiles and largest draws of all variables of a simulation.

    Parameters
    ----------
    draws
        Draws to come.

    Notes
    -----
    Up to `KEPT` draws, quantiles are those of all draws. Of more, a quantile is the mean of the
    quantiles of the blocks, weighted by their draws. A quantile of n draws is biased by O(1/n) and
    scattered by O(1/sqrt(n)), so with blocks of 5,120 the bias stays far below the Monte Carlo
    error of a million draws (batching; Asmussen and Glynn 2007, Stochastic Simulation, III.5).
    Blocks are combined in their order, so neither threads nor chunks change a bit.
    """

    def __init__(self, draws: int) -> None:
        starts = np.arange(0, draws, BLOCK)
        sizes = np.minimum(starts + BLOCK, draws) - starts
        self.variables: dict[str, Variable] = {}
        self._sizes = sizes
        self._kept: dict[int, Array] | None = {} if draws <= KEPT else None
        self._lock = threading.Lock()
        self._own = threading.local()
        self._lay_out([])

    def add(self, outcomes: Iterable[Outcome], start: int) -> None:
        """Count a chunk; chunks may come in any order and from several threads.

        Parameters
        ----------
        outcomes
            Variables of the chunk.
        start
            First draw of the chunk, a multiple of `BLOCK`.
        """
        listed = sorted(outcomes, key=lambda outcome: outcome.kind in _MEANS)
        with self._lock:
            if not self.variables:
                self._lay_out(listed)
        ranked = self._highest.shape[1]
        for first in range(0, listed[0].values.shape[1], BLOCK):
            # One table of all rows: long steps outside the interpreter's lock, so threads overlap.
            table = self._table(min(BLOCK, listed[0].values.shape[1] - first))
            parts = [outcome.values[:, first : first + BLOCK] for outcome in listed]
            np.concatenate(parts, out=table)
            block = (start + first) // BLOCK
            self._means[block] = table.mean(axis=1, dtype=np.float64)
            ordered = table[:ranked]
            ordered.sort(axis=1)
            if self._kept is None:
                self._quantiles[block] = _quantiles(ordered)
            else:
                self._kept[block] = ordered.copy()
            self._highest[block] = ordered[:, -1]

    def _table(self, draws: int) -> Array:
        """Return this thread's table; a new one each time would be paid for page by page."""
        shape = (self._means.shape[1], draws)
        if getattr(self._own, "table", np.zeros(0)).shape != shape:
            self._own.table = np.empty(shape, dtype=REAL)
        return np.asarray(self._own.table)

    def _lay_out(self, listed: Sequence[Outcome]) -> None:
        """Give each variable its rows; those without quantiles come last."""
        row = ranked = 0
        for outcome in listed:
            if outcome.variable in self.variables:
                raise ModelError(f"variable {outcome.variable!r} is counted twice")
            rows = slice(row, row + len(outcome.values))
            self.variables[outcome.variable] = Variable(outcome.unit, outcome.kind, rows)
            row = rows.stop
            ranked = ranked if outcome.kind in _MEANS else row
        blocks = len(self._sizes)
        self._means = np.zeros((blocks, row))
        self._quantiles = np.zeros((blocks, len(LEVELS), ranked))
        self._highest = np.zeros((blocks, ranked))

    def mean(self, variable: str) -> _Numbers:
        """Return the mean of a variable by row, shape (years,) or (1,)."""
        rows = self.variables[variable].rows
        return np.asarray(self._sizes @ self._means[:, rows] / self._sizes.sum())

    def highest(self, variable: str) -> _Numbers:
        """Return the largest draw of a variable that has quantiles, shape (years,) or (1,)."""
        return np.asarray(self._highest[:, self.variables[variable].rows].max(axis=0))

    def quantiles(self, variable: str, levels: Sequence[float] = LEVELS) -> _Numbers:
        """Return quantiles of a variable.

        Parameters
        ----------
        variable
            Name of an outcome.
        levels
            Some of `LEVELS`.

        Returns
        -------
        ndarray
            Shape (levels, rows).

        Raises
        ------
        ModelError
            Only the mean of the variable is kept, or a level is not.
        """
        if self.variables[variable].kind in _MEANS:
            raise ModelError(f"{variable}: only its mean is kept")
        unknown = [level for level in levels if level not in LEVELS]
        if unknown:
            raise ModelError(f"{variable}: levels {unknown} are not kept; allowed: {list(LEVELS)}")
        chosen = [LEVELS.index(level) for level in levels]
        rows = self.variables[variable].rows
        if self._kept is not None:
            parts = [self._kept[block][rows] for block in range(len(self._sizes))]
            # Blocks are in order, which makes this sort a merge.
            ordered = np.sort(np.concatenate(parts, axis=1), axis=1, kind="stable")
            return _quantiles(ordered)[chosen]
        weighted = np.tensordot(self._sizes, self._quantiles[:, chosen, rows], axes=1)
        return np.asarray(weighted / self._sizes.sum())


def _quantiles(ordered: Array) -> _Numbers:
    """Interpolate `LEVELS` in sorted rows, shape (levels, rows)."""
    place = np.array(LEVELS) * (ordered.shape[1] - 1)
    below = place.astype(np.int64)
    low = ordered[:, below]
    high = ordered[:, np.minimum(below + 1, ordered.shape[1] - 1)]
    return np.asarray((low + (place - below) * (high - low)).T)
