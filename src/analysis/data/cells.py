"""From cells of text to typed columns."""

import re
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import pandas as pd

from analysis.data.package import Column
from analysis.data.problems import Problem

__all__ = ["typed_column"]

# Narrower than float() and int(), which also take "nan", "1_000", blanks and digits of any script.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def typed_column(
    cells: Sequence[str], rows: Sequence[int], column: Column
) -> tuple[pd.Series, list[Problem]]:
    """Turn text into the type of the column.

    Parameters
    ----------
    cells
        Text of the cells; an empty text is a missing value.
    rows
        Line number of each cell.
    column
        Description of the column.

    Returns
    -------
    pandas.Series
        float64 (number), int64 (integer), bool (boolean), datetime64 (date) or str (string),
        indexed by line number. A cell at fault is missing, or zero where the type has no missing
        value.
    list of Problem
        The cells at fault.
    """
    reads, rule = _READERS[column.type]
    faulty = [place for place, cell in enumerate(cells) if cell and not reads(cell)]
    empty_faults = column.type in {"integer", "boolean"}
    problems = [Problem(_with_unit(rule, column), rows[p], column.name, cells[p]) for p in faulty]
    if empty_faults:
        problems += [
            Problem("the cell is empty and must not be", row, column.name)
            for row, cell in zip(rows, cells, strict=True)
            if not cell
        ]
    usable = list(cells)
    for place in faulty:
        usable[place] = ""
    series = pd.Series(_WRITERS[column.type](usable), index=pd.Index(rows), name=column.name)
    return series, problems


def _with_unit(rule: str, column: Column) -> str:
    return f"{rule} ({column.unit})" if column.type == "number" else rule


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None and abs(float(cell)) != float("inf")


def _is_date(cell: str) -> bool:
    if not _DATE.fullmatch(cell):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


_READERS: dict[str, tuple[Callable[[str], bool], str]] = {
    "string": (lambda _: True, ""),
    "number": (_is_number, "is not a decimal number"),
    "integer": (lambda cell: _INTEGER.fullmatch(cell) is not None, "is not a whole number"),
    "boolean": (lambda cell: cell in {"True", "False"}, "is not True or False"),
    "date": (_is_date, "is not a date YYYY-MM-DD"),
}

_WRITERS: dict[str, Callable[[list[str]], object]] = {
    "string": lambda cells: pd.array([cell or None for cell in cells], dtype="str"),
    "number": lambda cells: np.array([float(c) if c else np.nan for c in cells], dtype=np.float64),
    "integer": lambda cells: np.array([int(cell) if cell else 0 for cell in cells], dtype=np.int64),
    "boolean": lambda cells: np.array([cell == "True" for cell in cells], dtype=np.bool_),
    "date": lambda cells: pd.to_datetime(pd.Series([cell or None for cell in cells])).to_numpy(
        dtype="datetime64[s]"
    ),
}
