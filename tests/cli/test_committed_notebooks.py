from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.testing import CliRunner, Result

from analysis import data
from analysis.cli import app, committed_notebooks

Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def write(*code: str) -> Path:
        cells = [new_markdown_cell("# A page"), *map(new_code_cell, code)]
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"
        path = tmp_path / "notebooks" / "01_page.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=cells), path)
        return path

    monkeypatch.setattr(data, "project_root", lambda: tmp_path)
    return write


@pytest.mark.end_to_end
def test_notebooks_are_refreshed_in_place_and_then_stay(call: Call, notebook: Callable[..., Path]):
    path = notebook("1 + 1", "print('two')")
    before = path.read_bytes()

    asked = call("notebooks", "--check")
    assert asked.exit_code == 1
    assert asked.stdout.strip().endswith("01_page.ipynb: would change")
    assert path.read_bytes() == before

    written = call("notebooks")
    assert written.exit_code == 0, written.stderr
    assert written.stdout.strip().endswith("01_page.ipynb: written")
    node = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in node.cells[1:]] == [1, 2]
    assert node.cells[2].outputs[0].text == "two\n"
    assert "papermill" not in path.read_text(encoding="utf-8")
    assert list(path.parent.iterdir()) == [path]

    again = call("notebooks", "--check", "01_page")
    assert again.exit_code == 0
    assert again.stdout.strip().endswith("01_page.ipynb: unchanged")


@pytest.mark.end_to_end
def test_a_failing_notebook_is_left_as_it_was(call: Call, notebook: Callable[..., Path]):
    path = notebook("1 / 0")
    before = path.read_bytes()
    result = call("notebooks")
    assert result.exit_code == 5
    assert "01_page.ipynb: cell error, cell 2 (1 / 0): ZeroDivisionError" in result.stderr
    assert path.read_bytes() == before


def test_broken_rules_are_reported_and_counted_as_failure(
    call: Call, notebook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    notebook("1 + 1")
    monkeypatch.setattr(committed_notebooks, "rule_problems", lambda path: [f"{path.name}: two H1"])
    result = call("check-notebooks")
    assert result.exit_code == 5
    assert result.stderr == "error: 01_page.ipynb: two H1\n"


def test_kept_rules_are_said(
    call: Call, notebook: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
):
    notebook("1 + 1")
    monkeypatch.setattr(committed_notebooks, "rule_problems", lambda _path: [])
    result = call("check-notebooks")
    assert result.exit_code == 0
    assert result.stdout == "1 notebooks keep the rules\n"
