"""Score regional development promises: evidence, scenarios, simulation, answers.

Subpackages in the order data flow: `data`, `models`, `scenario`, `simulation`, `report`,
`explorer`, `execution`.
"""

from importlib import import_module
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    # Notebooks say `analysis.explorer`; those that do not are spared its widgets.
    if name == "explorer":
        return import_module("analysis.explorer")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
