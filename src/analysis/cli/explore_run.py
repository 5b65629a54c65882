"""`tomsk2020 explore`: from options to a page that is served until Ctrl-C."""

import tempfile
import threading
import webbrowser
from pathlib import Path

import typer

from analysis import data
from analysis.errors import ExecutionError
from analysis.execution.kernel import kernel_environment
from analysis.execution.memory import memory_folder
from analysis.execution.warm import KERNEL_NAME
from analysis.explorer.server import listen
from analysis.simulation.remembered import MEMORY_VARIABLE

__all__ = ["NOTEBOOK", "explore_live"]

NOTEBOOK = "explorer.ipynb"


def explore_live(
    *, host: str, port: int, token: str | None, visitors: int, open_browser: bool
) -> None:
    """Serve the explorer until Ctrl-C.

    Parameters
    ----------
    host, port
        Where to listen.
    token
        What visitors have to show; None makes one where others can reach the host.
    visitors
        How many at a time, each with a kernel.
    open_browser
        Whether to open a browser on the page.

    Raises
    ------
    ExecutionError
        The port is taken or not allowed, or the notebook is missing.
    ParameterError
        The token is too short.
    """
    notebook = data.project_root() / "notebooks" / NOTEBOOK
    if not notebook.is_file():
        raise ExecutionError(f"notebooks/{NOTEBOOK}: no such notebook; restore it")
    address = listen(host, port, token)

    def opened(url: str) -> None:
        typer.echo(f"Explorer: {url}")
        typer.echo(
            f"up to {visitors} visitors at a time; Ctrl-C ends it and their kernels", err=True
        )
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    # Voilà takes a second to import: a busy port is told before that.
    from analysis.explorer.server.application import Visits, serve  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory() as scratch,
        # Visitors share what the figures say: only the first ever waits for the fits.
        memory_folder(kernel_environment(Path(scratch))) as memory,
    ):
        visits = Visits(
            kernel_name=KERNEL_NAME,
            environment={**kernel_environment(Path(scratch)), MEMORY_VARIABLE: str(memory)},
            most=visitors,
        )
        serve(notebook, address, visits, opened)
    typer.echo("stopped; no kernel is left", err=True)
