import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from analysis import execution
from analysis.cli import app
from analysis.errors import DataError, ParameterError

COMMANDS = [
    "run",
    "compare",
    "sweep",
    "parameters",
    "scenarios",
    "notebooks",
    "check-notebooks",
    "verify",
    "doctor",
]


Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(call: Call, command: str):
    result = call(command, "--help")
    assert result.exit_code == 0
    assert f"Usage: tomsk2020 {command}" in result.stdout


def test_help_lists_the_commands(call: Call):
    shown = call("--help").stdout
    assert all(command in shown for command in COMMANDS)


def test_an_unknown_command_is_a_usage_error(call: Call):
    result = call("rnu")
    assert result.exit_code == 2
    assert "No such command 'rnu'" in result.stderr


def test_help_imports_no_heavy_library():
    code = (
        "import sys\n"
        "from typer.testing import CliRunner, Result\n"
        "from analysis.cli import app\n"
        "assert CliRunner().invoke(app, ['run', '--help']).exit_code == 0\n"
        "print(sorted({'numpy', 'pandas', 'papermill', 'matplotlib'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    "arguments", [["parameters"], ["parameters", "--format", "csv"], ["scenarios"], ["--help"]]
)
def test_a_closed_pipe_is_quiet_and_a_full_disk_one_line(arguments: list[str]):
    command = [sys.executable, "-m", "analysis", *arguments]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed, Path("/dev/full").open("w", encoding="utf-8") as full:
        unread = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, check=False)
        unkept = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (unread.returncode, unread.stderr) == (141, b"")
    assert unkept.returncode == 5
    assert unkept.stderr == b"error: output: cannot be written (No space left on device)\n"


@pytest.mark.parametrize(
    "command",
    [[sys.executable, "-m", "analysis"], [str(Path(sys.executable).with_name("tomsk2020"))]],
)
def test_both_ways_in_are_the_same(command: str):
    said = subprocess.run(
        [*command, "run", "--jobs", "x"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 2
    assert "Usage: tomsk2020 run" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):
    def prepare(error: BaseException) -> None:
        def fail(*_arguments: object, **_options: object) -> None:
            raise error

        monkeypatch.setattr(execution, "run", fail)

    return prepare


def test_an_error_is_its_messages_and_its_exit_code(
    call: Call, failing: Callable[[BaseException], None]
):
    failing(DataError(["regions.csv, row 3: no code", "regions.csv, row 4: no code"]))
    result = call("run")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr.splitlines()[-2:] == [
        "error: regions.csv, row 3: no code",
        "error: regions.csv, row 4: no code",
    ]


def test_debug_shows_the_traceback(call: Call, failing: Callable[[BaseException], None]):
    failing(ParameterError("seed = -1"))
    result = call("--debug", "run")
    assert isinstance(result.exception, ParameterError)


def test_an_interruption_is_one_line_and_130(call: Call, failing: Callable[[BaseException], None]):
    failing(KeyboardInterrupt())
    result = call("run")
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1].startswith("interrupted: ")
