"""Executed notebooks that say nothing of the machine: absolute paths rewritten relative."""

import re
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

__all__ = ["make_portable", "path_rewriter"]

_AFTER = r"(?=[\\\s\"'`)\]>,;:&<\x1b]|$)"
# A path starts a word; in a coloured traceback the word before it is an escape sequence.
_BEFORE = r"(?:(?<![\w.~-])|(?<=\dm))"
_KERNEL_CELL = re.compile(r"[^\s\"'\x1b]*ipykernel_\d+/\d+\.py")
_BINARY = ("image/png", "image/jpeg", "application/pdf")


def path_rewriter(roots: Iterable[tuple[Path, str]]) -> Callable[[str], str]:
    """Return a function that replaces machine paths in a text.

    Parameters
    ----------
    roots
        Folder and the word that stands for it; an empty word makes paths below the folder
        relative. The interpreter, the home and the temporary folder are known without being named.

    Returns
    -------
    callable
        Text in, text out.
    """
    usual = [
        (Path(sys.prefix), "PYTHON"),
        (Path(sys.base_prefix), "PYTHON"),
        (Path.home(), "~"),
        (Path(tempfile.gettempdir()), "TMP"),
    ]
    known: dict[str, str] = {}
    for folder, word in [*roots, *usual]:
        for spelling in (str(folder), str(folder.resolve())):
            if spelling != "/":
                known.setdefault(spelling, word)
    longest_first = sorted(known, key=len, reverse=True)
    folders = re.compile(f"{_BEFORE}({'|'.join(map(re.escape, longest_first))})(/|{_AFTER})")

    def shorten(match: re.Match[str]) -> str:
        word = known[match[1]]
        return word + match[2] if word else ("" if match[2] else ".")

    def rewrite(text: str) -> str:
        return folders.sub(shorten, _KERNEL_CELL.sub("CELL", text))

    return rewrite


def make_portable(node: NotebookNode, rewrite: Callable[[str], str]) -> NotebookNode:
    """Return a copy of a notebook with each text rewritten; pictures stay as they are.

    Parameters
    ----------
    node
        An executed notebook.
    rewrite
        What `path_rewriter` returned.
    """
    changed: NotebookNode = _rewritten(node, rewrite)
    return changed


def _rewritten(value: Any, rewrite: Callable[[str], str]) -> Any:  # noqa: ANN401  (JSON)
    if isinstance(value, str):
        return rewrite(value)
    if isinstance(value, dict):
        return type(value)(
            (key, item if key in _BINARY else _rewritten(item, rewrite))
            for key, item in value.items()
        )
    if isinstance(value, list | tuple):
        return [_rewritten(item, rewrite) for item in value]
    return value
