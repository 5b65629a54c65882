"""Progress of a run: bars on a terminal, plain lines elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from analysis.execution import Step

__all__ = ["reporting_progress", "said"]


def said(step: Step) -> str:
    """Return the line for a notebook that has ended; empty before."""
    if step.outcome is None:
        return ""
    return f"{step.notebook}: {step.outcome.status} in {step.outcome.seconds:.1f} s"


@contextmanager
def reporting_progress(console: Console) -> Iterator[Callable[[Step], None]]:
    """Give a function that shows each step of a run.

    Parameters
    ----------
    console
        Where to show it.
    """
    if not console.is_terminal:
        yield lambda step: _print_end(console, step)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("cells"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        tasks = {}

        def show(step: Step) -> None:
            if step.notebook not in tasks:
                tasks[step.notebook] = bars.add_task(step.notebook, total=step.cells)
            ended = f"{step.notebook}: {step.outcome.status}" if step.outcome else step.notebook
            bars.update(
                tasks[step.notebook], completed=step.cell, total=step.cells, description=ended
            )

        yield show


def _print_end(console: Console, step: Step) -> None:
    if step.outcome is not None:
        console.print(said(step), highlight=False, markup=False)
