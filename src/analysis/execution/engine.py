"""Papermill's engine of a run: one session's kernel, one deadline, no writing between cells."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from subprocess import Popen
from typing import Any, cast

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_core.utils import run_sync
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

from analysis.execution.kernel import KernelSession

__all__ = ["ENGINE_NAME", "Attempt"]

ENGINE_NAME = "tomsk2020"
_START_SECONDS = 60

# nbclient logs each failure that it also raises; the runner reports it once, in its own words.
_silent = logging.getLogger("analysis.execution.nbclient")
_silent.propagate = False
_silent.addHandler(logging.NullHandler())


@dataclass
class Attempt:
    """What is handed through papermill to the engine, and what the engine leaves behind.

    Parameters
    ----------
    session
        Kernel of this notebook.
    limit_seconds
        Time for the whole notebook.
    on_cell
        Called with the position of each cell before it runs and the number of cells.
    """

    session: KernelSession
    limit_seconds: float
    on_cell: Callable[[int, int], None]
    deadline: float = field(default=0.0, init=False)
    notebook: NotebookNode | None = field(default=None, init=False)
    position: int | None = field(default=None, init=False)

    def remaining(self, _cell: NotebookNode | None = None) -> float:
        """Return the seconds left; never zero, which nbclient takes for "no limit"."""
        return max(self.deadline - time.monotonic(), 1e-3)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client with the kernel of a session."""

    def __init__(self, manager: NotebookExecutionManager, attempt: Attempt) -> None:
        self.attempt = attempt
        super().__init__(
            manager,
            log=_silent,
            shutdown_kernel="immediate",
            timeout_func=attempt.remaining,
            startup_timeout=_START_SECONDS,
            on_cell_start=self._note_cell,
        )

    def _note_cell(self, cell_index: int, **_cell: NotebookNode) -> None:
        self.attempt.position = cell_index
        self.attempt.on_cell(cell_index, len(self.nb.cells))

    def create_kernel_manager(self) -> AsyncKernelManager:
        manager = self.attempt.session.manager()
        self.km = manager
        return manager

    async def async_start_new_kernel(self, **options: Any) -> None:
        await super().async_start_new_kernel(**options)
        local = cast("LocalProvisioner", self.km.provisioner)
        self.attempt.session.started(cast("Popen[bytes]", local.process))

    start_new_kernel = run_sync(async_start_new_kernel)


class _RunEngine(Engine):  # type: ignore[misc]
    """Executes a notebook with the kernel of an `Attempt`."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003  (the kernel is always this interpreter)
        *,
        attempt: Attempt,
        **_unused: Any,
    ) -> None:
        attempt.notebook = nb_man.nb
        attempt.deadline = time.monotonic() + attempt.limit_seconds
        with attempt.session.log_path.open("wb") as log:
            _Client(nb_man, attempt).execute(**attempt.session.launch_options(log))


papermill_engines.register(ENGINE_NAME, _RunEngine)
