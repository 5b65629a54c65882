"""Every committed notebook runs under plain papermill with parameters it was not run with, and both
kernels, the ordinary one and the warm one, show and save the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import papermill
import pytest
from nbformat import NotebookNode

from analysis.execution.warm import KERNEL_NAME
from analysis.simulation.remembered import MEMORY_VARIABLE
from tests.execution.warm.conftest import parents_in, runtime_in_use

pytestmark = pytest.mark.end_to_end

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("[0-9]*.ipynb"))
OTHER = {"region": "RU-NVS", "as_of": 2014, "draws": 500, "seed": 7}


@pytest.fixture(scope="module")
def runtime() -> Iterator[Path]:
    with runtime_in_use() as folder:
        yield folder


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What notebooks share, fits and evidence, is worked out once for all of them."""
    return tmp_path_factory.mktemp("memory")


def shown(executed: NotebookNode) -> list[object]:
    """What the cells show; a styled table's plain-text twin ends in its address in memory."""
    cells = [cell for cell in executed.cells if cell.cell_type == "code"]
    return [re.sub(r"at 0x[0-9a-f]+>", "", str([c.execution_count, c.outputs])) for c in cells]


def saved(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_with_other_parameters_in_either_kernel(
    path: Path, tmp_path: Path, runtime: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(MEMORY_VARIABLE, str(memory))
    executed = {}
    for kernel in (KERNEL_NAME, "python3"):
        monkeypatch.setenv("TOMSK2020_RESULTS", str(tmp_path / kernel))
        executed[kernel] = papermill.execute_notebook(
            path,
            None,
            parameters=OTHER,
            kernel_name=kernel,
            progress_bar=False,
            execution_timeout=300,
            shutdown_kernel="immediate",
        )
    assert parents_in(runtime)
    said = [o for c in executed["python3"].cells if c.cell_type == "code" for o in c.outputs]
    assert said
    assert not [o.text for o in said if o.output_type == "stream" and o.name == "stderr"]
    assert list((tmp_path / "python3").glob("*.parquet"))
    assert shown(executed[KERNEL_NAME]) == shown(executed["python3"])
    assert saved(tmp_path / KERNEL_NAME) == saved(tmp_path / "python3")
