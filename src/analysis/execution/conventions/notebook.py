"""What a rule sees of a notebook, and what it answers."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
from nbformat import NotebookNode

__all__ = ["CheckedNotebook", "Finding", "Rule", "is_tagged", "parsed_source"]


@dataclass(frozen=True)
class Finding:
    """One breach of a rule.

    Parameters
    ----------
    problem
        What is wrong, with the text found.
    remedy
        What to do about it.
    cell
        Index of the cell among all cells, None if it is the notebook's.
    """

    problem: str
    remedy: str
    cell: int | None = None


@dataclass(frozen=True)
class CheckedNotebook:
    """A notebook under examination.

    Parameters
    ----------
    path
        Its file.
    node
        Its content.
    size
        Length of the file in bytes.
    table
        The parameters as declared: columns name, unit, default.
    """

    path: Path
    node: NotebookNode
    size: int
    table: pd.DataFrame

    @cached_property
    def code(self) -> list[tuple[int, NotebookNode]]:
        """Index and cell of each code cell."""
        return [(i, c) for i, c in enumerate(self.node.cells) if c.cell_type == "code"]

    @cached_property
    def parameters_index(self) -> int | None:
        """Index of the first cell tagged `parameters`."""
        return next((i for i, cell in self.code if is_tagged(cell, "parameters")), None)

    @cached_property
    def after_parameters(self) -> list[tuple[int, NotebookNode]]:
        """Code cells behind the parameters cell: the derived values first."""
        start = self.parameters_index
        return [] if start is None else [(i, cell) for i, cell in self.code if i > start]

    @cached_property
    def trees(self) -> list[tuple[int, ast.Module]]:
        """Index and syntax tree of each code cell that is Python."""
        parsed = ((i, parsed_source(cell.source)) for i, cell in self.code)
        return [(i, tree) for i, tree in parsed if isinstance(tree, ast.Module)]


Rule = Callable[[CheckedNotebook], Iterator[Finding]]
"""Yields one finding for each breach."""


def is_tagged(cell: NotebookNode, tag: str) -> bool:
    """Whether a cell carries a tag."""
    return tag in cell.metadata.get("tags", [])


def parsed_source(source: str) -> ast.Module | SyntaxError:
    """Return the syntax tree of a cell, or why it has none."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError) as error:
        return SyntaxError(str(error))
