"""The cases of a sweep: scenario files times a grid times a sample, all checked before any work."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from pydantic import ValidationError, field_validator

from analysis.errors import AnalysisError, ParameterError
from analysis.execution.sweeps.sampling import Sample, sampled_values
from analysis.scenario import DEFAULT_SCENARIO, Scenario, from_parameters

__all__ = ["Case", "Cases", "as_cases", "sweep_cases"]

# These decide which files are read; all other parameters only move values of what they say.
_STEERING = ("programme", "scenario_name", "region")


@dataclass(frozen=True)
class Case:
    """One case of a sweep.

    Parameters
    ----------
    label
        Scenario file, values of the grid and number of the sampled point, for people.
    values
        Parameters as they were asked for, all of them where a rule refuses them.
    scenario
        The resolved scenario; None if a rule refuses the values together.
    problems
        Why it was refused.
    """

    label: str
    values: Mapping[str, Any]
    scenario: Scenario | None
    problems: tuple[str, ...] = ()

    @property
    def resolved(self) -> dict[str, Any]:
        """All parameters."""
        return dict(self.values) if self.scenario is None else self.scenario.model_dump()


@dataclass(frozen=True)
class Cases:
    """The cases of a sweep, each once.

    Parameters
    ----------
    cases
        In the order asked for.
    dropped
        How many more were asked for that resolve to the parameters of one of these.
    """

    cases: tuple[Case, ...]
    dropped: int = 0

    def __len__(self) -> int:
        return len(self.cases)

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)


def sweep_cases(
    names: Sequence[str] = (),
    grid: Mapping[str, Sequence[Any]] | None = None,
    sample: Sample | None = None,
) -> Cases:
    """Lay out the cases of a sweep.

    Parameters
    ----------
    names
        Scenario files; the default one if none is given.
    grid
        Values by parameter. Every combination is a case, the last parameter moving fastest.
    sample
        Points at which each of those is taken; once, as it is, if not given.

    Returns
    -------
    Cases
        Files times grid times sample.

    Raises
    ------
    ParameterError
        A parameter is unknown or a value of the grid is not allowed, alone or in a combination; all
        problems are reported at once. A sampled point that a rule across parameters refuses is no
        error: it stays among the cases, with its problems.
    ScenarioError
        A scenario file is missing or damaged.
    """
    asked = {"scenario_name": list(names) or [DEFAULT_SCENARIO]}
    values = dict(grid or {})
    if "scenario_name" in values and not names:
        asked["scenario_name"] = list(values.pop("scenario_name"))
    _refuse(names, values, sample)
    combinations = [
        dict(zip([*asked, *values], combined, strict=True))
        for combined in product(*asked.values(), *values.values())
    ]
    resolver = _Resolver()
    bases = _resolve_all(resolver, combinations)
    if sample is None:
        plain = zip(combinations, bases, strict=True)
        return as_cases(Case(_label(chosen), chosen, base) for chosen, base in plain)
    points = sampled_values(sample, bases, fixed=values)
    return as_cases(
        _sampled(resolver, f"{_label(chosen)} point {number}", chosen, base, moved)
        for chosen, base, moves in zip(combinations, bases, points, strict=True)
        for number, moved in enumerate(moves, start=1)
    )


def as_cases(scenarios: "Cases | Iterable[Scenario | Case]") -> Cases:
    """Take scenarios or cases as the cases of a sweep, each once.

    Parameters
    ----------
    scenarios
        Resolved scenarios, or cases laid out before.

    Returns
    -------
    Cases
        Those with parameters of their own, in the order given, and how many were dropped.

    Raises
    ------
    ParameterError
        If there is none.
    """
    if isinstance(scenarios, Cases):
        return scenarios
    kept: dict[str, Case] = {}
    given = 0
    for given, item in enumerate(scenarios, start=1):  # noqa: B007  (the last number is used below)
        case = item if isinstance(item, Case) else Case(item.scenario_name, {}, item)
        kept.setdefault(json.dumps(case.resolved, sort_keys=True, default=str), case)
    if not kept:
        raise ParameterError("sweep: no scenario was given; allowed are one or more")
    return Cases(tuple(kept.values()), given - len(kept))


def _refuse(names: Sequence[str], grid: Mapping[str, Sequence[Any]], sample: Sample | None) -> None:
    problems = [f"{name}: no value was given" for name, values in grid.items() if not values]
    if "scenario_name" in grid and names:
        problems.append("scenario_name: given as --scenario and as --set; allowed is one of them")
    both = [name for name in grid if sample is not None and name in sample.ranges]
    problems += [f"{name}: in the grid and in the sample; allowed is one of them" for name in both]
    if problems:
        raise ParameterError(problems)


def _resolve_all(
    resolver: "_Resolver", combinations: Sequence[Mapping[str, Any]]
) -> list[Scenario]:
    found: list[Scenario] = []
    problems: list[str] = []
    kind: type[AnalysisError] = ParameterError
    for values in combinations:
        try:
            found.append(resolver.resolve(values))
        except AnalysisError as error:
            problems += error.problems
            kind = type(error)
    if problems:
        raise kind(dict.fromkeys(problems))
    return found


def _sampled(
    resolver: "_Resolver",
    label: str,
    chosen: Mapping[str, Any],
    base: Scenario,
    moved: Mapping[str, Any],
) -> Case:
    try:
        return Case(label, moved, resolver.resolve({**chosen, **moved}))
    except ParameterError as error:
        return Case(label, {**base.model_dump(), **moved}, None, error.problems)


def _label(values: Mapping[str, Any]) -> str:
    grid = [f"{name}={value}" for name, value in values.items() if name != "scenario_name"]
    return " ".join([str(values["scenario_name"]), *grid])


class _Moved(Scenario):
    """A scenario in a region that has been checked: reading the panel is what checking costs."""

    @field_validator("region")
    @classmethod
    def _has_a_panel(cls, value: str) -> str:
        return value


@dataclass(frozen=True)
class _Resolver:
    """Resolves many cases of a few files, each file read once."""

    bases: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)

    def resolve(self, values: Mapping[str, Any]) -> Scenario:
        """Resolve as `from_parameters` does, which also finds the words for what is wrong."""
        if any(isinstance(value, bool) for value in values.values()):
            return from_parameters(**values)
        steering = {name: values[name] for name in _STEERING if name in values}
        known = tuple(steering.items())
        if known not in self.bases:
            self.bases[known] = from_parameters(**steering).model_dump()
        rest = {name: value for name, value in values.items() if name not in steering}
        try:
            moved = _Moved(**{**self.bases[known], **rest})
        except ValidationError:
            return from_parameters(**values)
        return Scenario.model_construct(**moved.model_dump())
