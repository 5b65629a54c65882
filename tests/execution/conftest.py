"""Tiny notebooks for the runner: a parameters cell and whatever a test wants to happen."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import scenario
from analysis.scenario import Scenario

PARAMETERS = 'programme = "ino_tomsk"\nscenario_name = "central"\nseed = 2020  # count'

WriteNotebook = Callable[..., Path]


@pytest.fixture(scope="session")
def case() -> Scenario:
    return scenario.load("central", seed=7)


@pytest.fixture(scope="session")
def write_notebook() -> WriteNotebook:
    def write(folder: Path, name: str, *code: str, parameters: str | None = PARAMETERS) -> Path:
        cells = [new_markdown_cell(f"# Page {name}\n\nWhat does {name} say?")]
        if parameters is not None:
            cells.append(new_code_cell(parameters, metadata={"tags": ["parameters"]}))
        cells += [new_code_cell(source) for source in code]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        path = folder / f"{name}.ipynb"
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return write
