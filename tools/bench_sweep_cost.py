"""Cost of a swept scenario: seconds, bytes and memory, for worker processes and a dask cluster.

Run as ``python tools/bench_sweep_cost.py`` with one thread for linear algebra. Every way is
measured in one run on the same cases, so the ratios count, not the seconds. Processor seconds, of
sweep, dask and workers together, hardly hang on what else the machine does. What is measured is the
steady state: starting up is paid once a worker, evidence and fits once a machine (they are worked
out by a sweep of the same cases that is not measured), and a million scenarios do not notice it.
"""

import argparse
import os
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped, unused-ignore]

from analysis.execution.sweeps import Progress, Sample, Sweep, sweep, sweep_cases
from analysis.simulation.remembered import MEMORY_VARIABLE

DRAWS = (1_000, 5_000, 20_000)
WAYS: dict[str, dict[str, object]] = {
    "1 worker": {"jobs": 1, "scheduler": None},
    "2 workers": {"jobs": 2, "scheduler": None},
    "dask, 2 workers": {"jobs": 2, "scheduler": "local"},
}
MILLION = 1_000_000
MIB = 2**20
LOOK_SECONDS = 0.2
PLANNED = 5_000


@dataclass
class Memory:
    """Largest resident memory of any process of this one's family, in the first half and in all."""

    half: float = 0.0
    peak: float = 0.0
    halfway: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        """Look until `over` is set."""
        own = psutil.Process()
        while not self.over.wait(LOOK_SECONDS):
            found = max(_resident(one) for one in [own, *own.children(recursive=True)])
            self.peak = max(self.peak, found)
            if not self.halfway.is_set():
                self.half = self.peak


def _resident(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss) / MIB
    except psutil.Error:
        return 0.0


def _processor_seconds() -> float:
    """Processor time of this process's whole family, the dead left out: none dies on the way."""
    own, total = psutil.Process(), 0.0
    for one in [own, *own.children(recursive=True)]:
        with suppress(psutil.Error):
            total += one.cpu_times().user + one.cpu_times().system
    return total


@dataclass(frozen=True)
class Cost:
    """Cost of one way of doing the cases.

    Parameters
    ----------
    seconds
        Wall-clock seconds a case.
    processor
        Processor seconds a case.
    memory
        What the largest process took.
    files, journal, table
        Bytes a case: results, journal, both tables of cases.
    """

    seconds: float
    processor: float
    memory: Memory
    files: float
    journal: float
    table: float


def measured(draws: int, cases: int, way: dict[str, object]) -> Cost:
    """Sweep a Latin hypercube over all ranges of the assumptions log."""
    memory = Memory()
    ended: list[tuple[float, float]] = []

    def note(stage: Progress) -> None:
        if stage.ending is not None:
            ended.append((time.perf_counter(), _processor_seconds()))
        if 2 * len(ended) >= cases:
            memory.halfway.set()

    watcher = threading.Thread(target=memory.watch)
    watcher.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            asked = sweep_cases([], {"draws": [str(draws)]}, Sample(cases))
            done = sweep(asked, Path(folder) / "out", progress=note, **way)  # type: ignore[arg-type]
            assert done.whole, done.counts()
            return _cost(done, ended, memory)
    finally:
        memory.over.set()
        watcher.join()


def _cost(done: Sweep, ended: list[tuple[float, float]], memory: Memory) -> Cost:
    # The first cases pay for imports, evidence and fits, which a worker remembers.
    warm = len(ended) // 3
    seconds, processor = (
        (last - first) / (len(ended) - warm)
        for first, last in zip(ended[warm - 1], ended[-1], strict=True)
    )
    sizes = [
        sum(path.stat().st_size for path in done.folder.glob(pattern)) / len(ended)
        for pattern in ("results/*/*", "journal/*", "cases.*")
    ]
    return Cost(seconds, processor, memory, *sizes)


def planning_kib() -> float:
    """Memory the sweep's own process takes for each case it has laid out."""
    before = _resident(psutil.Process())
    asked = sweep_cases([], {"draws": ["1000"]}, Sample(PLANNED))
    taken = _resident(psutil.Process()) - before
    return taken * MIB / 1024 / len(asked)


def main() -> None:
    """Print the cost of each way, and what a million scenarios take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=30, help="cases of each measurement")
    cases = parser.parse_args().cases
    if cases < 3:
        parser.error("--cases: must be 3 or more")
    processors = len(os.sched_getaffinity(0))
    print(f"sweep, model mode: {cases} cases, {processors} processors, {time.strftime('%Y-%m-%d')}")
    print("| draws | way | s a case | ratio | processor s a case | MiB, first half / all |")
    print("|---|---|---|---|---|---|")
    laid_out = planning_kib()
    alone: dict[int, Cost] = {}
    with tempfile.TemporaryDirectory() as remembered:
        os.environ[MEMORY_VARIABLE] = remembered
        measured(DRAWS[0], cases, WAYS["2 workers"])
        for draws in DRAWS:
            for name, way in WAYS.items():
                cost = measured(draws, cases, way)
                alone.setdefault(draws, cost)
                ratio = cost.seconds / alone[draws].seconds
                memory = f"{cost.memory.half:.0f} / {cost.memory.peak:.0f}"
                timed = f"{cost.seconds:.3f} | {ratio:.2f} | {cost.processor:.3f}"
                print(f"| {draws} | {name} | {timed} | {memory} |", flush=True)
    print_million(alone)
    print(f"memory of the sweep itself: {laid_out:.1f} KiB a case, laid out before the first one")


def print_million(alone: dict[int, Cost]) -> None:
    """Print seconds and bytes a scenario, and a million of them."""
    low, high = min(alone), max(alone)
    slope = (alone[high].processor - alone[low].processor) / (high - low)
    fixed = alone[low].processor - slope * low
    print(f"\nprocessor seconds a case = {fixed:.3f} + {slope * 1000:.4f} x draws / 1000")
    last = alone[high]
    total = last.files + last.journal + last.table
    print(
        f"bytes a case = {last.files:.0f} results + {last.journal:.0f} journal "
        f"+ {last.table:.0f} tables = {total:.0f}"
    )
    for draws, cost in alone.items():
        hours = MILLION * cost.processor / 3600
        print(f"a million at {draws} draws: {hours:.0f} processor-hours, {total / 1000:.1f} GB")


if __name__ == "__main__":
    main()
