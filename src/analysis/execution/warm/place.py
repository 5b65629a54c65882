"""The private folder where parents are found: its sockets, its lock, and what the dead left."""

import fcntl
import os
import secrets
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jupyter_core.paths import jupyter_runtime_dir

from analysis.execution.private import make_private
from analysis.execution.warm.support import NoWarmKernelError

__all__ = ["dial", "kernel_sockets", "listen", "locked", "runtime_folder", "sweep"]

_FOLDER = "tomsk2020-kernels"
# A Unix socket's address holds 108 bytes, and zmq adds a dash and a digit to the stem.
_LONGEST_STEM = 100
# As many may ask while the parent is still importing.
_QUEUE = 1024
_DIAL_SECONDS = 5.0
_LOCK_SECONDS = 10.0
# Between bind and listen a socket that is about to live refuses as a dead one does.
_YOUNG_SECONDS = 60.0


def runtime_folder() -> Path:
    """Return the folder, made if need be, that only this user can open.

    Returns
    -------
    Path
        Under ``JUPYTER_RUNTIME_DIR`` if that is set, else under ``XDG_RUNTIME_DIR``, which the
        system removes when the user logs out, else in Jupyter's own folder.

    Raises
    ------
    NoWarmKernelError
        If it belongs to somebody else or others may enter.
    """
    above = Path(jupyter_runtime_dir())
    session = os.environ.get("XDG_RUNTIME_DIR")
    if session and Path(session).is_dir() and "JUPYTER_RUNTIME_DIR" not in os.environ:
        above = Path(session)
    folder = above / _FOLDER
    try:
        above.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = make_private(folder)
    except OSError as error:
        raise NoWarmKernelError(f"{folder}: {error.strerror}") from error
    if not private:
        raise NoWarmKernelError(f"{folder} has to be a folder that is yours alone (mode 700)")
    return folder


def kernel_sockets() -> str | None:
    """Return a stem for the sockets of a new kernel.

    Returns
    -------
    str or None
        A path nobody else has; None where there is no private folder, or where the path would be
        too long for a socket's address.
    """
    try:
        stem = str(runtime_folder() / secrets.token_hex(6))
    except NoWarmKernelError:
        return None
    return stem if len(os.fsencode(stem)) <= _LONGEST_STEM else None


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Give an address of a socket that is short however deep its folder lies."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def dial(path: Path) -> socket.socket | None:
    """Connect to a parent.

    Parameters
    ----------
    path
        Its socket.

    Returns
    -------
    socket.socket or None
        None if there is none, or only the socket of a dead one.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_DIAL_SECONDS)
    try:
        with _short(path) as address:
            connection.connect(address)
    except (FileNotFoundError, ConnectionRefusedError):
        connection.close()
        return None
    except OSError:
        connection.close()
        raise
    return connection


def listen(path: Path) -> socket.socket:
    """Open the socket on which a parent will be asked, in place of a dead one's.

    Parameters
    ----------
    path
        Where.

    Notes
    -----
    Whoever connects from now on waits in the queue of the socket, so that nobody has to know when
    the parent is ready.
    """
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with _short(path) as address:
        listener.bind(address)
    listener.listen(_QUEUE)
    return listener


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep everybody else from opening or removing sockets of parents.

    Parameters
    ----------
    folder
        The runtime folder.

    Raises
    ------
    NoWarmKernelError
        If the lock, which is held for a moment only, is not free in ten seconds.
    """
    deadline = time.monotonic() + _LOCK_SECONDS
    with (folder / "lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise NoWarmKernelError(f"{file.name} is held by somebody") from None
                time.sleep(0.01)
        yield


def sweep(folder: Path) -> None:
    """Remove what parents and kernels left that were killed.

    Parameters
    ----------
    folder
        The runtime folder, locked.
    """
    oldest = time.time() - _YOUNG_SECONDS
    for path in folder.iterdir():
        with suppress(OSError):
            found = path.lstat()
            if not stat.S_ISSOCK(found.st_mode) or found.st_mtime > oldest:
                continue
            connection = dial(path)
            if connection is None:
                path.unlink()
                path.with_suffix(".log").unlink(missing_ok=True)
            else:
                connection.close()
