"""Cost of a kernel that imports everything against one forked from a parent that has.

Run as ``python tools/bench_kernels.py [NOTEBOOK]`` on an otherwise idle machine. The ratios count,
not the seconds, because both kernels are measured in one run, turn by turn.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from analysis.execution.warm import KERNEL_NAME

COLD = "python3"
REPEATS = 5
SET_UP = "from analysis import data, models, report, scenario, simulation\nreport.use_style()"
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def answer(kernel: str, code: str) -> None:
    """Start a kernel, wait until it has run one cell, and end it."""
    manager = KernelManager(kernel_name=kernel)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.execute(code, reply=True, timeout=60)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def through_nbclient(kernel: str, notebook: Path, folder: Path) -> None:
    """Execute a notebook in this process."""
    node = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    client = NotebookClient(
        node,
        kernel_name=kernel,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()


def through_papermill(kernel: str, notebook: Path, folder: Path) -> None:
    """Execute a notebook by papermill's command line."""
    command = [sys.executable, "-m", "papermill", "-k", kernel, "--no-progress-bar"]
    subprocess.run(
        [*command, str(notebook), "out.ipynb"], cwd=folder, check=True, capture_output=True
    )


def compare(what: str, call: Callable[[str], None], repeats: int) -> None:
    """Print the median seconds of both kernels, taken in turns, and their ratio."""
    taken: dict[str, list[float]] = {COLD: [], KERNEL_NAME: []}
    for _ in range(repeats):
        for kernel, seconds in taken.items():
            begun = time.perf_counter()
            call(kernel)
            seconds.append(time.perf_counter() - begun)
    cold, warm = (statistics.median(seconds) for seconds in taken.values())
    print(f"{what:44} cold {cold:5.2f} s   warm {warm:5.2f} s   {cold / warm:4.1f} times as fast")


def main() -> None:
    """Print the ratios for a start, a set-up cell and one notebook."""
    notebook = NOTEBOOKS / f"{(sys.argv[1:] or ['01_evidence'])[0]}.ipynb"
    begun = time.perf_counter()
    answer(KERNEL_NAME, "1")
    print(f"first warm kernel, its parent started if there was none: {_since(begun):.2f} s")
    compare("start, first answer, end", lambda kernel: answer(kernel, "1"), REPEATS)
    compare("start, set-up cell, end", lambda kernel: answer(kernel, SET_UP), REPEATS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way in (through_nbclient, through_papermill):
            what = f"{notebook.stem} {way.__name__.replace('_', ' ')}"
            compare(what, lambda kernel, way=way: way(kernel, notebook, folder), 3)  # type: ignore[misc]


def _since(begun: float) -> float:
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
