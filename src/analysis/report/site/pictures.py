"""The figures of an executed notebook: picture, words and plotted frame, each with its place."""

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from nbformat import NotebookNode

from analysis.report.carried import CARRIED
from analysis.report.page_text import describe_figures

__all__ = ["Picture", "pictures_of", "with_pictures"]

# Figures of these kinds show what came after the information set, beside what was said before it.
_OPENED = frozenset({"outturn_panels", "skill_chart", "promise_strip", "moved_chart"})


@dataclass(frozen=True)
class Picture:
    """One figure of a notebook.

    Parameters
    ----------
    notebook
        Name of the notebook.
    number
        Its number there, from 1.
    cell
        Id of the cell that shows it.
    kind
        Name of the figure function; empty if the figure says nothing of itself.
    title, units, alt
        Its words.
    png
        The picture.
    csv
        The frame it plots; empty if the figure does not carry one.
    """

    notebook: str
    number: int
    cell: str
    kind: str
    title: str
    units: str
    alt: str
    png: bytes
    csv: str

    @property
    def name(self) -> str:
        """Name of its files, without ending."""
        return f"{self.notebook}-{self.number}"

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int.from_bytes(self.png[16:20], "big")

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return int.from_bytes(self.png[20:24], "big")

    @property
    def frame(self) -> pd.DataFrame:
        """The frame it plots."""
        return pd.read_csv(io.StringIO(self.csv))

    def caption(self, as_of: int) -> str:
        """Say what is drawn, in which units and with whose eyes.

        Parameters
        ----------
        as_of
            Year of the information set.
        """
        words = self.title or self.alt
        units = f" Axes: {self.units}." if self.units else ""
        later = " Figures after it are drawn as what came." if self.kind in _OPENED else ""
        return f"{words.rstrip('.')}.{units} Information set: end of {as_of}.{later}"


def pictures_of(notebook: str, node: NotebookNode) -> list[Picture]:
    """Collect the figures of a notebook in order.

    Parameters
    ----------
    notebook
        Its name.
    node
        Executed notebook.

    Returns
    -------
    list of Picture
        PNG pictures only; a figure without words of its own gets the nearest heading as its text.
    """
    found: list[Picture] = []
    for cell in describe_figures(node).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                number = len(found) + 1
                found.append(_picture(notebook, number, str(cell.get("id", "")), output))
    return found


def _picture(notebook: str, number: int, cell: str, output: NotebookNode) -> Picture:
    known = output.metadata.get("image/png", {})
    own = known.get(CARRIED, {})
    return Picture(
        notebook=notebook,
        number=number,
        cell=cell,
        kind=str(own.get("kind", "")),
        title=str(own.get("title", "")),
        units=str(own.get("units", "")),
        alt=str(known.get("alt", "")),
        png=base64.b64decode(output.data["image/png"]),
        csv=str(own.get("frame", "")),
    )


def with_pictures(node: NotebookNode, shown: Mapping[int, object]) -> NotebookNode:
    """Return a copy of a notebook whose figures know how the site shows them.

    Parameters
    ----------
    node
        Executed notebook.
    shown
        What the template needs, by number of the figure.

    Returns
    -------
    NotebookNode
        `site` in the metadata of each PNG picture.
    """
    copy = describe_figures(node)
    number = 0
    for cell in copy.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                number += 1
                output.metadata["image/png"]["site"] = shown[number]
    return copy
