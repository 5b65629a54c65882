"""`tomsk2020 compare`: which parameters differ, why the answer changes, what all outcomes do."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from analysis import scenario
from analysis.cli.listing import markdown_table
from analysis.errors import ExecutionError
from analysis.report.comparison import comparison_paragraph, comparison_tables
from analysis.report.tables import Table as Rounded
from analysis.simulation.comparison.compare import Comparison, compare

__all__ = ["print_comparison"]

_WIDE = 200
_MANIFEST = "manifest.json"


def print_comparison(
    first: str,
    second: str | None,
    assignments: Sequence[str],
    *,
    outcome: str | None,
    draws: int,
    shown_as: str,
) -> None:
    """Compare two scenarios and print parameters, parts and outcomes.

    Parameters
    ----------
    first, second
        Names of scenario files, or run folders; without a second one, the first is compared with
        itself as the assignments change it.
    assignments
        `name=value` texts; with two scenarios they hold for both.
    outcome
        Figure whose change is split; the mean of the leading reading if not given.
    draws
        Draws of each simulation.
    shown_as
        `table`, `csv`, `json` or `markdown`.

    Raises
    ------
    ParameterError
        A parameter, the outcome or the number of draws is not allowed.
    ScenarioError
        There is no scenario of that name.
    ExecutionError
        The manifest of a run folder cannot be read.
    """
    changes = scenario.parse_assignments(assignments)
    found = compare(
        _case(first, {} if second is None else changes),
        _case(first if second is None else second, changes),
        outcome=outcome,
        draws=draws,
    )
    if shown_as == "json":
        typer.echo(json.dumps(_record(found), indent=1, ensure_ascii=False))
    elif shown_as == "csv":
        _rows(found).to_csv(sys.stdout, index=False, lineterminator="\n")
    else:
        _print_tables(found, as_markdown=shown_as == "markdown")


def _case(named: str, changes: dict[str, str]) -> scenario.Scenario:
    manifest = Path(named) / _MANIFEST
    if not manifest.is_file():
        return scenario.load(named, **changes)
    try:
        parameters = dict(json.loads(manifest.read_text(encoding="utf-8"))["parameters"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExecutionError(
            f"{manifest}: not the manifest of a run ({type(error).__name__}); run it again"
        ) from None
    return scenario.from_parameters(**{**parameters, **changes})


def _print_tables(found: Comparison, *, as_markdown: bool) -> None:
    words = comparison_paragraph(found).text
    if found.identical:
        typer.echo(words)
        return
    parameters, parts, outcomes = comparison_tables(found)
    _print_table(parameters, as_markdown=as_markdown)
    typer.echo(f"\n{words}\n")
    if len(found.parts):
        _print_table(parts, as_markdown=as_markdown)
        typer.echo()
    _print_table(outcomes, as_markdown=as_markdown)


def _print_table(shown: Rounded, *, as_markdown: bool) -> None:
    if as_markdown:
        typer.echo(f"{shown.caption}\n\n{markdown_table(shown.cells)}")
        return
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDE
    drawn = Table(*shown.cells.columns, show_edge=False, pad_edge=False)
    for row in shown.cells.itertuples(index=False):
        drawn.add_row(*row)
    typer.echo(shown.caption)
    console.print(drawn)


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
        "method": found.method,
        "draws": found.draws,
        "seed": found.a.seed,
        **{name: json.loads(frame.to_json(orient="records")) for name, frame in tables.items()},
    }


def _rows(found: Comparison) -> pd.DataFrame:
    """Put the three tables one below the other, told apart by the first column."""
    parts = found.parts.rename(columns={"group": "item", "part": "difference"})
    tables = {
        "parameters": found.parameters.rename(columns={"parameter": "item"}),
        "decomposition": parts.assign(unit=found.unit, outcome=found.outcome),
        "outcomes": found.outcomes.rename(columns={"outcome": "item"}),
    }
    columns = ["item", "unit", "a", "b", "difference", "percent", "in_order", "in_reverse"]
    frames = [
        frame.reindex(columns=columns).astype(object).assign(table=name)
        for name, frame in tables.items()
    ]
    return pd.concat(frames, ignore_index=True)[["table", *columns]]
