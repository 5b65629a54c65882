"""Facts of the software that runs: whatever of it can change what a process makes of an input."""

import hashlib
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

import analysis

__all__ = ["read_at_start", "software"]

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
    "JUPYTER_ALLOW_INSECURE_WRITES",
    "JUPYTER_PLATFORM_DIRS",
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


def read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a process reads once, when it starts.

    Parameters
    ----------
    environment
        Environment of the process.

    Returns
    -------
    dict
        Those that are set.
    """
    return {k: v for k, v in environment.items() if k.startswith(_READ_AT_START) and v}


def software(flags: Sequence[str] = ()) -> dict[str, object]:
    """Describe interpreter, package source, lock and installed packages.

    Parameters
    ----------
    flags
        Options of the interpreter, as `-X frozen_modules=off`.

    Returns
    -------
    dict
        Equal for equal software, and writable as JSON.
    """
    folder = Path(analysis.__file__).parent
    return {
        "interpreter": [sys.executable, sys.version, sys.prefix, *flags],
        "source": _digest(sorted(path for path in folder.rglob("*") if _is_source(path))),
        "lock": _digest([folder.parents[1] / "requirements.lock"]),
        "packages": sorted(_distributions()),
    }


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
