"""Fix the share of the money that comes and the cost of a post; leave the rest to the draws."""

from dataclasses import replace

import numpy as np

from analysis.errors import ModelError
from analysis.models.score_tables import ScoreTable
from analysis.simulation.preparation import Prepared
from analysis.simulation.target.counting import share_meeting

__all__ = ["pinned", "pinned_probability"]


def pinned(prepared: Prepared, realisation: float, cost: float) -> Prepared:
    """Fix what comes of the promised money and what a gross post costs, in every draw.

    Parameters
    ----------
    prepared
        What the draws share.
    realisation
        Fraction of the promise that comes in the end, the same from every source; not negative.
    cost
        RUB mn a gross post, prices of `as_of`, the same for every cluster and lens; positive.

    Returns
    -------
    Prepared
        Draws of it keep every other random number: delay, prices, what a budget ruble makes, all
        losses from gross to net, labour supply and the stock.

    Raises
    ------
    ModelError
        The realisation is negative or the cost not positive, or one is not finite.

    Notes
    -----
    A lens that measures net jobs is led back to gross posts by the draw's losses; the cost fixed
    here is that of a gross post already, so no lens is led back.
    """
    if not (np.isfinite(realisation) and realisation >= 0 and np.isfinite(cost) and cost > 0):
        raise ModelError(
            f"pinned: realisation {realisation} must not be negative, cost {cost} RUB mn must be "
            "positive, both finite"
        )
    lenses = tuple(lens._replace(measures="gross posts") for lens in prepared.evidence.lenses)
    return replace(
        prepared,
        evidence=replace(prepared.evidence, lenses=lenses),
        realised=(_always(realisation),) * len(prepared.realised),
        responses=(_always(1 / cost),) * len(lenses),
    )


def _always(value: float) -> ScoreTable:
    return ScoreTable(lambda luck: np.full(luck.shape, value))


def pinned_probability(
    prepared: Prepared,
    reading: str,
    realisation: float,
    cost: float,
    *,
    labour_ceiling: bool = True,
) -> float:
    """Probability of the target where share of the money and cost of a post are fixed.

    Parameters
    ----------
    prepared
        What the draws share.
    reading
        One of `READINGS`.
    realisation, cost
        As in `pinned`.
    labour_ceiling
        As in `analysis.simulation.target.counting.counted`.

    Returns
    -------
    float
        Share of all draws at or above the target at the horizon.

    Raises
    ------
    ModelError
        The reading is unknown, or a fixed number is not allowed.
    """
    fixed = pinned(prepared, realisation, cost)
    return share_meeting(fixed, reading, labour_ceiling=labour_ceiling)
