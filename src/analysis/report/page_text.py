"""What a page says of itself, read from its notebook: title, question, answer, figures."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

__all__ = ["PageText", "describe_figures", "page_text", "plain_value"]

_ANSWER = re.compile(r"^\*\*Answer\.\*\*\s*")
_MARKUP = re.compile(r"[*`]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True)
class PageText:
    """Title, question and answer of a notebook.

    Parameters
    ----------
    name
        File name without its ending.
    label
        A word or two for a link.
    title
        The only first-level heading.
    question
        First paragraph below it.
    answer
        The computed sentence at the end; empty if there is none.
    """

    name: str
    label: str
    title: str
    question: str
    answer: str


def plain_value(value: object) -> str:
    """Return a parameter's value as one would type it: whole numbers without a point.

    Parameters
    ----------
    value
        Text or number.

    Returns
    -------
    str
        At most ten significant digits.
    """
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def page_text(name: str, node: NotebookNode) -> PageText:
    """Read title, question and answer from an executed notebook.

    Parameters
    ----------
    name
        File name without its ending.
    node
        The notebook.

    Returns
    -------
    PageText
        What was found; a notebook without a heading is called by its label.
    """
    label = name.partition("_")[2].replace("_", " ").capitalize() or name
    title, question = label, ""
    for cell in node.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            first, _, rest = cell.source.partition("\n")
            title = _plain(first.removeprefix("# "))
            question = _plain(rest.strip().partition("\n\n")[0])
            break
    return PageText(name, label, title, question, _answer(node))


def _plain(markdown: str) -> str:
    return " ".join(_MARKUP.sub(lambda match: match[1] or "", markdown).split())


def _answer(node: NotebookNode) -> str:
    """Take the last output marked as an answer, else the last text printed at all."""
    texts = list(_output_texts(node))
    marked = [text for text in texts if _ANSWER.match(text)]
    chosen = (marked or texts or [""])[-1]
    return _plain(_ANSWER.sub("", chosen))


def _output_texts(node: NotebookNode) -> Iterator[str]:
    for cell in node.cells:
        for output in cell.get("outputs", []):
            shown = output.get("data", {})
            text = shown.get("text/markdown")
            if text is None and len(shown) == 1:
                text = shown.get("text/plain")
            if text is None and output.get("name") == "stdout":
                text = output.get("text")
            if text:
                yield str(text)


def describe_figures(node: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook in which each figure has a text for those who cannot see it.

    Parameters
    ----------
    node
        An executed notebook.

    Returns
    -------
    NotebookNode
        A figure without a text in its own or its cell's metadata (`alt`) gets the nearest heading
        above it.
    """
    described = copy.deepcopy(node)
    heading = ""
    for cell in described.cells:
        if cell.cell_type == "markdown":
            found = re.findall(r"^#{1,6}\s+(.+)$", cell.source, flags=re.MULTILINE)
            heading = _plain(found[-1]) if found else heading
        for output in cell.get("outputs", []):
            for kind in ("image/png", "image/jpeg", "image/svg+xml"):
                if kind in output.get("data", {}):
                    own = output.metadata.setdefault(kind, {})
                    own.setdefault("alt", cell.metadata.get("alt") or f"Figure: {heading}")
    return described
