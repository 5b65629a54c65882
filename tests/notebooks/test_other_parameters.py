"""Every committed notebook also runs under plain papermill with parameters it was not run with."""

from pathlib import Path

import papermill
import pytest

pytestmark = pytest.mark.end_to_end

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "notebooks").glob("[0-9]*.ipynb"))
OTHER = {"region": "RU-NVS", "as_of": 2014, "draws": 500, "seed": 7}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_with_other_parameters(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOMSK2020_RESULTS", str(tmp_path / "results"))
    monkeypatch.chdir(tmp_path)
    executed = papermill.execute_notebook(
        path,
        tmp_path / path.name,
        parameters=OTHER,
        kernel_name="python3",
        progress_bar=False,
        execution_timeout=300,
        shutdown_kernel="immediate",
    )
    said = [o for cell in executed.cells if cell.cell_type == "code" for o in cell.outputs]
    assert said
    assert not [o.text for o in said if o.output_type == "stream" and o.name == "stderr"]
    assert list((tmp_path / "results").glob("*.parquet"))
