"""Rules on the order of cells: title, set-up, parameters, derived values, body, closing cell."""

import ast
import re
from collections.abc import Iterator

from analysis.execution.conventions.notebook import CheckedNotebook, Finding, Rule, is_tagged

__all__ = ["DERIVED_CALL", "MOST_CODE_CELLS", "MOST_LINES", "RULES", "SETUP_CELL"]

SETUP_CELL = """\
import analysis
from analysis import data, models, report, scenario, simulation

report.use_style()"""
"""The set-up cell of every notebook."""

DERIVED_CALL = "scenario.from_parameters(**scenario.parameters_set(In, globals()))"
"""What the cell behind the parameters calls to check them."""

MOST_CODE_CELLS = 25
MOST_LINES = 12

_NUMBERED = re.compile(r"\d\d_")
_FENCE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL
)
_HEADING = re.compile(r"^ {0,3}#(?:[ \t]|$)|^ {0,3}\S[^\n]*\n {0,3}=+[ \t]*$|<h1\b", re.MULTILINE)


def title(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Exactly one H1, at the top of the first cell."""
    headings = [
        i
        for i, cell in enumerate(notebook.node.cells)
        if cell.cell_type == "markdown"
        for _ in _HEADING.finditer(_FENCE.sub("", cell.source))
    ]
    first = notebook.node.cells[0] if notebook.node.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        yield Finding("the notebook does not start with a title", "begin with '# <title>'", 0)
    for extra in headings[1:]:
        yield Finding("a second H1", "use '##' and deeper below the title", extra)


def question(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Below the title the question of the notebook, in one sentence."""
    cells = notebook.node.cells
    if not cells or cells[0].cell_type != "markdown" or not cells[0].source.startswith("# "):
        return
    paragraphs = re.split(r"\n\s*\n", cells[0].source.split("\n", 1)[-1].strip())
    sentence = " ".join(paragraphs[0].split()) if "\n" in cells[0].source else ""
    bare = sentence.strip("*_ ")
    if not bare.endswith("?") or re.search(r"[.!?]\s+[A-Z]", bare):
        yield Finding(
            f"the title is followed by {sentence!r}",
            "state the notebook's question below the title, in one sentence that ends with '?'",
            0,
        )


def setup_cell(notebook: CheckedNotebook) -> Iterator[Finding]:
    """The second cell is the set-up cell, letter by letter."""
    cells = notebook.node.cells
    if len(cells) < 2 or cells[1].cell_type != "code" or cells[1].source != SETUP_CELL:
        wanted = SETUP_CELL.replace("\n", " ⏎ ")
        yield Finding("the second cell is not the set-up cell", f"make it exactly: {wanted}", 1)


def parameters_cell(notebook: CheckedNotebook) -> Iterator[Finding]:
    """One cell is tagged `parameters`, the third."""
    tagged = [i for i, cell in enumerate(notebook.node.cells) if is_tagged(cell, "parameters")]
    remedy = "tag one code cell 'parameters', directly behind the set-up cell"
    if not tagged:
        yield Finding("no cell is tagged 'parameters'", remedy)
    elif tagged[0] != 2 or notebook.node.cells[2].cell_type != "code":
        yield Finding("the parameters cell does not follow the set-up cell", remedy, tagged[0])
    for extra in tagged[1:]:
        yield Finding("a second cell is tagged 'parameters'", remedy, extra)


def derived_cell(notebook: CheckedNotebook) -> Iterator[Finding]:
    """The code cell behind the parameters has them checked before anything is computed."""
    if notebook.parameters_index is None:
        return
    if not notebook.after_parameters:
        yield Finding("nothing follows the parameters cell", f"call {DERIVED_CALL}")
        return
    index = notebook.after_parameters[0][0]
    trees = dict(notebook.trees)
    calls = (ast.unparse(node) for node in ast.walk(trees.get(index, ast.Module([], []))))
    if DERIVED_CALL not in calls:
        yield Finding("the parameters are not checked here", f"call {DERIVED_CALL}", index)


def cell_count(notebook: CheckedNotebook) -> Iterator[Finding]:
    """A notebook is one argument; beyond a length it is two."""
    count = len(notebook.after_parameters) - 1
    if count > MOST_CODE_CELLS:
        yield Finding(
            f"{count} code cells behind the derived values",
            f"at most {MOST_CODE_CELLS}: join cells or split the notebook",
        )


def cell_length(notebook: CheckedNotebook) -> Iterator[Finding]:
    """A cell can be read at a glance."""
    for index, cell in notebook.after_parameters:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            yield Finding(
                f"{len(lines)} lines",
                f"at most {MOST_LINES}, better 8: split the cell or move code to src/analysis",
                index,
            )


def closing_cell(notebook: CheckedNotebook) -> Iterator[Finding]:
    """The results are saved under the notebook's own name, last or just before the answer.

    Only a numbered notebook is part of a run; what the explorer finds is saved as a scenario.
    """
    if not _NUMBERED.match(notebook.path.stem):
        return
    trees = dict(notebook.trees)
    wanted = f'close with report.save_results(frame, notebook="{notebook.path.stem}")'
    last = [index for index, _ in notebook.code[-2:]]
    saved = [(index, call) for index in last for call in _calls(trees.get(index)) if _saves(call)]
    if last and not saved:
        yield Finding("neither of the last two code cells saves the results", wanted, last[-1])
    for index, call in saved:
        for keyword in call.keywords:
            if keyword.arg == "notebook" and ast.unparse(keyword.value) != repr(notebook.path.stem):
                yield Finding(f"saved as {ast.unparse(keyword.value)}", wanted, index)


def _calls(tree: ast.Module | None) -> list[ast.Call]:
    return [] if tree is None else [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _saves(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "report.save_results"


RULES: tuple[Rule, ...] = (
    title,
    question,
    setup_cell,
    parameters_cell,
    derived_cell,
    cell_count,
    cell_length,
    closing_cell,
)
