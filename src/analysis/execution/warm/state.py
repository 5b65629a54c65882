"""What a parent is made of: one name for everything that changes what its kernels start with."""

import hashlib
import json
import os
import resource
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.execution.software import read_at_start, software

__all__ = ["parent_environment", "parent_name"]

_SET_AT_START = {
    # pyarrow brings an allocator, not the one it uses, that would start a thread of its own.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # An ordinary kernel sets it before anything is imported, unless the user chose another.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # The debugger advises about options of the interpreter, into the parent's log.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def parent_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the parent of a kernel.

    Parameters
    ----------
    environment
        Environment of the kernel.

    Returns
    -------
    dict
        Only what is read once at start. The rest belongs to each kernel, so that nothing of the
        first one who asked reaches the others.
    """
    return dict(sorted({**_SET_AT_START, **read_at_start(environment)}.items()))


def parent_name(flags: Sequence[str], environment: Mapping[str, str]) -> str:
    """Name the parent for an interpreter, a state of the sources and a place.

    Parameters
    ----------
    flags
        Options of the interpreter, as `-X frozen_modules=off`.
    environment
        Environment of the kernel, or of the parent: both give the same name.

    Returns
    -------
    str
        32 hexadecimal digits. Another package source, lock, set of installed packages, interpreter,
        start environment, control group, resource limit or container gives another.
    """
    started_in = {"environment": parent_environment(environment), "place": _place()}
    facts = {**software(flags), **started_in}
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _place() -> list[object]:
    """Tell what a process inherits and a parent cannot hand on: limits, and where it is confined.

    A step of a batch job shares no parent with another step, nor does one container with another.
    """
    namespaces = Path("/proc/self/ns")
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    limits = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
    return [
        os.getuid(),
        os.getgid(),
        sorted(os.getgroups()),
        os.nice(0),
        sorted(os.sched_getaffinity(0)),
        [line for line in status.splitlines() if line.startswith(("Umask:", "CapEff:"))],
        [(namespaces / kind).stat().st_ino for kind in ("pid", "mnt", "net")],
        Path("/proc/self/cgroup").read_text(encoding="utf-8"),
        [[name, *resource.getrlimit(getattr(resource, name))] for name in limits],
    ]
