"""What every committed notebook keeps to, rule by rule, so that all of them read alike."""

from pathlib import Path

import nbformat
import pandas as pd

from analysis.execution.conventions import outputs, parameters, sources, structure
from analysis.execution.conventions.notebook import CheckedNotebook, Finding
from analysis.execution.conventions.parameters import parameters_source
from analysis.execution.conventions.structure import DERIVED_CALL, SETUP_CELL
from analysis.scenario import parameter_table

__all__ = ["DERIVED_CALL", "RULES", "SETUP_CELL", "parameters_source", "problems"]

RULES = {
    check.__name__.replace("_", "-"): check
    for module in (structure, parameters, sources, outputs)
    for check in module.RULES
}
"""Every rule by name, in the order in which breaches are reported."""


def problems(path: Path, table: pd.DataFrame | None = None) -> list[str]:
    """List every breach of the notebook rules.

    Parameters
    ----------
    path
        A notebook file.
    table
        Declared parameters with columns name, unit, default; by default those of a scenario.

    Returns
    -------
    list of str
        One line a breach: file, cell index, first line of the cell, rule, what is wrong and what
        to do. Empty if the notebook keeps to all rules. A notebook of another or a damaged format
        is reported as such and not looked at further.
    """
    try:
        content = path.read_bytes()
        node = nbformat.reader.reads(content.decode("utf-8"))
    except (OSError, ValueError, AttributeError, KeyError) as error:
        reason = str(error).split("\n", 1)[0]
        return [f"{path}: notebook-format: not readable: {reason}; save it again from JupyterLab"]
    declared = parameter_table() if table is None else table
    checked = CheckedNotebook(path, node, len(content), declared)
    invalid = [
        _line(checked, "notebook-format", found) for found in outputs.notebook_format(checked)
    ]
    # The other rules read cells and outputs that only a valid notebook is sure to have.
    return invalid or [
        _line(checked, name, finding) for name, check in RULES.items() for finding in check(checked)
    ]


def _line(notebook: CheckedNotebook, name: str, finding: Finding) -> str:
    where = str(notebook.path)
    if finding.cell is not None:
        cells = notebook.node.cells
        source = cells[finding.cell].source.strip() if finding.cell < len(cells) else ""
        where += f": cell {finding.cell}: {source.split(chr(10), 1)[0]!r}"
    return f"{where}: {name}: {finding.problem}; {finding.remedy}"
