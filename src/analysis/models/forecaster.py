"""A fitted baseline from which blocks of paths are drawn, in any number and in any thread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.models.calibration import Calibration
from analysis.models.ensemble import allocate, average_quantiles, pool_quantiles
from analysis.models.members import Mixture
from analysis.models.widening import EDGES, Widening, match_quantiles

__all__ = ["Forecaster", "Part", "calibrated"]

Array = NDArray[np.float64]

# Quantiles of members are those of a pilot: its seed is fixed, so that they belong to the fit and
# not to the draws. With this many paths a 95 per cent edge is known to about one per cent.
PILOT = 8000
PILOT_SEED = 0
LEVELS_KEPT = 100


@dataclass(frozen=True)
class Part:
    """One member of the pool.

    Parameters
    ----------
    weight
        Its share of the draws; parts are scaled to add up to one.
    mixtures
        Independent distributions whose paths are added: one, or common path and own deviation.
    """

    weight: float
    mixtures: tuple[Mixture, ...]

    def draw(self, draws: int, rng: np.random.Generator) -> Array:
        """Draw paths.

        Parameters
        ----------
        draws
            Number of paths.
        rng
            Source of randomness.

        Returns
        -------
        ndarray
            Shape (draws, steps), log points from the last value.
        """
        paths = self.mixtures[0].draw(draws, rng)
        for mixture in self.mixtures[1:]:
            paths += mixture.draw(draws, rng)
        return paths


@dataclass(frozen=True, eq=False)
class Forecaster:
    """Everything that was estimated; drawing estimates nothing and changes nothing.

    Parameters
    ----------
    last
        Last value of the series, in its unit.
    parts
        Members with their weights.
    widening
        Where draws of the pool go so that bands cover what they say; None to leave them.
    """

    last: float
    parts: tuple[Part, ...]
    widening: Widening | None = None

    def draw(self, draws: int, rng: np.random.Generator) -> Array:
        """Draw joint paths of the next years.

        Parameters
        ----------
        draws
            Number of paths.
        rng
            Source of randomness; the same state gives the same draws. Threads with a generator
            each may share the forecaster.

        Returns
        -------
        ndarray
            Shape (draws, steps), in the unit of the series. Rows are in random order, and blocks
            drawn one after the other have the distribution of one large block.
        """
        paths = self.log_paths(draws, rng)
        if self.widening is not None:
            paths = self.widening.apply(paths)
        return np.asarray(self.last * np.exp(paths), dtype=float)

    def log_paths(self, draws: int, rng: np.random.Generator) -> Array:
        """Draw from the pool before widening.

        Parameters
        ----------
        draws, rng
            As in `draw`.

        Returns
        -------
        ndarray
            Shape (draws, steps), log points from the last value.
        """
        if len(self.parts) == 1:
            return self.parts[0].draw(draws, rng)
        counts = allocate([part.weight for part in self.parts], draws, rng)
        drawn = [part.draw(count, rng) for part, count in zip(self.parts, counts, strict=True)]
        # Whoever takes the first rows only must get all members.
        return np.asarray(np.concatenate(drawn)[rng.permutation(draws)])


def calibrated(
    last: float, parts: tuple[Part, ...], known: Calibration, *, width: float
) -> Forecaster:
    """Pool members, and fix the map that makes each year's draws the calibrated ensemble.

    Parameters
    ----------
    last
        Last value of the series, in its unit.
    parts
        Members with their weights.
    known
        Widening factors.
    width
        Factor common to all horizons and levels.

    Returns
    -------
    Forecaster
        A path comes from one member, which gives it its dependence over time; each year's
        distribution is the average of the members' quantiles, widened.
    """
    rng = np.random.default_rng(PILOT_SEED)
    at = (np.arange(LEVELS_KEPT) + 0.5) / LEVELS_KEPT
    members = np.array([np.quantile(part.draw(PILOT, rng), at, axis=0).T for part in parts])
    weights = np.array([part.weight for part in parts])
    weights /= weights.sum()
    pooled = pool_quantiles(members[None], weights)[0]
    average = average_quantiles(members[None], weights)[0]
    edges = np.quantile(average, EDGES, axis=-1).T
    widened = known.widening(edges, width=width).apply(average.T).T
    return Forecaster(last, parts, match_quantiles(pooled, widened))
