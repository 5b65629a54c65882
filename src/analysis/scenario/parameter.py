"""One declared parameter: default, unit, bounds, meaning and source in a single place."""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

import pandas as pd
from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

__all__ = ["JUDGEMENT", "bounds_of", "parameter", "parameter_table", "unit_of"]

JUDGEMENT = "judgement; see data/assumptions.yaml"


def parameter(
    default: Any,  # noqa: ANN401  (pydantic types the field by its annotation)
    *,
    unit: str,
    description: str,
    source: str,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Any:  # noqa: ANN401  (as pydantic.Field)
    """Declare a scenario parameter.

    Parameters
    ----------
    default
        Value when neither programme, scenario file nor user says otherwise.
    unit
        Unit as it is printed in tables and in the notebooks' parameters cell.
    description
        Meaning in one sentence.
    source
        Where the default comes from, or the word "judgement".
    at_least, at_most
        Inclusive bounds of a number.

    Returns
    -------
    FieldInfo
        A pydantic field that carries the unit and the source as schema extras.
    """
    return Field(
        default,
        ge=at_least,
        le=at_most,
        description=description,
        json_schema_extra={"unit": unit, "source": source},
    )


def _extra(field: FieldInfo) -> Mapping[str, Any]:
    extra = field.json_schema_extra
    return extra if isinstance(extra, dict) else {}


def unit_of(field: FieldInfo) -> str:
    """Return the unit declared for a field."""
    return str(_extra(field)["unit"])


def bounds_of(field: FieldInfo) -> str:
    """Return what a field allows, as text: an interval, a list of words, or nothing."""
    if get_origin(field.annotation) is Literal:
        return " | ".join(str(option) for option in get_args(field.annotation))
    limits = {
        kind: getattr(m, kind) for m in field.metadata for kind in ("ge", "le") if hasattr(m, kind)
    }
    if not limits:
        return ""
    low, high = (str(limits[kind]).removesuffix(".0") for kind in ("ge", "le"))
    return f"{low} to {high}"


def _type_name(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return "str"
    return getattr(field.annotation, "__name__", str(field.annotation))


def parameter_table(model: type[BaseModel]) -> pd.DataFrame:
    """Tabulate every parameter of a model.

    Parameters
    ----------
    model
        A pydantic model whose fields were declared with `parameter`.

    Returns
    -------
    DataFrame
        One row a parameter in declared order; columns name, type, unit, default, bounds,
        description, source.
    """
    rows = [
        {
            "name": name,
            "type": _type_name(field),
            "unit": unit_of(field),
            "default": field.default,
            "bounds": bounds_of(field),
            "description": field.description,
            "source": str(_extra(field)["source"]),
        }
        for name, field in model.model_fields.items()
    ]
    return pd.DataFrame(rows)
