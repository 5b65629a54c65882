"""One notebook through papermill, and the class of what happened to it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from analysis.execution.engine import ENGINE_NAME, Attempt
from analysis.execution.kernel import KernelSession
from analysis.execution.notebook_files import SourceNotebook
from analysis.execution.outcome import Outcome, Status

__all__ = ["Executed", "run_notebook"]

_REFUSALS = ("ParameterError", "ScenarioError")
_INJECTED = "injected-parameters"


@dataclass(frozen=True)
class Executed:
    """A notebook after its run.

    Parameters
    ----------
    outcome
        How it ended.
    node
        The notebook as far as it was executed.
    """

    outcome: Outcome
    node: NotebookNode


def run_notebook(
    source: SourceNotebook,
    injected: Mapping[str, Any],
    session: KernelSession,
    *,
    limit_seconds: float,
    on_cell: Callable[[int, int], None],
) -> Executed:
    """Execute one notebook and say how it ended.

    Parameters
    ----------
    source
        Committed notebook.
    injected
        Parameters to set after its parameters cell.
    session
        Kernel to use.
    limit_seconds
        Time for the whole notebook.
    on_cell
        Called with the position of each cell before it runs and the number of cells.

    Returns
    -------
    Executed
        A failure is an outcome, not an exception.
    """
    attempt = Attempt(session, limit_seconds, on_cell)
    begun = time.monotonic()
    status: Status = "done"
    position: int | None = None
    message = ""
    try:
        papermill.execute_notebook(
            # Not the path: papermill formats paths, so that a brace in a folder name breaks it.
            source.node,
            None,
            parameters=dict(injected),
            engine_name=ENGINE_NAME,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            attempt=attempt,
        )
    except PapermillExecutionError as error:
        status = "bad parameter" if error.ename in _REFUSALS else "cell error"
        position = attempt.position
        message = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
    except CellTimeoutError:
        status, position = "time limit", attempt.position
        message = f"not finished after {limit_seconds:g} seconds"
    except (DeadKernelError, RuntimeError, OSError) as error:
        status, position = "kernel death", attempt.position
        message = _death(error, session)
    node = _as_committed(attempt.notebook or source.node, source)
    number, first_line = _place(node, position)
    seconds = time.monotonic() - begun
    outcome = Outcome(source.name, status, seconds, number, first_line, message)
    return Executed(outcome, node)


def _death(error: Exception, session: KernelSession) -> str:
    if isinstance(error, DeadKernelError):
        return session.cause_of_death()
    return f"the kernel did not start ({str(error).splitlines()[0]}); {session.cause_of_death()}"


def _as_committed(node: NotebookNode, source: SourceNotebook) -> NotebookNode:
    """Papermill notes where it read and wrote, and here it was handed a whole notebook instead."""
    if "papermill" in node.metadata:
        node.metadata.papermill.input_path = source.path.name
        node.metadata.papermill.output_path = f"notebooks/{source.path.name}"
    return node


def _place(node: NotebookNode, position: int | None) -> tuple[int | None, str]:
    """Count as the committed notebook does, which lacks the injected cell."""
    cells = [cell for cell in node.cells if "papermill-error-cell-tag" not in _tags(cell)]
    if position is None or position >= len(cells):
        return None, ""
    before = sum(_INJECTED in _tags(cell) for cell in cells[:position])
    source = cells[position].source.strip()
    return position + 1 - before, source.splitlines()[0] if source else ""


def _tags(cell: NotebookNode) -> list[str]:
    tags: list[str] = cell.metadata.get("tags", [])
    return tags
