"""Simulate one scenario in chunks of draws, on several threads, in memory that does not grow."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.scenario import Scenario
from analysis.simulation.drawing import draw
from analysis.simulation.draws import Draws
from analysis.simulation.evidence import Evidence
from analysis.simulation.ledger import ledger
from analysis.simulation.outcomes import outcomes
from analysis.simulation.preparation import Prepared, prepare
from analysis.simulation.streams import BLOCK
from analysis.simulation.summary import summarise
from analysis.simulation.tally import Tally
from analysis.simulation.threads import threads_at_hand

__all__ = ["SAMPLE", "Simulation", "count_outcomes", "simulate"]

# Draws kept whole for questions that no count answers, such as the money that would have sufficed.
SAMPLE = 20_000


@dataclass(frozen=True)
class Simulation:
    """All draws of one scenario, counted; the first `SAMPLE` of them can be had whole.

    Attributes
    ----------
    prepared
        What the draws share.
    tally
        The outcomes of all draws, counted.
    """

    prepared: Prepared
    tally: Tally

    @property
    def scenario(self) -> Scenario:
        """Return the scenario."""
        return self.prepared.scenario

    @property
    def evidence(self) -> Evidence:
        """Return the figures it saw."""
        return self.prepared.evidence

    @property
    def years(self) -> NDArray[np.int64]:
        """Return the calendar years."""
        return self.prepared.years

    @cached_property
    def sample(self) -> Draws:
        """The first draws, at most `SAMPLE`, array by array."""
        return draw(self.prepared, 0, min(self.scenario.draws, SAMPLE))

    def summary(self, *prefixes: str) -> pd.DataFrame:
        """Summarise the draws as tidy results.

        Parameters
        ----------
        *prefixes
            Keep variables that start with one of these; all if none is given.

        Returns
        -------
        DataFrame
            Columns model, scenario, region, variable, unit, year, statistic, value.
        """
        return summarise(self.prepared, self.tally, *prefixes)

    def ledger(self) -> pd.DataFrame:
        """Tabulate each step from the money planned to the jobs left at the horizon.

        Returns
        -------
        DataFrame
            See `analysis.simulation.ledger.ledger`.
        """
        return ledger(self.scenario, self.tally)


def simulate(
    scenario: Scenario, *, threads: int | None = None, blocks_at_once: int = 2
) -> Simulation:
    """Simulate one scenario.

    Parameters
    ----------
    scenario
        Resolved scenario. The same scenario gives the same counts, bit for bit, on one machine.
    threads
        Threads to draw on; `threads_at_hand` if not given.
    blocks_at_once
        Blocks of draws a thread handles together. Neither this nor `threads` changes a result.

    Returns
    -------
    Simulation
        Counts of all draws.

    Raises
    ------
    DataError
        A table is damaged.
    ModelError
        The region has too few figures up to `as_of`, or there is no thread or block to work with.
    """
    prepared = prepare(scenario)
    return Simulation(
        prepared, count_outcomes(prepared, threads=threads, blocks_at_once=blocks_at_once)
    )


def count_outcomes(
    prepared: Prepared, *, threads: int | None = None, blocks_at_once: int = 2
) -> Tally:
    """Draw every case of a prepared scenario once and count its outcomes.

    Parameters
    ----------
    prepared
        What the draws share.
    threads, blocks_at_once
        As in `simulate`.

    Returns
    -------
    Tally
        The counts.

    Raises
    ------
    ModelError
        There is no thread or block to work with.
    """
    workers = threads_at_hand() if threads is None else threads
    if workers < 1 or blocks_at_once < 1:
        raise ModelError(
            f"simulate: threads {workers} and blocks_at_once {blocks_at_once} must be at least 1"
        )
    draws = prepared.scenario.draws
    tally = Tally(draws)

    def work(chunk: tuple[int, int]) -> None:
        tally.add(outcomes(prepared, draw(prepared, *chunk)), chunk[0])

    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(work, _chunks(draws, blocks_at_once * BLOCK)):
            pass
    return tally


def _chunks(draws: int, size: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + size, draws)) for start in range(0, draws, size))
