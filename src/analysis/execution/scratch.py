"""Short-lived folders outside the project: sockets, kernels' own files, what a sweep remembers."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.execution.folder import process_is_alive

__all__ = ["scratch_folder"]

_PREFIX = "tomsk2020-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give a private folder with a short name, and remove it with those of killed processes.

    Notes
    -----
    The name begins with the number of this process, which is how a later one knows the dead.
    """
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        maker = path.name.removeprefix(_PREFIX).partition("-")[0]
        if maker.isdecimal() and not process_is_alive(int(maker)):
            shutil.rmtree(path, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
