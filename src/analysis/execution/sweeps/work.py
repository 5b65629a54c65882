"""Do what is left of a sweep: claim a case, have a worker do it, write down how it ended."""

import os
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis.execution.sweeps.case_work import Work
from analysis.execution.sweeps.claims import PATIENCE_SECONDS, Claims
from analysis.execution.sweeps.cluster import Cluster, ClusterWorkers
from analysis.execution.sweeps.journal import Ending, Journal, Journals
from analysis.execution.sweeps.plan import Plan, known_endings
from analysis.execution.sweeps.store import result_path
from analysis.execution.sweeps.workers import StoppedError, Workers

__all__ = ["Settings", "run_cases"]

# How often a sweep that waits for another one looks, and how often one that works shows life.
_LOOK_SECONDS = 0.2
_BEAT_SECONDS = 2.0


@dataclass(frozen=True)
class Settings:
    """How the cases are done.

    Parameters
    ----------
    jobs
        Worker processes; on a cluster, the most cases under way.
    limit_seconds
        Time for each case.
    fail_fast
        Stop at the first failure.
    force
        Do again what is done.
    patience_seconds
        When a silent sweep on another machine is taken for dead.
    cluster
        Where they are done; worker processes of this machine if not given.
    """

    jobs: int
    limit_seconds: float
    fail_fast: bool = False
    force: bool = False
    patience_seconds: float = PATIENCE_SECONDS
    cluster: Cluster | None = None

    @property
    def places(self) -> int:
        """How many cases can be worked on just now."""
        return self.jobs if self.cluster is None else min(self.jobs, self.cluster.places())


def run_cases(
    plan: Plan,
    pending: Iterable[str],
    journals: Journals,
    settings: Settings,
    tell: Callable[[Ending], None],
) -> None:
    """Do cases, each by this sweep or by another one that works in the same folder.

    Parameters
    ----------
    plan
        The sweep.
    pending
        Keys of the cases to do.
    journals
        What is known of the folder; read again where others work.
    settings
        How to do them.
    tell
        Called with the ending of each case, in the order they end, in this thread.

    Raises
    ------
    ExecutionError
        If results cannot be written or no worker can be started. What was finished stays.
    OSError
        If the folder cannot be written to.
    """
    with (
        _desk(plan, settings) as (claims, journal, workers),
        ThreadPoolExecutor(settings.jobs) as pool,
    ):
        work = _Work(plan, journals, settings, tell, claims, journal, workers, pool)
        try:
            work.run(pending)
        finally:
            # Also on Ctrl-C: threads that wait for a worker are freed by its end.
            workers.stop()
            pool.shutdown(cancel_futures=True)
            work.gather()


@contextmanager
def _desk(
    plan: Plan, settings: Settings
) -> Iterator[tuple[Claims, Journal, Workers | ClusterWorkers]]:
    """Give this sweep its own corner of the folder, and clear it at the end."""
    name = f"{os.getpid()}-{secrets.token_hex(4)}"
    root = plan.root.resolve()
    desk = root / ".desks" / name
    claims = Claims(root / ".claims", desk, patience_seconds=settings.patience_seconds)
    journal = Journal(root / "journal" / f"{name}.jsonl", plan.mode.tag)
    with ExitStack() as stack:
        stack.callback(claims.close)
        stack.callback(journal.close)
        workers = _workers(plan.mode.work(root, settings.limit_seconds), settings, desk)
        stack.callback(workers.close)
        yield claims, journal, workers


def _workers(work: Work, settings: Settings, desk: Path) -> Workers | ClusterWorkers:
    if settings.cluster is None:
        return Workers(work, desk)
    return settings.cluster.workers(work, desk, patience_seconds=settings.patience_seconds)


@dataclass
class _Work:
    """The cases of a sweep under way."""

    plan: Plan
    journals: Journals
    settings: Settings
    tell: Callable[[Ending], None]
    claims: Claims
    journal: Journal
    workers: Workers | ClusterWorkers
    pool: ThreadPoolExecutor
    queue: deque[str] = field(default_factory=deque)
    elsewhere: deque[str] = field(default_factory=deque)
    running: dict["Future[Ending]", str] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)

    def run(self, pending: Iterable[str]) -> None:
        """Do cases until none is left."""
        self.queue.extend(pending)
        self.known = {key: len(self.journals.endings.get(key, ())) for key in self.queue}
        while self.queue or self.running or self.elsewhere:
            self.claims.show_life()
            # One more than there are workers, so that none waits while an ending is written down.
            while self.queue and len(self.running) <= self.settings.places:
                self._begin(self.queue.popleft())
            seconds = _LOOK_SECONDS if self.elsewhere else _BEAT_SECONDS
            waited = self.running or [_never()]
            for future in wait(waited, timeout=seconds, return_when=FIRST_COMPLETED).done:
                self._end(future)
            if self.elsewhere and not self.queue:
                self._look_elsewhere()

    def gather(self) -> None:
        """Write down what ended before the workers were stopped."""
        for future in list(self.running):
            if not future.cancelled() and future.exception() is None:
                self._end(future)

    def _begin(self, key: str) -> None:
        if not self.claims.take(key):
            self.elsewhere.append(key)
            return
        # Another sweep may have finished it since the journals were read.
        written = result_path(self.plan.root, key).exists()
        found = self._news(key) if written and not self.settings.force else None
        if found is not None:
            self.claims.release(key)
            self._tell(found)
            return
        self.journal.begun(key)
        parameters = self.plan.cases[key].resolved
        self.running[self.pool.submit(self.workers.do, key, parameters)] = key

    def _end(self, future: "Future[Ending]") -> None:
        key = self.running[future]
        with suppress(StoppedError):
            ending = future.result()
            self.journal.ended(ending)
            self.claims.release(key)
            self._tell(ending)
        # Last, so that `gather` finds what an interruption has cut short.
        del self.running[future]

    def _look_elsewhere(self) -> None:
        """See what became of the cases that other sweeps have claimed."""
        for _ in range(len(self.elsewhere)):
            key = self.elsewhere.popleft()
            found = self._news(key)
            if found is not None:
                self._tell(found)
            elif len(self.running) <= self.settings.places:
                self._begin(key)
            else:
                self.elsewhere.append(key)

    def _news(self, key: str) -> Ending | None:
        """Return how another sweep has ended a case since this one began."""
        self.journals.refresh()
        done = known_endings(self.plan, self.journals, [key]).get(key)
        if done is not None:
            return done
        fresh = self.journals.endings.get(key, [])[self.known[key] :]
        return next((ending for ending in fresh if ending.status != "done"), None)

    def _tell(self, ending: Ending) -> None:
        self.tell(ending)
        if self.settings.fail_fast and ending.status != "done":
            self.queue.clear()
            self.elsewhere.clear()
            self.workers.stop()


def _never() -> "Future[Ending]":
    """Give something to wait for where only other sweeps work."""
    return Future()
