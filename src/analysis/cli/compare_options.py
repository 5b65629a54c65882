"""`tomsk2020 compare`: its options; the work is imported only when the command runs."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.table_format import TableFormat

__all__ = ["compare"]


def compare(  # noqa: PLR0917  (typer calls it by keyword)
    first: Annotated[
        str, typer.Argument(metavar="A", help="Scenario file, run folder, or SWEEP:CASE.")
    ],
    second: Annotated[
        str | None,
        typer.Argument(metavar="[B]", help="The other one.", show_default="A as --set changes it"),
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Set a parameter, in both if B is given; repeatable. See `parameters`.",
        ),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            "--outcome",
            metavar="NAME",
            help="Answer to explain, such as median:net_new, met:hpw_stock or mean:spent; an "
            "unknown one lists them all.",
            show_default="mean of the leading reading",
        ),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", metavar="N", help="Draws of each case.")] = 5000,
    shown_as: Annotated[
        TableFormat, typer.Option("--format", help="How to print the tables.")
    ] = TableFormat.TABLE,
    xlsx: Annotated[
        Path | None,
        typer.Option(
            "--xlsx",
            metavar="FILE",
            help="Write results, parameters and sources as a workbook too.",
            show_default="none",
        ),
    ] = None,
) -> None:
    """Say which parameters of two scenarios differ, and what each group of them changes.

    Prints the parameters, then the change of one answer split between groups of parameters, then
    all outcomes. Exit codes: 2 bad parameter or scenario, 3 bad data, 4 a model cannot be fitted, 5
    a folder holds no finished run or the output cannot be written.
    """
    from analysis.cli.compare_command import print_comparison  # noqa: PLC0415

    print_comparison(
        first,
        second,
        assignments or [],
        outcome=outcome,
        draws=draws,
        shown_as=shown_as.value,
        workbook=xlsx,
    )
