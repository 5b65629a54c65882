from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from analysis.errors import ExecutionError, ParameterError
from analysis.execution.notebook_files import (
    find_notebooks,
    parameter_names,
    read_notebooks,
    refuse_unknown,
)

WriteNotebook = Callable[..., Path]


def test_numbered_notebooks_are_found_in_order(tmp_path: Path, write_notebook: WriteNotebook):
    for name in ("02_b", "01_a", "explorer", "10_c"):
        write_notebook(tmp_path, name)
    assert [path.stem for path in find_notebooks(tmp_path)] == ["01_a", "02_b", "10_c"]


def test_names_and_paths_are_understood(tmp_path: Path, write_notebook: WriteNotebook):
    path = write_notebook(tmp_path, "04_jobs")
    for given in ("04_jobs", "04_jobs.ipynb", path, str(path)):
        (found,) = read_notebooks([given], tmp_path)
        assert found.path == path
        assert found.name == "04_jobs"


def test_every_missing_and_damaged_notebook_is_named(tmp_path: Path, write_notebook: WriteNotebook):
    write_notebook(tmp_path, "04_jobs")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "latin.ipynb").write_bytes(b"\xff\xfe{}")
    with pytest.raises(ExecutionError) as caught:
        read_notebooks(["04_job", "broken", "latin", "04_jobs", "04_jobs"], tmp_path)
    missing, broken, latin, twice = caught.value.problems
    assert missing == "04_job: no such notebook; did you mean 04_jobs?"
    assert broken.startswith("broken: not a readable notebook (")
    assert latin.startswith("latin: not a readable notebook (")
    assert twice == "04_jobs: named twice"


def test_no_notebook_at_all_is_an_error(tmp_path: Path):
    with pytest.raises(ExecutionError, match=r"no notebook to run"):
        read_notebooks([], tmp_path)


def test_outputs_and_text_leave_the_code_digest_alone(
    tmp_path: Path, write_notebook: WriteNotebook
):
    path = write_notebook(tmp_path, "04_jobs", "1 + 1")
    (before,) = read_notebooks([path], tmp_path)
    node = nbformat.read(path, as_version=4)
    node.cells[0].source = "# Another title"
    node.cells[-1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="2")]
    nbformat.write(node, path)
    (after,) = read_notebooks([path], tmp_path)
    assert after.code_sha256 == before.code_sha256
    assert after.sha256 != before.sha256
    node.cells[-1].source = "1 + 2"
    nbformat.write(node, path)
    assert read_notebooks([path], tmp_path)[0].code_sha256 != before.code_sha256


def test_parameter_names_are_read_without_running_the_cell(
    tmp_path: Path, write_notebook: WriteNotebook
):
    path = write_notebook(tmp_path, "04_jobs", parameters="seed = 1  # count\nregion = 'RU-TOM'")
    assert parameter_names(nbformat.read(path, as_version=4)) == ["seed", "region"]


def test_an_injected_name_that_is_not_in_the_cell_is_refused(
    tmp_path: Path, write_notebook: WriteNotebook
):
    good = write_notebook(tmp_path, "01_good")
    old = write_notebook(tmp_path, "02_old", parameters="programme = 'x'\nseeds = 1")
    none = write_notebook(tmp_path, "03_none", parameters=None)
    wrong = write_notebook(tmp_path, "04_wrong", parameters="seed = = 1")
    notebooks = read_notebooks([good, old, none, wrong], tmp_path)
    with pytest.raises(ParameterError) as caught:
        refuse_unknown(notebooks, ["programme", "seed"])
    assert caught.value.problems == (
        "02_old.ipynb: seed is not in its parameters cell; did you mean seeds?",
        "03_none.ipynb: has no cell tagged 'parameters'",
        "04_wrong.ipynb: the parameters cell is not Python (invalid syntax)",
    )
