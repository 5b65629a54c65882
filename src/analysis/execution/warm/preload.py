"""What a parent imports before it forks, and what its imports left behind."""

import gc
import importlib
import os
import sys
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import analysis
from analysis.execution.warm.support import NoWarmKernelError

__all__ = ["Preloaded", "preload"]

# What a kernel imports before the first cell.
_KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "ipykernel.displayhook",
    "ipykernel.comm",
    "IPython",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.eventloop.zmqstream",
)
# What the notebooks import, at the top or when they are at it. Not matplotlib_inline: its backend
# binds itself to the shell of the process in which it is first imported.
_NOTEBOOKS = (
    # First and in the order of the notebooks' first cell: so filters of warnings end in its order.
    "analysis.data",
    "analysis.models",
    "analysis.report",
    "analysis.scenario",
    "analysis.simulation",
    "numpy",
    "scipy.stats",
    "pandas",
    "pandas.io.formats.csvs",
    "pandas.io.formats.string",
    "pandas.io.formats.style",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "statsmodels.api",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "seaborn",
)


@dataclass(frozen=True)
class Preloaded:
    """The state of a process that has imported everything.

    Parameters
    ----------
    warning_filters
        Filters that libraries added, the first to be tried first, each as `warnings.filters` has
        it: in an ordinary kernel they come after IPython's own.
    variables
        Environment variables that libraries set, as the debugger does for its children.
    library_files
        Files of the modules that an ordinary kernel imports in its cells, if at all.
    """

    warning_filters: list[tuple[Any, ...]]
    variables: dict[str, str]
    library_files: frozenset[str]

    def set_aside_filters(self) -> None:
        """Take the libraries' filters out, as long as a kernel is being started."""
        kept = [entry for entry in warnings.filters if entry not in self.warning_filters]
        warnings.filters[:] = kept  # type: ignore[index]

    def restore_filters(self) -> None:
        """Put the libraries' filters in front of the others, as importing would."""
        for action, message, category, module, line in reversed(self.warning_filters):
            warnings.filterwarnings(
                action,
                message.pattern if message else "",
                category,
                module.pattern if module else "",
                line,
            )


def preload(environment: Mapping[str, str]) -> Preloaded:
    """Import everything, and make sure that this process can be forked.

    Parameters
    ----------
    environment
        Environment variables as they were before anything was imported.

    Returns
    -------
    Preloaded
        What the imports left behind.

    Raises
    ------
    NoWarmKernelError
        If a library has started a thread: a fork would copy its locks and not the thread.
    """
    for name in _KERNEL:
        importlib.import_module(name)
    filters = list(warnings.filters)
    own = Path(analysis.__file__).parent
    before = {file for file in _module_files() if own not in Path(file).parents}
    for name in _NOTEBOOKS:
        importlib.import_module(name)
    _read_defaults()
    libraries = frozenset(_module_files() - before)
    added = [entry for entry in warnings.filters if entry not in filters]
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise NoWarmKernelError(f"{threads} threads after the imports; a parent may have only 1")
    # What lives now lives for ever: the collector would only write to pages shared with kernels.
    gc.collect()
    gc.freeze()
    set_by_imports = {k: v for k, v in os.environ.items() if environment.get(k) != v}
    return Preloaded(added, set_by_imports, libraries)


def _read_defaults() -> None:
    """Parse the files that every notebook parses first; what is parsed is kept by content."""
    from analysis import scenario  # noqa: PLC0415
    from analysis.errors import AnalysisError  # noqa: PLC0415

    # A kernel that needs what is damaged says so.
    with suppress(AnalysisError):
        scenario.assumptions_log(scenario.load(scenario.DEFAULT_SCENARIO))


def _module_files() -> set[str]:
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return {file for file in files if file}
