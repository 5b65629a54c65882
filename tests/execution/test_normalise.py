"""A committed notebook says nothing of the machine and the clock, and loses no result."""

import sys
import tempfile
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.execution.normalise import normalise, write_normalised


def executed(root: Path) -> NotebookNode:
    """A notebook as papermill leaves it."""
    timing = {
        "papermill": {"duration": 0.1},
        "execution": {"iopub.status.busy": "2017"},
        "tags": [],
    }
    cells = [
        new_markdown_cell("# Jobs", metadata={"papermill": {}, "tags": []}),
        new_code_cell("x = 1  # count", execution_count=4, metadata={"tags": ["parameters"]}),
        new_code_cell("# Parameters\nx = 2\n", metadata={"tags": ["injected-parameters"]}),
        new_code_cell(""),
        new_code_cell(
            "x",
            execution_count=9,
            metadata=timing,
            outputs=[
                new_output("stream", name="stdout", text=f"read {root}/data/a.csv\n"),
                new_output("stream", name="stdout", text="and more\n"),
                new_output(
                    "execute_result",
                    data={"text/plain": "<Styler at 0x7f12ab>", "image/png": "AAAA/tmp/AAAA"},
                    metadata={"ExecuteTime": 1},
                    execution_count=9,
                ),
            ],
        ),
    ]
    notebook = new_notebook(cells=cells)
    notebook.metadata.update(
        papermill={"duration": 1.0},
        widgets={"state": {}},
        kernelspec={"name": "another", "display_name": "Another"},
        language_info={"name": "python", "version": "3.11.7"},
    )
    return notebook


def test_counts_run_from_one_over_the_executed_cells(tmp_path: Path) -> None:
    cells = normalise(executed(tmp_path)).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1, None, 2]
    assert cells[-1].outputs[-1].execution_count == 2


def test_the_injected_cell_is_gone_and_the_others_keep_source_and_id(tmp_path: Path) -> None:
    notebook = executed(tmp_path)
    kept = [cell for cell in notebook.cells if "injected" not in str(cell.metadata.get("tags"))]
    cells = normalise(notebook).cells
    assert [(c.id, c.source) for c in cells] == [(c.id, c.source) for c in kept]


def test_paths_of_the_machine_become_relative_in_outputs(tmp_path: Path) -> None:
    outputs = normalise(executed(tmp_path), roots=[tmp_path]).cells[-1].outputs
    assert outputs[0].text == "read data/a.csv\nand more\n"
    for place in (sys.prefix, tempfile.gettempdir(), str(Path.home())):
        notebook = executed(Path(place) / "clone")
        assert f"{place}/" not in normalise(notebook).cells[-1].outputs[0].text


def test_pictures_are_left_as_they_are(tmp_path: Path) -> None:
    data = normalise(executed(tmp_path), roots=[tmp_path]).cells[-1].outputs[-1].data
    assert data["image/png"] == "AAAA/tmp/AAAA"


def test_addresses_in_memory_are_set_to_zero(tmp_path: Path) -> None:
    output = normalise(executed(tmp_path)).cells[-1].outputs[-1]
    assert output.data["text/plain"] == "<Styler at 0x0>"


def test_a_live_widget_is_gone_and_the_text_beside_it_stays(tmp_path: Path) -> None:
    notebook = executed(tmp_path)
    result = notebook.cells[4].outputs[2]
    result.data["application/vnd.jupyter.widget-view+json"] = {
        "model_id": "f00",
        "version_major": 2,
    }
    settled = normalise(notebook, roots=[tmp_path]).cells[3].outputs[-1]
    assert sorted(settled.data) == ["image/png", "text/plain"]


def test_timings_and_notes_of_papermill_are_gone(tmp_path: Path) -> None:
    text = nbformat.writes(normalise(executed(tmp_path)))
    for word in ("papermill", "duration", "iopub", "ExecuteTime", "widgets", '"tags": []'):
        assert word not in text
    assert '"parameters"' in text


def test_the_patch_version_of_python_makes_no_difference(tmp_path: Path) -> None:
    one, other = executed(tmp_path), executed(tmp_path)
    other.metadata.language_info.version = "3.14.0"
    for cell, same in zip(other.cells, one.cells, strict=True):
        cell.id = same.id
    assert normalise(one) == normalise(other)
    assert normalise(one).metadata.language_info.version == "3"
    assert normalise(one).metadata.kernelspec.name == "python3"


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    once = normalise(executed(tmp_path), roots=[tmp_path])
    assert normalise(once, roots=[tmp_path]) == once
    nbformat.validate(once)


def test_the_notebook_given_is_not_changed(tmp_path: Path) -> None:
    notebook = executed(tmp_path)
    before = deepcopy(notebook)
    normalise(notebook)
    assert notebook == before


def test_a_notebook_of_an_older_format_gets_ids_that_do_not_change() -> None:
    notebook = new_notebook(cells=[new_markdown_cell("# Old")])
    del notebook.cells[0]["id"]
    notebook.nbformat_minor = 4
    changed = normalise(notebook)
    assert changed.cells[0].id == "cell-0"
    assert changed.nbformat_minor == 5


def test_written_once_and_then_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    nbformat.write(executed(tmp_path), path)
    path.chmod(0o640)
    assert write_normalised(path, roots=[tmp_path])
    assert path.stat().st_mode & 0o777 == 0o640
    content, changed_at = path.read_bytes(), path.stat().st_mtime_ns
    assert not write_normalised(path, roots=[tmp_path])
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (content, changed_at)
    assert [file.name for file in tmp_path.iterdir()] == ["a.ipynb"]


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ipynb"
    nbformat.write(executed(tmp_path), path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_normalised(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.ipynb"]
