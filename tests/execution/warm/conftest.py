"""Real kernels in a runtime folder of their own, and nothing of them left behind."""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from traitlets.config import Config

from analysis.execution.warm import KERNEL_NAME

PATIENCE_SECONDS = 60
PINS = (
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
# A client that starts a kernel, tells its process number, and waits for a line.
CLIENT = """import sys
from jupyter_client.manager import KernelManager
manager = KernelManager(kernel_name=sys.argv[1])
manager.start_kernel()
print(manager.provisioner.pid, flush=True)
sys.stdin.readline()
manager.shutdown_kernel(now=True)
"""


@dataclass
class Kernel:
    """A kernel under test."""

    manager: KernelManager
    client: BlockingKernelClient

    @property
    def pid(self) -> int:
        return self.manager.provisioner.pid

    def messages(self, code: str) -> list[dict[str, Any]]:
        """What a cell publishes."""
        published: list[dict[str, Any]] = []
        self.client.execute_interactive(
            code, output_hook=published.append, timeout=PATIENCE_SECONDS, allow_stdin=False
        )
        return published

    def number(self, code: str) -> int:
        """The number a cell gets."""
        reply = self.client.execute_interactive(code, timeout=PATIENCE_SECONDS)
        return int(reply["content"]["execution_count"])

    def printed(self, code: str, stream: str = "stdout") -> str:
        """What a cell prints."""
        contents = [m["content"] for m in self.messages(code) if m["msg_type"] == "stream"]
        return "".join(content["text"] for content in contents if content["name"] == stream)


StartKernel = Callable[..., AbstractContextManager[Kernel]]


@contextmanager
def started(name: str = KERNEL_NAME, config: Config | None = None, **options: Any):
    # pytest sets it for each test, and ipykernel then leaves alone what is printed past Python.
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    options.setdefault("env", environment)
    manager = KernelManager(kernel_name=name, config=config or Config())
    manager.start_kernel(**options)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE_SECONDS)
        yield Kernel(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.destroy()


@pytest.fixture(scope="session")
def start_kernel() -> StartKernel:
    return started


def parent_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("PPid:")[1].split()[0])


def parents_in(runtime: Path) -> set[int]:
    """Parents whose socket is or was in a folder.

    Kernels show the same command line, and lead a session each; zombies show none.
    """
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        pid = int(path.parent.name)
        try:
            line = path.read_bytes()
            leads = os.getsid(pid) == pid
        except OSError:
            continue
        if b"detach.py" in line and os.fsencode(runtime) in line and not leads:
            found.add(pid)
    return found


def kill(pid: int) -> None:
    """Kill a process and wait until it is gone."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    signal.pidfd_send_signal(handle, signal.SIGKILL)
    wait_for_end(handle)


def wait_for_end(handle: int) -> None:
    try:
        assert select.select([handle], [], [], PATIENCE_SECONDS)[0], "it still runs"
    finally:
        os.close(handle)


@contextmanager
def short_folder() -> Iterator[Path]:
    """Give a runtime folder with a short name, and end the parents in it."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    try:
        yield folder
    finally:
        for pid in parents_in(folder):
            kill(pid)
        shutil.rmtree(folder)


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Look for parents in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        # As the kernel's specification sets them, so that both kernels have one environment.
        for name in PINS:
            patch.setenv(name, "1")
        yield


@contextmanager
def runtime_in_use() -> Iterator[Path]:
    """Give a runtime folder of one's own, in use."""
    with short_folder() as folder, in_use(folder):
        yield folder


@pytest.fixture(scope="session")
def shared_folder() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


# The folder, and the parent in it, last longer than its use: pytest keeps what is made for more
# than a module while other tests run, and those look for parents in a place of their own.
@pytest.fixture(scope="module")
def runtime(shared_folder: Path) -> Iterator[Path]:
    with in_use(shared_folder):
        yield shared_folder


@pytest.fixture
def fresh_runtime() -> Iterator[Path]:
    with runtime_in_use() as folder:
        yield folder


@contextmanager
def client_process(**options: Any) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", CLIENT, KERNEL_NAME],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other
