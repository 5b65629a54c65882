"""Rules on what is committed beside the code: format, outputs, counts, metadata."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import nbformat

from analysis.execution.conventions.notebook import CheckedNotebook, Finding, Rule, is_tagged
from analysis.execution.normalise import TRANSIENT_METADATA

__all__ = ["MOST_BYTES", "RULES"]

MOST_BYTES = 1_500_000
"""Above this a forge no longer renders a notebook quickly; a figure at 100 dpi has 30 to 80 kB."""

_RUN = "run it again and normalise it"
_MACHINE_PATH = re.compile(
    r"(?<![\w.~:/<-])/(?:Users|builds|github|home|mnt|opt|private|root|srv|tmp|usr|var|work)/[\w.-]+"
    r"|\b[A-Za-z]:\\\\?(?:Users|Temp|Windows)\b"
)


def notebook_format(notebook: CheckedNotebook) -> Iterator[Finding]:
    """A valid notebook of format 4.5, each cell with an id of its own."""
    node = notebook.node
    version = (node.get("nbformat"), node.get("nbformat_minor"))
    if version != (4, 5):
        yield Finding(f"format {version[0]}.{version[1]}", "save as format 4.5")
        return
    for cell_id, times in Counter(cell.get("id", "") for cell in node.get("cells", [])).items():
        if times > 1 or not cell_id:
            yield Finding(f"{times} cells have the id {cell_id!r}", "give each cell its own id")
            return
    try:
        nbformat.validate(node)
    except nbformat.ValidationError as error:
        yield Finding(str(error).split("\n", 1)[0], "repair it in JupyterLab and save it again")


def kernelspec(notebook: CheckedNotebook) -> Iterator[Finding]:
    """The kernel is the one that every installation has."""
    name = notebook.node.metadata.get("kernelspec", {}).get("name")
    if name != "python3":
        yield Finding(f"kernel {name!r}", "choose the kernel 'python3' and save")


def file_size(notebook: CheckedNotebook) -> Iterator[Finding]:
    """A notebook can be rendered and reviewed."""
    if notebook.size > MOST_BYTES:
        yield Finding(
            f"{notebook.size:,} bytes", f"at most {MOST_BYTES:,}: fewer or coarser figures"
        )


def outputs_kept(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Outputs are committed: in a stripped notebook nbval compares nothing."""
    if not any(cell.outputs for _, cell in notebook.code):
        yield Finding("no outputs", "run it and commit it with its outputs")
    elif not notebook.code[-1][1].outputs:
        index = notebook.code[-1][0]
        yield Finding("the closing cell says nothing", "let it state the computed answer", index)


def execution_counts(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Run once, from top to bottom, in a fresh kernel."""
    counts = [cell.execution_count for _, cell in notebook.code if cell.source.strip()]
    if counts != list(range(1, len(counts) + 1)):
        shown = ", ".join("none" if count is None else str(count) for count in counts)
        yield Finding(f"execution counts {shown}", f"they must be 1 to {len(counts)}: {_RUN}")


def no_empty_cells(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Each code cell has code."""
    for index, cell in notebook.code:
        if not cell.source.strip():
            yield Finding("an empty code cell", "remove it", index)


def no_stderr(notebook: CheckedNotebook) -> Iterator[Finding]:
    """A run is silent: no warnings, no progress bars."""
    for index, cell in notebook.code:
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                text = output.text.strip().split("\n", 1)[0]
                yield Finding(f"stderr says {text!r}", "remove the cause, not the output", index)


def no_errors(notebook: CheckedNotebook) -> Iterator[Finding]:
    """No cell failed."""
    for index, cell in notebook.code:
        for output in cell.outputs:
            if output.output_type == "error":
                yield Finding(f"{output.ename}: {output.evalue}", "mend the cell and run it", index)


def no_machine_paths(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Nothing tells on whose machine it ran."""
    for index, cell in enumerate(notebook.node.cells):
        texts = [cell.source, *map(_text, cell.get("outputs", []))]
        found = {match[0] for text in texts for match in _MACHINE_PATH.finditer(text)}
        for path in sorted(found):
            yield Finding(
                f"the machine path {path!r}", f"remove it from the source, or {_RUN}", index
            )


def no_transient_metadata(notebook: CheckedNotebook) -> Iterator[Finding]:
    """No widget states, timings or notes of papermill."""
    for key in sorted(({"widgets"} | TRANSIENT_METADATA) & notebook.node.metadata.keys()):
        yield Finding(f"metadata {key!r}", _RUN)
    for index, cell in enumerate(notebook.node.cells):
        for key in sorted(TRANSIENT_METADATA & cell.metadata.keys()):
            yield Finding(f"metadata {key!r}", _RUN, index)
        if is_tagged(cell, "injected-parameters"):
            yield Finding("parameters injected by papermill", _RUN, index)


def _text(output: nbformat.NotebookNode) -> str:
    """Everything an output says, pictures aside: base 64 holds slashes by chance."""
    data = {k: v for k, v in output.get("data", {}).items() if not k.startswith("image/")}
    return json.dumps({**output, "data": data}, ensure_ascii=False)


RULES: tuple[Rule, ...] = (
    notebook_format,
    kernelspec,
    file_size,
    outputs_kept,
    execution_counts,
    no_empty_cells,
    no_stderr,
    no_errors,
    no_machine_paths,
    no_transient_metadata,
)
