"""The answer as HTML: how far the count is, the amounts, the chances, what was changed."""

import html
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from analysis.explorer.answers import Answer
from analysis.report import chance, number, parameter_words
from analysis.report.page_text import plain_value
from analysis.scenario import Scenario

__all__ = ["answer_tables", "brief", "changed_list", "state_of_count"]

_SHORT = {"net_new": "net new", "gross_new": "gross", "hpw_stock": "stock"}


class _Cell(NamedTuple):
    """A value with what stands in small below it; `strip` draws an interval between 0 and 1."""

    value: str
    detail: str = ""
    strip: tuple[float, float, float] | None = None


def _safe(value: object) -> str:
    return html.escape(str(value))


def state_of_count(found: Answer, *, stale: bool = False) -> str:
    """Say how many draws were counted.

    Parameters
    ----------
    found
        The answer shown.
    stale
        Whether the values of the controls are not allowed, so that the answer is of the last that
        were.
    """
    if stale:
        words = "A value is not allowed: what is shown belongs to the last values that were."
    elif found.complete:
        words = f"All {found.draws:,} draws counted, seed {found.case.seed}."
    else:
        words = f"First {found.draws:,} of {found.case.draws:,} draws; the others follow."
    kind = " stale" if stale else ""
    return f'<div class="count{kind}" role="status">{words}</div>'


def brief(found: Answer) -> str:
    """Put the answer into one line, which a phone keeps in sight; the tables say the same.

    Parameters
    ----------
    found
        The answer shown.
    """
    middle = found.headlines.set_index("what")["p50"]
    met = " · ".join(
        f"{_SHORT[row['reading']]} {chance(row['probability'])}"
        for row in found.chances.to_dict("records")
    )
    return (
        f'<div aria-hidden="true">{number(middle["net new jobs"])} net jobs from RUB '
        f"{number(middle['money spent'])} bn · P: {_safe(met)}</div>"
    )


def answer_tables(found: Answer, on_file: Answer) -> str:
    """Show money, posts and jobs, and how likely each reading is met.

    Parameters
    ----------
    found
        The answer to the values on the screen.
    on_file
        The answer of the scenario file with as many draws, hence with the same random numbers.
    """
    horizon, target = found.case.horizon, found.case.target_jobs
    amounts = (
        (f"{now['what']}, {now['unit']}", [_band(now), _band(before)])
        for now, before in zip(_records(found.headlines), _records(on_file.headlines), strict=True)
    )
    chances = (
        (str(now["label"]), [_chance(now), _chance(before)])
        for now, before in zip(_records(found.chances), _records(on_file.chances), strict=True)
    )
    return _table(f"By {horizon}: median, and 90 % band", ("now", "on file"), amounts) + _table(
        f"P({target:,} by {horizon}) by reading, and the 95 % interval of the count of draws",
        ("now", "on file"),
        chances,
    )


def _records(frame: Any) -> list[dict[Hashable, Any]]:  # noqa: ANN401  (a data frame)
    records: list[dict[Hashable, Any]] = frame.to_dict("records")
    return records


def _band(row: Mapping[Hashable, Any]) -> _Cell:
    low, middle, high = (number(row[name]) for name in ("p05", "p50", "p95"))
    return _Cell(middle, f"{low} to {high}")


def _chance(row: Mapping[Hashable, Any]) -> _Cell:
    low, high = (number(100 * row[end]) for end in ("low", "high"))
    return _Cell(
        chance(row["probability"]),
        f"{low} to {high} %",
        (row["low"], row["probability"], row["high"]),
    )


def changed_list(case: Scenario, on_file: Scenario) -> str:
    """List the parameters that differ from the scenario on file.

    Parameters
    ----------
    case, on_file
        The scenario on the screen, and the file it started from.
    """
    before = on_file.model_dump()
    changed = {name: new for name, new in case.model_dump().items() if new != before[name]}
    if not changed:
        return "<p>Nothing is changed: this is the scenario as it is on file.</p>"
    rows = (
        (
            f"{parameter_words(name)} ({name})",
            [_Cell(str(plain_value(value))) for value in (new, before[name])],
        )
        for name, new in changed.items()
    )
    return _table(f"Changed: {len(changed)}", ("now", "on file"), rows)


def _table(caption: str, heads: Sequence[str], rows: Iterable[tuple[str, Sequence[_Cell]]]) -> str:
    head = "".join(f'<th scope="col">{_safe(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{_safe(first)}</th>{"".join(map(_shown, cells))}</tr>'
        for first, cells in rows
    )
    return (
        f"<table><caption>{_safe(caption)}</caption><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _shown(cell: _Cell) -> str:
    strip = "" if cell.strip is None else _strip(*cell.strip)
    return (
        f"<td><strong>{_safe(cell.value)}</strong>{strip}<small>{_safe(cell.detail)}</small></td>"
    )


def _strip(low: float, middle: float, high: float) -> str:
    """Draw a probability with its interval on a line from 0 to 1; the numbers stand beside it."""
    return (
        '<span class="strip" aria-hidden="true">'
        f'<span class="band" style="left:{100 * low:.2f}%;width:{100 * (high - low):.2f}%"></span>'
        f'<span class="point" style="left:{100 * middle:.2f}%"></span></span>'
    )
