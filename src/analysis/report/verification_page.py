"""Published results beside what was obtained, as rows of a table and as a page."""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import jinja2

from analysis.verification import Quantity, Verdict

__all__ = ["VerificationRow", "verification_page", "verification_rows"]

_TEMPLATES = Path(__file__).parent / "templates"


class VerificationRow(NamedTuple):
    """One published number, all cells as text.

    Parameters
    ----------
    case
        Short name of the case.
    quantity
        What the number is, or why the case could not be run.
    published, obtained, difference, tolerance
        In the unit of the number; empty if the case could not be run.
    result
        ``pass`` or ``FAIL``.
    seconds, source
        Of the whole case; empty but in its first row.
    """

    case: str
    quantity: str
    published: str
    obtained: str
    difference: str
    tolerance: str
    result: str
    seconds: str
    source: str


def verification_rows(verdicts: Iterable[Verdict]) -> list[VerificationRow]:
    """Write one row a number.

    Parameters
    ----------
    verdicts
        What came of each case.

    Returns
    -------
    list of VerificationRow
        Published to ten digits, obtained to a digit beyond the tolerance.
    """
    return [row for verdict in verdicts for row in _rows(verdict)]


def _rows(verdict: Verdict) -> list[VerificationRow]:
    closing = (f"{verdict.seconds:.1f}", verdict.case.source)
    if verdict.problem:
        return [
            VerificationRow(verdict.case.name, verdict.problem, "", "", "", "", "FAIL", *closing)
        ]
    rows = []
    for number in verdict.quantities:
        result = "pass" if number.passed else "FAIL"
        cells = (verdict.case.name, number.name, *_numbers(number), result)
        rows.append(VerificationRow(*cells, *closing))
        closing = ("", "")
    return rows


def _numbers(number: Quantity) -> tuple[str, str, str, str]:
    digits = max(0, 1 - math.floor(math.log10(number.tolerance))) if number.tolerance > 0 else 12
    return (
        f"{number.published:.10g}",
        f"{number.obtained:.{digits}f}",
        f"{number.difference:+.1e}",
        f"{number.tolerance:.1e}",
    )


def verification_page(verdicts: Sequence[Verdict]) -> str:
    """Write the verdicts as a page that loads nothing from elsewhere.

    Parameters
    ----------
    verdicts
        What came of each case.

    Returns
    -------
    str
        HTML; text from the cases is escaped.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("verification.html.j2").render(
        style=(_TEMPLATES / "style.css").read_text(encoding="utf-8"),
        verdicts=verdicts,
        rows=lambda verdict: verification_rows([verdict]),
        reproduced=sum(verdict.passed for verdict in verdicts),
        seconds=sum(verdict.seconds for verdict in verdicts),
    )
