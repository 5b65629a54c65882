"""`tomsk2020 site`: the static site of the runs on file."""

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["print_site", "site"]


def site(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder of all runs.", show_default="outputs/"),
    ] = None,
) -> None:
    """Build the pages for readers, from the newest whole run of each scenario.

    Writes site/index.html into the folder of all runs; only what has changed is made again. Opens
    without a server. Exit code 5: there is no finished run, or the folder cannot be written to.
    """
    print_site(out)


def print_site(out: Path | None) -> None:
    """Build the site, say what was left out and where it is.

    Parameters
    ----------
    out
        Folder of all runs; `outputs/` of the project if not given.

    Raises
    ------
    ExecutionError
        There is no finished run, or the folder cannot be written to.
    """
    from analysis.cli.places import near_path  # noqa: PLC0415
    from analysis.execution.site import build_site  # noqa: PLC0415

    built = build_site(out)
    for problem in built.problems:
        typer.secho(f"site: {problem}", err=True)
    shown = "1 run" if len(built.runs) == 1 else f"{len(built.runs)} runs"
    typer.secho(f"site of {shown}: {built.made} files made, {built.kept} kept", err=True)
    typer.echo(f"Site: {near_path(built.folder / 'index.html')}")
