"""Draws of several simulations put together, each simulation with a weight."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.simulation.drawing import draw
from analysis.simulation.draws import Array
from analysis.simulation.outcomes import Kind, Outcome, outcomes
from analysis.simulation.simulate import Simulation
from analysis.simulation.streams import BLOCK
from analysis.simulation.tally import KEPT, LEVELS

__all__ = ["Pooled", "pool", "weighted_quantiles"]

_BANDS: tuple[Kind, ...] = ("year", "horizon")
_Numbers = NDArray[np.float64]


class Pooled(NamedTuple):
    """One variable over all simulations.

    Attributes
    ----------
    quantiles
        At `LEVELS`, shape (levels, rows); no level where only means are shown.
    within
        Variance around the mean of each simulation, weighted, shape (rows,).
    """

    quantiles: _Numbers
    within: _Numbers


def pool(sims: Sequence[Simulation], weights: Sequence[float]) -> dict[str, Pooled]:
    """Draw each simulation once more, block by block, and pool each variable.

    Parameters
    ----------
    sims
        Simulations of the same number of draws and with the same variables.
    weights
        Positive weight of each.

    Returns
    -------
    dict
        Pooled variable by name, steps of the ledger left out.

    Notes
    -----
    Quantiles are those of all draws up to `KEPT` of them, and weighted means of those of the blocks
    beyond, as in `Tally`.
    """
    draws = sims[0].scenario.draws
    step = draws if draws <= KEPT else BLOCK
    blocks = [(start, min(start + step, draws)) for start in range(0, draws, step)]
    parts = [_pooled_block(sims, np.asarray(weights), start, stop) for start, stop in blocks]
    sizes = np.array([stop - start for start, stop in blocks]) / draws
    return {
        name: Pooled(
            np.tensordot(sizes, np.stack([part[name].quantiles for part in parts]), axes=1),
            np.tensordot(sizes, np.stack([part[name].within for part in parts]), axes=1),
        )
        for name in parts[0]
    }


def _pooled_block(
    sims: Sequence[Simulation], weights: _Numbers, start: int, stop: int
) -> Mapping[str, Pooled]:
    blocks = [_shown(sim, start, stop) for sim in sims]
    pooled = {}
    for alike in zip(*blocks, strict=True):
        name, _, _, kind = alike[0]
        parts = [values for _, _, values, _ in alike]
        spread = [
            ((values - sim.tally.mean(name)[:, None]) ** 2).mean(axis=1)
            for sim, values in zip(sims, parts, strict=True)
        ]
        none = np.zeros((0, len(parts[0])))
        quantiles = weighted_quantiles(parts, weights) if kind in _BANDS else none
        pooled[name] = Pooled(quantiles, np.asarray(weights @ np.stack(spread)))
    return pooled


def _shown(sim: Simulation, start: int, stop: int) -> list[Outcome]:
    """Return the outcomes of some draws that results show."""
    drawn = outcomes(sim.prepared, draw(sim.prepared, start, stop))
    return [outcome for outcome in drawn if outcome.kind != "ledger"]


def weighted_quantiles(parts: Sequence[Array], weights: _Numbers) -> _Numbers:
    """Find the quantiles of draws pooled with weights.

    Parameters
    ----------
    parts
        Draws of each member, shape (rows, draws), the same rows.
    weights
        Positive weight of each member, shared by its draws, shape (members,).

    Returns
    -------
    ndarray
        Quantiles at `LEVELS`, shape (levels, rows).

    Notes
    -----
    The k-th smallest of n + 1 pooled draws stands at p_k = (C_k - (w_k + w_0) / 2) / (C_n - (w_n +
    w_0) / 2), C the running total of the weights w; between draws the value is interpolated. With
    equal weights p_k = k / n, the rule by which `Tally` and numpy interpolate, so one member alone
    has the quantiles it has outside the mixture.
    """
    sizes = [part.shape[1] for part in parts]
    each = np.repeat(weights / sizes, sizes)
    pooled = np.concatenate(parts, axis=1)
    out = np.empty((len(LEVELS), len(pooled)))
    for row, values in enumerate(pooled):
        order = np.argsort(values)
        weight = each[order]
        place = np.cumsum(weight) - (weight + weight[0]) / 2
        asked = np.array(LEVELS) * place[-1]
        out[:, row] = np.interp(asked, place, values[order].astype(np.float64))
    return out
