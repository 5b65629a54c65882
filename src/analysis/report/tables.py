"""Tables for readers: one helper that rounds, so that a last digit never decides anything."""

import html
import math
from collections.abc import Mapping
from numbers import Real
from typing import TypeGuard

import pandas as pd

__all__ = ["Table", "band", "number", "span", "table"]

_SIGNIFICANT = 3
_STYLE = (
    "border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0.5em 0",
    "text-align:left;font-weight:bold;padding:0.3em 0",
    "padding:0.25em 0.8em;border-bottom:1px solid #ddd;vertical-align:top;",
)


def number(value: float, significant: int = _SIGNIFICANT) -> str:
    """Write a number with a few significant digits and thousands separated by commas.

    Parameters
    ----------
    value
        Any number.
    significant
        Digits kept, at least 1; whole digits are never cut off the left of the point.

    Returns
    -------
    str
        Such as ``0.329``, ``5.49``, ``160,000``; words for infinite and missing values.
    """
    # NumPy rounds a number of its own in another way than Python does.
    value = float(value)
    if math.isnan(value):
        return "not known"
    if math.isinf(value):
        return "no finite number" if value > 0 else "minus infinity"
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    rounded = round(value, significant - 1 - magnitude)
    decimals = max(significant - 1 - math.floor(math.log10(abs(rounded))), 0)
    return f"{rounded:,.{decimals}f}"


def band(statistics: pd.Series) -> str:
    """Write a median with its 90 % band.

    Parameters
    ----------
    statistics
        Has the entries p05, p50 and p95.

    Returns
    -------
    str
        Such as ``128 (90 % band 33.8 to 263)``.
    """
    low, middle, high = (number(float(statistics[name])) for name in ("p05", "p50", "p95"))
    return f"{middle} (90 % band {low} to {high})"


def span(values: pd.Series) -> str:
    """Write the range of some figures.

    Parameters
    ----------
    values
        Any number of figures; missing ones are passed over.

    Returns
    -------
    str
        Such as ``3.71 to 5.49``, ``5.49`` for one figure, ``nothing on file`` for none.
    """
    known = values.dropna()
    if known.empty:
        return "nothing on file"
    low, high = number(float(known.min())), number(float(known.max()))
    return low if low == high else f"{low} to {high}"


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, Real) and not isinstance(value, bool)


def _shown(value: object, significant: int | None) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if not _is_number(value):
        return str(value)
    if math.isnan(value):
        return ""
    if significant is None:
        return f"{value:.10g}"
    return number(float(value), significant)


class Table:
    """A rounded table that shows itself as HTML in a page and as text elsewhere."""

    def __init__(self, cells: pd.DataFrame, caption: str, numeric: frozenset[str]) -> None:
        self.cells = cells
        self.caption = caption
        self._numeric = numeric

    def __repr__(self) -> str:
        if self.cells.empty:
            return f"{self.caption}: none"
        body = self.cells.to_string(index=False, max_colwidth=60)
        return f"{self.caption}\n{body}"

    def _repr_html_(self) -> str:
        whole, caption, cell = _STYLE

        def side(name: str) -> str:
            return "right" if name in self._numeric else "left"

        def row(tag: str, values: Mapping[str, str]) -> str:
            parts = (
                f'<{tag} style="{cell}text-align:{side(name)}">{html.escape(value)}</{tag}>'
                for name, value in values.items()
            )
            return f"<tr>{''.join(parts)}</tr>"

        if self.cells.empty:
            return f"<p>{html.escape(self.caption)}: none</p>"
        head = row("th", {name: name for name in self.cells.columns})
        body = "\n".join(row("td", dict(record)) for _, record in self.cells.iterrows())
        title = html.escape(self.caption)
        return (
            f'<table style="{whole}"><caption style="{caption}">{title}</caption>\n'
            f"<thead>{head}</thead>\n<tbody>\n{body}\n</tbody></table>"
        )


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    rename: Mapping[str, str] | None = None,
    significant: Mapping[str, int | None] | None = None,
) -> Table:
    """Round a frame for readers.

    Parameters
    ----------
    frame
        Rows to show; the index is left out.
    caption
        What the table shows, with unit and price year where all columns share them.
    rename
        Headings by column; underscores become blanks in the others.
    significant
        Significant digits by column, 3 if not given; None writes the value as it is (years).

    Returns
    -------
    Table
        Text cells only.
    """
    digits: dict[str, int | None] = {"year": None, **(significant or {})}
    names = [str(name) for name in frame.columns]
    numeric = [name for name in names if any(map(_is_number, frame[name]))]
    cells = pd.DataFrame(
        {
            name: [_shown(value, digits.get(name, _SIGNIFICANT)) for value in frame[name]]
            for name in names
        }
    )
    headings = {name: name.replace("_", " ") for name in names} | dict(rename or {})
    return Table(
        cells.rename(columns=headings), caption, frozenset(headings[name] for name in numeric)
    )
