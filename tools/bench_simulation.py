"""Cost of the simulation a draw: seconds, memory, and the ratio to its random numbers alone.

Run as ``python tools/bench_simulation.py`` with one thread for linear algebra. The ratio counts,
not the seconds, because both are measured in one run and on the same threads.
"""

import os
import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from analysis import scenario
from analysis.simulation.drawing import draw
from analysis.simulation.preparation import Prepared, prepare
from analysis.simulation.simulate import count_outcomes
from analysis.simulation.streams import BLOCK, Streams, stream

REPEATS = 3
# Ten years and six clusters, as in the figures the project measures itself against.
LONG = {"horizon": 2024, "programme_end": 2024}
MIB = 1024.0


def seconds(call: Callable[[], object]) -> float:
    """Median seconds of a call."""
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def numbers_a_draw(prepared: Prepared) -> int:
    """Count the random numbers one draw asks for, paths of the region apart."""
    asked = []
    plain = Streams.fill

    def counting(
        streams: Streams,
        component: str,
        rows: int,
        numbers: Callable[[np.random.Generator], NDArray[np.floating[Any]]],
    ) -> NDArray[np.float32]:
        asked.append(rows)
        return plain(streams, component, rows, numbers)

    with mock.patch.object(Streams, "fill", counting):
        draw(prepared, 0, BLOCK)
    return sum(asked)


def only_numbers(draws: int, rows: int, threads: int) -> None:
    """Draw as many normal numbers, block by block and on as many threads."""
    with ThreadPoolExecutor(threads) as pool:
        list(
            pool.map(
                lambda block: stream(0, "floor", block).standard_normal((rows, BLOCK)).sum(),
                range(-(-draws // BLOCK)),
            )
        )


def peak_mib() -> float:
    """Largest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def main() -> None:
    """Print cost and ratio for three numbers of draws."""
    threads = len(os.sched_getaffinity(0))
    for draws in (20_000, 200_000, 1_000_000):
        case = scenario.load("central", draws=draws, **LONG)
        before = peak_mib()
        start = time.perf_counter()
        prepared = prepare(case)
        prepared_in = time.perf_counter() - start
        whole = seconds(partial(count_outcomes, prepared))
        rows = numbers_a_draw(prepared)
        floor = seconds(partial(only_numbers, draws, rows, threads))
        print(
            f"{draws:>9,} draws x {len(prepared.years)} years x {len(prepared.evidence.clusters)} "
            f"clusters, {threads} threads: {whole:.2f} s, {1e6 * whole / draws:.2f} us a draw, "
            f"{whole / floor:.1f} times its {rows} random numbers a draw; prepared in "
            f"{prepared_in:.2f} s; peak {peak_mib():.0f} MiB, {before:.0f} MiB before"
        )


if __name__ == "__main__":
    main()
