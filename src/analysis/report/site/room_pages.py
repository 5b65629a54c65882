"""The pages of the data room, of verification and of the downloads."""

from collections.abc import Mapping, Sequence

from analysis.report.site.data_room import DataRoom, RoomTable
from analysis.report.site.pictures import Picture
from analysis.report.site.run import SiteRun
from analysis.report.site.shell import Page, render
from analysis.report.verification_page import verification_rows
from analysis.verification import Verdict

__all__ = ["dictionary_page", "downloads_page", "shown_tables", "table_page", "verify_page"]

_DATA = "data/index.html"


def shown_tables(room: DataRoom, regions: frozenset[str]) -> list[RoomTable]:
    """List the tables whose rows have a page.

    Parameters
    ----------
    room
        The data room.
    regions
        Codes of the regions of the runs.
    """
    return [table for table in room.tables.values() if len(table.shown(regions))]


def dictionary_page(room: DataRoom, regions: frozenset[str]) -> str:
    """Write the data dictionary.

    Parameters
    ----------
    room
        The data room.
    regions
        Codes of the regions of the runs.

    Returns
    -------
    str
        HTML: every table and column with its source; addresses are links that nothing follows by
        itself.
    """
    page = Page(_DATA, "Data dictionary", _DATA)
    shown = {table.name for table in shown_tables(room, regions)}
    return render(
        "data.html.j2", page, about=room.about, tables=list(room.tables.values()), shown=shown
    )


def table_page(table: RoomTable, regions: frozenset[str]) -> str:
    """Write the rows of a table, each with an anchor.

    Parameters
    ----------
    table
        One table.
    regions
        Codes of the regions of the runs.

    Returns
    -------
    str
        HTML.
    """
    rows = table.shown(regions)
    records = [(int(number), list(cells)) for number, *cells in rows.itertuples(name=None)]
    page = Page(f"data/{table.name}.html", str(table.about["title"]), _DATA)
    return render(
        "table.html.j2", page, table=table, rows=rows, records=records, whole=table.is_whole
    )


def verify_page(verdicts: Sequence[Verdict]) -> str:
    """Write published results against what the functions of the package obtain.

    Parameters
    ----------
    verdicts
        As from `analysis.verification.verify`.

    Returns
    -------
    str
        HTML.
    """
    page = Page("verify.html", "Are published results reproduced?", "verify.html")
    return render(
        "verify.html.j2",
        page,
        verdicts=verdicts,
        rows=lambda verdict: verification_rows([verdict]),
        reproduced=sum(verdict.passed for verdict in verdicts),
        seconds=sum(verdict.seconds for verdict in verdicts),
    )


def downloads_page(
    runs: Sequence[SiteRun],
    room: DataRoom,
    figures: Mapping[str, Sequence[Picture]],
    problems: Sequence[str],
) -> str:
    """Write what every run was made of, and where its files are.

    Parameters
    ----------
    runs
        Finished runs.
    room
        The data room.
    figures
        All figures of each run, by scenario.
    problems
        Runs that were left out, and why.

    Returns
    -------
    str
        HTML.
    """
    page = Page("downloads.html", "Manifest and downloads", "downloads.html")
    return render(
        "downloads.html.j2",
        page,
        runs=runs,
        figures=figures,
        tables=list(room.tables.values()),
        sizes={name: len(content) for name, content in room.content.items()},
        problems=problems,
    )
