"""From a scenario to a finished run folder."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import data
from analysis.errors import AnalysisError, ExecutionError, ParameterError
from analysis.execution.folder import open_partial, publish
from analysis.execution.kernel import start_warm_parent
from analysis.execution.notebook_files import chosen_notebooks
from analysis.execution.outcome import NotebookRunError, Outcome
from analysis.execution.parallel import Step, run_notebooks, unseen
from analysis.execution.run_folder import write_answers, write_executed
from analysis.execution.run_plan import RunPlan, plan_run, refuse_what_cannot_run
from analysis.scenario import Scenario

__all__ = ["Run", "run"]


@dataclass(frozen=True)
class Run:
    """A finished run.

    Parameters
    ----------
    folder
        Its folder.
    outcomes
        How each notebook ended, in the order given.
    results
        Long and tidy: model, scenario, region, variable, unit, year, statistic, value.
    manifest
        What it was made of, as in `manifest.json`.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    results: pd.DataFrame
    manifest: Mapping[str, Any]


def run(
    case: Scenario,
    notebooks: Iterable[str | Path] | None = None,
    out: str | Path | None = None,
    *,
    jobs: int | None = None,
    time_limit_seconds: float = 600.0,
    warm: bool = True,
    progress: Callable[[Step], None] | None = None,
) -> Run:
    """Execute notebooks with the parameters of a scenario and keep all they give.

    Parameters
    ----------
    case
        A validated scenario.
    notebooks
        Paths or names; all numbered notebooks of the project if not given.
    out
        Folder of all runs; `outputs/` of the project if not given.
    jobs
        Notebooks at a time; two if not given, or one on a single processor.
    time_limit_seconds
        Time for each notebook, its kernel's start included.
    warm
        Fork the kernels from a process that has imported everything; the numbers are the same.
        Ordinary ones start where that cannot be had.
    progress
        Called with a `Step` before each cell and at the end of each notebook.

    Returns
    -------
    Run
        The folder `<out>/<scenario name>-<8 hexadecimal digits of the key>` with `notebooks/`,
        `pages/`, `results/`, `results.csv`, `results.parquet`, `figures/` and `manifest.json`.

    Raises
    ------
    ParameterError
        If a notebook cannot take the parameters. No kernel has started then.
    ExecutionError
        If a notebook is missing or the folder cannot be written to: no kernel has started. If a
        notebook fails the others still finish, and what was executed is in `<out>/failed-<name>`.

    Notes
    -----
    The folder is built under a hidden name and renamed at the end, so that a folder with a run's
    name is always whole.
    """
    workers = min(2, os.cpu_count() or 1) if jobs is None else jobs
    _refuse_limits(workers, time_limit_seconds)
    sources = chosen_notebooks(notebooks)
    if warm:
        start_warm_parent()
    refuse_what_cannot_run(case, sources)
    plan = plan_run(case, sources)
    out = data.project_root() / "outputs" if out is None else Path(out)
    partial = open_partial(out, plan.name)
    try:
        return _run_in(
            partial,
            out,
            plan,
            jobs=workers,
            limit_seconds=time_limit_seconds,
            warm=warm,
            progress=progress or unseen,
        )
    except OSError as error:
        raise ExecutionError(f"output folder {out}: {error.strerror or error}") from error
    finally:
        # Renamed by now, or half-made: nothing half-made stays.
        shutil.rmtree(partial, ignore_errors=True)


def _refuse_limits(jobs: int, time_limit_seconds: float) -> None:
    problems = []
    if jobs < 1:
        problems.append(f"jobs = {jobs}: must be 1 or more")
    if not 0 < time_limit_seconds < float("inf"):
        problems.append(f"time limit = {time_limit_seconds}: must be a positive number of seconds")
    if problems:
        raise ParameterError(problems)


def _run_in(
    partial: Path,
    out: Path,
    plan: RunPlan,
    *,
    jobs: int,
    limit_seconds: float,
    warm: bool,
    progress: Callable[[Step], None],
) -> Run:
    """Do the run in a hidden folder and give it the name its outcome deserves."""
    executed = run_notebooks(
        plan.sources,
        plan.injected,
        (partial / "results").resolve(),
        jobs=jobs,
        limit_seconds=limit_seconds,
        progress=progress,
        warm=warm,
    )
    facts = write_executed(plan, executed, partial)
    outcomes = tuple(item.outcome for item in executed)
    kept = out / f"failed-{plan.name}"
    try:
        if any(outcome.status != "done" for outcome in outcomes):
            raise NotebookRunError(outcomes, f"what was executed is in {kept}")
        results = write_answers(plan.case, partial)
    except AnalysisError:
        publish(partial, kept)
        raise
    publish(partial, out / plan.name)
    return Run(out / plan.name, outcomes, results, facts)
