"""Worker processes and what can befall them: too slow, lost, unable to start, told to stop."""

import shutil
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any

from analysis.errors import ExecutionError
from analysis.execution.kernel import kernel_environment
from analysis.execution.memory import memory_folder
from analysis.execution.sweeps.case_work import Work
from analysis.execution.sweeps.journal import Ending
from analysis.execution.sweeps.store import failed_path, result_path, run_path
from analysis.execution.sweeps.worker import STOP
from analysis.execution.sweeps.worker_process import WorkerProcess

__all__ = ["StoppedError", "Workers"]

_ATTEMPTS = 2
# What may be another matter with another process: it ran out of memory, or somebody killed it.
_LOST = ("worker lost", "kernel death")


class StoppedError(Exception):
    """The sweep is stopping: the case has no outcome."""


class Workers:
    """Worker processes, started when needed and used again.

    Parameters
    ----------
    work
        What all cases have in common.
    desk
        Folder for unfinished files and what workers say.

    Notes
    -----
    `do` is called in several threads, as many as there shall be workers. A worker leaves by itself
    when the pipe to this process closes, so a killed sweep leaves none.
    """

    def __init__(self, work: Work, desk: Path) -> None:
        self._work, self._desk = work, desk
        self._kept = ExitStack()
        self._memory = self._kept.enter_context(memory_folder(kernel_environment(desk)))
        self._idle: LifoQueue[WorkerProcess] = LifoQueue()
        self._all: list[WorkerProcess] = []
        self._lock = threading.Lock()
        self._stopped = False

    def do(self, key: str, parameters: dict[str, Any]) -> Ending:
        """Have a case done.

        Parameters
        ----------
        key
            Its key.
        parameters
            All its parameters.

        Returns
        -------
        Ending
            How it ended. A case whose worker or kernel is lost is begun once more; one with an
            error of its own is not.

        Raises
        ------
        ExecutionError
            If results cannot be written or no worker can be started: no case can be done.
        StoppedError
            If `stop` was called.
        """
        task = {"key": key, "parameters": parameters, **self._places(key)}
        for attempt in range(1, _ATTEMPTS + 1):
            ending = self._attempt(task, attempt)
            if ending.status not in _LOST:
                break
        return ending

    def _places(self, key: str) -> dict[str, Any]:
        work = self._work
        where = {
            "path": result_path(work.root, key),
            "unfinished": self._desk / f"{key}.unfinished",
            "run": run_path(work.root, work.tag, key),
            "failed": failed_path(work.root, work.tag, key),
        }
        places: dict[str, Any] = {name: str(path) for name, path in where.items()}
        return {**places, "options": dict(work.options)}

    def _attempt(self, task: dict[str, Any], attempt: int) -> Ending:
        key, limit = task["key"], self._work.limit_seconds
        started = time.perf_counter()
        # A worker killed in the middle of a case leaves what it had begun.
        shutil.rmtree(f"{task['unfinished']}.run", ignore_errors=True)
        process = self._process()
        answer = process.do(task, limit + self._work.grace_seconds)
        if answer is not None and not process.late:
            self._idle.put(process)
            return self._ending(key, answer, attempt)
        reason = self._bury(process)
        if process.failed:
            raise ExecutionError(f"no worker process could be started: {reason}")
        if answer is not None:
            return self._ending(key, answer, attempt)
        if process.late:
            words = f"not finished after {limit:g} s"
            return Ending(key, "time limit", round(limit, 4), attempt, message=words)
        seconds = round(time.perf_counter() - started, 4)
        return Ending(key, "worker lost", seconds, attempt, message=reason)

    def _ending(self, key: str, answer: dict[str, Any], attempt: int) -> Ending:
        if answer["status"] == STOP:
            raise ExecutionError(f"sweep folder {self._work.root}: {answer['message']}")
        return Ending(key=key, attempts=attempt, **answer)

    def stop(self) -> None:
        """End all workers, those in the middle of a case too."""
        with self._lock:
            self._stopped = True
            processes = list(self._all)
        for process in processes:
            process.kill()

    def close(self) -> None:
        """End all workers; no `do` may be running."""
        self.stop()
        for process in self._all:
            process.end()
        self._all.clear()
        self._kept.close()

    def _process(self) -> WorkerProcess:
        with suppress(Empty):
            return self._idle.get_nowait()
        with self._lock:
            if self._stopped:
                raise StoppedError
            log = self._desk / f"worker-{time.monotonic_ns()}.log"
            process = WorkerProcess(self._work, log, self._memory)
            self._all.append(process)
        return process

    def _bury(self, process: WorkerProcess) -> str:
        reason = process.end()
        with self._lock:
            if process in self._all:
                self._all.remove(process)
            stopped = self._stopped
        if stopped:
            raise StoppedError
        return reason
