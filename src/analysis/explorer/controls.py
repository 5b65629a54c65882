"""One control for each parameter, read from the schema: nothing about a parameter is said twice."""

import inspect
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from analysis import data
from analysis.report import parameter_words
from analysis.scenario import Scenario, programme_names, scenario_names
from analysis.scenario.parameter import parameter_table
from analysis.simulation.ledger_steps import MOVES_NO_STEP

__all__ = ["FILES", "Control", "Section", "Value", "control_of", "controls_by_name", "sections_of"]

FILES = ("programme", "scenario_name")
"""Parameters that name the files from which the others come."""

Value = str | int | float
Kind = Literal["choice", "whole", "number", "text"]


def _regions() -> list[str]:
    # The nation is in the panel but is no region: the schema refuses it.
    return [code for code in data.load_panel().index.unique("code") if code != "RU"]


# Parameters that name a file or a row: what there is decides what can be chosen.
_ON_FILE: Mapping[str, Callable[[], Sequence[str]]] = {
    "programme": programme_names,
    "scenario_name": scenario_names,
    "region": _regions,
}


@dataclass(frozen=True)
class Control:
    """What a reader may set, with everything the schema says of it.

    Attributes
    ----------
    name
        Name of the parameter.
    words
        The same in words, for its label.
    kind
        ``choice`` of the options; ``whole`` or ``number``; ``text`` where nothing lists what is
        allowed. The schema knows no truth values, so there is no check box.
    unit, description, source
        As declared.
    default
        Value when nothing else is said.
    low, high
        Inclusive bounds of a number.
    options
        What may be chosen.
    moves_nothing
        Why no step of the ledger hangs on it; empty where one does.
    """

    name: str
    words: str
    kind: Kind
    unit: str
    description: str
    source: str
    default: str | float
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    moves_nothing: str = ""

    @property
    def tooltip(self) -> str:
        """Meaning, bounds or options, default and source, in a few lines."""
        if self.kind in {"whole", "number"}:
            allowed = f"Allowed: {self.low:,.10g} to {self.high:,.10g}. "
        else:
            allowed = ""
        note = f"\nMoves no step of the ledger: {self.moves_nothing}." if self.moves_nothing else ""
        return (
            f"{self.description}\n{allowed}Default: {self.default} ({self.unit}).\n"
            f"Source of the default: {self.source}.\nParameter {self.name}.{note}"
        )


@dataclass(frozen=True)
class Section:
    """A section of the schema.

    Attributes
    ----------
    name
        Name of its class.
    title
        What it is about, the first line of its docstring without the full stop.
    controls
        One for each of its parameters, in declared order.
    """

    name: str
    title: str
    controls: tuple[Control, ...]


def control_of(name: str, field: FieldInfo, row: Mapping[Hashable, Any]) -> Control:
    """Read one control from a declared parameter.

    Parameters
    ----------
    name
        Name of the parameter.
    field
        Its field in the schema.
    row
        Its row of `analysis.scenario.parameter_table`: unit, description, source.

    Returns
    -------
    Control
        The kind follows the annotated type.
    """
    options: tuple[str, ...] = ()
    if get_origin(field.annotation) is Literal:
        options = tuple(str(option) for option in get_args(field.annotation))
    elif name in _ON_FILE:
        options = tuple(_ON_FILE[name]())
    kinds: dict[Any, Kind] = {int: "whole", float: "number"}
    kind: Kind = "choice" if options else kinds.get(field.annotation, "text")
    return Control(
        name=name,
        words=parameter_words(name),
        kind=kind,
        unit=str(row["unit"]),
        description=re.sub(r"\s+", " ", str(row["description"])),
        source=str(row["source"]),
        default=field.default,
        low=_bound(field, "ge"),
        high=_bound(field, "le"),
        options=options,
        moves_nothing=MOVES_NO_STEP.get(name, ""),
    )


def _bound(field: FieldInfo, kind: str) -> float | None:
    return next((float(getattr(m, kind)) for m in field.metadata if hasattr(m, kind)), None)


def sections_of(model: type[BaseModel] = Scenario) -> tuple[Section, ...]:
    """List the sections of a schema with a control for each parameter.

    Parameters
    ----------
    model
        A model put together from sections, one base class each, the last base first; or a single
        section.

    Returns
    -------
    tuple of Section
        Together they hold every field of the model once.
    """
    rows = {row["name"]: row for row in parameter_table(model).to_dict("records")}
    return tuple(
        Section(
            part.__name__,
            (part.__doc__ or part.__name__).strip().split("\n", 1)[0].rstrip("."),
            tuple(control_of(name, model.model_fields[name], rows[name]) for name in names),
        )
        for part, names in _parts(model)
    )


def _parts(model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], list[str]]]:
    """Find each class that declares fields, in the order in which pydantic collects them."""
    for base in reversed(model.__bases__):
        if base is not BaseModel:
            yield from _parts(base)
    declared = inspect.get_annotations(model)
    names = [name for name in model.model_fields if name in declared]
    if names:
        yield model, names


def controls_by_name(model: type[BaseModel] = Scenario) -> dict[str, Control]:
    """Return every control of a schema by the name of its parameter."""
    return {control.name: control for part in sections_of(model) for control in part.controls}
