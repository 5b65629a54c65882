"""Progress of a sweep: a bar with rate and time left on a terminal, a few plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from analysis.execution.sweeps import Progress as Stage

__all__ = ["sweep_progress"]

_PARTS = 10


@contextmanager
def sweep_progress(console: Console) -> Iterator[Callable[[Stage], None]]:
    """Give a function that shows how far a sweep has come.

    Parameters
    ----------
    console
        Where to show it.
    """
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bars:
        rate = _Rate()
        task = bars.add_task("cases", total=None, rate="")

        def show(stage: Stage) -> None:
            failed = f", {stage.failed} failed" if stage.failed else ""
            bars.update(
                task,
                total=stage.total,
                completed=stage.done + stage.failed,
                description=f"cases{failed}",
                rate=rate.said(stage),
            )

        yield show


class _Rate:
    """Cases a second since the first one was begun; what was done before does not count."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._before: int | None = None

    def said(self, stage: Stage) -> str:
        ended = stage.done + stage.failed
        if self._before is None:
            self._begun, self._before = time.monotonic(), ended
        worked, seconds = ended - self._before, time.monotonic() - self._begun
        return f"{worked / seconds:.1f}/s" if worked and seconds > 0 else ""


class _Lines:
    """One line for each failure and for each tenth of the work."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._rate = _Rate()
        self._told = -1

    def __call__(self, stage: Stage) -> None:
        rate = self._rate.said(stage)
        if stage.ending is not None and stage.ending.status != "done":
            self._console.print(f"{stage.label}: {stage.ending.status}")
        ended = stage.done + stage.failed
        part = _PARTS * ended // stage.total
        if part > self._told:
            self._told = part
            said = [f"{ended} of {stage.total} cases", f"{stage.failed} failed"]
            said += [f"{stage.cached} done before"] if stage.cached else []
            self._console.print(", ".join([*said, rate] if rate else said))
