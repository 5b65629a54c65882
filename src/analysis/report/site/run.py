"""A finished run as the site sees it, and what its pages are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from nbformat import NotebookNode

from analysis.errors import ScenarioError
from analysis.report.page_text import PageText, page_text
from analysis.report.pages import Heading
from analysis.report.site.pictures import Picture, pictures_of
from analysis.scenario import Scenario

__all__ = ["SiteRun", "path_part"]

_PART = re.compile(r"[^\W_][\w .-]*")


def path_part(name: str) -> str:
    """Return a name that may stand in a path, or refuse it.

    Parameters
    ----------
    name
        Name of a scenario, notebook or table.

    Raises
    ------
    ScenarioError
        The name holds anything but letters, digits, blanks, ``_``, ``-`` and ``.``, starts with a
        sign, or holds two points in a row.
    """
    if not _PART.fullmatch(name) or ".." in name:
        raise ScenarioError(
            f"name {name!r}: cannot be the name of a page; allowed are letters, digits, blanks, "
            "'_', '-' and single '.', a letter or digit first"
        )
    return name


@dataclass(frozen=True)
class SiteRun:
    """A finished run, read.

    Parameters
    ----------
    place
        The run folder.
    digests
        sha256 of each of its files that the site shows or hands out, by path in it.
    case
        Resolved scenario.
    heading
        Names, title and changed parameters.
    nodes
        Executed notebooks by name, in reading order.
    results
        Tidy results of the run's scenario.
    manifest
        As in `manifest.json`.
    """

    place: Path
    digests: Mapping[str, str]
    case: Scenario
    heading: Heading
    nodes: Mapping[str, NotebookNode]
    results: pd.DataFrame
    manifest: Mapping[str, Any]

    @property
    def folder(self) -> str:
        """Name of the run folder."""
        return self.place.name

    @property
    def files(self) -> Mapping[str, int]:
        """Size in bytes of each file, by its path in the run folder."""
        return {path: (self.place / path).stat().st_size for path in self.digests}

    @property
    def name(self) -> str:
        """Name of its scenario, which is that of its folder on the site."""
        return path_part(self.case.scenario_name)

    def texts(self) -> list[PageText]:
        """Title, question and answer of each notebook."""
        return [page_text(name, node) for name, node in self.nodes.items()]

    def pictures(self, notebook: str) -> list[Picture]:
        """Figures of a notebook."""
        return pictures_of(notebook, self.nodes[notebook])
