"""From a number to the rows of the data room it rests on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis import data
from analysis.report.site.data_room import DataRoom
from analysis.report.site.run import SiteRun
from analysis.scenario import read_programme
from analysis.simulation.evidence.zone_record import zone_costs

__all__ = ["Source", "SourceRows"]

_PROMISED = {
    "target_jobs": "target as printed",
    "investment_need_rub_bn": "money as printed",
    "extra_budgetary_share": "private share as printed",
}
# What the zones' cost of a post is read from, as in analysis.models.zone_records.
_ZONE_COLUMNS = {"resident_investment": "investment_rub_bn", "jobs_created": "jobs"}


@dataclass(frozen=True)
class Source:
    """A row of a table.

    Parameters
    ----------
    table
        Name of the table.
    row
        Number of the row, counted from 1 below the header.
    words
        What it says, in short.
    """

    table: str
    row: int
    words: str


class SourceRows:
    """The rows that the numbers of one run rest on.

    Parameters
    ----------
    run
        A finished run.
    room
        The data room.
    """

    def __init__(self, run: SiteRun, room: DataRoom) -> None:
        self._case, self._room = run.case, room
        self._promise = {name: self._fact(name) for name in _PROMISED}

    def promised(self, parameter: str) -> list[Source]:
        """Rows in which a promised value is printed; none if the programme names no row."""
        return self._promise.get(parameter, [])

    def money(self) -> list[Source]:
        """Rows behind the money: what was promised, and by whom it was to be paid."""
        return [*self._promise["investment_need_rub_bn"], *self._promise["extra_budgetary_share"]]

    def posts(self) -> list[Source]:
        """Rows behind the posts: the promised money, and the zones' last reports by then."""
        return [*self._promise["investment_need_rub_bn"], *self._zones()]

    def region(self) -> list[Source]:
        """The row of the region in the last year seen."""
        return self._panel(self._case.as_of)

    def stock(self) -> list[Source]:
        """Rows behind the stock of high-productivity workplaces: the count and who was employed."""
        counted = data.load_national_hpw(as_of=self._case.as_of)
        years = counted.loc[counted["kind"] == "actual", "year"]
        if years.empty:
            return []
        year = int(years.max())
        table = self._room.tables["national_hpw"]
        found = table.find(year=str(year), kind="actual")
        counts = [Source(table.name, row, f"national count of {year}") for row in found]
        return [*counts, *self._panel(year)]

    def _panel(self, year: int) -> list[Source]:
        table = self._room.tables["regional_panel"]
        found = table.find(code=self._case.region, year=str(year))
        return [Source(table.name, row, f"region {self._case.region} {year}") for row in found]

    def _fact(self, parameter: str) -> list[Source]:
        fact = read_programme(self._case.programme).facts.get(parameter)
        if fact is None:
            return []
        for table in self._room.facts:
            found = table.find(**fact.model_dump())
            if found:
                return [Source(table.name, row, _PROMISED[parameter]) for row in found]
        return []

    @cached_property
    def _reports(self) -> pd.DataFrame:
        as_of = self._case.as_of
        return zone_costs(data.load_panel(as_of=as_of), as_of)

    def _zones(self) -> list[Source]:
        """The statements on investment and posts that the cost of a post is read from."""
        table = self._room.tables["zone_facts"]
        figures = pd.to_numeric(table.rows["value"], errors="coerce")
        found: list[Source] = []
        for report in self._reports.to_dict("records"):
            for indicator, column in _ZONE_COLUMNS.items():
                rows = table.rows[
                    (table.rows["subject"] == report["subject"])
                    & (table.rows["indicator"] == indicator)
                    & (table.rows["kind"] == "actual")
                    & table.rows["period_end"].str.startswith(str(report["year"]))
                    & np.isclose(figures, report[column])
                ]
                said = f"zone: {indicator.replace('_', ' ')} {report['year']}"
                found += [Source(table.name, int(row), said) for row in rows.index[:1]]
        return found
