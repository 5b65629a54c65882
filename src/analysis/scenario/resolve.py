"""Resolve a scenario: command line over scenario file over programme over defaults."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import ValidationError

from analysis.errors import AnalysisError, ParameterError, ScenarioError
from analysis.scenario.files import (
    programme_names,
    read_programme,
    read_scenario,
    scenario_names,
)
from analysis.scenario.messages import problems_of, unknown_names
from analysis.scenario.notebook_cells import parameters_set as _parameters_set
from analysis.scenario.schema import Scenario

__all__ = [
    "from_parameters",
    "load",
    "override_log",
    "parameters_set",
    "parse_assignments",
    "validate_files",
]

_DEFAULTS = {name: field.default for name, field in Scenario.model_fields.items()}


@dataclass(frozen=True)
class _Layer:
    """Values from one place, in rising order of precedence."""

    origin: str
    changes: Mapping[str, Any]


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name, _DEFAULTS[name])
    if not isinstance(value, str):
        raise ParameterError(f"{name} = {value!r}: must be the name of a file, as text")
    return value


def _layers(explicit: Mapping[str, Any]) -> list[_Layer]:
    scenario = read_scenario(_text(explicit, "scenario_name"))
    chosen = _text(explicit, "programme") if "programme" in explicit else None
    if scenario.programme and chosen not in (None, scenario.programme):
        raise ScenarioError(
            f"data/scenarios/{scenario.name}.yaml: made for programme {scenario.programme}, "
            f"asked for {chosen}"
        )
    programme = read_programme(chosen or scenario.programme or _DEFAULTS["programme"])
    steering = {"programme": programme.name, "scenario_name": scenario.name}
    return [
        _Layer(f"data/programmes/{programme.name}.yaml", programme.parameters),
        _Layer(f"data/scenarios/{scenario.name}.yaml", scenario.changes),
        _Layer("given", {**explicit, **steering}),
    ]


def _build(layers: Sequence[_Layer]) -> Scenario:
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for layer in layers:
        values |= layer.changes
        origin |= dict.fromkeys(layer.changes, layer.origin)
    unknown = unknown_names(values, _DEFAULTS, origin)
    known = {name: value for name, value in values.items() if name in _DEFAULTS}
    truth_values = [
        f"{name} = {value!r} ({origin[name]}): must be a number or text, not true or false"
        for name, value in known.items()
        if isinstance(value, bool)
    ]
    try:
        scenario = Scenario(**known)
    except ValidationError as error:
        problems = unknown + truth_values + problems_of(Scenario, error, origin)
        raise ParameterError(dict.fromkeys(problems)) from None
    if unknown or truth_values:
        raise ParameterError(unknown + truth_values)
    return scenario


def from_parameters(**values: Any) -> Scenario:
    """Build a scenario from explicit parameters on top of its scenario and programme files.

    Parameters
    ----------
    **values
        Parameters by name; what is not given comes from the scenario file named by
        `scenario_name`, then from the programme file named by `programme`, then from the default.
        Text is converted to the type of the parameter.

    Returns
    -------
    Scenario
        The resolved, frozen scenario.

    Raises
    ------
    ParameterError
        Unknown names and values not allowed, all of them in one error.
    ScenarioError
        A file is missing or damaged.
    """
    return _build(_layers(values))


def load(name: str, **overrides: Any) -> Scenario:
    """Build the scenario of a file in `data/scenarios`, with overrides on top.

    Parameters
    ----------
    name
        Name of the scenario file, without the ending.
    **overrides
        As in `from_parameters`.

    Returns
    -------
    Scenario
        The resolved, frozen scenario.

    Raises
    ------
    ParameterError
        Unknown names and values not allowed, all of them in one error.
    ScenarioError
        A file is missing or damaged.
    """
    return from_parameters(**{**overrides, "scenario_name": name})


def parameters_set(cells: Sequence[str], namespace: Mapping[str, object]) -> dict[str, object]:
    """Return what a notebook's parameters cell and papermill's injected cell set explicitly.

    Parameters
    ----------
    cells
        IPython's `In`: the sources of the cells run so far, the running one last.
    namespace
        The notebook's `globals()`.

    Returns
    -------
    dict
        Injected names, names whose value differs from the default, and unknown names, which
        `from_parameters` then refuses.
    """
    return _parameters_set(cells, namespace, _DEFAULTS)


def parse_assignments(assignments: Iterable[str]) -> dict[str, str]:
    """Read `name=value` texts, as given to `--set`.

    Parameters
    ----------
    assignments
        One text an assignment; blank ones are passed over.

    Returns
    -------
    dict
        Values as text, converted later by the type of the parameter.

    Raises
    ------
    ParameterError
        A text without '=', an unknown name or a name given twice; all in one error.
    """
    values: dict[str, str] = {}
    problems: list[str] = []
    for text in filter(str.strip, assignments):
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            problems.append(f"--set {text.strip()}: must have the form name=value")
        elif name in values:
            problems.append(f"--set {name}: given twice, as {values[name]} and as {value}")
        else:
            values[name] = value
    problems += unknown_names(values, _DEFAULTS, dict.fromkeys(values, "command line"))
    if problems:
        raise ParameterError(problems)
    return values


def override_log(scenario: Scenario) -> pd.DataFrame:
    """Tabulate each value that differs from its default, with the place that set it.

    Parameters
    ----------
    scenario
        A resolved scenario.

    Returns
    -------
    DataFrame
        Columns parameter, old, new, set_by; one row a change in order of precedence, so that a
        parameter changed twice has two rows.
    """
    current = dict(_DEFAULTS)
    rows = []
    for layer in _layers(scenario.overrides()):
        for name, value in layer.changes.items():
            new = getattr(scenario, name) if layer.origin == "given" else value
            if new != current[name]:
                rows.append((name, current[name], new, layer.origin))
                current[name] = new
    columns = ["parameter", "old", "new", "set_by"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def validate_files() -> list[str]:
    """Resolve every programme and every scenario on file.

    Returns
    -------
    list of str
        All problems found, one a line; empty if there is none.
    """
    problems: list[str] = []
    for name in programme_names():
        problems += _problems_of_pair({"programme": name})
    for name in scenario_names():
        problems += _problems_of_pair({"scenario_name": name})
    return list(dict.fromkeys(problems))


def _problems_of_pair(values: Mapping[str, str]) -> list[str]:
    try:
        from_parameters(**values)
    except AnalysisError as error:
        return list(error.problems)
    return []
