"""`tomsk2020 explore` refuses what cannot be served, in one line, before anything is started."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.cli.application import app
from analysis.explorer.server import Address

RUN = CliRunner()


def test_a_busy_port_is_one_line_and_exit_code_5():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = RUN.invoke(app, ["explore", "--host", "127.0.0.1", "--port", str(port)])
    assert result.exit_code == 5
    assert result.stderr == (
        f"error: port {port} on 127.0.0.1: is in use, perhaps by another explorer; "
        "choose another with --port\n"
    )


def test_a_token_that_keeps_nobody_out_is_refused():
    result = RUN.invoke(app, ["explore", "--host", "0.0.0.0", "--port", "0", "--token", "x"])  # noqa: S104
    assert result.exit_code == 2
    assert "give at least 8 without blanks" in result.stderr


@pytest.mark.parametrize("option", [["--port", "70000"], ["--visitors", "0"], ["--port", "-1"]])
def test_options_out_of_range_are_refused(option: list[str]):
    result = RUN.invoke(app, ["explore", *option])
    assert result.exit_code == 2


def test_what_the_command_hands_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from analysis.explorer.server import application

    monkeypatch.setenv("TOMSK2020_MEMORY", str(tmp_path))

    seen = {}

    def serve(
        notebook: Path,
        address: Address,
        visits: application.Visits,
        opened: Callable[[str], object],
    ) -> None:
        seen.update(notebook=notebook.name, visits=visits, url=address.url)
        opened(address.url)
        for each in address.sockets:
            each.close()

    monkeypatch.setattr(application, "serve", serve)
    result = RUN.invoke(app, ["explore", "--port", "0", "--visitors", "3"])
    assert result.exit_code == 0, result.stderr
    assert seen["notebook"] == "explorer.ipynb"
    assert (seen["visits"].most, seen["visits"].kernel_name) == (3, "tomsk2020-warm")
    environment = seen["visits"].environment
    assert environment["OMP_NUM_THREADS"] == "1"
    # Visitors share what the figures say, also with those of an earlier server.
    assert environment["TOMSK2020_MEMORY"] == str(tmp_path)
    assert result.stdout == f"Explorer: {seen['url']}\n"
    assert seen["url"].startswith("http://localhost:")
