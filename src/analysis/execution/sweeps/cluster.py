"""A sweep beyond one machine: the same cases, keys, journal and folder, done by a dask cluster."""

import logging
import secrets
import threading
import time
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import ExecutionError
from analysis.execution.manifest import Ingredients
from analysis.execution.sweeps.case_work import Work
from analysis.execution.sweeps.cluster_desk import PROBE, Answer, Order, do_case, leave, problems
from analysis.execution.sweeps.cluster_terms import terms
from analysis.execution.sweeps.journal import Ending
from analysis.execution.sweeps.workers import StoppedError

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Cluster", "ClusterWorkers"]

_LEAVE_SECONDS = 10.0
# A cluster that grows or shrinks is noticed after so long.
_COUNT_SECONDS = 2.0
_log = logging.getLogger(__name__)
_KEPT = "what was finished is kept, and the same command goes on"


class Cluster:
    """A dask cluster that is reached.

    Parameters
    ----------
    client
        Connection to its scheduler.
    address
        Address of the scheduler.
    made_of
        What every case of the sweep is made of.
    """

    def __init__(self, client: "Client", address: str, made_of: Ingredients) -> None:
        self._client, self._address, self._made_of = client, address, made_of
        self._threads: int | None = None
        self._counted = -_COUNT_SECONDS

    def places(self) -> int:
        """Return how many cases to have under way: one a thread, and a few on the line."""
        if time.monotonic() - self._counted >= _COUNT_SECONDS:
            # A scheduler that has died is told by the case that waits for it.
            with suppress(OSError):
                threads = sum(self._client.nthreads().values())
                if not threads and self._threads != 0:
                    _log.warning("scheduler %s: no worker now; cases wait for one", self._address)
                self._threads = threads
            self._counted = time.monotonic()
        threads = self._threads or 1
        return threads + threads // 10

    def workers(self, work: Work, desk: Path, *, patience_seconds: float) -> "ClusterWorkers":
        """Return what does a sweep's cases on this cluster.

        Parameters
        ----------
        work
            What all cases have in common.
        desk
            The sweep's own folder, which there is.
        patience_seconds
            When dask workers take a silent sweep for dead.

        Raises
        ------
        ExecutionError
            A dask worker that is there cannot see the folder, or has another state of package,
            lock, input files or libraries; all problems of all of them are reported.
        """
        token = secrets.token_hex(16)
        (desk / PROBE).write_text(token, encoding="utf-8")
        order = Order(desk, token, work, patience_seconds, terms(self._made_of))
        self._examine(order)
        return ClusterWorkers(self._client, self._address, order)

    def _examine(self, order: Order) -> None:
        try:
            found = self._client.run(problems, order)
        except Exception as error:  # noqa: BLE001  (whatever a stranger's machine raises)
            raise ExecutionError(
                f"scheduler {self._address}: a worker cannot run this package "
                f"({type(error).__name__}: {error}); nothing was done"
            ) from None
        lines = [f"dask worker {place}: {line}" for place in sorted(found) for line in found[place]]
        if lines:
            raise ExecutionError(lines)


class ClusterWorkers:
    """Does cases on a dask cluster, with what `Workers` promises.

    Parameters
    ----------
    client
        Connection to the scheduler.
    address
        Its address.
    order
        What all cases have in common.

    Notes
    -----
    A dask worker that joins late is examined with the first case it is given. One that is lost in
    the middle of a case costs nothing but time: dask gives the case to another one, and a mark on
    the desk says that it was begun, so that a case that takes its dask worker along is given up
    after the second one, whatever the scheduler is set to allow.
    """

    def __init__(self, client: "Client", address: str, order: Order) -> None:
        self._client, self._address, self._order = client, address, order
        self._waiting: set[Future[Answer]] = set()
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
            How it ended.

        Raises
        ------
        ExecutionError
            No case can be done: results cannot be written, the scheduler is lost, or a dask worker
            does not fit the sweep.
        StoppedError
            If `stop` was called.
        """
        from distributed import KilledWorker  # noqa: PLC0415

        future = self._submitted(key, parameters)
        try:
            answer = future.result()
        except KilledWorker as error:
            return Ending(key, "worker lost", attempts=error.allowed_failures + 1, message="dask "
                          "worker lost in the middle of it")  # fmt: skip
        except CancelledError:
            raise self._cut() from None
        except Exception as error:  # noqa: BLE001  (whatever dask or a stranger's machine raises)
            if self._stopped or self._client.status != "running":
                raise self._cut() from None
            raise ExecutionError(
                f"scheduler {self._address}: {type(error).__name__}: {error}; {_KEPT}"
            ) from None
        finally:
            with self._lock:
                self._waiting.discard(future)
        if answer.ending is None:
            raise ExecutionError(f"dask worker: {line}; {_KEPT}" for line in answer.problems)
        return answer.ending

    def stop(self) -> None:
        """Give up all cases, those under way too."""
        with self._lock:
            waiting = [] if self._stopped else list(self._waiting)
            self._stopped = True
        if waiting:
            with suppress(OSError):
                self._client.cancel(waiting, force=True)

    def close(self) -> None:
        """End the sweep's worker processes on the cluster; no `do` may be running."""
        self.stop()
        if self._client.status != "running":
            return
        # Whoever does not hear it sees within seconds that the desk is cleared.
        asked = threading.Thread(target=self._dismiss, daemon=True)
        asked.start()
        asked.join(_LEAVE_SECONDS)

    def _dismiss(self) -> None:
        with suppress(OSError, CancelledError):
            self._client.run(leave, self._order.desk, on_error="ignore")

    def _submitted(self, key: str, parameters: dict[str, Any]) -> "Future[Answer]":
        with self._lock:
            if self._stopped:
                raise StoppedError
            future: Future[Answer] = self._client.submit(
                do_case, self._order, key, parameters,
                key=f"{self._order.desk.name}-{key}", pure=False,
            )  # fmt: skip
            self._waiting.add(future)
        return future

    def _cut(self) -> Exception:
        if self._stopped:
            return StoppedError()
        return ExecutionError(f"scheduler {self._address}: connection lost; {_KEPT}")
