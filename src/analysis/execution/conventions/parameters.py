"""Rules on the parameters cell: plain assignments, equal to the declared parameters."""

import ast
import io
import json
import tokenize
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.execution.conventions.notebook import (
    CheckedNotebook,
    Finding,
    Rule,
    parsed_source,
)

__all__ = ["RULES", "parameters_source"]


def parameters_source(table: pd.DataFrame) -> str:
    """Write the parameters cell that the declared parameters ask for.

    Parameters
    ----------
    table
        One row a parameter, in order: columns name, unit, default.

    Returns
    -------
    str
        One line a parameter: ``name = literal  # unit``.
    """
    return "\n".join(map(_line, table.to_dict(orient="records")))


def parameters_plain(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Each line is one assignment of a literal, so that papermill and a reader can change it."""
    index = notebook.parameters_index
    if index is None:
        return
    source = notebook.node.cells[index].source
    tree = parsed_source(source)
    remedy = "write one 'name = literal  # unit' a line; derived values belong in the next cell"
    if isinstance(tree, SyntaxError):
        yield Finding(f"line {tree.lineno}: {tree.msg}", remedy, index)
        return
    names: set[str] = set()
    lines: set[int] = set()
    for statement in tree.body:
        assigned = _assigned(statement)
        name = assigned[0] if assigned else ""
        if not name or name in names or statement.lineno in lines:
            text = ast.unparse(statement).split("\n", 1)[0]
            yield Finding(f"line {statement.lineno}: {text!r}", remedy, index)
        names.add(name)
        lines.add(statement.lineno)


def parameters_schema(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Names, order, defaults and units are those of the Scenario schema."""
    index = notebook.parameters_index
    if index is None or any(parameters_plain(notebook)):
        return
    source = notebook.node.cells[index].source
    found = dict(filter(None, map(_assigned, ast.parse(source).body)))
    rows = {str(row["name"]): row for row in notebook.table.to_dict(orient="records")}
    yield from (Finding(*breach, index) for breach in _names(list(found), list(rows)))
    units = _comments(source)
    for name, (value, line) in found.items():
        if name not in rows:
            continue
        wanted = f"write: {_line(rows[name])}"
        if repr(value) != repr(_plain(rows[name]["default"])):
            yield Finding(f"{name} = {value!r}", wanted, index)
        if units.get(line, "") != str(rows[name]["unit"]).strip():
            yield Finding(f"{name} has the unit {units.get(line, '')!r}", wanted, index)


def _names(found: list[str], declared: list[str]) -> Iterator[tuple[str, str]]:
    missing = [name for name in declared if name not in found]
    unknown = [name for name in found if name not in declared]
    if missing:
        yield (
            f"parameters missing: {', '.join(missing)}",
            "add them; `tomsk2020 parameters` lists all",
        )
    if unknown:
        yield f"not parameters of a scenario: {', '.join(unknown)}", "remove them or declare them"
    shared = [name for name in found if name in declared]
    if not missing and not unknown and shared != declared:
        first = next(a for a, b in zip(shared, declared, strict=True) if a != b)
        yield f"{first} stands in another order than declared", "follow `tomsk2020 parameters`"


def _assigned(statement: ast.stmt) -> tuple[str, tuple[object, int]] | None:
    """Name, value and line of ``name = literal`` on one line, else None."""
    if not isinstance(statement, ast.Assign) or statement.lineno != statement.end_lineno:
        return None
    match statement.targets:
        case [ast.Name(id=name)]:
            try:
                return name, (ast.literal_eval(statement.value), statement.lineno)
            except (ValueError, TypeError, SyntaxError):
                return None
    return None


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def _line(row: Mapping[Hashable, Any]) -> str:
    unit = str(row["unit"]).strip()
    value = _plain(row["default"])
    # Double quotes, as the formatter has them.
    literal = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    return f"{row['name']} = {literal}" + (f"  # {unit}" if unit else "")


def _plain(value: object) -> object:
    """Value without numpy, which prints its type."""
    return value.item() if isinstance(value, np.generic) else value


RULES: tuple[Rule, ...] = (
    parameters_plain,
    parameters_schema,
)
