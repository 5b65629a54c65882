"""Cost of a sweep of one notebook, every way of doing it in one run, against the shell loop.

Run as ``python tools/bench_sweep.py [--cases 20] [--loop 4] [--notebook 04_jobs]`` on an otherwise
idle machine. The ratios count, not the seconds. `--loop` is how many cases the slow ways do; what
they take a case does not hang on it.

Rows: papermill in a shell loop, without and with nbconvert; papermill's Python interface in a pool
of two; `tomsk2020 sweep --mode notebook`, without pages and with nothing remembered, with pages and
the evidence of the sweep before, and once more with everything done; the calls of the same notebook
as a plain script on two processes, without kernel, messages and rendering, which is the floor of
doing the same work; model mode, which does less.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from analysis.simulation.remembered import MEMORY_VARIABLE

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
WORKERS = 2
VARIED = "deadweight_share"


def call(folder: Path, *arguments: str) -> None:
    """Run a module of this interpreter as a command."""
    environment = {**os.environ, "TOMSK2020_RESULTS": str(folder / "results")}
    command = [sys.executable, "-m", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def shell_loop(folder: Path, notebook: Path, values: Sequence[float], *, pages: bool) -> None:
    """Papermill from the command line, one scenario after the other."""
    for value in values:
        options = ("-p", VARIED, str(value), "--no-progress-bar")
        call(folder, "papermill", str(notebook), "out.ipynb", *options)
        if pages:
            call(folder, "jupyter", "nbconvert", "--to", "html", "out.ipynb")


def through_papermill(folder: Path, notebook: Path, value: float) -> None:
    """Execute one scenario by papermill's Python interface."""
    import papermill  # noqa: PLC0415  (in the pool's processes only)

    os.environ["TOMSK2020_RESULTS"] = str(folder / "results")
    target = folder / f"{value}.ipynb"
    parameters = {VARIED: float(value)}
    papermill.execute_notebook(notebook, target, parameters=parameters, progress_bar=False)


def as_script(folder: Path, notebook: Path, value: float) -> None:
    """Run the cells of a notebook as one script: no kernel, nothing shown, nothing drawn."""
    import matplotlib as mpl  # noqa: PLC0415
    import matplotlib.pyplot as plt  # noqa: PLC0415

    mpl.use("agg")
    os.environ["TOMSK2020_RESULTS"] = str(folder / "results")
    node = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    inputs: list[str] = []
    names: dict[str, Any] = {"In": inputs}
    for cell in node.cells:
        if cell.cell_type == "code":
            inputs.append(cell.source)
            exec(compile(cell.source, notebook.name, "exec"), names)  # noqa: S102  (our notebook)
            if "parameters" in cell.metadata.get("tags", []):
                names[VARIED] = float(value)
    plt.close("all")


def pooled(
    work: Callable[..., None], folder: Path, notebook: Path, values: Sequence[float]
) -> None:
    """Do scenarios on two processes that share what is remembered."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=context) as pool:
        futures = [pool.submit(work, folder, notebook, value) for value in values]
        for future in futures:
            future.result()


def swept(folder: Path, values: Sequence[float], *options: str) -> None:
    """Sweep the scenarios by our own command."""
    listed = ",".join(map(str, values))
    out = ("--out", str(folder / "sweep"), "--jobs", str(WORKERS))
    call(folder, "analysis", "sweep", "--set", f"{VARIED}={listed}", *out, *options)


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def measured(notebook: Path, cases: int, loop: int) -> dict[str, tuple[float, int]]:
    """Return seconds in all and cases done for each way."""
    values = [round(float(value), 4) for value in np.linspace(0.3, 0.68, cases)]
    few, many = values[:loop], values
    mode = ("--mode", "notebook", "--notebooks", str(notebook))
    with tempfile.TemporaryDirectory() as name:
        folders = iter([Path(name, str(number)) for number in range(8)])

        def fresh() -> Path:
            folder = next(folders)
            (folder / "memory").mkdir(parents=True)
            return folder

        def script(folder: Path) -> None:
            os.environ[MEMORY_VARIABLE] = str(folder / "memory")
            pooled(as_script, folder, notebook, many)

        found = {
            "papermill in a shell loop": (
                seconds(lambda: shell_loop(fresh(), notebook, few, pages=False)),
                loop,
            ),
            "papermill and nbconvert in a shell loop": (
                seconds(lambda: shell_loop(fresh(), notebook, few, pages=True)),
                loop,
            ),
            "papermill's Python interface, pool of two": (
                seconds(lambda: pooled(through_papermill, fresh(), notebook, few)),
                loop,
            ),
        }
        # Whatever earlier sweeps left in the memory of the project is not looked at: the first of
        # these begins with nothing remembered, and leaves evidence and fits to the others.
        os.environ[MEMORY_VARIABLE] = str(fresh() / "memory")
        found["sweep, notebook mode, no pages, nothing remembered"] = (
            seconds(lambda: swept(fresh(), many, *mode, "--no-pages")),
            cases,
        )
        kept = fresh()
        found["sweep, notebook mode, pages"] = (seconds(lambda: swept(kept, many, *mode)), cases)
        found["the same again, all done"] = (seconds(lambda: swept(kept, many, *mode)), cases)
        found["the notebook's calls as a script, pool of two"] = (
            seconds(lambda: script(fresh())),
            cases,
        )
        found["sweep, model mode"] = (seconds(lambda: swept(fresh(), many)), cases)
    return found


def main() -> None:
    """Print the table and the ratios that are promised."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=20)
    parser.add_argument("--loop", type=int, default=4)
    parser.add_argument("--notebook", default="04_jobs")
    parser.add_argument("--json", type=Path, help="also write the measurements there")
    asked = parser.parse_args()
    found = measured(NOTEBOOKS / f"{asked.notebook}.ipynb", asked.cases, asked.loop)
    each = {way: taken / cases for way, (taken, cases) in found.items()}
    loop, loop_pages, pool, ours, ours_pages, again, floor, _ = each.values()
    print(f"{asked.notebook}, {asked.cases} scenarios, {asked.loop} where the way is slow")
    for way, one in each.items():
        total, cases = found[way]
        print(f"{way:50} {total:7.1f} s for {cases:3}  {one:6.2f} s each  {loop / one:6.1f} times")
    print(f"without pages: {loop / ours:.1f} times the shell loop (promised 5)")
    print(f"with pages: {loop_pages / ours_pages:.1f} times papermill and nbconvert (promised 8)")
    print(f"against papermill's own pool of two: {pool / ours:.1f} times as fast")
    print(f"against the same calls as a script: {ours / floor:.2f} of its time (promised 2.7)")
    print(f"all done before: {again * asked.cases:.2f} s in all (promised 2)")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
