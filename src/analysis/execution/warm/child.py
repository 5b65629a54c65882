"""A forked process on its way from its parent's state to that of a process started afresh."""

import importlib.util
import multiprocessing
import os
import select
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import Any

from analysis.execution.warm.channel import Channel, ForkRequest
from analysis.execution.warm.preload import Preloaded

__all__ = ["Birth", "live"]

# "The parent is process 1": ipykernel then neither polls for its end, which is not what a kernel
# dies with here, nor takes the kernel for one started by hand in a terminal.
_NOT_POLLED = 1
_STARTED_BY_HAND = 0


@dataclass(frozen=True)
class Birth:
    """What a forked process is born for.

    Parameters
    ----------
    request
        What to become.
    channel
        Where to say that it is ready; its descriptors are standard input, output and error.
    asker
        Process handle of whoever asked, with whom it ends; None if it outlives them.
    announced
        Pipe that the parent closes once it has told the number of this process.
    """

    request: ForkRequest
    channel: Channel
    asker: int | None
    announced: int


def live(birth: Birth, preloaded: Preloaded) -> None:
    """Be what was asked for, to its end.

    Parameters
    ----------
    birth
        What this process was born for.
    preloaded
        What the parent imported.
    """
    # Both write to the same channel, and whoever asked hears of the number first.
    os.read(birth.announced, 1)
    os.close(birth.announced)
    os.setsid()
    _take_streams(birth.channel)
    _take_surroundings(birth.request, preloaded)
    _forget_parent()
    if birth.request.function:
        _call(birth)
    else:
        _be_kernel(birth, preloaded)


def _call(birth: Birth) -> None:
    """Call the function that was asked for; "ready" is said before its module is imported."""
    _end_with_asker(birth)
    _tell_ready(birth)
    module, _, name = birth.request.function.partition(":")
    getattr(importlib.import_module(module), name)(*birth.request.arguments)


def _be_kernel(birth: Birth, preloaded: Preloaded) -> None:
    """Be a kernel until it is shut down.

    "Ready" is said when its sockets are bound: a client that connects earlier would find nothing
    and try again a tenth of a second later.
    """
    # What is imported where belongs to `preload`, whose order decides that of the warning filters.
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    preloaded.set_aside_filters()
    handle = _STARTED_BY_HAND if birth.asker is None else _NOT_POLLED
    kernel = IPKernelApp.instance(parent_handle=handle)
    _end_with_asker(birth)
    kernel.initialize(birth.request.arguments)
    preloaded.restore_filters()
    _open_libraries(kernel.kernel, preloaded)
    _tell_ready(birth)
    kernel.start()


def _take_streams(channel: Channel) -> None:
    for number, descriptor in enumerate(channel.descriptors):
        os.dup2(descriptor, number)
        os.close(descriptor)
    channel.descriptors.clear()
    if sys.__stdout__ is not None:
        sys.__stdout__.reconfigure(line_buffering=os.isatty(1))


def _take_surroundings(request: ForkRequest, preloaded: Preloaded) -> None:
    os.chdir(request.folder)
    # Kernels have what an ordinary one's imports set; a worker asks for kernels in the surroundings
    # it was given.
    of_imports = {} if request.function else preloaded.variables
    os.environ.clear()
    os.environ.update({**of_imports, **request.environment})
    time.tzset()
    program = importlib.util.find_spec(request.function.partition(":")[0] or "ipykernel_launcher")
    sys.argv = [str(program and program.origin), *request.arguments]


def _forget_parent() -> None:
    """Draw anew what is drawn once a process, and forget what was looked up once."""
    import numpy as np  # noqa: PLC0415

    # Python seeds `random` in a forked process, numpy does not.
    np.random.seed()  # noqa: NPY002
    multiprocessing.current_process().authkey = os.urandom(32)
    tempfile.tempdir = None
    importlib.invalidate_caches()


def _open_libraries(kernel: Any, preloaded: Preloaded) -> None:  # noqa: ANN401
    """Let the debugger step into libraries, which it would take for parts of the kernel."""
    debugger = getattr(kernel, "debugger", None)
    if debugger is not None:
        own = [file for file in debugger.kernel_modules if file not in preloaded.library_files]
        debugger.kernel_modules = own


def _tell_ready(birth: Birth) -> None:
    birth.channel.send({"ready": True})
    birth.channel.close()


def _end_with_asker(birth: Birth) -> None:
    if birth.asker is not None:
        threading.Thread(target=_end_with, args=(birth.asker,), daemon=True).start()


def _end_with(asker: int) -> None:
    """End when the process that asked for this one has, as ipykernel's own poller does."""
    select.select([asker], [], [])
    os._exit(1)
