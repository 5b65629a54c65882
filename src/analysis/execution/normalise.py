"""Notebooks as they are committed: outputs kept, what the machine and the clock left removed."""

import os
import re
import tempfile
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from analysis.execution.portable import make_portable, path_rewriter

__all__ = ["normalise", "write_normalised"]

TRANSIENT_METADATA = frozenset(
    {"ExecuteTime", "collapsed", "execution", "papermill", "scrolled", "trusted"}
)
"""Keys of cells and outputs that tools add while they run: timings, states of the window."""

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "3",
}

_WIDGET = "application/vnd.jupyter.widget-view+json"
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]+>")


def normalise(notebook: NotebookNode, *, roots: Iterable[Path] = ()) -> NotebookNode:
    """Return a notebook as it is committed, so that a second run on any machine changes nothing.

    Parameters
    ----------
    notebook
        An executed notebook; it is not changed.
    roots
        Folders whose paths become relative in the outputs, such as the root of the project. Home,
        temporary folder and interpreter are rewritten without being named.

    Returns
    -------
    NotebookNode
        Injected parameters, timings, widgets and papermill's notes removed; execution counts
        1 to n; pieces of one stream joined, since where a stream is cut depends on timing;
        addresses in memory set to zero; interpreter version cut to its major number. Sources and
        cell ids are those given.
    """
    node = deepcopy(notebook)
    rewrite = path_rewriter((root, "") for root in roots)
    cells = [cell for cell in node.cells if "injected-parameters" not in _tags(cell)]
    count = 0
    for position, cell in enumerate(cells):
        cell.setdefault("id", f"cell-{position}")
        cell.metadata = _lasting(cell.metadata)
        if cell.cell_type != "code":
            continue
        cell.outputs = [make_portable(o, rewrite) for o in _joined_streams(cell.outputs)]
        if cell.execution_count is not None:
            count += 1
            cell.execution_count = count
        for output in cell.outputs:
            _settle(output, cell.execution_count)
    node.cells = cells
    node.metadata = nbformat.from_dict({"kernelspec": KERNELSPEC, "language_info": LANGUAGE})
    node.nbformat, node.nbformat_minor = 4, 5
    return node


def write_normalised(path: Path, *, roots: Iterable[Path] = ()) -> bool:
    """Normalise a notebook file in place; a killed process leaves the old file whole.

    Parameters
    ----------
    path
        An executed notebook.
    roots
        As in `normalise`.

    Returns
    -------
    bool
        Whether the file changed.
    """
    before = path.read_text(encoding="utf-8")
    after = nbformat.writes(normalise(nbformat.reads(before, as_version=4), roots=roots)) + "\n"
    if after == before:
        return False
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(after)
        Path(temporary).chmod(path.stat().st_mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return True


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _lasting(metadata: NotebookNode) -> NotebookNode:
    """Metadata without transient keys; papermill adds an empty list of tags to every cell."""
    return NotebookNode(
        {
            key: value
            for key, value in metadata.items()
            if key not in TRANSIENT_METADATA and not (key == "tags" and not value)
        }
    )


def _joined_streams(outputs: Iterable[NotebookNode]) -> list[NotebookNode]:
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == "stream" == last.output_type and last.name == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _settle(output: NotebookNode, execution_count: int | None) -> None:
    """Remove from one output what differs from run to run."""
    if output.output_type == "execute_result":
        output.execution_count = execution_count
    if "metadata" in output:
        output.metadata = _lasting(output.metadata)
    data: dict[str, Any] = output.get("data", {})
    # A live widget ended with its kernel: a reader gets the text beside it.
    data.pop(_WIDGET, None)
    if isinstance(data.get("text/plain"), str):
        data["text/plain"] = _ADDRESS.sub("at 0x0>", data["text/plain"])
