"""Ask the parent for a forked process, and start the parent if there is none."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.execution.warm.channel import Channel, ForkRequest
from analysis.execution.warm.place import dial, listen, locked, runtime_folder, sweep
from analysis.execution.warm.process import WarmProcess
from analysis.execution.warm.settings import Settings
from analysis.execution.warm.state import parent_environment, parent_name
from analysis.execution.warm.support import NoWarmKernelError

__all__ = ["ask_for_fork", "start_parent"]

# How often whoever waits for a fork looks whether it is still wanted.
_LOOK_SECONDS = 0.1
_SCRIPT = Path(__file__).with_name("detach.py")


def ask_for_fork(
    request: ForkRequest,
    streams: Sequence[int],
    flags: Sequence[str],
    *,
    idle_seconds: float,
    start_seconds: float,
    unwanted: threading.Event | None = None,
) -> WarmProcess:
    """Get a forked process that is ready: a kernel whose sockets are bound, or a function's call.

    Parameters
    ----------
    request
        What it is started with.
    streams
        Its standard input, output and error; they stay open here.
    flags
        Options of the interpreter.
    idle_seconds
        How long a parent that is started for it stays with nothing forked.
    start_seconds
        How long to wait for the process, the start of a parent included.
    unwanted
        Set, by another thread, when it is not wanted any more.

    Returns
    -------
    WarmProcess
        The process.

    Raises
    ------
    NoWarmKernelError
        If the parent does not start, refuses, or takes longer, or if it is not wanted any more.
    """
    wait = _Wait(time.monotonic() + start_seconds, unwanted or threading.Event())
    try:
        name = parent_name(flags, request.environment)
        path = runtime_folder() / f"{name}.sock"
        channel = _reach(path, name, flags, request.environment, idle_seconds)
    except OSError as error:
        raise NoWarmKernelError(f"the parent cannot be reached ({error})") from error
    try:
        channel.send(asdict(request), streams)
        pid = int(wait.answer(channel, path)["pid"])
        (handle,) = channel.descriptors
        channel.descriptors.clear()
    except BaseException as error:
        for descriptor in channel.descriptors:
            os.close(descriptor)
        channel.close()
        if isinstance(error, OSError | KeyError | ValueError):
            raise NoWarmKernelError(f"the parent did not answer ({error!r})") from error
        raise
    process = WarmProcess(pid, handle, channel)
    with suppress(NoWarmKernelError):
        # What ends before it is ready is for the client to see, as with any other.
        process.heard(wait.answer(channel, path))
    return process


def start_parent(environment: Mapping[str, str], *, idle_seconds: float) -> None:
    """Have the parent of what will soon be asked for begin to import; wait for nothing.

    Parameters
    ----------
    environment
        Environment of those processes.
    idle_seconds
        How long it stays with nothing forked.

    Raises
    ------
    NoWarmKernelError
        If there is no place for one.
    """
    name = parent_name((), environment)
    path = runtime_folder() / f"{name}.sock"
    try:
        _reach(path, name, (), environment, idle_seconds).close()
    except OSError as error:
        raise NoWarmKernelError(f"the parent cannot be reached ({error})") from error


def _reach(
    path: Path,
    name: str,
    flags: Sequence[str],
    environment: Mapping[str, str],
    idle_seconds: float,
) -> Channel:
    connection = dial(path)
    if connection is None:
        with locked(path.parent):
            connection = dial(path)
            if connection is None:
                sweep(path.parent)
                _start_parent(path, name, flags, environment, idle_seconds)
                connection = dial(path)
    if connection is None:
        raise NoWarmKernelError(f"the parent left at once{_last_words(path)}")
    return Channel(connection)


def _start_parent(
    path: Path,
    name: str,
    flags: Sequence[str],
    environment: Mapping[str, str],
    idle_seconds: float,
) -> None:
    with listen(path) as listener, path.with_suffix(".log").open("wb") as log:
        settings = Settings(
            name, str(path), listener.fileno(), list(flags), idle_seconds, os.getsid(0)
        )
        # This process waits for the first of two forks only; the second is nobody's child.
        subprocess.run(  # noqa: S603  (this interpreter and a script of this package)
            [sys.executable, *flags, str(_SCRIPT), settings.to_json()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=parent_environment(environment),
            pass_fds=[listener.fileno()],
            start_new_session=True,
            check=False,
        )


@dataclass(frozen=True)
class _Wait:
    """For answers of the parent: until when, and whether they are still wanted."""

    deadline: float
    unwanted: threading.Event

    def answer(self, channel: Channel, path: Path) -> dict[str, Any]:
        message = self._message(channel)
        if message is None:
            raise NoWarmKernelError(f"the parent hung up{_last_words(path)}")
        if "refused" in message:
            raise NoWarmKernelError(f"the parent refused: {message['refused']}")
        return message

    def _message(self, channel: Channel) -> dict[str, Any] | None:
        while not self.unwanted.is_set():
            left = self.deadline - time.monotonic()
            try:
                return channel.receive(min(max(left, 0.0), _LOOK_SECONDS))
            except TimeoutError:
                if left <= _LOOK_SECONDS:
                    raise NoWarmKernelError("the parent took too long") from None
        raise NoWarmKernelError("it is not wanted any more")


def _last_words(path: Path) -> str:
    with suppress(OSError):
        said = path.with_suffix(".log").read_text(encoding="utf-8", errors="replace").split("\n")
        lines = [line for line in said if line.strip()]
        return f" ({lines[-1]})" if lines else ""
    return ""
