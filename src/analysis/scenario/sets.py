"""Named sets of scenarios with probabilities: which futures are held possible, and how likely."""

import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis import data
from analysis.errors import AnalysisError, ScenarioError
from analysis.scenario.files import scenario_names
from analysis.scenario.messages import nearest
from analysis.scenario.resolve import load
from analysis.scenario.schema import Scenario
from analysis.scenario.yaml_files import read_mapping

__all__ = [
    "SHARED",
    "Member",
    "ScenarioSet",
    "as_set",
    "read_set",
    "set_members",
    "set_names",
    "validate_sets",
]

# Draws of two scenarios can be mixed only where they answer one question from one point in time.
SHARED = (
    "programme",
    "region",
    "as_of",
    "horizon",
    "price_year",
    "target_jobs",
    "draws",
)
_FOLDER = "scenario_sets"
_ROUNDING = 1e-9


class Member(BaseModel):
    """How likely one scenario is within its set, and how that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    probability: float = Field(ge=0, le=1, strict=True)
    mark: Literal["seen", "memory", "arithmetic", "judgement", "choice"]
    source: str = Field(min_length=1)


class ScenarioSet(BaseModel):
    """Scenarios that exclude each other, with probabilities that add up to one.

    `as_of` is the last year whose figures the probabilities were judged with, if that is said.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    title: str = Field(min_length=1)
    narrative: str = Field(min_length=1)
    as_of: int | None = Field(default=None, strict=True)
    members: dict[str, Member] = Field(min_length=1)

    @property
    def probabilities(self) -> dict[str, float]:
        """Return the probability of each scenario, in the order of the file."""
        return {name: member.probability for name, member in self.members.items()}


def set_names() -> list[str]:
    """List the sets of scenarios on file.

    Returns
    -------
    list of str
        Names without the ending, sorted.
    """
    return sorted(path.stem for path in (data.data_folder() / _FOLDER).glob("*.yaml"))


def read_set(name: str) -> ScenarioSet:
    """Read one set of scenarios.

    Parameters
    ----------
    name
        Name of a file in `data/scenario_sets`, without the ending.

    Returns
    -------
    ScenarioSet
        The file, checked.

    Raises
    ------
    ScenarioError
        No such file, or it is damaged, names an unknown scenario, or its probabilities do not add
        up to one; all problems are named.
    """
    known = set_names()
    if name not in known:
        raise ScenarioError(
            f"scenario set {name!r}: no such file in data/{_FOLDER}{nearest(name, known)}"
            f"; on file are {', '.join(known) or 'none'}"
        )
    file = data.data_folder() / _FOLDER / f"{name}.yaml"
    shown_as = f"data/{_FOLDER}/{file.name}"
    chosen = _checked(read_mapping(file, shown_as), shown_as)
    if chosen.name != name:
        raise ScenarioError(f"{shown_as}: name: {chosen.name!r} is not the file's name")
    return chosen


def as_set(chosen: str | ScenarioSet | Mapping[str, float]) -> ScenarioSet:
    """Take a set by its name, as it is, or from probabilities given on the spot.

    Parameters
    ----------
    chosen
        Name of a file, a set, or the probability of each scenario by name. Probabilities given on
        the spot are marked as judgement, and the set is called ``mixture``.

    Returns
    -------
    ScenarioSet
        The set, checked.

    Raises
    ------
    ScenarioError
        As in `read_set`.
    """
    if isinstance(chosen, str):
        return read_set(chosen)
    if isinstance(chosen, ScenarioSet):
        return _checked(chosen.model_dump(), f"scenario set {chosen.name}")
    members = {
        name: {"probability": value, "mark": "judgement", "source": "given on the spot"}
        for name, value in chosen.items()
    }
    told = {"title": "Scenarios mixed on the spot", "narrative": "Probabilities as given."}
    return _checked({"name": "mixture", **told, "members": members}, "scenario set mixture")


def set_members(
    chosen: str | ScenarioSet | Mapping[str, float], **overrides: Any
) -> dict[str, Scenario]:
    """Resolve the scenarios of a set.

    Parameters
    ----------
    chosen
        As in `as_set`.
    **overrides
        Parameters given to every scenario, as in `analysis.scenario.load`.

    Returns
    -------
    dict
        Resolved scenario by name, in the order of the set.

    Raises
    ------
    ParameterError
        An override is unknown or not allowed.
    ScenarioError
        The set or a scenario is damaged, or scenarios do not share `SHARED`; all problems are
        named.
    """
    found = as_set(chosen)
    members = {name: load(name, **overrides) for name in found.members}
    first, reference = next(iter(members.items()))
    problems = [
        f"scenario set {found.name}: {name}: {parameter} = {getattr(member, parameter)} is not "
        f"{getattr(reference, parameter)} as in {first}"
        for name, member in members.items()
        for parameter in SHARED
        if getattr(member, parameter) != getattr(reference, parameter)
    ]
    if problems:
        allowed = f"scenarios of a set share {', '.join(SHARED)}"
        raise ScenarioError([*problems, allowed])
    return members


def validate_sets() -> list[str]:
    """Resolve every set of scenarios on file.

    Returns
    -------
    list of str
        All problems found, one a line; empty if there is none.
    """
    problems: list[str] = []
    for name in set_names():
        try:
            set_members(name)
        except AnalysisError as error:
            problems += error.problems
    return list(dict.fromkeys(problems))


def _checked(content: Mapping[str, Any], shown_as: str) -> ScenarioSet:
    """Validate the content of a set; all problems are told at once."""
    try:
        found = ScenarioSet.model_validate(content)
    except ValidationError as error:
        raise ScenarioError(
            f"{shown_as}: {'.'.join(map(str, item['loc']))}: {item['msg'].lower()}"
            for item in error.errors()
        ) from None
    known = scenario_names()
    problems = [
        f"{name}: no scenario of data/scenarios{nearest(name, known)}"
        for name in found.members
        if name not in known
    ]
    if found.name in known:
        problems.append(f"name: {found.name!r} is the name of a scenario")
    whole = math.fsum(found.probabilities.values())
    if abs(whole - 1) > _ROUNDING:
        problems.append(f"probabilities add up to {whole:.12g}, not to 1")
    if problems:
        raise ScenarioError(f"{shown_as}: {line}" for line in problems)
    return found
