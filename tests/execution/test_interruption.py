"""Signals to a run in the middle of a cell; waits are on pipes and process handles, not on time."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analysis.execution.folder import open_partial

WriteNotebook = Callable[..., Path]

pytestmark = pytest.mark.end_to_end

PATIENCE_SECONDS = 60
TELL_AND_WAIT = """import os, threading
with open(os.environ["TEST_PIPE"], "w") as pipe:
    pipe.write(str(os.getpid()))
threading.Event().wait()"""


def wait_until_readable(descriptor: int) -> None:
    assert select.select([descriptor], [], [], PATIENCE_SECONDS)[0], "nothing happened"


def wait_for_end(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    wait_until_readable(handle)
    os.close(handle)


@contextmanager
def run_in_a_cell(folder: Path, out: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Start a run and give it, with its kernel's process number, once a cell is running."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    command = [sys.executable, "-m", "analysis", "run", "--out", str(out)]
    command += ["--notebooks", str(folder / "01_waits.ipynb")]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TEST_PIPE": str(pipe)},
    )
    try:
        wait_until_readable(reader)
        yield process, int(os.read(reader, 100))
    finally:
        process.kill()
        process.communicate()
        os.close(reader)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_no_folder_and_no_kernel(
    tmp_path: Path, write_notebook: WriteNotebook, number: signal.Signals
):
    write_notebook(tmp_path, "01_waits", TELL_AND_WAIT)
    out = tmp_path / "out"
    with run_in_a_cell(tmp_path, out) as (process, kernel):
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        wait_for_end(kernel)
    assert process.returncode == 130
    assert said.splitlines()[-1].startswith("interrupted: ")
    assert "Traceback" not in said
    assert list(out.iterdir()) == []
    assert not list(Path(tempfile.gettempdir()).glob(f"tomsk2020-{process.pid}-*"))


def test_after_kill_the_kernel_ends_and_the_next_run_sweeps(
    tmp_path: Path, write_notebook: WriteNotebook
):
    write_notebook(tmp_path, "01_waits", TELL_AND_WAIT)
    out = tmp_path / "out"
    with run_in_a_cell(tmp_path, out) as (process, kernel):
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)
        wait_for_end(kernel)
    (left,) = out.iterdir()
    assert left.name.startswith(".central-")
    assert left.name.endswith(".partial")
    mine = open_partial(out, "central-1234")
    assert list(out.iterdir()) == [mine]
