"""Ask every draw of a prepared scenario a question of its own, chunk by chunk."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from analysis.simulation.drawing import draw
from analysis.simulation.draws import Array, Draws, jobs_since
from analysis.simulation.preparation import Prepared
from analysis.simulation.readings import reached
from analysis.simulation.streams import BLOCK
from analysis.simulation.target.remembered_streams import remembered_streams
from analysis.simulation.threads import threads_at_hand

__all__ = ["ask_draws", "counted", "share_meeting"]

_Answer = TypeVar("_Answer")


def ask_draws(prepared: Prepared, question: Callable[[Draws], _Answer]) -> list[_Answer]:
    """Draw every case once more and ask each chunk a question.

    Parameters
    ----------
    prepared
        What the draws share.
    question
        Takes a chunk of draws and changes nothing in it; called from several threads.

    Returns
    -------
    list
        Answers in the order of the chunks, so that adding them up gives the same bits every time.

    Notes
    -----
    The draws are those of the simulation, number for number. Drawing them takes a third of the time
    of a simulation: what only one table asks for is not counted in every run.
    """
    count, size = prepared.scenario.draws, 2 * BLOCK

    def work(start: int) -> _Answer:
        stop = min(start + size, count)
        streams = remembered_streams(prepared.scenario.seed, start, stop)
        return question(draw(prepared, start, stop, streams))

    starts, threads = range(0, count, size), threads_at_hand()
    if threads == 1:
        return [work(start) for start in starts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, starts))


def counted(
    prepared: Prepared, draws: Draws, reading: str, *, labour_ceiling: bool = True
) -> Array:
    """Return what counts towards the target, with or without the labour ceiling.

    Parameters
    ----------
    prepared
        What the draws share.
    draws
        A chunk.
    reading
        One of `READINGS`.
    labour_ceiling
        Whether jobs must find workers, under the stock reading also those that add to the stock.

    Returns
    -------
    ndarray
        Workplaces, shape (years, draws).

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    if reading != "hpw_stock" or labour_ceiling:
        return reached(draws, reading, labour_ceiling=labour_ceiling)
    stock = draws.stock
    since = jobs_since(draws.jobs.uncapped, draws.years, prepared.evidence.stock.year)
    return np.asarray(stock.initial + stock.reclassified + stock.new_share * since)


def share_meeting(prepared: Prepared, reading: str, *, labour_ceiling: bool = True) -> float:
    """Return the share of all draws that meet the target at the horizon.

    Parameters
    ----------
    prepared
        What the draws share.
    reading
        One of `READINGS`.
    labour_ceiling
        As in `counted`.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    target = prepared.scenario.target_jobs

    def meeting(draws: Draws) -> int:
        got = counted(prepared, draws, reading, labour_ceiling=labour_ceiling)[-1]
        return int(np.count_nonzero(got >= target))

    return sum(ask_draws(prepared, meeting)) / prepared.scenario.draws
