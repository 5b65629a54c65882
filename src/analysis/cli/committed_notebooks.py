"""`tomsk2020 notebooks` and `check-notebooks`: the committed notebooks, refreshed or inspected."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.console import Console

from analysis import data
from analysis.cli.interrupts import stoppable
from analysis.cli.progress import reporting_progress
from analysis.cli.run_command import near_path
from analysis.errors import ExecutionError
from analysis.execution.conventions import problems as rule_problems
from analysis.execution.normalise import normalise
from analysis.execution.notebook_files import (
    SourceNotebook,
    find_notebooks,
    notebook_text,
    read_notebooks,
)
from analysis.execution.outcome import NotebookRunError
from analysis.execution.parallel import run_notebooks

__all__ = ["check_rules", "refresh"]


def refresh(
    named: Sequence[Path], *, check: bool, jobs: int | None, time_limit_seconds: float
) -> None:
    """Execute committed notebooks with their defaults and put the outputs in place.

    Parameters
    ----------
    named
        Notebooks by name or path; all numbered ones if empty.
    check
        Write nothing, and leave with exit code 1 if a file would change.
    jobs
        Notebooks at a time.
    time_limit_seconds
        Time for each notebook.

    Raises
    ------
    ExecutionError
        If one does not finish; no file is touched then.
    """
    sources = _chosen(named)
    fresh = _executed(sources, jobs or min(2, os.cpu_count() or 1), time_limit_seconds)
    changed = [s.path for s in sources if s.path.read_text(encoding="utf-8") != fresh[s.path]]
    for source in sources:
        word = "unchanged" if source.path not in changed else "would change" if check else "written"
        typer.echo(f"{near_path(source.path)}: {word}")
    if not check:
        for path in changed:
            _write_whole(path, fresh[path])
    elif changed:
        raise typer.Exit(1)


def _chosen(named: Sequence[Path]) -> list[SourceNotebook]:
    folder = data.project_root() / "notebooks"
    return read_notebooks(named or find_notebooks(folder), folder)


def _executed(
    sources: Sequence[SourceNotebook], jobs: int, time_limit_seconds: float
) -> dict[Path, str]:
    """Return the text of each notebook after a run without any injected parameter."""
    messages = Console(stderr=True, soft_wrap=True)
    with (
        tempfile.TemporaryDirectory() as results,
        stoppable(),
        reporting_progress(messages) as progress,
    ):
        executed = run_notebooks(
            sources,
            {},
            Path(results),
            jobs=jobs,
            limit_seconds=time_limit_seconds,
            progress=progress,
        )
    outcomes = tuple(item.outcome for item in executed)
    if any(outcome.status != "done" for outcome in outcomes):
        raise NotebookRunError(outcomes, "the committed files are as they were")
    nodes = [normalise(item.node, roots=[data.project_root()]) for item in executed]
    texts = map(notebook_text, nodes)
    return dict(zip((source.path for source in sources), texts, strict=True))


def _write_whole(path: Path, text: str) -> None:
    """Replace a file in one step."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise ExecutionError(f"{path}: cannot be written ({error.strerror})") from error
    finally:
        beside.unlink(missing_ok=True)


def check_rules(named: Sequence[Path]) -> None:
    """Hold notebooks against the notebook rules.

    Parameters
    ----------
    named
        Notebooks by name or path; all numbered ones if empty.

    Raises
    ------
    ExecutionError
        With every problem of every notebook.
    """
    sources = _chosen(named)
    found = [problem for source in sources for problem in rule_problems(source.path)]
    if found:
        raise ExecutionError(found)
    typer.echo(f"{len(sources)} notebooks keep the rules")
