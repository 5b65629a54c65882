"""One worker process and the pipes to it: started, asked, ended."""

import json
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING, Any

from analysis.execution.kernel import IDLE_SECONDS, kernel_environment
from analysis.execution.outcome import describe_exit
from analysis.execution.sweeps.case_work import Work
from analysis.execution.sweeps.worker import READY
from analysis.execution.warm.support import NoWarmKernelError, unsupported

if TYPE_CHECKING:
    from analysis.execution.warm.process import WarmProcess

__all__ = ["WorkerProcess"]

_WORKER = "analysis.execution.sweeps.worker"
_START_SECONDS = 120.0


class WorkerProcess:
    """One worker process and the two pipes to it.

    Parameters
    ----------
    work
        What all cases have in common. Where kernels are forked from a process that has imported
        everything, the worker is, too.
    log
        File for what it says beside its answers.
    memory
        Folder of what is remembered.

    Attributes
    ----------
    ready
        Whether it has started, which it does when it is first asked.
    late
        Whether it was killed because it took too long.
    failed
        Whether it ended by itself before it was ready.

    Notes
    -----
    `do` and `end` are called by one thread at a time, `kill` by any.
    """

    def __init__(self, work: Work, log: Path, memory: Path) -> None:
        self._work, self._log, self._memory = work, log, memory
        self.ready = self.late = self.failed = False
        self._process: Popen[bytes] | WarmProcess | None = None
        self._unwanted = threading.Event()
        self._lock = threading.Lock()

    def do(self, task: dict[str, Any], limit_seconds: float) -> dict[str, Any] | None:
        """Return the answer to a task, or None if the process has ended.

        Parameters
        ----------
        task
            What the worker gets.
        limit_seconds
            When it is killed.
        """
        if not self.ready:
            self._start()
            self.ready = self._ask(None, _START_SECONDS) == {"status": READY}
        return self._ask(task, limit_seconds) if self.ready else None

    def _start(self) -> None:
        """Start the process with pipes of which it has one end each and this process the other."""
        tasks, self._tasks = _pipe("w")
        answers, self._answers = _pipe("r")
        with self._log.open("wb") as errors:
            process = self._started([tasks, answers, errors.fileno()])
        os.close(tasks)
        os.close(answers)
        with self._lock:
            self._process = process
            unwanted = self._unwanted.is_set()
        if unwanted:
            process.kill()

    def _started(self, streams: list[int]) -> "Popen[bytes] | WarmProcess":
        environment = self._environment()
        if self._work.warm and not unsupported():
            # It needs Linux.
            from analysis.execution.warm.fork import fork  # noqa: PLC0415

            # Where there is no parent, kernels say why there is none.
            with suppress(NoWarmKernelError):
                return fork(
                    f"{_WORKER}:run",
                    [self._work.function],
                    streams,
                    environment,
                    idle_seconds=IDLE_SECONDS,
                    start_seconds=_START_SECONDS,
                    unwanted=self._unwanted,
                )
        stdin, stdout, stderr = streams
        # A session of its own: the Ctrl-C of a terminal reaches the sweep, which ends workers.
        return Popen(  # noqa: S603  (this interpreter, this package)
            [sys.executable, "-m", _WORKER, self._work.function],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=environment,
            start_new_session=True,
        )

    def _environment(self) -> Mapping[str, str]:
        # A sweep that finds everything done starts no worker, and needs no model for it.
        from analysis.simulation.remembered import MEMORY_VARIABLE  # noqa: PLC0415
        from analysis.simulation.threads import THREADS_VARIABLE  # noqa: PLC0415

        own = {MEMORY_VARIABLE: str(self._memory), THREADS_VARIABLE: "1"}
        return {**kernel_environment(self._log.parent), **own}

    def _ask(self, task: dict[str, Any] | None, limit_seconds: float) -> dict[str, Any] | None:
        timer = threading.Timer(limit_seconds, self._kill_late)
        timer.daemon = True
        timer.start()
        try:
            if task is not None:
                self._tasks.write(f"{json.dumps(task)}\n")
                self._tasks.flush()
            line = self._answers.readline()
        except (OSError, ValueError):
            line = ""
        timer.cancel()
        return json.loads(line) if line.endswith("\n") else None

    def _kill_late(self) -> None:
        self.late = self.ready
        self.kill()

    def end(self) -> str:
        """End the process, wait for it, and say how it went."""
        self.kill()
        if self._process is None:
            return "it was not started"
        code = self._process.wait()
        for pipe in (self._tasks, self._answers):
            with suppress(OSError):
                pipe.close()
        said = self._log.read_text(encoding="utf-8", errors="replace").strip()
        last = f": {said.splitlines()[-1]}" if said else ""
        self.failed = code > 0 and not self.ready
        return f"{describe_exit(code).replace('kernel', 'worker', 1)}{last}"

    def kill(self) -> None:
        """Kill the process now, or as soon as it has started."""
        with self._lock:
            self._unwanted.set()
            process = self._process
        if process is not None:
            process.kill()


def _pipe(mode: str) -> tuple[int, Any]:
    """Give the end of a pipe for another process, and the end of this one, opened for text."""
    read, write = os.pipe()
    own, other = (write, read) if mode == "w" else (read, write)
    return other, os.fdopen(own, mode, encoding="utf-8")
