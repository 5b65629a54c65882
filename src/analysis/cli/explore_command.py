"""`tomsk2020 explore`: its options and their help; the work is imported only when it runs."""

from typing import Annotated

import typer

__all__ = ["explore"]


def explore(
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")
    ] = 8866,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            metavar="H",
            help="Interface to listen on; one that others reach needs a token.",
        ),
    ] = "localhost",
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="T",
            help="What visitors have to show.",
            show_default="none; on other hosts a fresh one, printed",
        ),
    ] = None,
    visitors: Annotated[
        int,
        typer.Option("--visitors", metavar="N", min=1, help="How many at a time, a kernel each."),
    ] = 8,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open a browser on the page.")
    ] = False,
) -> None:
    """Move the assumptions of the live model in a browser, until Ctrl-C.

    Exit codes: 2 the token is too short, 5 the port is taken or not allowed.
    """
    from analysis.cli.explore_run import explore_live  # noqa: PLC0415

    explore_live(host=host, port=port, token=token, visitors=visitors, open_browser=open_browser)
