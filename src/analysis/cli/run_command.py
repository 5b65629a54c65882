"""`tomsk2020 run`: from options to a run folder and the verdict."""

from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from analysis import execution, report, scenario
from analysis.cli.interrupts import stoppable
from analysis.cli.progress import reporting_progress
from analysis.cli.site_command import print_site
from analysis.report.page_text import plain_value

__all__ = ["near_path", "run_scenario"]


def run_scenario(
    name: str | None,
    assignments: Sequence[str],
    notebooks: Sequence[str] | None,
    *,
    out: Path | None,
    jobs: int | None,
    time_limit_seconds: float,
    warm: bool = True,
) -> None:
    """Resolve a scenario, execute the notebooks, print verdict and places, build the site.

    Parameters
    ----------
    name
        Scenario file; the default one if not given.
    assignments
        `name=value` texts, which win over the file.
    notebooks
        Names or paths; all numbered notebooks if not given.
    out
        Folder of all runs.
    jobs
        Notebooks at a time.
    time_limit_seconds
        Time for each notebook.
    warm
        Whether to fork the kernels from a process that has imported everything.
    """
    values = scenario.parse_assignments(assignments)
    if name is not None:
        values = {**values, "scenario_name": name}
    case = scenario.from_parameters(**values)
    messages = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    messages.print(f"scenario {case.scenario_name}, programme {case.programme}")
    for change in scenario.override_log(case).itertuples():
        old, new = plain_value(change.old), plain_value(change.new)
        messages.print(f"  {change.parameter}: {old} → {new} ({change.set_by})")
    with stoppable(), reporting_progress(messages) as progress:
        finished = execution.run(
            case,
            notebooks or None,
            out,
            jobs=jobs,
            time_limit_seconds=time_limit_seconds,
            warm=warm,
            progress=progress,
        )
    _print_answers(finished, case.scenario_name)
    if len(finished.results):
        print_site(finished.folder.parent)
    else:
        messages.print("site: not built, since the notebooks saved no results")


def _print_answers(finished: execution.Run, name: str) -> None:
    lines = report.verdict(finished.results, name) if len(finished.results) else []
    places = {
        "Results": finished.folder / "results.csv",
        "Pages": finished.folder / "pages" / "index.html",
    }
    for line in [*lines, *(f"{what}: {near_path(path)}" for what, path in places.items())]:
        typer.echo(line)


def near_path(path: Path) -> Path:
    """Return a path relative to the working folder if it lies below it."""
    whole, here = path.resolve(), Path.cwd().resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole
