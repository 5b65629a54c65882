"""A whole explorer in a process of its own, and every process that it leads to."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Served", "serving_explorer"]

PATIENCE_SECONDS = 60
RUNTIME = "run"


@dataclass
class Served:
    """A running explorer.

    Attributes
    ----------
    process
        The command.
    url
        What it printed: the address, with the token where there is one.
    folder
        For its runtime files, named in the environment or command of all its processes.
    """

    process: subprocess.Popen[str]
    url: str
    folder: Path

    def stop(self) -> int:
        """Press Ctrl-C; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)

    def kernels(self) -> list[int]:
        """Processes that a warm parent has forked, or that the command has started itself."""
        ours = set(self._ours())
        return sorted(ours - {self.process.pid} - set(self._parents(ours)))

    def _parents(self, ours: set[int]) -> list[int]:
        """Those that were detached: their own parent is none of ours."""
        return [pid for pid in ours if _parent(pid) not in ours]

    def _ours(self) -> Iterator[int]:
        # A warm parent is told the place of its socket; its kernels are shown with its command.
        place = os.fsencode(self.folder / RUNTIME)
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                if place in told:
                    yield int(entry.name)

    def end_all(self) -> None:
        """End what is left: a warm parent waits for the next kernel."""
        for pid in list(self._ours()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _parent(pid: int) -> int:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1]
    except OSError:
        return 0
    return int(after_name.split()[1])


@contextmanager
def serving_explorer(folder: Path, *options: str, **environment: str) -> Iterator[Served]:
    """Start `tomsk2020 explore` on a free port; yields it once it has printed its address.

    Parameters
    ----------
    folder
        For its runtime files.
    *options
        Of the command.
    **environment
        Variables beside those of this process.
    """
    runtime = folder / RUNTIME
    runtime.mkdir(mode=0o700)
    variables = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
    variables |= {"JUPYTER_RUNTIME_DIR": str(runtime), "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "analysis", "explore", "--port", "0", *options]
    process = subprocess.Popen(
        command, env={**variables, **environment}, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    served = Served(process, "", folder)
    try:
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
        assert ready, "the explorer printed nothing"
        served.url = process.stdout.readline().removeprefix("Explorer: ").strip()
        yield served
    finally:
        served.stop()
        served.end_all()
        process.stdout.close()
