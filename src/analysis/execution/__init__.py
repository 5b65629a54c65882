"""Execute notebooks with a scenario and keep what they give, whole or not at all."""

from analysis.execution.outcome import NotebookRunError, Outcome
from analysis.execution.parallel import Step
from analysis.execution.runner import Run, run

__all__ = ["NotebookRunError", "Outcome", "Run", "Step", "run"]
