"""Functions called in forked processes: workers of a sweep beside their kernels."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.execution.warm.channel import ForkRequest
from analysis.execution.warm.fork import fork
from analysis.execution.warm.process import WarmProcess
from analysis.execution.warm.request import ask_for_fork
from analysis.execution.warm.support import NoWarmKernelError
from tests.execution.warm.conftest import (
    PATIENCE_SECONDS,
    parent_of,
    parents_in,
    runtime_in_use,
    wait_for_end,
)

pytestmark = pytest.mark.end_to_end

# Found by PYTHONPATH, as a process started afresh would find it.
CALLED = """import json, os, sys, threading
def tell(*words):
    facts = {"pid": os.getpid(), "parent": os.getppid(), "session": os.getsid(0)}
    facts |= {"folder": os.getcwd(), "environment": dict(os.environ), "words": words}
    facts |= {"given": sys.stdin.read(), "imported": "seaborn" in sys.modules}
    print(json.dumps(facts), flush=True)
    sys.stderr.write("said beside it")
def fail():
    raise KeyError("column")
def wait():
    print(os.getpid(), flush=True)
    threading.Event().wait()
"""
# Another process that asks for a call, hands its output on, and waits.
ASKER = """import os, sys, threading
from analysis.execution.warm.fork import fork
streams, unwanted = [0, 1, 2], threading.Event()
times = {"idle_seconds": 60, "start_seconds": 60}
called = fork("called:wait", [], streams, dict(os.environ), unwanted=unwanted, **times)
threading.Event().wait()
"""


@dataclass
class Call:
    """A call under way and where its output arrives."""

    process: WarmProcess
    output: int

    def said(self) -> str:
        with os.fdopen(os.dup(self.output), encoding="utf-8") as file:
            return file.readline()


Calling = Callable[..., AbstractContextManager[Call]]


def asked(name: str, words: tuple[str, ...], streams: list[int], environment: dict[str, str]):
    return fork(
        f"called:{name}",
        words,
        streams,
        environment,
        idle_seconds=60,
        start_seconds=PATIENCE_SECONDS,
        unwanted=threading.Event(),
    )


@pytest.fixture(scope="module")
def runtime() -> Iterator[Path]:
    """A place of its own: the parent here is another one than that of kernels."""
    with runtime_in_use() as folder:
        yield folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder, so that all tests here have one parent."""
    folder = tmp_path_factory.mktemp("called")
    (folder / "called.py").write_text(CALLED)
    return folder


@pytest.fixture
def environment(runtime: Path, folder: Path) -> dict[str, str]:
    del runtime
    return {**os.environ, "PYTHONPATH": str(folder)}


@pytest.fixture
def calling(folder: Path, environment: dict[str, str]) -> Calling:
    @contextmanager
    def call(name: str, *words: str, given: bytes = b"") -> Iterator[Call]:
        stdin, tasks = os.pipe()
        output, stdout = os.pipe()
        os.write(tasks, given)
        os.close(tasks)
        with (folder / "errors").open("w") as errors:
            process = asked(name, words, [stdin, stdout, errors.fileno()], environment)
        os.close(stdin)
        os.close(stdout)
        try:
            yield Call(process, output)
        finally:
            process.kill()
            process.wait(PATIENCE_SECONDS)
            os.close(output)

    return call


def test_a_function_is_called_where_and_with_what_was_asked_for(
    calling: Calling, runtime: Path, folder: Path, environment: dict[str, str]
):
    with calling("tell", "one", "two words", given="три\n".encode()) as call:
        facts = json.loads(call.said())
        assert call.process.wait(PATIENCE_SECONDS) == 0
    assert facts["pid"] == facts["session"] == call.process.pid
    assert facts["parent"] in parents_in(runtime)
    assert facts["imported"]
    assert (facts["words"], facts["given"]) == (["one", "two words"], "три\n")
    assert facts["folder"] == str(Path.cwd())
    # Nothing of the parent's: its kernels, when a worker asks for them, come from the same parent.
    assert facts["environment"] == environment
    assert (folder / "errors").read_text() == "said beside it"


def test_its_end_is_told(calling: Calling, folder: Path):
    with calling("fail") as call:
        assert call.process.wait(PATIENCE_SECONDS) == 1
    assert (folder / "errors").read_text().splitlines()[-1] == "KeyError: 'column'"
    with calling("wait") as call:
        assert int(call.said()) == call.process.pid
        assert call.process.poll() is None
        call.process.kill()
        assert call.process.wait(PATIENCE_SECONDS) == -signal.SIGKILL


def test_an_end_before_it_is_ready_is_told_too(environment: dict[str, str]):
    request = ForkRequest([], "/no such folder", environment, False, "called:wait")
    with Path(os.devnull).open("r+b") as nothing:
        process = ask_for_fork(
            request, [nothing.fileno()] * 3, (), idle_seconds=60, start_seconds=PATIENCE_SECONDS
        )
    assert process.wait(PATIENCE_SECONDS) == 1
    assert process.end_known


def test_it_ends_with_who_asked(environment: dict[str, str], runtime: Path):
    with subprocess.Popen(
        [sys.executable, "-c", ASKER], stdout=subprocess.PIPE, env=environment, text=True
    ) as asker:
        assert asker.stdout is not None
        called = int(asker.stdout.readline())
        assert parent_of(called) in parents_in(runtime)
        handle = os.pidfd_open(called)
        asker.kill()
        wait_for_end(handle)


def test_who_no_longer_wants_it_waits_no_longer(fresh_runtime: Path, tmp_path: Path):
    told = tmp_path / "told"
    os.mkfifo(told)
    # A parent that never finishes importing.
    hold = f"import signal\nopen({str(told)!r}, 'w').close()\nsignal.pause()\n"
    (tmp_path / "seaborn.py").write_text(hold)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    unwanted = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            fork, "called:wait", [], [0, 1, 2], environment,
            idle_seconds=60, start_seconds=PATIENCE_SECONDS, unwanted=unwanted,
        )  # fmt: skip
        told.read_bytes()
        assert parents_in(fresh_runtime)
        assert not waiting.done()
        unwanted.set()
        with pytest.raises(NoWarmKernelError, match="not wanted any more"):
            waiting.result(PATIENCE_SECONDS)
