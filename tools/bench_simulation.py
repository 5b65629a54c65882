"""Cost of the simulation a draw, as a ratio to drawing its random numbers alone.

Run as ``python tools/bench_simulation.py`` with one thread for linear algebra; the ratio counts,
not the seconds, because both are measured in one run.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from analysis import scenario
from analysis.simulation import simulate

REPEATS = 5
# Uniform and normal numbers a draw: three courses of four years, copula, and sixteen components.
NUMBERS_A_DRAW = 3 * 6 + 4 + 16


def seconds(call: Callable[[], object]) -> float:
    """Median seconds of a call, after one to warm up."""
    call()
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    """Print cost and ratio for two numbers of draws."""
    for draws in (20_000, 200_000):
        case = scenario.load("central", draws=draws)
        whole = seconds(partial(simulate, case))
        floor = seconds(partial(np.random.default_rng(0).random, (draws, NUMBERS_A_DRAW)))
        print(
            f"{draws:>8,} draws: {whole:.2f} s, {1e6 * whole / draws:.1f} us a draw, "
            f"{whole / floor:.0f} times the random numbers alone"
        )


if __name__ == "__main__":
    main()
