"""Call a function of ours in a process forked from the parent of warm kernels."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.execution.warm.channel import ForkRequest
from analysis.execution.warm.process import WarmProcess
from analysis.execution.warm.request import ask_for_fork
from analysis.execution.warm.support import NoWarmKernelError

__all__ = ["fork"]


def fork(
    function: str,
    arguments: Sequence[str],
    streams: Sequence[int],
    environment: Mapping[str, str],
    *,
    idle_seconds: float,
    start_seconds: float,
    unwanted: threading.Event,
) -> WarmProcess:
    """Start a process that has imported everything already.

    Parameters
    ----------
    function
        `module:function` to call; its end is that of the process.
    arguments
        Its arguments.
    streams
        Standard input, output and error of the process; they stay open here.
    environment
        Its environment.
    idle_seconds, start_seconds, unwanted
        As in `request.ask_for_fork`.

    Returns
    -------
    WarmProcess
        The process, in a session of its own and in this working folder. It ends when this one does.

    Raises
    ------
    NoWarmKernelError
        If there is no parent to fork it from.
    """
    try:
        here = str(Path.cwd())
    except OSError as error:
        raise NoWarmKernelError(f"the working folder is gone ({error})") from error
    request = ForkRequest(list(arguments), here, dict(environment), False, function)
    return ask_for_fork(
        request,
        streams,
        (),
        idle_seconds=idle_seconds,
        start_seconds=start_seconds,
        unwanted=unwanted,
    )
