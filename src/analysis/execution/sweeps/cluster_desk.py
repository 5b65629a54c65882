"""A sweep's place on a dask worker: the same worker processes as on one machine, and their end.

A dask worker imports this; a case itself runs in a process of its own, so that a time limit, a
crash or a hungry model ends that process and no dask worker.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError
from analysis.execution.sweeps.case_work import Work
from analysis.execution.sweeps.claims import MARK
from analysis.execution.sweeps.cluster_terms import differences
from analysis.execution.sweeps.journal import Ending
from analysis.execution.sweeps.owner import Owner, is_gone
from analysis.execution.sweeps.workers import StoppedError, Workers

__all__ = ["PROBE", "Answer", "Order", "do_case", "leave", "problems"]

PROBE = "probe"
_ATTEMPTS = 2
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Order:
    """What all cases of a sweep have in common, for a dask worker.

    Parameters
    ----------
    desk
        The sweep's own folder in the shared one.
    token
        What the file `PROBE` in it says.
    work
        What all cases have in common.
    patience_seconds
        When a silent sweep on another machine is taken for dead.
    terms
        What the worker's machine must have in common with the sweep.
    """

    desk: Path
    token: str
    work: Work
    patience_seconds: float
    terms: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What a dask worker says of a case: how it ended, or why none can be done there.

    Parameters
    ----------
    ending
        How it ended.
    problems
        Why no case can be done.
    """

    ending: Ending | None = None
    problems: tuple[str, ...] = ()


def problems(order: Order) -> tuple[str, ...]:
    """Say why no case of a sweep can be done here.

    Parameters
    ----------
    order
        The sweep.

    Returns
    -------
    tuple of str
        One line a reason; none if it can.
    """
    try:
        shared = (order.desk / PROBE).read_text(encoding="utf-8") == order.token
    except OSError:
        shared = False
    if not shared:
        folder = order.desk.parents[1]
        return (f"cannot see {folder}: all machines must share it, under the same path",)
    try:
        return tuple(differences(order.terms, order.work.options.get("notebooks", ())))
    except AnalysisError as error:
        return error.problems


def do_case(order: Order, key: str, parameters: dict[str, Any]) -> Answer:
    """Do a case in a worker process of this dask worker.

    Parameters
    ----------
    order
        The sweep.
    key
        Key of the case.
    parameters
        All its parameters.

    Returns
    -------
    Answer
        Never an error of the case: those are endings.
    """
    place = _place(order)
    if isinstance(place, tuple):
        return Answer(problems=place)
    try:
        return Answer(ending=place.do(key, parameters))
    except AnalysisError as error:
        return Answer(problems=error.problems)
    except OSError as error:
        folder = order.desk.parents[1]
        return Answer(problems=(f"sweep folder {folder}: {error.strerror or error}",))
    except StoppedError:
        return Answer(problems=("the sweep has ended or has shown no sign of life",))


def leave(desk: Path) -> None:
    """End all worker processes of a sweep on this dask worker, those in a case too.

    Parameters
    ----------
    desk
        The sweep's own folder.
    """
    with _opening:
        place = _places.get(desk)
    if place is not None:
        place.leave()


class _Place:
    """The worker processes of one sweep here; they leave when it does or is seen to be dead."""

    def __init__(self, order: Order) -> None:
        self._order = order
        folder = order.desk / secrets.token_hex(4)
        folder.mkdir()
        self._workers = Workers(order.work, folder)
        self._lock = threading.Lock()
        self._busy = 0
        self._over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def do(self, key: str, parameters: dict[str, Any]) -> Ending:
        with self._lock:
            if self._over.is_set():
                raise StoppedError
            self._busy += 1
        try:
            return self._do(key, parameters)
        finally:
            with self._lock:
                self._busy -= 1
                last = self._over.is_set() and not self._busy
            if last:
                self._close()

    def _do(self, key: str, parameters: dict[str, Any]) -> Ending:
        marks = [self._order.desk / f"{key}.begun-{number}" for number in range(_ATTEMPTS)]
        lost = next((number for number, mark in enumerate(marks) if _made(mark)), _ATTEMPTS)
        if lost == _ATTEMPTS:
            words = f"the dask worker was lost in the middle of it, {_ATTEMPTS} times"
            return Ending(key, "worker lost", attempts=_ATTEMPTS, message=words)
        ending = self._workers.do(key, parameters)
        for mark in marks[: lost + 1]:
            mark.unlink(missing_ok=True)
        return replace(ending, attempts=lost + ending.attempts)

    def leave(self) -> None:
        with self._lock:
            self._over.set()
            idle = not self._busy
        self._workers.stop()
        if idle:
            self._close()

    def _close(self) -> None:
        # They have been killed; where the desk is cleared, what they said last is gone as well.
        with suppress(OSError):
            self._workers.close()

    def _watch(self) -> None:
        """Leave when the sweep's folder is cleared, or its owner shows no life any more."""
        mark = self._order.desk / MARK
        before, since = 0, time.monotonic()
        while not self._over.wait(_LOOK_SECONDS):
            try:
                # Read first: over a network, opening a file is what asks for its present time.
                owner = Owner.from_json(mark.read_text(encoding="utf-8"))
                touched = mark.stat().st_mtime_ns
            except FileNotFoundError:
                break
            except OSError:
                continue
            if owner is not None and is_gone(owner):
                break
            if touched != before:
                before, since = touched, time.monotonic()
            elif time.monotonic() - since >= self._order.patience_seconds:
                break
        self.leave()


_places: dict[Path, _Place] = {}
_opening = threading.Lock()


def _place(order: Order) -> _Place | tuple[str, ...]:
    """Return the sweep's place here, or why there is none."""
    with _opening:
        if order.desk not in _places:
            found = problems(order)
            if found:
                return found
            _places[order.desk] = _Place(order)
        return _places[order.desk]


def _made(mark: Path) -> bool:
    """Make a file that nobody has made before; what a lost dask worker has begun is found by it."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
