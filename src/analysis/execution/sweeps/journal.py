"""What became of each case: append-only lines, one file a sweep, read together."""

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, get_args

__all__ = ["Ending", "Journal", "Journals", "Status"]

Status = Literal[
    "done",
    "bad parameter",
    "data error",
    "model error",
    "code error",
    "cell error",
    "results differ",
    "disk full",
    "time limit",
    "kernel death",
    "worker lost",
    "not run",
]


@dataclass(frozen=True)
class Ending:
    """How a case ended.

    Parameters
    ----------
    key
        Key of the case.
    status
        `done`, or the class of failure.
    seconds
        Wall-clock time of its last attempt.
    attempts
        How often it was begun; twice if a worker was lost.
    sha256
        Digest of its results file; empty if there is none.
    message
        What went wrong.
    """

    key: str
    status: Status
    seconds: float = 0.0
    attempts: int = 1
    sha256: str = ""
    message: str = ""


class Journal:
    """The file of one sweep.

    Parameters
    ----------
    path
        File to append to; it appears with the first line.
    work
        Tag of the mode.

    Notes
    -----
    A line is written by one call and brought to the disk before anything builds on it. No other
    process appends to the file.
    """

    def __init__(self, path: Path, work: str) -> None:
        self._path = path
        self._work = work
        self._file: int | None = None

    def begun(self, key: str) -> None:
        """Note that a case is begun."""
        self._append({"event": "begun", "key": key})

    def ended(self, ending: Ending) -> None:
        """Note how a case has ended, for good."""
        self._append({"event": "ended", **asdict(ending)})
        assert self._file is not None
        os.fsync(self._file)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _append(self, line: dict[str, object]) -> None:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        content = f"{json.dumps({**line, 'work': self._work})}\n".encode()
        while content:
            content = content[os.write(self._file, content) :]


class Journals:
    """The journals of every sweep that has worked in a folder.

    Parameters
    ----------
    folder
        Folder of the journals; it need not exist.
    work
        Tag of the mode: what came of other work on the same cases is another matter.

    Attributes
    ----------
    endings
        How often each case ended and how, in no order: clocks of several machines tell none.
    """

    def __init__(self, folder: Path, work: str) -> None:
        self._folder = folder
        self._work = work
        self._read: dict[Path, int] = {}
        self.endings: dict[str, list[Ending]] = {}

    def refresh(self) -> None:
        """Read what was appended since the last time, up to the last whole line.

        A line torn by a kill or a full disk is passed over: its case counts as not done.
        """
        for path in sorted(self._folder.glob("*.jsonl")):
            start = self._read.get(path, 0)
            if path.stat().st_size <= start:
                continue
            with path.open("rb") as file:
                file.seek(start)
                whole, newline, _ = file.read().rpartition(b"\n")
            self._read[path] = start + len(whole) + len(newline)
            for line in whole.splitlines():
                self._take(line)

    def _take(self, line: bytes) -> None:
        with suppress(ValueError, TypeError, AttributeError, KeyError):
            content = json.loads(line)
            if content.pop("event", "") == "ended" and content.pop("work") == self._work:
                ending = Ending(**content)
                if ending.status in get_args(Status):
                    self.endings.setdefault(ending.key, []).append(ending)
