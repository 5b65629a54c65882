"""`tomsk2020 parameters` and `tomsk2020 scenarios`: what can be set, and what is on file."""

import json
import sys

import pandas as pd
import typer
from rich.console import Console
from rich.table import Table

from analysis import scenario
from analysis.errors import ScenarioError

__all__ = ["markdown_table", "print_parameters", "print_scenarios"]

_WIDE = 200


def print_parameters(shown_as: str) -> None:
    """Print the parameter table.

    Parameters
    ----------
    shown_as
        `table`, `csv`, `json` or `markdown`.
    """
    table = scenario.parameter_table()
    if shown_as == "csv":
        table.to_csv(sys.stdout, index=False, lineterminator="\n")
    elif shown_as == "json":
        typer.echo(json.dumps(table.to_dict("records"), indent=1, ensure_ascii=False))
    elif shown_as == "markdown":
        typer.echo(markdown_table(table))
    else:
        _print_table(table.rename(columns={"description": "meaning"}))


def markdown_table(table: pd.DataFrame) -> str:
    """Return a frame as a Markdown table.

    Parameters
    ----------
    table
        Any frame; the index is left out.
    """
    rows = [list(table.columns), ["---"] * table.shape[1], *table.astype(str).to_numpy().tolist()]
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows
    )


def _print_table(table: pd.DataFrame) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDE
    shown = Table(*table.columns, show_edge=False, pad_edge=False)
    for row in table.astype(str).itertuples(index=False):
        shown.add_row(*row)
    console.print(shown)


def print_scenarios() -> None:
    """List programmes, scenarios and their sets, then report every problem of every file.

    Raises
    ------
    ScenarioError
        If any file is damaged, does not fit the schema or contradicts another.
    """
    rows = [("programme", name, *_titled("programme", name)) for name in scenario.programme_names()]
    rows += [("scenario", name, *_titled("scenario", name)) for name in scenario.scenario_names()]
    rows += [("set", name, *_set_titled(name)) for name in scenario.set_names()]
    _print_table(pd.DataFrame(rows, columns=["kind", "name", "changes", "title"]))
    problems = [*scenario.validate_files(), *scenario.validate_sets()]
    if problems:
        raise ScenarioError(problems)
    Console(stderr=True).print(f"{len(rows)} files, all valid", highlight=False)


def _set_titled(name: str) -> tuple[str, str]:
    try:
        found = scenario.read_set(name)
    except ScenarioError:
        return "", "not readable, see below"
    return f"{len(found.members)} weighed", found.title


def _titled(kind: str, name: str) -> tuple[str, str]:
    try:
        if kind == "programme":
            programme = scenario.read_programme(name)
            return str(len(programme.parameters)), programme.title
        found = scenario.read_scenario(name)
    except ScenarioError:
        return "", "not readable, see below"
    return str(len(found.changes)), found.title
