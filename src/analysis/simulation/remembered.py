"""Remember what a slow pure function gave for the same content."""

import hashlib
import os
import pickle
import secrets
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import joblib  # type: ignore[import-untyped, unused-ignore]

__all__ = ["MEMORY_VARIABLE", "remembered"]

MEMORY_VARIABLE = "TOMSK2020_MEMORY"
"""Names a private folder in which processes share what they remember."""

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")
_KEPT = 24
_NOTHING: Any = object()
_DIGEST_BYTES = hashlib.sha256().digest_size


def remembered(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Give a pure function a memory of its last results.

    Parameters
    ----------
    function
        Depends on its arguments alone; nobody changes what it returns.

    Returns
    -------
    callable
        The same function; called with arguments of equal content (frames are compared by their
        cells) it returns the object it returned before.

    Notes
    -----
    Scenarios that are compared, one assumption moved at a time, share most of their evidence: the
    panel regressions and the fits of the baseline, some seconds, are made once. Keys are hashes of
    the content, so another data folder or another information set is another key.

    Runs and sweeps give their processes a folder (`MEMORY_VARIABLE`) besides, so that each kernel
    need not begin without memory. Results are pickled, which keeps every bit, behind their digest,
    so that a damaged file is one that is not there; whoever sets the variable vouches that the
    folder is of one user and one state of the software.
    """
    kept: OrderedDict[str, _Result] = OrderedDict()
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def recall(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        key = str(joblib.hash((args, sorted(kwargs.items()))))
        if key not in kept:
            path = _shared(f"{name}-{key}.pickle")
            result = _NOTHING if path is None else _read(path)
            if result is _NOTHING:
                result = function(*args, **kwargs)
                if path is not None:
                    _write(path, result)
            kept[key] = result
            while len(kept) > _KEPT:
                kept.popitem(last=False)
        return kept[key]

    return recall


def _shared(name: str) -> Path | None:
    folder = os.environ.get(MEMORY_VARIABLE)
    return Path(folder, name) if folder else None


def _read(path: Path) -> Any:  # noqa: ANN401  (whatever a function returned)
    with suppress(OSError):
        content = path.read_bytes()
        digest, pickled = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if digest == hashlib.sha256(pickled).digest():
            return pickle.loads(pickled)  # noqa: S301  (written by a process of this user)
    return _NOTHING


def _write(path: Path, result: object) -> None:
    """Keep a result for others; a folder that is full or gone costs them time and nothing else."""
    unfinished = path.with_name(f"{os.getpid()}-{secrets.token_hex(4)}.unfinished")
    pickled = pickle.dumps(result, protocol=pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        try:
            unfinished.write_bytes(hashlib.sha256(pickled).digest() + pickled)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
