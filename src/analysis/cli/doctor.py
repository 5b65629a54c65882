"""`tomsk2020 doctor`: is this machine able to run the notebooks, and if not, what to do."""

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import typer
from packaging.requirements import Requirement

from analysis import data
from analysis.data.checksums import stale_tables
from analysis.errors import AnalysisError, DataError, ExecutionError
from analysis.execution.folder import open_partial
from analysis.execution.parallel import try_kernel

__all__ = ["Finding", "examine"]

_OLDEST = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One thing examined.

    Parameters
    ----------
    subject
        What was looked at.
    seen
        What was found.
    remedy
        What to do; empty if all is well.
    """

    subject: str
    seen: str
    remedy: str = ""


def python_version() -> Finding:
    """Check the interpreter."""
    seen = platform.python_version()
    remedy = "" if sys.version_info >= _OLDEST else "install Python 3.11 or newer, then `make run`"
    return Finding("Python", seen, remedy)


def libraries() -> Finding:
    """Check that every library is installed in a version the package accepts."""
    wanted = [Requirement(text) for text in requires("tomsk2020") or []]
    wrong = []
    for library in wanted:
        if library.marker is not None and not library.marker.evaluate():
            continue
        try:
            installed = version(library.name)
        except PackageNotFoundError:
            wrong.append(f"{library.name} is missing")
            continue
        if not library.specifier.contains(installed, prereleases=True):
            wrong.append(f"{library.name} {installed} is not {library.specifier}")
    if wrong:
        return Finding("Libraries", "; ".join(wrong), "run `make setup` to install the lock file")
    return Finding("Libraries", f"{len(wanted)} in accepted versions")


def tables() -> Finding:
    """Check every table against its description and its checksum."""
    remedy = "put the committed files back: `git checkout -- data`"
    try:
        stale = stale_tables()
    except DataError as error:
        return Finding("Data", "; ".join(error.problems), remedy)
    if stale:
        return Finding("Data", f"changed: {', '.join(stale)}", remedy)
    return Finding("Data", "all tables as published")


def output_folder(out: Path) -> Finding:
    """Check that a run folder can be made."""
    try:
        shutil.rmtree(open_partial(out, "doctor"))
    except ExecutionError as error:
        return Finding("Output folder", str(error), "choose another folder with --out")
    return Finding("Output folder", "can be written to")


def kernel() -> Finding:
    """Check that a kernel starts, imports the package and answers."""
    outcome = try_kernel("import analysis")
    if outcome.status != "done":
        return Finding("Kernel", outcome.problem, "run `make setup` to install the lock file")
    return Finding("Kernel", f"started and answered in {outcome.seconds:.1f} s")


def examine(out: Path | None) -> None:
    """Print one line for each thing examined; leave with exit code 1 if anything is wrong.

    Parameters
    ----------
    out
        Folder of all runs; `outputs/` of the project if not given.
    """
    folder = data.project_root() / "outputs" if out is None else out
    checks: list[Callable[[], Finding]] = [
        python_version,
        libraries,
        tables,
        lambda: output_folder(folder),
        kernel,
    ]
    findings = [_guarded(check) for check in checks]
    for finding in findings:
        word = "FAIL" if finding.remedy else "ok"
        typer.echo(f"{word:4} {finding.subject}: {finding.seen}")
        if finding.remedy:
            typer.echo(f"     what to do: {finding.remedy}")
    if any(finding.remedy for finding in findings):
        raise typer.Exit(1)


def _guarded(check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except AnalysisError as error:
        return Finding("Project", str(error), "run it inside a clone of the project")
