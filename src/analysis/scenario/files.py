"""Programme and scenario files: what was promised, and what is assumed on top of it."""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis import data
from analysis.errors import ScenarioError
from analysis.scenario.assumption import Assumption
from analysis.scenario.messages import nearest, unknown_names
from analysis.scenario.schema import Scenario
from analysis.scenario.yaml_files import read_mapping

__all__ = [
    "Cluster",
    "Fact",
    "Programme",
    "ScenarioFile",
    "programme_names",
    "read_programme",
    "read_scenario",
    "scenario_names",
]

_ROUNDING = 1e-6
_STEERING = frozenset({"programme", "scenario_name"})


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_File):
    """The row of `programme_facts.csv` or `zone_facts.csv` a promised value is taken from."""

    subject: str
    indicator: str
    published_on: str


class Cluster(_File):
    """A part of a programme; `industries` are shares of its posts in the input-output table."""

    name: str = Field(min_length=1)
    title: str = Field(min_length=1)
    industries: dict[str, float] = Field(default_factory=dict)
    prior_weight: float = Field(default=1.0, gt=0)
    source: str = Field(min_length=1)


class Programme(_File):
    """What was promised, by whom and when.

    `facts` ties each promised value to its source row; `assumptions` are the lines of the log that
    hold for this programme alone.
    """

    name: str
    title: str = Field(min_length=1)
    narrative: str = Field(min_length=1)
    parameters: dict[str, Any]
    facts: dict[str, Fact]
    subjects: list[str] = Field(min_length=1)
    clusters: list[Cluster] = Field(default_factory=list)
    assumptions: dict[str, Assumption] = Field(default_factory=dict)


class ScenarioFile(_File):
    """What is assumed: only the changes against programme and defaults, each with its source."""

    name: str
    title: str = Field(min_length=1)
    narrative: str = Field(min_length=1)
    probability: float | None = Field(default=None, ge=0, le=1)
    programme: str | None = None
    changes: dict[str, Any]
    sources: dict[str, str]


_AnyFile = TypeVar("_AnyFile", bound=_File)
_Kind = Literal["programmes", "scenarios"]


def _names(kind: _Kind) -> list[str]:
    return sorted(path.stem for path in (data.data_folder() / kind).glob("*.yaml"))


def programme_names() -> list[str]:
    """List the programmes on file.

    Returns
    -------
    list of str
        Names without the ending, sorted.
    """
    return _names("programmes")


def scenario_names() -> list[str]:
    """List the scenarios on file.

    Returns
    -------
    list of str
        Names without the ending, sorted.
    """
    return _names("scenarios")


def _problems(error: ValidationError) -> list[str]:
    return [
        f"{'.'.join(str(part) for part in item['loc'])}: {item['msg'].lower()}"
        for item in error.errors()
    ]


def _read(kind: _Kind, name: str, model: type[_AnyFile]) -> _AnyFile:
    known = _names(kind)
    if name not in known:
        raise ScenarioError(
            f"{kind[:-1]} {name!r}: no such file in data/{kind}{nearest(name, known)}"
            f"; on file are {', '.join(known) or 'none'}"
        )
    shown_as = f"data/{kind}/{name}.yaml"
    content = read_mapping(data.data_folder() / kind / f"{name}.yaml", shown_as)
    try:
        file = model.model_validate(content)
    except ValidationError as error:
        raise ScenarioError(f"{shown_as}: {line}" for line in _problems(error)) from None
    problems = _contradictions(name, content)
    if problems:
        raise ScenarioError(f"{shown_as}: {line}" for line in problems)
    return file


def _contradictions(name: str, content: Mapping[str, Any]) -> list[str]:
    values = content.get("parameters", content.get("changes", {}))
    cited = content.get("facts", content.get("sources", {}))
    problems = (
        [] if content["name"] == name else [f"name: {content['name']!r} is not the file's name"]
    )
    problems += [f"{key}: cannot be set in a file" for key in values if key in _STEERING]
    problems += unknown_names(values, Scenario.model_fields, dict.fromkeys(values, "this file"))
    problems += [f"{key}: has a source but no value" for key in cited if key not in values]
    logged = content.get("assumptions", {})
    problems += unknown_names(logged, Scenario.model_fields, dict.fromkeys(logged, "this file"))
    problems += _cluster_problems(content.get("clusters", []))
    if "sources" in content:
        problems += [f"{key}: has a value but no source" for key in values if key not in cited]
    return problems


def _cluster_problems(clusters: list[Mapping[str, Any]]) -> list[str]:
    """Find clusters that share a name or a title, and industries that cannot be used."""
    problems = []
    for key in ("name", "title"):
        given = [cluster[key] for cluster in clusters]
        doubled = sorted({value for value in given if given.count(value) > 1})
        problems += [f"clusters: {key} {value!r} is given twice" for value in doubled]
    employed = data.load_industry()["employment_thousand"]
    usable = list(employed.index[employed.notna()])
    for cluster in clusters:
        industries = cluster.get("industries", {})
        where = f"clusters: {cluster['name']}"
        problems += [
            f"{where}: industry {code!r}: no group of national_industry_2016.csv with jobs"
            f"{nearest(code, usable)}"
            for code in industries
            if code not in usable
        ]
        if industries and not abs(sum(industries.values()) - 1) <= _ROUNDING:
            problems.append(f"{where}: industries add up to {sum(industries.values()):g}, not to 1")
    return problems


def read_programme(name: str) -> Programme:
    """Read one programme file.

    Parameters
    ----------
    name
        Name of a file in `data/programmes`, without the ending.

    Returns
    -------
    Programme
        The file, checked.

    Raises
    ------
    ScenarioError
        No such file, or it is damaged; all problems are named.
    """
    return _read("programmes", name, Programme)


def read_scenario(name: str) -> ScenarioFile:
    """Read one scenario file.

    Parameters
    ----------
    name
        Name of a file in `data/scenarios`, without the ending.

    Returns
    -------
    ScenarioFile
        The file, checked.

    Raises
    ------
    ScenarioError
        No such file, or it is damaged; all problems are named.
    """
    return _read("scenarios", name, ScenarioFile)
