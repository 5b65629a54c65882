"""The page of every parameter: value, range, ratings, note, source, and what other cases take."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report.page_text import plain_value
from analysis.report.parameter_words import parameter_words
from analysis.report.site.scenarios import SiteScenario
from analysis.report.site.shell import Page, render
from analysis.report.site.sources import Source, SourceRows
from analysis.scenario import assumptions_log, parameter_table
from analysis.scenario.assumptions import RATINGS

__all__ = ["assumptions_page"]


@dataclass(frozen=True)
class _Line:
    """One parameter in words."""

    name: str
    words: str
    value: str
    unit: str
    range: str
    quality: str
    impact: str
    mark: str
    description: str
    note: str
    source: str
    elsewhere: Sequence[tuple[str, str]]
    rows: Sequence[Source]


def assumptions_page(
    case: SiteScenario, others: Sequence[SiteScenario], rows: SourceRows | None
) -> str:
    """Write the page.

    Parameters
    ----------
    case
        Scenario whose values are shown.
    others
        Scenarios whose other values are named beside.
    rows
        Rows of the data room behind the case; None without a run.

    Returns
    -------
    str
        HTML.
    """
    log = assumptions_log(case.case)
    meaning = parameter_table().set_index("name")["description"]
    lines = [
        _line(record, str(meaning[record["name"]]), others, rows)
        for record in log.to_dict("records")
    ]
    qualities, impacts = RATINGS["quality"], RATINGS["impact"]
    counts = {
        (quality, impact): sum((each.quality, each.impact) == (quality, impact) for each in lines)
        for quality in qualities
        for impact in impacts
    }
    page = Page("assumptions.html", "Parameters and assumptions", "assumptions.html")
    return render(
        "assumptions.html.j2",
        page,
        title=case.title,
        rows=lines,
        qualities=qualities,
        impacts=impacts,
        counts=counts,
    )


def _line(
    record: Mapping[Hashable, Any],
    description: str,
    others: Sequence[SiteScenario],
    rows: SourceRows | None,
) -> _Line:
    name = str(record["name"])
    texts = {key: str(record[key]) for key in ("unit", "quality", "impact", "mark", "source")}
    ends = [record["low"], record["high"]]
    shown = plain_value(record["value"])
    elsewhere = [(each.title, plain_value(getattr(each.case, name))) for each in others]
    words = parameter_words(name)
    return _Line(
        name=name,
        words=words[:1].upper() + words[1:],
        value=shown,
        range="" if any(end != end or end is None for end in ends) else _span(ends),  # noqa: PLR0124
        description=description,
        note=str(record["note"]),
        elsewhere=[(title, value) for title, value in elsewhere if value != shown],
        rows=rows.promised(name) if rows else [],
        **texts,
    )


def _span(ends: Sequence[float]) -> str:
    low, high = (plain_value(end) for end in ends)
    return low if low == high else f"{low} to {high}"
