"""From a number to the notebook cell that shows it."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

__all__ = ["Place", "find_cell"]

_TAG = re.compile(r"<[^>]+>")
_KINDS = ("text/markdown", "text/html", "text/plain")


@dataclass(frozen=True)
class Place:
    """A cell of a notebook.

    Parameters
    ----------
    notebook
        Name of the notebook.
    cell
        Id of the cell.
    shown
        Whether the number stands in its output; if not, the cell saves the results it is among.
    """

    notebook: str
    cell: str
    shown: bool


def find_cell(
    nodes: Mapping[str, NotebookNode], wanted: Iterable[str], among: Sequence[str]
) -> Place | None:
    """Find the cell that shows a number.

    Parameters
    ----------
    nodes
        Executed notebooks by name.
    wanted
        Ways in which the number may be written, best first.
    among
        Notebooks to look into, best first; others are not looked into.

    Returns
    -------
    Place or None
        The last cell that shows it, since a notebook ends with its answer; else the cell of the
        first notebook that saves results; None if none of the notebooks is there.
    """
    present = [name for name in among if name in nodes]
    for text in wanted:
        pattern = re.compile(rf"(?<![\d.,\-]){re.escape(text)}(?![\d]|[.,]\d)")
        for name in present:
            for cell in reversed(nodes[name].cells):
                if any(pattern.search(said) for said in _said(cell)):
                    return Place(name, str(cell.get("id", "")), shown=True)
    for name in present:
        for cell in nodes[name].cells:
            if cell.cell_type == "code" and "save_results(" in cell.source:
                return Place(name, str(cell.get("id", "")), shown=False)
    return None


def _said(cell: NotebookNode) -> Iterable[str]:
    for output in cell.get("outputs", []):
        shown = output.get("data", {})
        kind = next((kind for kind in _KINDS if kind in shown), None)
        if kind is None:
            yield str(output.get("text", ""))
        elif kind == "text/html":
            yield html.unescape(_TAG.sub(" ", str(shown[kind])))
        else:
            yield str(shown[kind])
