"""Three readings of a promised workplace, and whether the target is met under each."""

from typing import get_args

import numpy as np

from analysis.errors import ModelError
from analysis.scenario import TargetReading
from analysis.simulation.draws import Array, Draws

__all__ = ["READINGS", "READING_WORDS", "expected_shortfall", "probability", "reached"]

READINGS: tuple[TargetReading, ...] = get_args(TargetReading)
READING_WORDS: dict[TargetReading, str] = {
    "net_new": "net new jobs",
    "gross_new": "gross new posts",
    "hpw_stock": "the stock of high-productivity workplaces",
}


def reached(sim: Draws, reading: str, *, labour_ceiling: bool = True) -> Array:
    """Return what counts towards the target under one reading.

    Parameters
    ----------
    sim
        A simulation.
    reading
        One of `READINGS`.
    labour_ceiling
        Whether net new jobs must find workers. Gross posts are posts offered, with no ceiling.

    Returns
    -------
    ndarray
        Workplaces, shape (draws, years).

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    if reading == "net_new":
        return sim.jobs.net if labour_ceiling else sim.jobs.uncapped
    if reading == "gross_new":
        return sim.jobs.gross
    if reading == "hpw_stock":
        return sim.stock.total
    raise ModelError(f"reading {reading!r}: allowed are {', '.join(READINGS)}")


def probability(
    sim: Draws, reading: str, *, year: int | None = None, labour_ceiling: bool = True
) -> float:
    """Probability that the target is met under one reading.

    Parameters
    ----------
    sim
        A simulation.
    reading
        One of `READINGS`.
    year
        Year looked at; the horizon if not given.
    labour_ceiling
        As in `reached`.

    Returns
    -------
    float
        Share of draws at or above the target.
    """
    column = sim.at(year or sim.scenario.horizon)
    got = reached(sim, reading, labour_ceiling=labour_ceiling)[:, column]
    return float((got >= sim.scenario.target_jobs).mean())


def expected_shortfall(sim: Draws, reading: str) -> float:
    """Mean number of workplaces missing at the horizon.

    Parameters
    ----------
    sim
        A simulation.
    reading
        One of `READINGS`.

    Returns
    -------
    float
        E[max(target - X, 0)], workplaces.
    """
    column = sim.at(sim.scenario.horizon)
    missing = sim.scenario.target_jobs - reached(sim, reading)[:, column]
    return float(np.maximum(missing, 0).mean())
