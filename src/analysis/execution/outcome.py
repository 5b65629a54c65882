"""How the run of one notebook ended, in words a reader can act on."""

import signal
from dataclasses import dataclass
from typing import Literal

from analysis.errors import ExecutionError

__all__ = ["NotebookRunError", "Outcome", "Status", "describe_exit"]

Status = Literal["done", "bad parameter", "cell error", "time limit", "kernel death"]


@dataclass(frozen=True)
class Outcome:
    """How one notebook ended.

    Parameters
    ----------
    notebook
        Name of the notebook without its ending.
    status
        `done`, or the class of failure.
    seconds
        Wall-clock time, kernel start included.
    cell
        Cell of the committed notebook in which it stopped, counted from 1 over all its cells.
    source
        First line of that cell.
    message
        What went wrong.
    """

    notebook: str
    status: Status
    seconds: float
    cell: int | None = None
    source: str = ""
    message: str = ""

    @property
    def problem(self) -> str:
        """One line that names notebook, class of failure, cell, first line and error."""
        if self.status == "done":
            return ""
        place = f", cell {self.cell} ({self.source})" if self.cell is not None else ""
        return f"{self.notebook}.ipynb: {self.status}{place}: {self.message}"


class NotebookRunError(ExecutionError):
    """At least one notebook of a run did not finish.

    Parameters
    ----------
    outcomes
        How each notebook ended, the finished ones included.
    afterwards
        What became of the notebooks, as half a sentence.
    """

    def __init__(self, outcomes: tuple[Outcome, ...], afterwards: str) -> None:
        self.outcomes = outcomes
        problems = [outcome.problem for outcome in outcomes if outcome.problem]
        finished = len(outcomes) - len(problems)
        summary = f"{finished} of {len(outcomes)} notebooks finished; {afterwards}"
        super().__init__([*problems, summary])


def describe_exit(code: int) -> str:
    """Say in words how a process ended.

    Parameters
    ----------
    code
        Return code as `subprocess` gives it: negative for a signal.
    """
    if code >= 0:
        return f"the kernel process left with exit code {code}"
    name = signal.Signals(-code).name
    hint = ", most often the system's answer to too little memory" if name == "SIGKILL" else ""
    return f"the kernel process was ended by signal {-code} ({name}{hint})"
