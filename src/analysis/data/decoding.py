"""From the bytes of a file to rows of text, with every structural fault named."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from analysis.data.problems import Problem

__all__ = ["Records", "decode"]


@dataclass(frozen=True)
class Records:
    """The cells of a file as text.

    Parameters
    ----------
    columns
        Column name to its cells, top to bottom; only columns that are described.
    rows
        Line number in the file of each cell, from 2.
    problems
        What is wrong with the encoding, the header or the number of cells.
    """

    columns: dict[str, list[str]]
    rows: list[int]
    problems: list[Problem]


def decode(content: bytes, expected: Sequence[str]) -> Records:
    """Split a comma-separated file into columns of text.

    Parameters
    ----------
    content
        The file as read.
    expected
        Names of the described columns.

    Returns
    -------
    Records
        Whatever could be read, and all structural problems. Rows with a wrong number of cells are
        reported and left out, so that one cut line does not hide faults elsewhere.
    """
    text, problems = _text(content)
    if not text:
        return Records({}, [], problems)
    header, cells, rows, faults = _split(text)
    problems += faults + _header_faults(header, expected)
    whole = [(row, line) for row, line in zip(rows, cells, strict=True) if len(line) == len(header)]
    problems += _length_faults(header, cells, rows)
    if not cells and not faults:
        problems.append(Problem("the table has a header but no rows"))
    columns = {
        name: [line[place] for _, line in whole]
        for place, name in enumerate(header)
        if name in expected
    }
    return Records(columns, [row for row, _ in whole], problems)


def _text(content: bytes) -> tuple[str, list[Problem]]:
    """Decode, or say where the bytes stop being text."""
    # A byte-order mark is what spreadsheet programs write: harmless, so taken off.
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        return "", [Problem("the file is empty: no header, no rows")]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        return "", [Problem(f"the byte 0x{content[error.start]:02x} is not UTF-8 text", row)]
    problems = [
        Problem("NUL bytes are not allowed", number)
        for number, line in enumerate(text.split("\n"), start=1)
        if "\0" in line
    ]
    if not text.endswith("\n"):
        rule = "the last line has no line end: the file may be cut off"
        problems.append(Problem(rule, text.count("\n") + 1))
    return text.replace("\0", ""), problems


def _split(text: str) -> tuple[list[str], list[list[str]], list[int], list[Problem]]:
    """Parse into header, rows and the line number at which each row starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    cells: list[list[str]] = []
    rows: list[int] = []
    problems: list[Problem] = []
    start = 1
    try:
        for line in reader:
            if line:
                cells.append(line)
                rows.append(start)
            elif rows:
                problems.append(Problem("the line is empty", start))
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"the row cannot be split into cells ({error})", start))
    if not cells:
        return [], [], [], problems
    return cells[0], cells[1:], rows[1:], problems


def _length_faults(
    header: Sequence[str], cells: Sequence[Sequence[str]], rows: Sequence[int]
) -> list[Problem]:
    """Find rows with a wrong number of cells; if all agree, it is the header that is damaged."""
    lengths = {len(line) for line in cells}
    if len(lengths) == 1 and len(header) not in lengths:
        rule = f"the header has {len(header)} cells, every row has {lengths.pop()}"
        return [Problem(rule, 1)]
    return [
        Problem(f"has {len(line)} cells, the header has {len(header)}", row)
        for row, line in zip(rows, cells, strict=True)
        if len(line) != len(header)
    ]


def _header_faults(header: Sequence[str], expected: Sequence[str]) -> list[Problem]:
    """Compare the header with the described columns, as sets: the order is free."""
    problems = [
        Problem("the column is missing from the header", 1, name)
        for name in expected
        if name not in header
    ]
    for name in dict.fromkeys(header):
        if name not in expected:
            near = get_close_matches(name, [e for e in expected if e not in header], n=1)
            hint = f"; nearest missing column: {near[0]}" if near else ""
            problems.append(Problem(f"the column is not described{hint}", 1, name))
        elif header.count(name) > 1:
            problems.append(Problem("the column name occurs more than once", 1, name))
    return problems
