"""Nothing later than `as_of` reaches the notebooks that promise not to look."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import nbformat
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot as plt

from tests.poison import poisoned_copy
from tests.shells import NO_HISTORY

pytestmark = pytest.mark.end_to_end

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
# 08 looks at what happened, and says so; 09 compares what the others found.
BLIND = sorted(FOLDER.glob("0[1-7]*.ipynb"))
AS_OF = 2016


def shown_by(path: Path) -> list[Any]:
    """Run a notebook in this process: what its cells show, and the frames behind its figures."""
    mpl.use("Agg")
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=NO_HISTORY)
    shown: list[Any] = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        source = cell.source
        if "parameters" in cell.metadata.get("tags", []):
            source += f"\nas_of = {AS_OF}\ndraws = 300"
        shell.user_ns.pop("plotted", None)
        told = shell.run_cell(source, store_history=True, silent=False)
        told.raise_error()
        if told.result is not None:
            shown.append(shell.display_formatter.format(told.result)[0])
        if isinstance(shell.user_ns.get("plotted"), pd.DataFrame):
            shown.append(shell.user_ns["plotted"].to_csv())
        plt.close("all")
    InteractiveShell.clear_instance()
    return shown


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


@pytest.mark.parametrize("path", BLIND, ids=lambda path: path.stem)
def test_poison_after_as_of_reaches_no_cell(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOMSK2020_RESULTS", str(tmp_path / "clean"))
    clean = shown_by(path)
    folder = poisoned_copy(tmp_path / "data", AS_OF, but_the_question=True)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    monkeypatch.setenv("TOMSK2020_RESULTS", str(tmp_path / "poisoned"))
    poisoned = shown_by(path)
    capsys.readouterr()
    assert len(clean) > 3
    assert poisoned == clean
    assert written(tmp_path / "poisoned") == written(tmp_path / "clean") != {}
