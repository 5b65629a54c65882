"""`tomsk2020 compare`: which parameters differ, why the answer changes, what all outcomes do."""

import io
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from analysis import scenario
from analysis.cli.listing import markdown_table
from analysis.cli.places import near_path
from analysis.data.folder import read_bytes
from analysis.data.package import DESCRIPTOR
from analysis.errors import ExecutionError, ParameterError
from analysis.execution.finished_runs import parameters_of_run
from analysis.report.comparison import (
    comparison_paragraph,
    comparison_tables,
    scenario_labels,
)
from analysis.report.sweep_cases import case_parameters, split_case
from analysis.report.tables import Table as Rounded
from analysis.simulation import simulate
from analysis.simulation.comparison.compare import Comparison, compare

__all__ = ["print_comparison"]

_WIDE = 200
_ERRORS = ("error_a", "error_b", "error_difference")
_COLUMNS = [
    "item",
    "label",
    "unit",
    "a",
    "b",
    "difference",
    "percent",
    "share",
    "in_order",
    "in_reverse",
    "parameters",
    *_ERRORS,
]


def print_comparison(
    first: str,
    second: str | None,
    assignments: Sequence[str],
    *,
    outcome: str | None,
    draws: int,
    shown_as: str,
    workbook: Path | None = None,
) -> None:
    """Compare two scenarios and print parameters, parts and outcomes.

    Parameters
    ----------
    first, second
        Names of scenario files, run folders, or `FOLDER:CASE` for a case of a sweep by key or
        label: a name of a scenario is never taken for a folder.
        Without a second one, the first is compared with itself as the assignments change it.
    assignments
        `name=value` texts; with two scenarios they hold for both.
    outcome
        Figure whose change is split; the mean of the leading reading if not given.
    draws
        Draws of each simulation.
    shown_as
        `table`, `csv`, `json` or `markdown`.
    workbook
        File for all of it as a workbook; None writes none.

    Raises
    ------
    ParameterError
        A parameter, the outcome, the number of draws or the name of the workbook is not allowed.
    ScenarioError
        There is no scenario of that name.
    ExecutionError
        A folder is no run folder, its manifest cannot be used, its run did not finish, or the
        workbook cannot be written.
    """
    if workbook is not None and workbook.suffix != ".xlsx":
        raise ParameterError(f"--xlsx {workbook}: the name must end in .xlsx")
    changes = scenario.parse_assignments(assignments)
    found = compare(
        _case(first, {} if second is None else changes),
        _case(first if second is None else second, changes),
        outcome=outcome,
        draws=draws,
    )
    if workbook is not None:
        _write_workbook(workbook, found)
    if shown_as == "json":
        typer.echo(json.dumps(_record(found), indent=1, ensure_ascii=False))
    elif shown_as == "csv":
        typer.echo(_rows(found).to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        # In one piece: a reader who stops after the first line does not stop the writer.
        typer.echo(_tables(found, as_markdown=shown_as == "markdown"))


def _write_workbook(path: Path, found: Comparison) -> None:
    from analysis.report.workbook import comparison_workbook  # noqa: PLC0415

    labelled = dict(zip(scenario_labels(found), (found.a, found.b), strict=True))
    frames = [
        simulate(case.model_copy(update={"draws": found.draws, "seed": found.a.seed}))
        .summary()
        .assign(scenario=label)
        for label, case in labelled.items()
    ]
    tables = json.loads(read_bytes(DESCRIPTOR))["resources"]
    content = comparison_workbook(found, pd.concat(frames, ignore_index=True), tables)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        raise ExecutionError(f"workbook {path}: cannot be written ({error.strerror})") from None
    finally:
        unfinished.unlink(missing_ok=True)
    typer.echo(f"Workbook: {near_path(path)}", err=True)


def _case(named: str, changes: dict[str, str]) -> scenario.Scenario:
    swept = split_case(named)
    is_path = swept is not None or os.sep in named or Path(named).exists()
    if named in scenario.scenario_names() or not is_path:
        return scenario.load(named, **changes)
    parameters = parameters_of_run(Path(named)) if swept is None else case_parameters(*swept)
    return scenario.from_parameters(**{**parameters, **changes})


def _tables(found: Comparison, *, as_markdown: bool) -> str:
    words = comparison_paragraph(found).text
    if found.identical:
        return words
    parameters, parts, outcomes = (
        _table(shown, as_markdown=as_markdown) for shown in comparison_tables(found)
    )
    return "\n\n".join([parameters, words, *([parts] if len(found.parts) else []), outcomes])


def _table(shown: Rounded, *, as_markdown: bool) -> str:
    if as_markdown:
        return f"{shown.caption}\n\n{markdown_table(shown.cells)}"
    console = Console(highlight=False, markup=False)
    width = console.width if console.is_terminal else _WIDE
    drawn = Table(*shown.cells.columns, show_edge=False, pad_edge=False)
    for row in shown.cells.itertuples(index=False):
        drawn.add_row(*row)
    sheet = Console(file=io.StringIO(), highlight=False, markup=False, width=width)
    with sheet.capture() as text:
        sheet.print(drawn)
    return f"{shown.caption}\n{text.get().rstrip()}"


def _record(found: Comparison) -> dict[str, Any]:
    """Gather everything for JSON; what is missing is null."""
    tables = {
        "parameters": found.parameters,
        "decomposition": found.parts,
        "outcomes": found.outcomes,
    }
    return {
        "a": found.a.scenario_name,
        "b": found.b.scenario_name,
        "identical": found.identical,
        "only_sampling": found.only_sampling,
        "outcome": {"name": found.outcome, "label": found.label, "unit": found.unit},
        "before": found.before,
        "after": found.after,
        "change": found.change,
        **dict(zip(_ERRORS, found.errors, strict=True)),
        "method": found.method,
        "draws": found.draws,
        "seed": found.a.seed,
        **{name: json.loads(frame.to_json(orient="records")) for name, frame in tables.items()},
    }


def _rows(found: Comparison) -> pd.DataFrame:
    """Put the tables one below the other, told apart by the first column."""
    answer = {
        "item": found.outcome,
        "label": found.label,
        "unit": found.unit,
        "a": found.before,
        "b": found.after,
        "difference": found.change,
        **dict(zip(_ERRORS, found.errors, strict=True)),
    }
    parts = found.parts.rename(columns={"group": "item", "part": "difference"})
    tables = {
        _kind(found): pd.DataFrame([answer]),
        "parameters": found.parameters.rename(columns={"parameter": "item"}),
        "decomposition": parts.assign(unit=found.unit),
        "outcomes": found.outcomes.rename(columns={"outcome": "item"}),
    }
    about: dict[str, Any] = {
        "explained": found.outcome,
        "method": found.method,
        "draws": found.draws,
        "seed": found.a.seed,
    }
    frames = [
        frame.reindex(columns=_COLUMNS).astype(object).assign(table=name, **about)
        for name, frame in tables.items()
    ]
    return pd.concat(frames, ignore_index=True)[["table", *_COLUMNS, *about]]


def _kind(found: Comparison) -> str:
    if found.identical:
        return "identical"
    return "only sampling" if found.only_sampling else "answer"
