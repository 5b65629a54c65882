"""What is wrong with a table, cell by cell, and how a reader is told."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.errors import DataError

__all__ = ["Problem", "data_error"]

LISTED = 20
SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Problem:
    """One breach of one rule.

    Parameters
    ----------
    rule
        What is allowed, in words.
    row
        Line number in the file, from 1 (the header); None if the whole file is meant.
    column
        Name of the column; None if the whole row is meant.
    value
        Text of the cell or key at fault; None if there is none to show.
    """

    rule: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def sentence(self) -> str:
        """Write the place, the value and the rule.

        Returns
        -------
        str
            One line without the name of the file.
        """
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column is not None else []
        found = "" if self.value is None else f"{_quoted(self.value)} "
        return ": ".join([*([", ".join(place)] if place else []), f"{found}{self.rule}"])


def data_error(file: str, problems: Iterable[Problem], *, listed: int = LISTED) -> DataError:
    """Gather all problems of one file in one error.

    Parameters
    ----------
    file
        Name of the file as shown to the reader.
    problems
        The problems, at least one; of several for one cell only the first is told, because the
        others follow from it.
    listed
        Number of lines written out; the rest is counted.

    Returns
    -------
    DataError
        To be raised by the caller.
    """
    first: dict[object, Problem] = {}
    for problem in problems:
        whole = problem.row is None or problem.column is None
        first.setdefault(problem if whole else (problem.row, problem.column), problem)
    found = sorted(first.values(), key=lambda problem: problem.row or 0)
    lines = [f"{file}: {problem.sentence()}" for problem in found[:listed]]
    if len(found) > listed:
        lines.append(f"{file}: and {len(found) - listed} more problems")
    return DataError(lines)


def _quoted(value: str) -> str:
    return repr(value if len(value) <= SHOWN_CHARACTERS else value[:SHOWN_CHARACTERS] + "…")
