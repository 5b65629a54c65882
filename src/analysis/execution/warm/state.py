"""What a parent is made of: one name for everything that changes what its kernels start with."""

import hashlib
import json
import os
import resource
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

import analysis

__all__ = ["parent_environment", "parent_name"]

# Variables that the interpreter, the system's loader or a library reads when it starts and never
# again. The others are read when they are used, and a kernel has its own.
_READ_AT_START = (
    "ARROW_",
    "FONTCONFIG_",
    "GLIBC_",
    "GOMP_",
    "GOTO_",
    "HOME",
    "JE_",
    "JOBLIB_",
    "KMP_",
    "LANG",
    "LC_",
    "LD_",
    "LOKY_",
    "MALLOC_",
    "MATPLOTLIB",
    "MIMALLOC_",
    "MKL_",
    "MPL",
    "NPY_",
    "NUMEXPR_",
    "NUMPY_",
    "OMP_",
    "OPENBLAS_",
    "PANDAS_",
    "PYDEVD_",
    "PYTHON",
    "SCIPY_",
    "TMPDIR",
    "TZ",
    "VECLIB_",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
)

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
    kept = {k: v for k, v in environment.items() if k.startswith(_READ_AT_START) and v}
    return dict(sorted({**_SET_AT_START, **kept}.items()))


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
    folder = Path(analysis.__file__).parent
    facts = {
        "interpreter": [sys.executable, sys.version, sys.prefix, *flags],
        "source": _digest(sorted(path for path in folder.rglob("*") if _is_source(path))),
        "lock": _digest([folder.parents[1] / "requirements.lock"]),
        "packages": sorted(_distributions()),
        "environment": parent_environment(environment),
        "place": _place(),
    }
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _is_source(path: Path) -> bool:
    hidden = path.name.startswith(".") or path.parent.name == "__pycache__"
    return not hidden and path.is_file()


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path}\0{content}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _distributions() -> set[str]:
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return {path.name for folder in folders for path in Path(folder).glob("*.dist-info")}


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
