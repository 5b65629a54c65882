"""Known breaks of the series, so that no model splices over them unawares."""

from difflib import get_close_matches

import pandas as pd

from analysis.data.package import read_package
from analysis.errors import ParameterError

__all__ = ["load_breaks"]

EVERYWHERE = "all"


def load_breaks(column: str | None = None) -> pd.DataFrame:
    """Load the known breaks of method, coverage and level.

    Parameters
    ----------
    column
        Name of a described column, such as ``employed_thousand``; None for all columns.

    Returns
    -------
    pandas.DataFrame
        One row a break: column, year (first year on the new basis), kind (method, coverage,
        level), codes (regions concerned, separated by semicolons, or ``all``), text; sorted.

    Raises
    ------
    DataError
        If the descriptor is damaged.
    ParameterError
        If no table has the column.
    """
    fields = [field for table in read_package().resources for field in table.table.fields]
    names = {field.name for field in fields}
    if column is not None and column not in names:
        near = get_close_matches(column, sorted(names), n=1)
        hint = f"; nearest: {near[0]}" if near else ""
        raise ParameterError(f"column: {column!r} is in no table of data/datapackage.json{hint}")
    rows = [
        (field.name, known.year, known.kind, ";".join(known.codes) or EVERYWHERE, known.text)
        for field in fields
        for known in field.breaks
        if column in (None, field.name)
    ]
    frame = pd.DataFrame(rows, columns=["column", "year", "kind", "codes", "text"])
    return frame.astype({"year": "int64"}).sort_values(["column", "year"], ignore_index=True)
