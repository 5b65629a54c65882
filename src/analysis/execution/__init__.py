"""Execute notebooks with a scenario and keep what they give, whole or not at all."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.execution.outcome import NotebookRunError, Outcome
    from analysis.execution.parallel import Step
    from analysis.execution.runner import Run, run
    from analysis.execution.sweeps import Cases, Sample, Sweep, sweep, sweep_cases

__all__ = [
    "Cases",
    "NotebookRunError",
    "Outcome",
    "Run",
    "Sample",
    "Step",
    "Sweep",
    "run",
    "sweep",
    "sweep_cases",
]

# Looked up when asked for: whoever wants a warm kernel, Jupyter above all, comes past here and
# must not wait for the libraries of a run.
_HOMES = {
    "Cases": "sweeps",
    "NotebookRunError": "outcome",
    "Outcome": "outcome",
    "Run": "runner",
    "Sample": "sweeps",
    "Step": "parallel",
    "Sweep": "sweeps",
    "run": "runner",
    "sweep": "sweeps",
    "sweep_cases": "sweeps",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
