"""The descriptor of the data room: ``datapackage.json`` as typed objects."""

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.data.folder import read_bytes, shown
from analysis.data.problems import LISTED
from analysis.errors import DataError

__all__ = [
    "Break",
    "Column",
    "Constraints",
    "ForeignKey",
    "InformationSetRule",
    "Package",
    "Resource",
    "read_package",
]

DESCRIPTOR = "datapackage.json"


class _Described(BaseModel):
    """Base of the parts of the descriptor; titles, sources and licences may stand beside."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Break(_Described):
    """A year from which a series is not comparable with the years before."""

    year: int
    kind: Literal["method", "coverage", "level"]
    text: str
    codes: tuple[str, ...] = ()


class Constraints(_Described):
    """What the cells of a column may hold."""

    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


class Column(_Described):
    """One column of a table."""

    name: str
    type: Literal["string", "number", "integer", "boolean", "date"]
    title: str
    unit: str
    description: str
    constraints: Constraints
    breaks: tuple[Break, ...] = ()


class Reference(_Described):
    """The table and column a foreign key points to; an empty table name means the same table."""

    resource: str
    fields: tuple[str]


class ForeignKey(_Described):
    """A column whose values must occur in a column of another table."""

    fields: tuple[str]
    reference: Reference


class InformationSetRule(_Described):
    """Which rule of the information set cuts the table, and on which column."""

    rule: Literal["year", "date", "facts", "none"]
    column: str = "period_end"


class Schema(_Described):
    """Columns and keys of one table."""

    fields: tuple[Column, ...] = Field(min_length=1)
    primary_key: tuple[str, ...] = Field(alias="primaryKey", min_length=1)
    foreign_keys: tuple[ForeignKey, ...] = Field(alias="foreignKeys", default=())


class Resource(_Described):
    """One table of the data room.

    ``checked`` seals what was last checked in full; see `analysis.data.tables.identity`.
    """

    name: str
    path: str = Field(pattern=r"^[^/.][^\\]*$")
    title: str
    hash: str
    checked: str
    table: Schema = Field(alias="schema")
    information_set: InformationSetRule = Field(alias="informationSet")
    region: str | None = None

    @property
    def schema_digest(self) -> str:
        """Fingerprint of the columns, keys and constraints: hexadecimal sha256."""
        canonical = json.dumps(self.table.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


class Package(_Described):
    """The whole data room."""

    units: dict[str, str]
    resources: tuple[Resource, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Package":
        problems = [line for resource in self.resources for line in _faults(resource, self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def resource(self, name: str) -> Resource:
        """Look up a table by name.

        Parameters
        ----------
        name
            Name of the resource, such as ``regional_panel``.

        Returns
        -------
        Resource
            Its description.

        Raises
        ------
        DataError
            If the descriptor has no such table.
        """
        for resource in self.resources:
            if resource.name == name:
                return resource
        known = ", ".join(resource.name for resource in self.resources)
        raise DataError(f"{shown(DESCRIPTOR)}: no table {name!r}; described are {known}")


def read_package() -> Package:
    """Read the descriptor of the data folder in use.

    Returns
    -------
    Package
        The tables with columns, units, constraints, keys, breaks and information-set rules.

    Raises
    ------
    DataError
        If the descriptor is missing, is not JSON or lacks a property, all faults at once.
    """
    return _parsed(read_bytes(DESCRIPTOR), shown(DESCRIPTOR))


@lru_cache(maxsize=4)
def _parsed(content: bytes, file: str) -> Package:
    try:
        descriptor = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise DataError(f"{file}: byte {error.start} is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise DataError(
            f"{file}: row {error.lineno}, character {error.colno}: not JSON ({error.msg})"
        ) from None
    if not isinstance(descriptor, dict):
        raise DataError(f"{file}: row 1: not a JSON object; allowed: the descriptor of the tables")
    try:
        return Package.model_validate(descriptor)
    except ValidationError as error:
        raise DataError(
            f"{file}: {'.'.join(map(str, fault['loc'])) or 'package'}: "
            f"{fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()[:LISTED]
        ) from None


def _faults(resource: Resource, package: Package) -> Iterator[str]:
    """Yield what the single parts cannot see: unknown units, columns and tables."""
    names = [column.name for column in resource.table.fields]
    for column in resource.table.fields:
        if column.unit not in package.units:
            known = ", ".join(package.units)
            yield (
                f"table {resource.name}, column {column.name}: unit {column.unit!r} is not known; "
                f"allowed: {known}"
            )
    keys = [*resource.table.primary_key, *(key.fields[0] for key in resource.table.foreign_keys)]
    for key in keys:
        if key not in names:
            yield f"table {resource.name}: key {key!r} is not one of its columns"
    tables = {"", *(other.name for other in package.resources)}
    for foreign in resource.table.foreign_keys:
        if foreign.reference.resource not in tables:
            yield f"table {resource.name}: key to unknown table {foreign.reference.resource!r}"
