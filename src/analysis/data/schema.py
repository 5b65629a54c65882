"""From the description of a table to a pandera schema, and from its verdict to plain words."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import pandera.pandas as pandera
from pandera.errors import SchemaErrors

from analysis.data.package import Column, Resource
from analysis.data.problems import Problem

__all__ = ["table_schema", "violations"]

DTYPES = {
    "string": "str",
    "number": "float64",
    "integer": "int64",
    "boolean": "bool",
    "date": "datetime64[s]",
}
LISTED_VALUES = 12


def table_schema(
    resource: Resource, referenced: Mapping[str, Collection[str]]
) -> pandera.DataFrameSchema:
    """Build the schema that a typed table must satisfy.

    Parameters
    ----------
    resource
        Description of the table.
    referenced
        Column name to the values its foreign key allows.

    Returns
    -------
    pandera.DataFrameSchema
        Types, missing values, bounds, lists, patterns and keys. Each check carries its rule in
        words as its error text.
    """
    foreign = {key.fields[0]: key.reference.resource for key in resource.table.foreign_keys}
    columns = {
        column.name: pandera.Column(
            DTYPES[column.type],
            checks=_checks(column, referenced.get(column.name), foreign.get(column.name)),
            nullable=not column.constraints.required,
        )
        for column in resource.table.fields
    }
    key = list(resource.table.primary_key)
    unique = pandera.Check(
        lambda frame: ~frame.duplicated(key), error=f"the key ({', '.join(key)}) occurs before"
    )
    return pandera.DataFrameSchema(columns, checks=unique, strict=True)


def violations(
    frame: pd.DataFrame, schema: pandera.DataFrameSchema, key: Collection[str]
) -> list[Problem]:
    """Check a table and put the verdict into words.

    Parameters
    ----------
    frame
        Typed table, indexed by line number, with the columns of the schema.
    schema
        From `table_schema`.
    key
        Names of the primary-key columns.

    Returns
    -------
    list of Problem
        All breaches, one a cell or key; empty if the table is sound.
    """
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as verdict:
        cases = verdict.failure_cases
    else:
        return []
    problems: dict[tuple[Any, ...], Problem] = {}
    for case in cases.to_dict("records"):
        row = int(case["index"])
        if case["schema_context"] == "DataFrameSchema":
            value = ", ".join(str(frame.loc[row, name]) for name in key)
            problems.setdefault((row,), Problem(str(case["check"]), row, None, value))
        elif case["check"] == "not_nullable":
            rule = "the cell is empty and must not be"
            problems[row, case["column"]] = Problem(rule, row, str(case["column"]))
        else:
            cell = case["failure_case"]
            problem = Problem(str(case["check"]), row, str(case["column"]), _text(cell))
            problems.setdefault((row, case["column"]), problem)
    return list(problems.values())


def _checks(
    column: Column, allowed: Collection[str] | None, table: str | None
) -> list[pandera.Check]:
    """Write the constraints of one column as pandera checks."""
    rules = column.constraints
    checks = []
    if rules.minimum is not None:
        checks.append(pandera.Check.ge(rules.minimum, error=f"is below {_bounds(column)}"))
    if rules.maximum is not None:
        checks.append(pandera.Check.le(rules.maximum, error=f"is above {_bounds(column)}"))
    if rules.enum is not None:
        checks.append(pandera.Check.isin(rules.enum, error=f"is not known; {_listed(rules.enum)}"))
    if rules.pattern is not None:
        rule = f"does not match the pattern {rules.pattern}"
        checks.append(pandera.Check.str_matches(rules.pattern, error=rule))
    if rules.unique:
        rule = "occurs before"
        checks.append(pandera.Check(lambda series: ~series.duplicated(), error=rule))
    if allowed is not None:
        rule = f"is not a key of {table or 'the same table'}; {_listed(allowed)}"
        checks.append(pandera.Check.isin(allowed, error=rule))
    return checks


def _bounds(column: Column) -> str:
    """Write the limit that was crossed and what is allowed, with the unit."""
    low, high = column.constraints.minimum, column.constraints.maximum
    span = " to ".join(f"{limit:g}" for limit in (low, high) if limit is not None)
    allowed = span if None not in (low, high) else f"{span} or {'more' if high is None else 'less'}"
    return f"its limit; allowed: {allowed}" + (
        f" ({column.unit})" if column.type == "number" else ""
    )


def _listed(values: Collection[str]) -> str:
    some = sorted(values)[:LISTED_VALUES]
    return f"allowed: {', '.join(some)}" + (", …" if len(values) > LISTED_VALUES else "")


def _text(cell: object) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
