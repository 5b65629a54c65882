"""A run before a kernel starts: notebooks, injected parameters, and what the results hang on."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis import data, scenario, simulation
from analysis.errors import ScenarioError
from analysis.execution.manifest import Ingredients, gather
from analysis.execution.notebook_files import SourceNotebook, refuse_unknown
from analysis.report.stored import stored_results, stored_scenarios
from analysis.scenario import Scenario

__all__ = ["RunPlan", "plan_run", "refuse_what_cannot_run"]

# The notebook that reads what other scenarios gave.
_COMPARING = "09_comparison"


@dataclass(frozen=True)
class RunPlan:
    """All that is known of a run before a kernel starts.

    Parameters
    ----------
    case
        The scenario.
    root
        Folder of the project.
    sources
        Committed notebooks.
    injected
        Parameters set in each.
    ingredients
        What the results hang on.
    """

    case: Scenario
    root: Path
    sources: list[SourceNotebook]
    injected: dict[str, Any]
    ingredients: Ingredients

    @property
    def name(self) -> str:
        """Scenario and the first eight digits of the key."""
        return f"{self.ingredients.parameters['scenario_name']}-{self.ingredients.key[:8]}"


def refuse_what_cannot_run(case: Scenario, sources: Iterable[SourceNotebook]) -> None:
    """Tell once, before a kernel starts, what would else be told once a notebook.

    Parameters
    ----------
    case
        The scenario.
    sources
        Notebooks of the run.

    Raises
    ------
    DataError, ScenarioError, ModelError
        A table or file is damaged, or the case cannot be fitted.
    """
    data.check_all()
    scenario.assumptions_log(case)
    simulation.prepare(case)
    if any(source.name == _COMPARING for source in sources):
        problems = scenario.validate_sets()
        if problems:
            raise ScenarioError(problems)
        names = stored_scenarios()
        if names:
            stored_results(names)


def plan_run(case: Scenario, sources: list[SourceNotebook]) -> RunPlan:
    """Put together what a run needs.

    Parameters
    ----------
    case
        The scenario.
    sources
        Notebooks of the run.

    Returns
    -------
    RunPlan
        With the digest of everything that can change the results.

    Raises
    ------
    ParameterError
        If a notebook cannot take the parameters.
    """
    root = data.project_root()
    injected: dict[str, Any] = dict(case.overrides())
    refuse_unknown(sources, injected)
    return RunPlan(case, root, sources, injected, gather(sources, case.model_dump(), root))
