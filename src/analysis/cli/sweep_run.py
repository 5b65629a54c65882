"""From the options of `tomsk2020 sweep` to cases, and from their outcomes to a summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import typer
from rich.console import Console
from rich.table import Table

from analysis.cli.interrupts import stoppable
from analysis.cli.places import near_path
from analysis.cli.sweep_progress import sweep_progress
from analysis.errors import ExecutionError, ParameterError
from analysis.execution.sweeps import Sample, Sampler, Sweep, sweep, sweep_cases

__all__ = ["SweepRequest", "run_sweep", "sweep_request"]

_NAMED = 10
_WIDE = 200


@dataclass(frozen=True)
class SweepRequest:
    """What a sweep was asked for.

    Parameters
    ----------
    names
        Scenario files.
    grid
        Values by parameter, as text.
    sample
        Sample taken of each combination, if any.
    """

    names: tuple[str, ...]
    grid: dict[str, list[str]]
    sample: Sample | None


def sweep_request(
    names: Sequence[str],
    grid: Sequence[str],
    points: int | None,
    over: Sequence[str],
    *,
    sampler: str,
    sample_seed: int,
) -> SweepRequest:
    """Read the options that say which cases there are.

    Parameters
    ----------
    names
        Scenario files.
    grid
        `name=a,b,c` texts.
    points
        Points of the sample; None for none.
    over
        `name` or `name=low:high` texts.
    sampler
        Name of the sampler.
    sample_seed
        Its seed.

    Raises
    ------
    ParameterError
        A text has not the form it must have; all such problems in one error. Names and values are
        looked at when the cases are laid out.
    """
    problems: list[str] = []
    values = _read_grid(grid, problems)
    ranges = _read_ranges(over, problems)
    if over and points is None:
        problems.append("--over: needs --sample N, the number of points")
    if problems:
        raise ParameterError(problems)
    chosen = cast("Sampler", sampler)
    sample = None if points is None else Sample(points, chosen, ranges, sample_seed)
    return SweepRequest(tuple(names), values, sample)


def _read_grid(grid: Sequence[str], problems: list[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for text in grid:
        name, _, listed = (part.strip() for part in text.partition("="))
        parts = [part.strip() for part in listed.split(",")]
        if not name or not all(parts):
            problems.append(f"--set {text}: must have the form name=a,b,c, no value empty")
        if name in values:
            before = ",".join(values[name])
            problems.append(f"--set {name}: given twice, as {before} and as {listed}")
        values[name] = parts
    return values


def _read_ranges(over: Sequence[str], problems: list[str]) -> dict[str, tuple[float, float] | None]:
    ranges: dict[str, tuple[float, float] | None] = {}
    for text in over:
        name, equals, ends = (part.strip() for part in text.partition("="))
        found = _ends(ends) if equals else None
        if not name or (equals and found is None):
            problems.append(f"--over {text}: must have the form name or name=low:high")
        if name in ranges:
            problems.append(f"--over {name}: given twice")
        ranges[name] = found
    return ranges


def _ends(text: str) -> tuple[float, float] | None:
    low, colon, high = text.partition(":")
    try:
        return (float(low), float(high)) if colon else None
    except ValueError:
        return None


def run_sweep(request: SweepRequest, out: Path | None, **options: Any) -> None:
    """Do the cases, showing progress; print the summary; leave with 5 if a case is not done.

    Parameters
    ----------
    request
        Which cases.
    out
        Folder of the sweep.
    **options
        As in `analysis.execution.sweep`.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, after saying what is kept.
    """
    messages = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    with stoppable():
        cases = sweep_cases(request.names, request.grid, request.sample)
        twice = f", {cases.dropped} asked for twice" if cases.dropped else ""
        messages.print(f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}{twice}")
        try:
            with sweep_progress(messages) as progress:
                finished = sweep(cases, out, progress=progress, **options)
        except KeyboardInterrupt:
            messages.print("finished cases are kept; the same command does the others")
            raise
    _print_summary(finished)
    _print_failures(finished, messages)
    if not finished.whole:
        raise typer.Exit(ExecutionError.exit_code)


def _print_summary(finished: Sweep) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDE
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("outcome", no_wrap=True)
    for name in ("cases", "cached", "seconds of work", "seconds a case"):
        table.add_column(name, justify="right", no_wrap=True)
    for status, row in finished.counts().to_dict("index").items():
        seconds = float(row["seconds"])
        worked = (f"{seconds:.1f}", f"{seconds / row['cases']:.2f}") if seconds else ("", "")
        table.add_row(str(status), str(row["cases"]), str(row["cached"]), *worked)
    console.print(table)
    folder = near_path(finished.folder)
    if (finished.folder / "cases.csv").exists():
        typer.echo(f"Cases: {folder / 'cases.csv'}")
    if (finished.folder / "results").exists():
        typer.echo(f"Results: {folder / 'results'}")


def _print_failures(finished: Sweep, messages: Console) -> None:
    failed = finished.cases[~finished.cases["status"].isin(["done", "not run"])]
    for row in failed.head(_NAMED)[["label", "status", "message"]].to_numpy().tolist():
        messages.print(": ".join(row))
    if len(failed) > _NAMED:
        messages.print(f"and {len(failed) - _NAMED} more: see message in cases.csv")
