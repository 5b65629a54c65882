"""Kernels of a run: this interpreter, quiet, one thread each, never left over."""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any, BinaryIO

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from analysis.execution.kernel_client import PromptClient
from analysis.execution.outcome import describe_exit
from analysis.execution.warm import KERNEL_NAME as WARM
from analysis.execution.warm.support import NoWarmKernelError, unsupported

__all__ = ["IDLE_SECONDS", "KernelSession", "kernel_environment", "start_warm_parent"]

_THREAD_VARIABLES = (
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
# A run asks for the next kernel at once: what nobody asks a minute for is over.
IDLE_SECONDS = 60.0
# What nobody can ask for again need not be written to disk, cell by cell.
_NO_HISTORY = "--HistoryManager.enabled=False"
# A Unix socket's address holds 108 bytes, and zmq adds a dash and a digit to the stem.
_LONGEST_SOCKET_STEM = 100


def kernel_environment(results: Path) -> dict[str, str]:
    """Return the environment of a run's kernels.

    Parameters
    ----------
    results
        Folder where notebooks write their results.

    Returns
    -------
    dict
        This process's environment with the results folder and one numerical thread a kernel: with
        more, two kernels beside each other were seen to be 13 times slower than one after the
        other.
    """
    pinned = dict.fromkeys(_THREAD_VARIABLES, "1")
    return {**os.environ, **pinned, "TOMSK2020_RESULTS": str(results)}


def start_warm_parent() -> None:
    """Let the parent of warm kernels import, if there can be one, while this process does."""
    if unsupported():
        return
    # It needs Linux.
    from analysis.execution.warm.request import start_parent  # noqa: PLC0415

    # Where it fails, so does the kernel's own request, which says why and starts an ordinary one.
    with suppress(NoWarmKernelError, OSError):
        start_parent(kernel_environment(Path()), idle_seconds=IDLE_SECONDS)


class _ThisInterpreter(KernelSpecManager):
    """Answers every kernel name with the interpreter that runs the package."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the specification of this interpreter, whatever is installed elsewhere."""
        launch = [
            sys.executable,
            "-m",
            "ipykernel_launcher",
            "-f",
            "{connection_file}",
            _NO_HISTORY,
        ]
        spec = KernelSpec(argv=launch, display_name=kernel_name, language="python")
        if kernel_name == WARM:
            provisioner = {"provisioner_name": WARM, "config": {"idle_seconds": IDLE_SECONDS}}
            spec.metadata = {"kernel_provisioner": provisioner}
        return spec


@dataclass
class KernelSession:
    """One kernel for one notebook: where it lives, how it is stopped, how it ended.

    Parameters
    ----------
    folder
        Empty folder for connection files, sockets and the kernel's own output.
    environment
        Environment variables of the kernel.
    warm
        Whether to fork it from a process that has imported everything, where that can be had.
    """

    folder: Path
    environment: Mapping[str, str]
    warm: bool = False
    _process: "Popen[bytes] | None" = field(default=None, init=False)
    _stopped: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def manager(self) -> AsyncKernelManager:
        """Return a kernel manager whose sockets are files in the session's folder."""
        connection = self.folder / "kernel.json"
        stem_length = len(os.fsencode(connection.with_suffix(""))) + len("-ipc")
        return AsyncKernelManager(
            kernel_name=WARM if self.warm and not unsupported() else "python3",
            kernel_spec_manager=_ThisInterpreter(),
            connection_file=str(connection),
            client_factory=PromptClient,
            # Two runs cannot collide on sockets in folders of their own, as they can on ports.
            transport="ipc" if stem_length <= _LONGEST_SOCKET_STEM else "tcp",
        )

    def launch_options(self, log: BinaryIO) -> dict[str, Any]:
        """Return the options with which the kernel process is started."""
        work = self.folder / "work"
        work.mkdir(exist_ok=True)
        # A profile of its own: a user's start-up files change nothing in a run.
        environment = {**self.environment, "IPYTHONDIR": str(self.folder / "ipython")}
        return {"cwd": str(work), "env": environment, "stdout": log, "stderr": log}

    @property
    def log_path(self) -> Path:
        """File that takes what the kernel process itself prints."""
        return self.folder / "kernel.log"

    def started(self, process: "Popen[bytes]") -> None:
        """Note the kernel's process, and end it if the run was stopped meanwhile."""
        with self._lock:
            self._process = process
            stopped = self._stopped
        if stopped:
            self._kill()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped

    def stop(self) -> None:
        """Kill the kernel now, or as soon as it starts. Safe from any thread."""
        with self._lock:
            self._stopped = True
        self._kill()

    def _kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            # A kernel leads a session of its own: the group takes its children with it.
            os.killpg(self._process.pid, signal.SIGKILL)

    def cause_of_death(self) -> str:
        """Return how the kernel process ended, with its last printed line where there is one."""
        if self._process is None:
            return "it did not start"
        how = describe_exit(self._process.wait(timeout=10))
        printed = self.log_path.read_text(encoding="utf-8", errors="replace").split("\n")
        fatal = [line for line in printed if line.startswith("Fatal Python error")]
        return f"{how}; {fatal[-1]}" if fatal else how
