"""Where warm kernels can be had at all, and the error that says where not."""

import os
import socket
import sys

from analysis.errors import ExecutionError

__all__ = ["NoWarmKernelError", "unsupported"]


class NoWarmKernelError(ExecutionError):
    """There is no warm kernel to be had here; an ordinary one does the same, later."""


def unsupported() -> str:
    """Say why this system has no warm kernels.

    Returns
    -------
    str
        Empty where it has. A parent needs to fork, to know its peers, and to hand out processes
        that cannot be mistaken for others; macOS could fork, but its own libraries must not be
        used in a forked process.
    """
    needed = {
        "fork": hasattr(os, "fork"),
        "pidfd_open": hasattr(os, "pidfd_open"),
        "SO_PEERCRED": hasattr(socket, "SO_PEERCRED"),
    }
    missing = [name for name, present in needed.items() if not present]
    if sys.platform != "linux" or missing:
        lacks = f" without {', '.join(missing)}" if missing else ""
        return f"they need Linux, and this is {sys.platform}{lacks}"
    return ""
