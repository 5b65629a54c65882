"""A table of entities and years in the one form the panel estimators work on."""

from collections.abc import Hashable, Iterable
from difflib import get_close_matches

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = ["panel_table", "require_columns", "require_frame", "year_differences"]

SHOWN = 3


def panel_table(frame: pd.DataFrame, *, entity: str, time: str) -> pd.DataFrame:
    """Index a table by entity and year, sorted, each pair once.

    Parameters
    ----------
    frame
        One row an entity and year; `entity` and `time` are columns or index levels.
    entity, time
        Their names; time is in whole years.

    Returns
    -------
    DataFrame
        The other columns, indexed by (entity, time); years are integers.

    Raises
    ------
    ModelError
        If the table is no frame, a name is unknown, a key is missing or not a whole year, or a
        pair occurs twice.
    """
    require_frame("panel", frame, "one row an entity and year")
    flat = frame.reset_index() if _in_index(frame, (entity, time)) else frame
    _require_names(flat, (entity, time))
    keys = flat[[entity, time]]
    if keys.isna().any(axis=None):
        count = int(keys.isna().any(axis=1).sum())
        raise ModelError(f"{entity}, {time}: {count} rows have no key; allowed: every row has both")
    years = _whole_years(flat[time])
    table = flat.assign(**{time: years}).set_index([entity, time]).sort_index()
    doubled = table.index[table.index.duplicated()].unique()
    if len(doubled):
        shown = ", ".join(f"{name} {year}" for name, year in doubled[:SHOWN])
        raise ModelError(
            f"({entity}, {time}): {len(doubled)} pairs occur more than once ({shown}); "
            "allowed: one row a pair"
        )
    return table


def require_frame(item: str, given: object, rows: str) -> None:
    """Refuse what is no table with names.

    Parameters
    ----------
    item
        What the table is called in the message.
    given
        Anything.
    rows
        What its rows and columns have to be, for the message.

    Raises
    ------
    ModelError
        If it is no DataFrame.
    """
    if not isinstance(given, pd.DataFrame):
        raise ModelError(f"{item}: {type(given).__name__} given; allowed: a DataFrame, {rows}")


def require_columns(frame: pd.DataFrame, names: Iterable[Hashable]) -> None:
    """Refuse names that are not columns of numbers.

    Parameters
    ----------
    frame
        The table.
    names
        Columns asked for, as the table labels them: 7 is another column than ``"7"``.

    Raises
    ------
    ModelError
        Naming every unknown column, with the nearest one that exists, or every column whose type
        is not numeric: text would be taken for categories, not for the numbers it spells.
    """
    asked = list(names)
    _require_names(frame, asked)
    # As nearly always; to look at columns one by one takes longer than most models.
    if all(map(pd.api.types.is_numeric_dtype, frame.dtypes)):
        return
    problems = [
        f"column {name!r}: holds {kind}, such as {frame[name].iloc[0]!r}; allowed: numbers"
        for name in asked
        for kind in _other_types(frame[[name]])
    ]
    if problems:
        raise ModelError(problems)


def year_differences(table: pd.DataFrame) -> pd.DataFrame:
    """Take the change from the year before, where that year is there.

    Parameters
    ----------
    table
        Numeric columns indexed by (entity, year), as `panel_table` returns.

    Returns
    -------
    DataFrame
        Changes in the units of the columns; an entity's first year and the first year after a gap
        have none and are left out.
    """
    entities, years = (table.index.get_level_values(level) for level in (0, 1))
    before = table.reindex(pd.MultiIndex.from_arrays([entities, years - 1]))
    before.index = table.index
    return (table - before).dropna()


def _require_names(frame: pd.DataFrame, names: Iterable[Hashable]) -> None:
    known = [str(column) for column in frame.columns]
    problems = []
    for name in names:
        if name not in frame.columns:
            near = get_close_matches(str(name), known, n=1)
            hint = f"nearest: {near[0]}" if near else f"allowed: {', '.join(known)}"
            problems.append(f"column {name!r} is not in the table; {hint}")
    if problems:
        raise ModelError(problems)


def _other_types(columns: pd.DataFrame) -> list[str]:
    """List types that are not numeric; a name that occurs twice has several."""
    types = [column.dtype for _, column in columns.items() if len(column)]
    return [str(kind) for kind in types if not pd.api.types.is_numeric_dtype(kind)]


def _in_index(frame: pd.DataFrame, names: tuple[str, str]) -> bool:
    levels: set[Hashable] = set(frame.index.names)
    return any(name in levels for name in names)


def _whole_years(years: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(years, errors="coerce")
    odd = years[numbers.isna() | (numbers % 1 != 0)]
    if len(odd):
        raise ModelError(f"{years.name}: {odd.iloc[0]!r} is not a year; allowed: whole numbers")
    return numbers.astype(np.int64)
