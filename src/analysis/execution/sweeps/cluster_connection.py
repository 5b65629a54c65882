"""The way to a cluster: one that runs somewhere, or one started on this machine."""

import logging
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from analysis.errors import ExecutionError
from analysis.execution.manifest import Ingredients
from analysis.execution.sweeps.cluster import Cluster
from analysis.execution.sweeps.options import LOCAL

if TYPE_CHECKING:
    from distributed import WorkerPlugin

__all__ = ["open_cluster"]

_CONNECT_SECONDS = 10.0
_LOGS = ("distributed", "distributed.client")


@contextmanager
def open_cluster(
    scheduler: str | None, jobs: int, made_of: Ingredients
) -> Iterator["Cluster | None"]:
    """Connect to a cluster, or start one on this machine.

    Parameters
    ----------
    scheduler
        Its address; `local` for one of this machine, which is closed at the end; None for none.
    jobs
        Workers of a local one, one thread each.
    made_of
        What every case of the sweep is made of.

    Yields
    ------
    Cluster or None
        The cluster.

    Raises
    ------
    ExecutionError
        The scheduler cannot be reached.
    """
    if scheduler is None:
        yield None
        return
    from distributed import Client  # noqa: PLC0415

    with _quiet_dask(), ExitStack() as stack:
        address = stack.enter_context(_local_address(jobs)) if scheduler == LOCAL else scheduler
        try:
            client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ExecutionError(
                f"scheduler {address}: not reachable within {_CONNECT_SECONDS:g} s "
                f"({type(error).__name__}); nothing was done"
            ) from None
        stack.enter_context(client)
        if scheduler == LOCAL:
            client.register_plugin(_deaf())
        yield Cluster(client, address, made_of)


@contextmanager
def _local_address(jobs: int) -> Iterator[str]:
    """Start a cluster on this machine that nobody else's machine can reach."""
    import dask  # noqa: PLC0415
    from distributed import LocalCluster  # noqa: PLC0415

    # By default a worker's supervisor is dismissed if, some seconds after a loss, the worker is not
    # there, be it for another loss; with it would go all that could do the rest.
    patient = dask.config.set({"distributed.deploy.lost-worker-timeout": "1000 hours"})
    # No limit of memory: cases run in processes of their own, which dask does not see. The page
    # that shows the cluster is off; what is left of its server takes a free port of this machine.
    with (
        patient,
        LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            scheduler_kwargs={"dashboard": False},
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster.scheduler_address


def _deaf() -> "WorkerPlugin":
    """Leave the Ctrl-C of a terminal, which reaches all it has started, to the sweep."""
    from distributed import WorkerPlugin  # noqa: PLC0415

    class Deaf(WorkerPlugin):
        def setup(self, worker: object) -> None:  # noqa: ARG002  (dask's own signature)
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    return Deaf()


@contextmanager
def _quiet_dask() -> Iterator[None]:
    """Keep dask from logging here: what it would say of losses is said in words or mended."""
    before = {name: logging.getLogger(name).level for name in _LOGS}
    for name in _LOGS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
