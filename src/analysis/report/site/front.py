"""The front page of a run: the verdict in traced numbers, and three figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.report.site.pictures import Picture
from analysis.report.site.run import SiteRun
from analysis.report.site.sources import Source, SourceRows
from analysis.report.site.traces import Place, find_cell
from analysis.report.tables import number
from analysis.report.verdict import chance
from analysis.simulation import READING_WORDS

__all__ = ["Row", "Traced", "amounts", "chances", "chosen_figures"]

_MONEY, _JOBS, _TARGET = "03_investment", "04_jobs", "06_target"
_BAND = ("p50", "p05", "p95")
# Figure of the front page -> notebook, figure function, and which of several it is.
_FIGURES = {
    "fan": ("02_baseline", "fan_chart"),
    "ledger": (_JOBS, "waterfall"),
    "frontier": (_TARGET, "frontier_chart"),
}


@dataclass(frozen=True)
class Traced:
    """A number and where it stands.

    Parameters
    ----------
    text
        As written.
    place
        The cell that shows it; None if no notebook of the run does.
    """

    text: str
    place: Place | None


@dataclass(frozen=True)
class Row:
    """One line of the verdict.

    Parameters
    ----------
    label
        What it is.
    unit
        Its unit.
    value
        The number, or the median.
    band
        Lower and upper end of the 90 % band; empty for what is given.
    sources
        Rows of the data room it rests on.
    note
        A word more; empty if there is none.
    """

    label: str
    unit: str
    value: Traced
    band: Sequence[Traced] = ()
    sources: Sequence[Source] = field(default_factory=list)
    note: str = ""


class _Results:
    """Tidy results of a run at its horizon, looked up by name."""

    def __init__(self, run: SiteRun) -> None:
        due = run.results[run.results["year"] == run.case.horizon]
        self._values = due.drop_duplicates(["variable", "statistic"]).set_index(
            ["variable", "statistic"]
        )["value"]

    def get(self, variable: str, statistic: str) -> float | None:
        found = self._values.get((variable, statistic))
        return None if found is None or pd.isna(found) else float(found)


def amounts(run: SiteRun, rows: SourceRows) -> list[Row]:
    """Write what was promised and what is expected, each number with its places.

    Parameters
    ----------
    run
        A finished run.
    rows
        Its rows of the data room.

    Returns
    -------
    list of Row
        Lines of what the run's notebooks have computed; others are left out.
    """
    case = run.case
    promised: list[tuple[str, str, float, str, Callable[[float], str]]] = [
        ("Workplaces promised", "workplaces", case.target_jobs, "target_jobs", number),
        ("Money promised", "RUB bn, nominal", case.investment_need_rub_bn, "investment_need_rub_bn",
         number),
        ("of it from outside the budgets", "share", case.extra_budgetary_share,
         "extra_budgetary_share", _per_cent),
    ]  # fmt: skip
    lines = [
        Row(label, unit, _traced(run, [words(value), f"{value:g}"], _GIVEN),
            sources=rows.promised(parameter))
        for label, unit, value, parameter, words in promised
    ]  # fmt: skip
    expected = [
        (f"Money spent by {case.horizon}", "RUB bn, nominal",
         "Programme money|Disbursed, cumulative", (_MONEY, _JOBS, _TARGET), rows.money),
        ("Gross posts it makes", "workplaces", "Jobs|Gross", (_JOBS, _TARGET), rows.posts),
        ("Net new jobs", "workplaces", "Jobs|Net", (_JOBS, _TARGET),
         lambda: [*rows.posts(), *rows.region()]),
        ("Stock of high-productivity workplaces", "workplaces",
         "High-productivity workplaces|Stock", (_JOBS, _TARGET), rows.stock),
    ]  # fmt: skip
    found = _Results(run)
    for label, unit, variable, among, sources in expected:
        values = [found.get(variable, statistic) for statistic in _BAND]
        if None not in values:
            texts = [number(value) for value in values if value is not None]
            median, low, high = (_traced(run, [text], among) for text in texts)
            lines.append(Row(label, unit, median, (low, high), sources()))
    return lines


_GIVEN = ("01_evidence", _JOBS, _TARGET, "02_baseline", _MONEY)


def _per_cent(share: float) -> str:
    return f"{100 * share:.4g} %"


def _traced(run: SiteRun, texts: Sequence[str], among: Sequence[str]) -> Traced:
    return Traced(texts[0], find_cell(run.nodes, texts, among))


def chances(run: SiteRun, rows: SourceRows) -> list[Row]:
    """Write how likely the promise is kept under each reading.

    Parameters
    ----------
    run, rows
        As in `amounts`.

    Returns
    -------
    list of Row
        One a reading of which the run says a probability, in the order of the readings; the note
        is the shortfall to be expected.
    """
    found = _Results(run)
    behind = {"net_new": rows.posts, "gross_new": rows.posts, "hpw_stock": rows.stock}
    lines = []
    for reading, words in READING_WORDS.items():
        share = found.get(f"Target|{reading}", "probability")
        if share is None:
            continue
        value = _traced(run, [chance(share)], (_JOBS, _TARGET))
        sources = [*rows.promised("target_jobs"), *behind[reading]()]
        note = "the reading this scenario leads with" if reading == run.case.target_reading else ""
        lines.append(Row(words, "share of draws", value, (), sources, note))
    return lines


def chosen_figures(run: SiteRun) -> Mapping[str, Picture]:
    """Choose the figures of the front page.

    Parameters
    ----------
    run
        A finished run.

    Returns
    -------
    mapping
        ``fan``, ``ledger`` and ``frontier`` as far as the run has them: the first figure of its
        kind in its notebook.
    """
    return dict(_chosen(run))


def _chosen(run: SiteRun) -> Iterator[tuple[str, Picture]]:
    for name, (notebook, kind) in _FIGURES.items():
        if notebook in run.nodes:
            own = (each for each in run.pictures(notebook) if each.kind == kind)
            first = next(own, None)
            if first is not None:
                yield name, first
