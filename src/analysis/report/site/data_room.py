"""The data room as readers see it: tables as written, what describes them, places of rows."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.data.folder import read_bytes
from analysis.data.package import DESCRIPTOR
from analysis.report.site.run import path_part

__all__ = ["DataRoom", "RoomTable", "read_data_room"]

# A longer table is offered as a file and shown in part, so that its page stays light.
_LONGEST = 500


@dataclass(frozen=True)
class RoomTable:
    """One table.

    Parameters
    ----------
    about
        Its entry in the descriptor.
    rows
        All cells as written, empty ones as empty texts; the index counts from 1 below the header.
    """

    about: Mapping[str, Any]
    rows: pd.DataFrame

    @property
    def name(self) -> str:
        """Its name in the descriptor, which is that of its page."""
        return path_part(str(self.about["name"]))

    @property
    def file(self) -> str:
        """Name of its file among the downloads."""
        return str(self.about["path"]).rpartition("/")[2]

    @property
    def is_whole(self) -> bool:
        """Whether all rows are shown."""
        return len(self.rows) <= _LONGEST

    def shown(self, regions: frozenset[str]) -> pd.DataFrame:
        """Return the rows its page shows.

        Parameters
        ----------
        regions
            Codes of the regions of the runs: of a long table by region, only their rows.
        """
        if self.is_whole:
            return self.rows
        if "code" in self.rows and "year" in self.rows:
            return self.rows[self.rows["code"].isin(regions | {"RU"})]
        return self.rows.head(0)

    def find(self, **cells: str) -> list[int]:
        """Return the numbers of the rows with these cells.

        Parameters
        ----------
        **cells
            Text by column.
        """
        chosen = self.rows
        for column, text in cells.items():
            chosen = chosen[chosen[column] == text]
        return [int(number) for number in chosen.index]


@dataclass(frozen=True)
class DataRoom:
    """All tables.

    Parameters
    ----------
    about
        The descriptor.
    tables
        Tables by name, in its order.
    content
        Bytes of each table's file, by the name of the file.
    """

    about: Mapping[str, Any]
    tables: Mapping[str, RoomTable]
    content: Mapping[str, bytes]

    @cached_property
    def facts(self) -> list[RoomTable]:
        """The tables of statements, in which promises are looked up."""
        return [self.tables[name] for name in ("programme_facts", "zone_facts")]


def read_data_room() -> DataRoom:
    """Read descriptor and tables as they are written.

    Returns
    -------
    DataRoom
        Everything; what the models may see of it is cut elsewhere.

    Raises
    ------
    DataError
        A file is missing or cannot be read.
    """
    about = json.loads(read_bytes(DESCRIPTOR))
    tables: dict[str, RoomTable] = {}
    content: dict[str, bytes] = {}
    for resource in about["resources"]:
        written = read_bytes(resource["path"])
        rows = pd.read_csv(io.BytesIO(written), dtype=str, keep_default_na=False)
        rows.index = pd.RangeIndex(1, len(rows) + 1)
        table = RoomTable(resource, rows)
        tables[table.name] = table
        content[table.file] = written
    return DataRoom(about, tables, content)
