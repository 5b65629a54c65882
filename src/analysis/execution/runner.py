"""From a scenario to a finished run folder."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from analysis import data, scenario, simulation
from analysis.errors import AnalysisError, ExecutionError, ParameterError, ScenarioError
from analysis.execution.collect import join_results, write_figures, write_results
from analysis.execution.folder import open_partial, publish
from analysis.execution.manifest import Ingredients, gather, manifest
from analysis.execution.notebook_files import (
    SourceNotebook,
    find_notebooks,
    notebook_text,
    read_notebooks,
    refuse_unknown,
)
from analysis.execution.notebook_run import Executed
from analysis.execution.outcome import NotebookRunError, Outcome
from analysis.execution.parallel import Step, run_notebooks, unseen
from analysis.execution.portable import make_portable, path_rewriter
from analysis.report import verdict
from analysis.report.page_text import plain_value
from analysis.report.pages import Change, Heading, write_pages
from analysis.report.stored import stored_results, stored_scenarios
from analysis.scenario import Scenario

__all__ = ["Run", "changed_parameters", "run"]

# The notebook that reads what other scenarios gave.
_COMPARING = "09_comparison"


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
    plan = _plan(case, notebooks)
    out = plan.root / "outputs" if out is None else Path(out)
    partial = open_partial(out, plan.name)
    try:
        executed = run_notebooks(
            plan.sources,
            plan.injected,
            (partial / "results").resolve(),
            jobs=workers,
            limit_seconds=time_limit_seconds,
            progress=progress or unseen,
        )
        facts = _write_executed(plan, executed, partial)
        outcomes = tuple(item.outcome for item in executed)
        kept = out / f"failed-{plan.name}"
        try:
            if any(outcome.status != "done" for outcome in outcomes):
                raise NotebookRunError(outcomes, f"what was executed is in {kept}")
            results = _write_answers(case, partial)
        except AnalysisError:
            publish(partial, kept)
            raise
        publish(partial, out / plan.name)
    except OSError as error:
        raise ExecutionError(f"output folder {out}: {error.strerror or error}") from error
    finally:
        # Renamed by now, or half-made: nothing half-made stays.
        shutil.rmtree(partial, ignore_errors=True)
    return Run(out / plan.name, outcomes, results, facts)


@dataclass(frozen=True)
class _Plan:
    """All that is known of a run before a kernel starts."""

    root: Path
    sources: list[SourceNotebook]
    injected: dict[str, Any]
    ingredients: Ingredients

    @property
    def name(self) -> str:
        return f"{self.ingredients.parameters['scenario_name']}-{self.ingredients.key[:8]}"


def _refuse_limits(jobs: int, time_limit_seconds: float) -> None:
    problems = []
    if jobs < 1:
        problems.append(f"jobs = {jobs}: must be 1 or more")
    if not 0 < time_limit_seconds < float("inf"):
        problems.append(f"time limit = {time_limit_seconds}: must be a positive number of seconds")
    if problems:
        raise ParameterError(problems)


def _plan(case: Scenario, notebooks: Iterable[str | Path] | None) -> _Plan:
    # Damaged tables and cases that cannot be fitted are told once, not once a notebook.
    data.check_all()
    scenario.assumptions_log(case)
    simulation.prepare(case)
    root = data.project_root()
    folder = root / "notebooks"
    sources = read_notebooks(find_notebooks(folder) if notebooks is None else notebooks, folder)
    if any(source.name == _COMPARING for source in sources):
        _refuse_what_cannot_be_compared()
    injected: dict[str, Any] = dict(case.overrides())
    refuse_unknown(sources, injected)
    return _Plan(root, sources, injected, gather(sources, case.model_dump(), root))


def _refuse_what_cannot_be_compared() -> None:
    """Look at sets and stored results now, not after minutes in the notebook that reads them."""
    problems = scenario.validate_sets()
    if problems:
        raise ScenarioError(problems)
    names = stored_scenarios()
    if names:
        stored_results(names)


def _write_executed(plan: _Plan, executed: Sequence[Executed], partial: Path) -> dict[str, Any]:
    """Write what can be kept of any run, failed ones too, and return the manifest."""
    rewrite = path_rewriter([(partial, "RUN"), (plan.root, "")])
    folder = partial / "notebooks"
    folder.mkdir()
    for item in executed:
        node = make_portable(item.node, rewrite)
        path = folder / f"{item.outcome.notebook}.ipynb"
        path.write_text(notebook_text(node), encoding="utf-8")
    outcomes = [replace(o, message=rewrite(o.message)) for o in (i.outcome for i in executed)]
    facts = manifest(plan.ingredients, plan.sources, plan.injected, outcomes)
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    (partial / "manifest.json").write_text(f"{text}\n", encoding="utf-8")
    return facts


def _write_answers(case: Scenario, partial: Path) -> pd.DataFrame:
    """Write results, figures and pages of a run whose notebooks all finished."""
    results = join_results(partial / "results")
    write_results(results, partial)
    paths = sorted((partial / "notebooks").iterdir())
    nodes = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    write_figures(nodes, partial / "figures")
    title = scenario.read_scenario(case.scenario_name).title
    heading = Heading(case.scenario_name, case.programme, title, changed_parameters(case))
    lines = verdict(results, case.scenario_name) if len(results) else []
    write_pages(nodes, partial / "pages", heading, lines)
    return results


def changed_parameters(case: Scenario) -> list[Change]:
    """Return the parameters of a case that differ from the default scenario.

    Parameters
    ----------
    case
        A resolved scenario.

    Returns
    -------
    list of Change
        In the order of the schema; the names of scenario and programme are left out.
    """
    usual = scenario.from_parameters().model_dump()
    units = scenario.parameter_table().set_index("name")["unit"]
    return [
        Change(name, plain_value(value), plain_value(usual[name]), str(units[name]))
        for name, value in case.model_dump().items()
        if value != usual[name] and name not in ("programme", "scenario_name")
    ]
