"""Which process holds something, told so that a later reader knows whether it still runs."""

import hashlib
import json
import os
import platform
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from analysis.execution.folder import process_is_alive

__all__ = ["Owner", "is_gone", "this_process"]

_PROC = Path("/proc")


@dataclass(frozen=True)
class Owner:
    """A process, told from every other one that ever had its number.

    Parameters
    ----------
    place
        Digest of machine, its start and the space of process numbers; no name can be read from it.
    pid
        Number of the process there.
    started
        When it started, in the kernel's own count; empty where the system does not tell.
    """

    place: str
    pid: int
    started: str

    def to_json(self) -> str:
        """Return the owner as one line of JSON."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> "Owner | None":
        """Read an owner; None if the text is none."""
        with suppress(ValueError, TypeError):
            return Owner(**json.loads(text))
        return None


def this_process() -> Owner:
    """Return this process as an owner."""
    pid = os.getpid()
    return Owner(_place(), pid, _started(pid) or "")


def is_gone(owner: Owner) -> bool | None:
    """Say whether a process has ended.

    Parameters
    ----------
    owner
        The process.

    Returns
    -------
    bool or None
        None if it runs, or ran, where this process cannot look.

    Notes
    -----
    The start time is counted by the kernel from its own start, so neither a number used again nor a
    clock set back makes a stranger of the owner, or the owner of a stranger.
    """
    if owner.place != _place():
        return None
    if not process_is_alive(owner.pid):
        return True
    return bool(owner.started) and _started(owner.pid) != owner.started


def _place() -> str:
    parts = [platform.node()]
    with suppress(OSError):
        parts.append((_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip())
    with suppress(OSError):
        parts.append(str((_PROC / "self/ns/pid").readlink()))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _started(pid: int) -> str | None:
    """Return the start time of a process; None if it is over, even if nobody has buried it yet."""
    if not (_PROC / "self").exists():
        return ""
    try:
        told = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The second field is the program's name in brackets, and may hold blanks and brackets itself.
    fields = told.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]
