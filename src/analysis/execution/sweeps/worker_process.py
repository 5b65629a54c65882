"""One worker process and the pipes to it: started, asked, ended."""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from subprocess import Popen, TimeoutExpired
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
_END_SECONDS = 10.0


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
        Whether it left with an error of its own before it was ready.

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
        if self._process is None:
            self._start()
        if self._process is None:
            return None
        if not self.ready:
            self.ready = self._ask(None, _START_SECONDS) == {"status": READY}
        return self._ask(task, limit_seconds) if self.ready else None

    def _start(self) -> None:
        """Start the process, unless it is not wanted any more."""
        if self._work.warm and not unsupported():
            # Where there is no parent, kernels say why there is none.
            with suppress(NoWarmKernelError):
                self._connect(self._forked)
        if self._process is None and not self._unwanted.is_set():
            self._connect(self._afresh)

    def _connect(self, start: Callable[[list[int]], "Popen[bytes] | WarmProcess"]) -> None:
        """Start a process on two pipes of its own.

        A parent that wakes up late forks for a request that was given up: what it forks finds the
        pipes closed, and takes no task from the process that was started instead.
        """
        tasks, own_tasks = _pipe("w")
        answers, own_answers = _pipe("r")
        with ExitStack() as ours, ExitStack() as theirs:
            theirs.callback(os.close, tasks)
            theirs.callback(os.close, answers)
            ours.callback(own_tasks.close)
            ours.callback(own_answers.close)
            process = start([tasks, answers, theirs.enter_context(self._log.open("wb")).fileno()])
            ours.pop_all()
        with self._lock:
            self._tasks, self._answers, self._process = own_tasks, own_answers, process
            unwanted = self._unwanted.is_set()
        if unwanted:
            process.kill()

    def _forked(self, streams: list[int]) -> "WarmProcess":
        # It needs Linux.
        from analysis.execution.warm.fork import fork  # noqa: PLC0415

        return fork(
            f"{_WORKER}:run",
            [self._work.function],
            streams,
            self._environment(),
            idle_seconds=IDLE_SECONDS,
            start_seconds=_START_SECONDS,
            unwanted=self._unwanted,
        )

    def _afresh(self, streams: list[int]) -> "Popen[bytes]":
        stdin, stdout, stderr = streams
        # A session of its own: the Ctrl-C of a terminal reaches the sweep, which ends workers.
        return Popen(  # noqa: S603  (this interpreter, this package)
            [sys.executable, "-m", _WORKER, self._work.function],
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            env=self._environment(),
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
        try:
            code = self._process.wait(_END_SECONDS)
        except TimeoutExpired:
            # The parent, which knows how it ended, is held up.
            code = -signal.SIGKILL
        for pipe in (self._tasks, self._answers):
            with suppress(OSError):
                pipe.close()
        said = self._log.read_text(encoding="utf-8", errors="replace").strip()
        last = f": {said.splitlines()[-1]}" if said else ""
        known = isinstance(self._process, Popen) or self._process.end_known
        self.failed = known and code > 0 and not self.ready
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
