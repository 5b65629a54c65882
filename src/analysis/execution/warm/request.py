"""Ask the parent for a kernel, and start the parent if there is none."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.execution.warm.channel import Channel, KernelRequest
from analysis.execution.warm.place import dial, listen, locked, runtime_folder, sweep
from analysis.execution.warm.process import WarmProcess
from analysis.execution.warm.settings import Settings
from analysis.execution.warm.state import parent_environment, parent_name
from analysis.execution.warm.support import NoWarmKernelError

__all__ = ["ask_for_kernel", "start_parent"]

_SCRIPT = Path(__file__).with_name("detach.py")


def ask_for_kernel(
    request: KernelRequest,
    streams: Sequence[int],
    flags: Sequence[str],
    *,
    idle_seconds: float,
    start_seconds: float,
) -> WarmProcess:
    """Get a forked kernel whose sockets are bound.

    Parameters
    ----------
    request
        What it is started with.
    streams
        Its standard input, output and error; they stay open here.
    flags
        Options of the interpreter.
    idle_seconds
        How long a parent that is started for it stays without a kernel.
    start_seconds
        How long to wait for the kernel, the start of a parent included.

    Returns
    -------
    WarmProcess
        The kernel.

    Raises
    ------
    NoWarmKernelError
        If the parent does not start, refuses, or takes longer.
    """
    deadline = time.monotonic() + start_seconds
    name = parent_name(flags, request.environment)
    path = runtime_folder() / f"{name}.sock"
    try:
        channel = _reach(path, name, flags, request.environment, idle_seconds)
    except OSError as error:
        raise NoWarmKernelError(f"the parent cannot be reached ({error})") from error
    try:
        channel.send(asdict(request), streams)
        pid = int(_answer(channel, deadline, path)["pid"])
        (handle,) = channel.descriptors
        channel.descriptors.clear()
    except BaseException as error:
        for descriptor in channel.descriptors:
            os.close(descriptor)
        channel.close()
        if isinstance(error, OSError):
            raise NoWarmKernelError(f"the parent did not answer ({error})") from error
        raise
    process = WarmProcess(pid, handle, channel)
    with suppress(NoWarmKernelError):
        # A kernel that ends before it is ready is for the client to see, as with any other.
        _answer(channel, deadline, path)
    return process


def start_parent(environment: Mapping[str, str], *, idle_seconds: float) -> None:
    """Have the parent of kernels that will soon be asked for begin to import; wait for nothing.

    Parameters
    ----------
    environment
        Environment of those kernels.
    idle_seconds
        How long it stays without a kernel.

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


def _answer(channel: Channel, deadline: float, path: Path) -> dict[str, Any]:
    try:
        message = channel.receive(max(deadline - time.monotonic(), 0.0))
    except TimeoutError:
        raise NoWarmKernelError("the parent took too long") from None
    if message is None:
        raise NoWarmKernelError(f"the parent hung up{_last_words(path)}")
    if "refused" in message:
        raise NoWarmKernelError(f"the parent refused: {message['refused']}")
    return message


def _last_words(path: Path) -> str:
    with suppress(OSError):
        said = path.with_suffix(".log").read_text(encoding="utf-8", errors="replace").split("\n")
        lines = [line for line in said if line.strip()]
        return f" ({lines[-1]})" if lines else ""
    return ""
