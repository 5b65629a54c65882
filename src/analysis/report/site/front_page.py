"""The front page of a run as HTML."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.report.site.charts import chart_of
from analysis.report.site.front import amounts, chances, chosen_figures
from analysis.report.site.notebook_pages import front_path, pages_beside
from analysis.report.site.pictures import Picture
from analysis.report.site.run import SiteRun
from analysis.report.site.scenarios import SiteScenario
from analysis.report.site.shell import Page, render
from analysis.report.site.sources import Source, SourceRows
from analysis.scenario import assumptions_log, read_programme

__all__ = ["front_page"]

_FAN_WORDS = (
    "Persons employed in the region if there were no programme: published figures, then the fan "
    "of what the models expect. The promised workplaces would have to stand on top of it."
)
_LEDGER_WORDS = (
    "Each bar is one step from the promised workplaces to net jobs, money counted at the promise's "
    "own ratio; the lines are the bands of the level after the step."
)
_FRONTIER_WORDS = (
    "What would have to be true: on or below the line the promise is as likely kept as not. The "
    "dots are simulated courses, the diamond is the promise at its word."
)
# Name of the figure -> heading, words, notebook it comes from.
_FIGURES: Mapping[str, tuple[str, str, str]] = {
    "fan": ("What comes anyway", _FAN_WORDS, "02_baseline"),
    "ledger": ("Where the promised workplaces go", _LEDGER_WORDS, "04_jobs"),
    "frontier": ("What would be enough", _FRONTIER_WORDS, "06_target"),
}
_WEAKEST = 8


@dataclass(frozen=True)
class _Shown:
    """A figure with its chart, in the words of the page."""

    name: str
    heading: str
    words: str
    picture: Picture
    chart: dict[str, Any] | None
    sources: Sequence[Source]


def front_page(
    run: SiteRun,
    rows: SourceRows,
    scenarios: Sequence[SiteScenario],
    *,
    lead: str,
    problems: Sequence[str],
) -> str:
    """Write the front page of a run.

    Parameters
    ----------
    run
        A finished run.
    rows
        Its rows of the data room.
    scenarios
        All scenarios the site knows.
    lead
        Name of the scenario whose front page is that of the site.
    problems
        Runs that were left out, and why.

    Returns
    -------
    str
        HTML.
    """
    beside = pages_beside(run, lead)
    page = Page(
        path=front_path(run, lead),
        title=f"Will the promise be kept? · {run.heading.title}",
        section="index.html",
        case=run.heading,
        beside=beside,
        after=beside[1] if len(beside) > 1 else None,
        scripts=("charts.js",),
    )
    lines = amounts(run, rows)
    figures = _figures(run, rows)
    absent = [
        f"{heading.lower()} (notebook {notebook})"
        for name, (heading, _, notebook) in _FIGURES.items()
        if name not in {each.name for each in figures}
    ]
    return render(
        "front.html.j2",
        page,
        run=run,
        case=run.case,
        programme=read_programme(run.case.programme),
        draws=f"{run.case.draws:,}",
        promised=lines,
        rows=lines,
        chances=chances(run, rows),
        figures=figures,
        absent=absent,
        weakest=_weakest(run),
        texts=run.texts(),
        scenarios=scenarios,
        problems=problems,
    )


def _figures(run: SiteRun, rows: SourceRows) -> list[_Shown]:
    chosen = chosen_figures(run)
    behind: Mapping[str, Callable[[], list[Source]]] = {
        "fan": rows.region,
        "ledger": rows.posts,
        "frontier": rows.posts,
    }
    return [
        _Shown(name, heading, words, chosen[name], chart_of(chosen[name]), behind[name]())
        for name, (heading, words, _) in _FIGURES.items()
        if name in chosen
    ]


def _weakest(run: SiteRun) -> list[str]:
    log = assumptions_log(run.case)
    worst = log[(log["quality"] == "red") & (log["impact"] == "high")]
    return [str(name) for name in worst["name"].head(_WEAKEST)]
