"""From the command and options of an ordinary kernel to a request for a forked one."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from analysis.execution.warm.channel import ForkRequest
from analysis.execution.warm.process import WarmProcess
from analysis.execution.warm.request import ask_for_fork
from analysis.execution.warm.support import NoWarmKernelError

__all__ = ["launch"]

_LAUNCHER = ["-m", "ipykernel_launcher"]
_OPTIONS = {"cwd", "env", "independent", "stderr", "stdin", "stdout"}


def launch(
    command: list[str],
    options: Mapping[str, Any],
    *,
    idle_seconds: float,
    start_seconds: float,
) -> WarmProcess:
    """Start a kernel as `jupyter_client.launcher.launch_kernel` would, but forked.

    Parameters
    ----------
    command
        Command of an ordinary kernel.
    options
        Options of that function.
    idle_seconds, start_seconds
        As in `ask_for_fork`.

    Returns
    -------
    WarmProcess
        The kernel.

    Raises
    ------
    NoWarmKernelError
        If the command is another or an option asks for what a forked kernel cannot do.
    """
    flags, arguments = _split(command)
    folder = Path.cwd() / (options.get("cwd") or "")
    _refuse_unusual(options, folder)
    given = options.get("env")
    environment = dict(os.environ if given is None else given)
    independent = bool(options.get("independent"))
    if not independent:
        environment["JPY_PARENT_PID"] = str(os.getpid())
    request = ForkRequest(arguments, str(folder), environment, independent)
    with _streams(options) as streams:
        return ask_for_fork(
            request, streams, flags, idle_seconds=idle_seconds, start_seconds=start_seconds
        )


def _split(command: list[str]) -> tuple[list[str], list[str]]:
    """Return the options of the interpreter and the arguments of the kernel."""
    interpreter, *rest = command
    places = [i for i in range(len(rest)) if rest[i : i + len(_LAUNCHER)] == _LAUNCHER]
    if interpreter != sys.executable or not places:
        raise NoWarmKernelError(
            f"the kernel's command is {' '.join(command)}; "
            f"allowed is {sys.executable} {' '.join(_LAUNCHER)}"
        )
    return rest[: places[0]], rest[places[0] + len(_LAUNCHER) :]


def _refuse_unusual(options: Mapping[str, Any], folder: Path) -> None:
    unknown = sorted(name for name in options if name not in _OPTIONS and options[name])
    if unknown:
        raise NoWarmKernelError(f"options that a forked kernel has not: {', '.join(unknown)}")
    if subprocess.PIPE in [options.get(name) for name in ("stdin", "stdout", "stderr")]:
        raise NoWarmKernelError("its output is asked for through a pipe")
    if not folder.is_dir():
        raise NoWarmKernelError(f"{folder} is no folder")
    if (folder / "matplotlibrc").exists():
        raise NoWarmKernelError(
            f"{folder} has a matplotlibrc, read only where nothing was imported"
        )


@contextmanager
def _streams(options: Mapping[str, Any]) -> Iterator[list[int]]:
    """Open standard input, output and error as `subprocess` would; input is empty."""
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        stdin = _descriptor(options.get("stdin"), nothing, nothing, nothing)
        stdout = _descriptor(options.get("stdout"), 1, nothing, nothing)
        stderr = _descriptor(options.get("stderr"), 2, nothing, stdout)
        yield [stdin, stdout, stderr]
    finally:
        os.close(nothing)


def _descriptor(given: int | IO[Any] | None, inherited: int, nothing: int, stdout: int) -> int:
    if given is None:
        return inherited if _is_open(inherited) else nothing
    if given == subprocess.DEVNULL:
        return nothing
    if given == subprocess.STDOUT:
        return stdout
    return given if isinstance(given, int) else given.fileno()


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
