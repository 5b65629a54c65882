"""Programme, assumptions and information set, typed and validated."""

import pandas as pd

from analysis.scenario.assumptions import assumptions_log
from analysis.scenario.files import (
    Programme,
    ScenarioFile,
    programme_names,
    read_programme,
    read_scenario,
    scenario_names,
)
from analysis.scenario.parameter import parameter_table as _parameter_table
from analysis.scenario.resolve import (
    from_parameters,
    load,
    override_log,
    parameters_set,
    parse_assignments,
    validate_files,
)
from analysis.scenario.schema import Scenario
from analysis.scenario.sections import DEFAULT_SCENARIO, TargetReading
from analysis.scenario.sets import (
    ScenarioSet,
    as_set,
    read_set,
    set_members,
    set_names,
    validate_sets,
)

__all__ = [
    "DEFAULT_SCENARIO",
    "Programme",
    "Scenario",
    "ScenarioFile",
    "ScenarioSet",
    "TargetReading",
    "as_set",
    "assumptions_log",
    "from_parameters",
    "load",
    "override_log",
    "parameter_table",
    "parameters_set",
    "parse_assignments",
    "programme_names",
    "read_programme",
    "read_scenario",
    "read_set",
    "scenario_names",
    "set_members",
    "set_names",
    "validate_files",
    "validate_sets",
]


def parameter_table() -> pd.DataFrame:
    """Tabulate every parameter of a scenario.

    Returns
    -------
    DataFrame
        One row a parameter; columns name, type, unit, default, bounds, description, source.
    """
    return _parameter_table(Scenario)
