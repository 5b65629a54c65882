"""`tomsk2020 verify`: published results against what the functions of this package obtain."""

import json
import math
from collections.abc import Iterable
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from analysis.errors import ExecutionError
from analysis.report.verification_page import verification_page, verification_rows
from analysis.verification import Verdict, verify

__all__ = ["print_verification"]

_WIDE = 240


def print_verification(names: Iterable[str], *, as_json: bool, page: Path | None = None) -> None:
    """Run the cases and print published against obtained; leave with 1 if any is not reproduced.

    Parameters
    ----------
    names
        Names of cases; none means all.
    as_json
        Print a list of records instead of a table.
    page
        File to write the verdicts to as a page; None writes none.

    Raises
    ------
    ParameterError
        If a name is unknown.
    ExecutionError
        If the page cannot be written.
    """
    verdicts = list(verify(names))
    if page is not None:
        _write_page(page, verdicts)
    if as_json:
        records = [record for verdict in verdicts for record in _records(verdict)]
        typer.echo(json.dumps(records, indent=1, ensure_ascii=False))
    else:
        _print_table(verdicts)
    missed = [verdict for verdict in verdicts if not verdict.passed]
    typer.echo(f"{len(verdicts) - len(missed)} of {len(verdicts)} cases reproduced", err=True)
    for verdict in missed:
        if verdict.problem:
            typer.secho(f"{verdict.case.name}: {verdict.problem}", err=True)
    if missed:
        raise typer.Exit(1)


def _print_table(verdicts: list[Verdict]) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDE
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("case", no_wrap=True)
    table.add_column("quantity")
    for name in ("published", "obtained", "difference", "tolerance"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("result", no_wrap=True)
    table.add_column("seconds", justify="right", no_wrap=True)
    table.add_column("source")
    for row in verification_rows(verdicts):
        table.add_row(*row)
    console.print(table)


def _write_page(page: Path, verdicts: list[Verdict]) -> None:
    try:
        page.write_text(verification_page(verdicts), encoding="utf-8")
    except OSError as error:
        raise ExecutionError(f"page {page}: cannot be written ({error.strerror})") from None


def _records(verdict: Verdict) -> list[dict[str, str | float | bool | None]]:
    about = {"case": verdict.case.name, "source": verdict.case.source, "data": verdict.case.data}
    ending = {"seconds": round(verdict.seconds, 3), "problem": verdict.problem or None}
    if not verdict.quantities:
        return [{**about, "quantity": None, "passed": False, **ending}]
    return [
        {
            **about,
            "quantity": number.name,
            "published": number.published,
            "obtained": _finite(number.obtained),
            "difference": _finite(number.difference),
            "tolerance": number.tolerance,
            "passed": number.passed,
            **ending,
        }
        for number in verdict.quantities
    ]


def _finite(value: float) -> float | None:
    """JSON has no word for a number that is not one."""
    return value if math.isfinite(value) else None
