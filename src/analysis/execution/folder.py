"""The run folder: made under a hidden name, finished by one rename, swept if its maker died."""

import errno
import os
import re
import secrets
import shutil
from pathlib import Path

from analysis.errors import ExecutionError

__all__ = ["open_partial", "process_is_alive", "publish", "sweep"]

_SMALLEST_FREE_MB = 50
_IN_THE_WAY = (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR)
_HIDDEN = re.compile(r"\.(?P<name>.+)\.(?P<pid>\d+)-[0-9a-f]+\.(?P<kind>partial|aside)")


def open_partial(out: Path, name: str) -> Path:
    """Make the hidden folder in which a run is built.

    Parameters
    ----------
    out
        Folder of all runs; made if it does not exist.
    name
        Name of the finished run.

    Returns
    -------
    Path
        `<out>/.<name>.<pid>-<token>.partial`, empty.

    Raises
    ------
    ExecutionError
        If nothing can be written there, or hardly any space is left.
    """
    partial = _hidden(out, name, "partial")
    try:
        out.mkdir(parents=True, exist_ok=True)
        free_mb = shutil.disk_usage(out).free / 1e6
        sweep(out)
        partial.mkdir()
        (partial / "probe").write_bytes(b"probe")
        (partial / "probe").unlink()
    except OSError as error:
        reason = "is not a folder" if out.exists() and not out.is_dir() else error.strerror
        raise ExecutionError(f"output folder {out}: cannot be written to ({reason})") from error
    if free_mb < _SMALLEST_FREE_MB:
        shutil.rmtree(partial, ignore_errors=True)
        raise ExecutionError(
            f"output folder {out}: {free_mb:.0f} MB free, a run needs {_SMALLEST_FREE_MB} MB"
        )
    return partial


def publish(partial: Path, final: Path) -> None:
    """Give a built folder its final name, in place of an older one of that name.

    A reader sees the old folder or the new one, whole; of two runs that publish the same name at
    the same time both succeed and the later one stays.

    Parameters
    ----------
    partial
        Built folder.
    final
        Its final place, in the same parent folder.
    """
    while True:
        try:
            partial.rename(final)
        except OSError as error:
            if error.errno not in _IN_THE_WAY:
                raise
            _move_aside(final)
        else:
            return


def _move_aside(final: Path) -> None:
    aside = _hidden(final.parent, final.name, "aside")
    try:
        final.rename(aside)
    except FileNotFoundError:
        return
    if aside.is_dir():
        shutil.rmtree(aside, ignore_errors=True)
    else:
        aside.unlink(missing_ok=True)


def sweep(out: Path) -> None:
    """Remove what killed runs have left behind.

    Parameters
    ----------
    out
        Folder of all runs.

    Notes
    -----
    A finished folder that a killed run had moved aside without putting another one in its place
    gets its name back.
    """
    for path in out.iterdir():
        match = _HIDDEN.fullmatch(path.name)
        if match is None or process_is_alive(int(match["pid"])):
            continue
        final = out / match["name"]
        if match["kind"] == "aside" and not final.exists():
            path.rename(final)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _hidden(out: Path, name: str, kind: str) -> Path:
    return out / f".{name}.{os.getpid()}-{secrets.token_hex(3)}.{kind}"


def process_is_alive(pid: int) -> bool:
    """Return whether a process of this number runs, whoever owns it.

    Parameters
    ----------
    pid
        Number of a process.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
