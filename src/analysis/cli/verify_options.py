"""`tomsk2020 verify`: its options; the work is imported only when the command runs."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["verify"]


def verify(
    cases: Annotated[
        list[str] | None,
        typer.Option(
            "--case",
            metavar="NAME",
            help="Only this case; repeatable. An unknown name lists them all.",
            show_default="all",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of records, not a table.")
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            "--page", metavar="FILE", help="Write a page for readers too.", show_default="none"
        ),
    ] = None,
) -> None:
    """Hold published results against what the same functions obtain.

    The exit code is 1 if a number misses its tolerance or a case cannot be run, 2 for an unknown
    case.
    """
    from analysis.cli.verify_command import print_verification  # noqa: PLC0415

    print_verification(cases or [], as_json=as_json, page=page)
