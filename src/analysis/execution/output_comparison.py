"""Two printed outputs compared: words exactly, computed numbers within a stated tolerance.

What counts as a computed number, and is compared within the tolerance:

* a number with a decimal point, an exponent or thousands separators (12.5, 1e-05, 12,345);
* a whole number followed by a percent sign or the words "per cent" (35 %);
* a bare whole number of three digits, or of five and more, that does not start with 0: results are
  shown with three significant digits, so 234 may be 233.7 rounded.

Everything else is compared exactly: bare whole numbers of one, two and four digits (ranks, counts,
years), the parts of dates and versions, years written 2017.0, digits glued to a letter, underscore
or hash (p05, 04_jobs, RU-FD-1, #1f77b4, 5bn), and every word.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["RELATIVE_TOLERANCE", "PrintedNumber", "agree", "differences", "printed_numbers"]

RELATIVE_TOLERANCE = Decimal("0.001")
"""Optimisers end a hair elsewhere on another processor; a change of method moves more than this."""

SIGNIFICANT_DIGITS = 3
"""Digits the tables show; what follows them in a number such as 494,000 may be rounded off."""

_MINUS = "\u2212"
_SEPARATORS = ",\u2009\u202f\u00a0'"
_GROUPED = rf"\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}})+(?!\d)"
_SIGN = rf"(?:(?<![\w.)\]%-])[-+{_MINUS}])?"
# A hyphen between a letter and a digit belongs to an identifier such as RU-FD-1.
_FREE_LEFT = r"(?<![\w.#])(?<![^\W\d]-)(?<![^\W\d]-[-+])"
_FREE_RIGHT = r"(?!\w|\.\d)"
_NUMBER = re.compile(
    rf"{_SIGN}{_FREE_LEFT}(?P<digits>(?:{_GROUPED}|\d+)(?:\.\d+)?|\.\d+)"
    rf"(?P<exponent>[eE][-+]?\d{{1,3}})?{_FREE_RIGHT}(?P<percent>(?=\s?(?:%|per\s?cent)))?"
)
_EXACT_LENGTHS = (1, 2, 4)
_YEARS = range(1900, 2101)
_PLACEHOLDER = "\0"


@dataclass(frozen=True)
class PrintedNumber:
    """A number as it stands in a text.

    Parameters
    ----------
    text
        The characters printed.
    line
        Line of the text it stands in, without the blanks around.
    value
        What they mean.
    unit
        One unit in the last digit that may have been rounded.
    exact
        Whether it is compared without tolerance.
    """

    text: str
    line: str
    value: Decimal
    unit: Decimal
    exact: bool

    @property
    def is_year(self) -> bool:
        """Whether it may be a calendar year, also as 2017.0 in a column with gaps."""
        grouped = any(separator in self.text for separator in _SEPARATORS)
        return not grouped and self.value == self.value.to_integral() and self.value in _YEARS


def printed_numbers(text: str) -> list[PrintedNumber]:
    """Read the numbers of a text in order.

    Parameters
    ----------
    text
        Any output.

    Returns
    -------
    list of PrintedNumber
    """
    return [_read(match) for match in _NUMBER.finditer(text)]


def differences(
    reference: str,
    computed: str,
    *,
    markup: bool = False,
    relative_tolerance: Decimal = RELATIVE_TOLERANCE,
) -> list[str]:
    """List what differs between two outputs beyond the tolerance.

    Parameters
    ----------
    reference
        Output as committed.
    computed
        Output of the new run.
    markup
        Whether the texts are HTML or Markdown, in which a separator may be an entity.
    relative_tolerance
        Allowed difference as a fraction of the larger of the two numbers.

    Returns
    -------
    list of str
        One line a difference; empty if the outputs agree.

    Notes
    -----
    Two numbers a and b agree if ``|a - b| <= tolerance * max(|a|, |b|) + min(u, v)``, where u and
    v are one unit in the last digit of each: two values on either side of a rounding boundary,
    however close, print one unit apart. In 494,000 the zeros behind the third digit are taken as
    rounded off. A number printed with one or two digits is therefore hardly tested.

    A run of blanks may differ in length, since a column is as wide as its widest number, though not
    between none and some, except at the ends of a line; rules of dashes may differ in length.
    """
    if reference == computed:
        return []
    if markup:
        reference, computed = html.unescape(reference), html.unescape(computed)
    words = _word_differences(_template(reference), _template(computed))
    if words:
        return words
    pairs = zip(printed_numbers(reference), printed_numbers(computed), strict=True)
    return [
        _number_difference(a, b, relative_tolerance)
        for a, b in pairs
        if not _close(a, b, relative_tolerance)
    ]


def agree(reference: str, computed: str, *, markup: bool = False) -> bool:
    """Whether two outputs are the same within the tolerance; see `differences`."""
    return not differences(reference, computed, markup=markup)


def _read(match: re.Match[str]) -> PrintedNumber:
    text, digits = match[0], match["digits"]
    value = Decimal(re.sub(f"[{_SEPARATORS}]", "", text).replace(_MINUS, "-"))
    grouped = any(separator in text for separator in _SEPARATORS)
    rounded = len(digits) not in _EXACT_LENGTHS and not digits.startswith("0")
    marked = bool(match["exponent"]) or match["percent"] is not None
    return PrintedNumber(
        text=text,
        line=_line(match),
        value=value,
        unit=_unit(value, grouped=grouped),
        exact=not (grouped or rounded or marked or "." in digits),
    )


def _unit(value: Decimal, *, grouped: bool) -> Decimal:
    """One unit in the last digit, or in the third where zeros follow: 494,000 may be 494,312."""
    exponent = value.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    if not grouped or unit != 1 or not value:
        return unit
    digits = str(abs(value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Decimal(10) ** min(zeros, len(digits) - SIGNIFICANT_DIGITS)


def _line(match: re.Match[str]) -> str:
    """The line around a number, without markup."""
    start = match.string.rfind("\n", 0, match.start()) + 1
    line = match.string[start:].split("\n", 1)[0]
    return " ".join(re.sub(r"<[^<>]+>", " ", line).split())


def _close(a: PrintedNumber, b: PrintedNumber, relative_tolerance: Decimal) -> bool:
    if (a.exact and b.exact) or (a.is_year and b.is_year):
        return a.value == b.value
    allowed = relative_tolerance * max(abs(a.value), abs(b.value)) + min(a.unit, b.unit)
    return abs(a.value - b.value) <= allowed


def _template(text: str) -> str:
    """Reduce a text to its words: numbers become a placeholder, alignment a fixed width."""
    words = _NUMBER.sub(_PLACEHOLDER, text.replace(_PLACEHOLDER, "\ufffd"))
    words = re.sub(r"[ \t]+", " ", words)
    words = re.sub(r"([-=_\u2500\u2501\u2550])\1{2,}", r"\1\1\1", words)
    return re.sub(r"(?m)^ | $", "", words)


def _word_differences(reference: str, computed: str) -> list[str]:
    if reference == computed:
        return []
    left, right = (
        text.replace(_PLACEHOLDER, "<number>").split("\n") for text in (reference, computed)
    )
    if len(left) != len(right):
        return [f"{len(left)} lines in the notebook, {len(right)} computed", *_first(left, right)]
    return list(_first(left, right))


def _first(left: list[str], right: list[str]) -> Iterable[str]:
    for i, (a, b) in enumerate(zip(left, right, strict=False), start=1):
        if a != b:
            yield f"words differ in line {i}: in the notebook {a!r}, computed {b!r}"
            return


def _number_difference(a: PrintedNumber, b: PrintedNumber, relative_tolerance: Decimal) -> str:
    shown = f"in the notebook {a.text}, computed {b.text}"
    if (a.exact and b.exact) or (a.is_year and b.is_year):
        return f"{shown}: must be equal (line {a.line!r})"
    largest = max(abs(a.value), abs(b.value))
    relative = abs(a.value - b.value) / largest
    return (
        f"{shown}: relative difference {relative:.1e}, allowed {relative_tolerance:.0e} "
        f"and {min(a.unit, b.unit)} for the last digit (line {a.line!r})"
    )
