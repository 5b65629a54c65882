"""What runs, sweeps and the explorer remember of each other: evidence and fits, on disk."""

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis import data
from analysis.errors import DataError
from analysis.execution.private import make_private
from analysis.execution.scratch import scratch_folder
from analysis.execution.software import read_at_start, software

__all__ = ["memory_folder"]

_FOLDER = ".memory"
_STATES = 3
_MOST_BYTES = 64 * 2**20


@contextmanager
def memory_folder(environment: Mapping[str, str], *, lasting: bool = True) -> Iterator[Path]:
    """Give the folder in which processes share what `remembered` functions gave.

    Parameters
    ----------
    environment
        Environment of these processes.
    lasting
        Whether later runs may find it too.

    Returns
    -------
    Path
        ``TOMSK2020_MEMORY`` where that is set; else, if it shall last, a folder of the project for
        this state of package, lock, installed packages, interpreter and processor, any of which
        could change a bit of a result; else, and where that cannot be had, a temporary one.

    Notes
    -----
    What is in it is code to whoever reads it: it has to be this user's alone. It is a cache, which
    ``make clean`` removes; the three states used last are kept.
    """
    # A sweep that finds everything done needs no model, nor this.
    from analysis.simulation.remembered import MEMORY_VARIABLE  # noqa: PLC0415

    given = environment.get(MEMORY_VARIABLE)
    found = Path(given) if given else _lasting(environment) if lasting else None
    if found is not None:
        yield found
        return
    with scratch_folder() as scratch:
        folder = scratch / "memory"
        folder.mkdir()
        yield folder


def _lasting(environment: Mapping[str, str]) -> Path | None:
    """Return the folder of this state, or None where there is no place for it."""
    try:
        above = data.project_root() / _FOLDER
        if not make_private(above):
            return None
        folder = above / _state(environment)
        folder.mkdir(exist_ok=True)
        # Also the test whether anything can be written, and the day of the last use.
        os.utime(folder)
    except (DataError, OSError):
        return None
    with suppress(OSError):
        _forget(above, folder)
    return folder


def _state(environment: Mapping[str, str]) -> str:
    started = dict(sorted(read_at_start(environment).items()))
    facts = {**software(), "environment": started, "processor": _processor()}
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _processor() -> list[str]:
    """Tell processors apart whose libraries may round differently."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    known = ("model name", "flags", "Features", "CPU part")
    return [platform.machine(), *sorted({line for line in lines if line.startswith(known)})]


def _forget(above: Path, folder: Path) -> None:
    """Remove the states that were not used for longest, and the oldest files of a large one."""
    others = [path for path in above.iterdir() if path != folder]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in others[_STATES - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
    files = [(path.stat().st_mtime, path.stat().st_size, path) for path in folder.iterdir()]
    left = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if left <= _MOST_BYTES:
            break
        path.unlink(missing_ok=True)
        left -= size
