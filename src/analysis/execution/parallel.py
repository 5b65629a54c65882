"""Several notebooks beside each other, each in a kernel of its own, stopped together."""

import asyncio
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_core.utils import ensure_event_loop

from analysis.execution.kernel import KernelSession, kernel_environment
from analysis.execution.memory import memory_folder
from analysis.execution.notebook_files import SourceNotebook
from analysis.execution.notebook_run import Executed, run_notebook
from analysis.execution.outcome import Outcome
from analysis.execution.scratch import scratch_folder
from analysis.simulation.remembered import MEMORY_VARIABLE

__all__ = ["Step", "run_notebooks", "try_kernel", "unseen"]


@dataclass(frozen=True)
class Step:
    """Progress of one notebook.

    Parameters
    ----------
    notebook
        Its name.
    cell
        Cells executed so far.
    cells
        Cells in all.
    outcome
        How it ended, once it has.
    """

    notebook: str
    cell: int
    cells: int
    outcome: Outcome | None = None


def unseen(_step: Step) -> None:
    """Take a step of a run that nobody watches."""


def run_notebooks(
    sources: Sequence[SourceNotebook],
    injected: Mapping[str, Any],
    results: Path,
    *,
    jobs: int,
    limit_seconds: float,
    progress: Callable[[Step], None] = unseen,
    warm: bool = False,
) -> list[Executed]:
    """Execute notebooks, at most `jobs` at a time.

    Parameters
    ----------
    sources
        Committed notebooks.
    injected
        Parameters to set in each.
    results
        Folder where they write their results.
    jobs
        How many at a time.
    limit_seconds
        Time for each notebook.
    progress
        Called before each cell and at the end of each notebook, never twice at the same time.
    warm
        Fork the kernels from a process that has imported everything, where that can be had, and
        take over evidence and fits that earlier runs left in the memory of the project.

    Returns
    -------
    list of Executed
        In the order of `sources`, whatever order they finished in; one failure stops no other.

    Notes
    -----
    The workers are threads: a worker only waits for its kernel, and a kernel whose parent is this
    very process ends by itself when the process is killed.
    """
    lock = threading.Lock()
    results.mkdir(exist_ok=True)

    def tell(session: KernelSession, step: Step) -> None:
        with lock:
            if not session.stopped:
                progress(step)

    def work(source: SourceNotebook, session: KernelSession) -> Executed:
        session.folder.mkdir()
        with _closed_event_loop():
            executed = run_notebook(
                source,
                injected,
                session,
                limit_seconds=limit_seconds,
                on_cell=lambda cell, cells: tell(session, Step(source.name, cell, cells)),
            )
        cells = len(executed.node.cells)
        tell(session, Step(source.name, cells, cells, executed.outcome))
        return executed

    environment = kernel_environment(results)
    with (
        scratch_folder() as scratch,
        # What notebooks share, evidence and fits, one of them works out.
        memory_folder(environment, lasting=warm) as memory,
        ThreadPoolExecutor(max_workers=jobs) as pool,
    ):
        environment[MEMORY_VARIABLE] = str(memory)
        sessions = [KernelSession(scratch / source.name, environment, warm) for source in sources]
        futures = [pool.submit(work, *pair) for pair in zip(sources, sessions, strict=True)]
        try:
            return [future.result() for future in futures]
        except BaseException:
            # Ctrl-C arrives here, in the main thread, while the workers wait for their kernels.
            pool.shutdown(wait=False, cancel_futures=True)
            for session in sessions:
                session.stop()
            raise


def try_kernel(code: str) -> Outcome:
    """Start a kernel, run one line in it and end it.

    Parameters
    ----------
    code
        The line.
    """
    node = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    source = SourceNotebook(Path("kernel.ipynb"), node, "")
    with tempfile.TemporaryDirectory() as results:
        (executed,) = run_notebooks([source], {}, Path(results), jobs=1, limit_seconds=60)
    return executed.outcome


@contextmanager
def _closed_event_loop() -> Iterator[None]:
    """Close what nbclient leaves open: its loop, and tasks waiting for a dead kernel."""
    loop = ensure_event_loop()
    try:
        yield
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.close()
