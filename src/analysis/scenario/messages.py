"""Words for what is wrong with a parameter: name, value, what is allowed, where it came from."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from analysis.scenario.parameter import bounds_of, unit_of

__all__ = ["nearest", "problems_of", "unknown_names"]

_EXPECTED = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "string_type": "text",
}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return '; did you mean X?' with the closest known names, or an empty string."""
    close = difflib.get_close_matches(name, list(known), n=2, cutoff=0.6)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def unknown_names(
    names: Iterable[str], known: Iterable[str], origin: Mapping[str, str]
) -> list[str]:
    """Return one line for each name that is not a parameter.

    Parameters
    ----------
    names
        Names given.
    known
        Names allowed.
    origin
        Where each name was given.
    """
    allowed = list(known)
    return [
        f"{name}: unknown parameter ({origin.get(name, 'given')}){nearest(name, allowed)}"
        for name in names
        if name not in allowed
    ]


def _line(model: type[BaseModel], error: Mapping[str, Any], origin: Mapping[str, str]) -> list[str]:
    if not error["loc"]:
        return str(error["ctx"]["error"]).splitlines()
    name = str(error["loc"][0])
    field = model.model_fields[name]
    given = f"{name} = {error['input']!r} ({origin.get(name, 'given')})"
    if error["type"] == "value_error":
        return [f"{given}: {error['ctx']['error']}"]
    if error["type"] in _EXPECTED:
        return [f"{given}: must be {_EXPECTED[error['type']]} ({unit_of(field)})"]
    return [f"{given}: allowed are {bounds_of(field)} ({unit_of(field)})"]


def problems_of(
    model: type[BaseModel], error: ValidationError, origin: Mapping[str, str]
) -> list[str]:
    """Turn a pydantic error into lines a user can act on.

    Parameters
    ----------
    model
        The model that refused the values.
    error
        What it raised.
    origin
        Where each value came from.
    """
    return [line for item in error.errors() for line in _line(model, item, origin)]
