import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from analysis import data, execution, scenario
from analysis.errors import ExecutionError, ModelError, ParameterError, ScenarioError
from analysis.execution.kernel import kernel_environment
from analysis.scenario import Scenario

WriteNotebook = Callable[..., Path]

pytestmark = pytest.mark.end_to_end


Failed = tuple[execution.NotebookRunError, Path]


@pytest.fixture(scope="module")
def failed(case: Scenario, tmp_path_factory: pytest.TempPathFactory, write_notebook: WriteNotebook):
    folder = tmp_path_factory.mktemp("failing")
    out = tmp_path_factory.mktemp("out")
    paths = [
        write_notebook(folder, "01_done", "1 + 1"),
        write_notebook(folder, "02_cell", "1 + 1", "# fraction\n1 / 0", "never"),
        write_notebook(
            folder,
            "03_parameter",
            "from analysis.errors import ParameterError\nraise ParameterError('share = 1.3')",
        ),
        write_notebook(
            folder, "04_death", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
        ),
        write_notebook(folder, "05_exit", "import os\nos._exit(3)"),
    ]
    with pytest.raises(execution.NotebookRunError) as caught:
        execution.run(case, paths, out, jobs=2)
    return caught.value, out


def test_each_failure_has_its_class_cell_and_cause(failed: Failed):
    error, _ = failed
    found = {outcome.notebook: replace(outcome, seconds=0.0) for outcome in error.outcomes}
    assert found["01_done"] == execution.Outcome("01_done", "done", 0.0)
    assert found["02_cell"] == execution.Outcome(
        "02_cell", "cell error", 0.0, 4, "# fraction", "ZeroDivisionError: division by zero"
    )
    assert found["03_parameter"] == execution.Outcome(
        "03_parameter",
        "bad parameter",
        0.0,
        3,
        "from analysis.errors import ParameterError",
        "ParameterError: share = 1.3",
    )
    assert found["04_death"].status == "kernel death"
    assert found["04_death"].cell == 3
    assert "signal 9 (SIGKILL" in found["04_death"].message
    assert found["05_exit"].message == "the kernel process left with exit code 3"
    assert len(error.problems) == 5


def test_a_failed_run_keeps_what_was_executed_under_another_name(failed: Failed):
    error, out = failed
    (kept,) = out.iterdir()
    assert kept.name.startswith("failed-central-")
    assert error.problems[-1].endswith(str(kept))
    assert sorted(path.name for path in kept.iterdir()) == ["manifest.json", "notebooks", "results"]
    node = nbformat.read(kept / "notebooks" / "02_cell.ipynb", as_version=4)
    run = [cell for cell in node.cells if cell.cell_type == "code" and cell.execution_count]
    assert run[-1].outputs[-1].ename == "ZeroDivisionError"
    assert str(out) not in (kept / "notebooks" / "02_cell.ipynb").read_text(encoding="utf-8")


def test_time_limit_ends_a_notebook_that_hangs(
    case: Scenario, tmp_path: Path, write_notebook: WriteNotebook
):
    path = write_notebook(tmp_path, "01_hangs", "import threading", "threading.Event().wait()")
    with pytest.raises(execution.NotebookRunError) as caught:
        execution.run(case, [path], tmp_path / "out", time_limit_seconds=2)
    (outcome,) = caught.value.outcomes
    assert outcome.status == "time limit"
    assert outcome.message == "not finished after 2 seconds"


@pytest.fixture
def notebooks(tmp_path: Path, write_notebook: WriteNotebook) -> list[Path]:
    return [write_notebook(tmp_path / "notebooks", "01_any", "1 + 1")]


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_arguments: object, **_options: object) -> None:
        pytest.fail("a kernel was started")

    monkeypatch.setattr("analysis.execution.runner.run_notebooks", refuse)


def test_bad_limits_start_no_kernel(
    no_kernel: None, case: Scenario, notebooks: list[Path], tmp_path: Path
):
    with pytest.raises(ParameterError) as caught:
        execution.run(case, notebooks, tmp_path / "out", jobs=0, time_limit_seconds=float("inf"))
    assert caught.value.problems == (
        "jobs = 0: must be 1 or more",
        "time limit = inf: must be a positive number of seconds",
    )


def test_a_notebook_that_lacks_a_parameter_starts_no_kernel(
    no_kernel: None, case: Scenario, tmp_path: Path, write_notebook: WriteNotebook
):
    path = write_notebook(tmp_path, "01_old", parameters='programme = ""\nscenario_name = ""')
    with pytest.raises(ParameterError, match=r"01_old.ipynb: seed is not in its parameters cell"):
        execution.run(case, [path], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_case_that_cannot_be_fitted_starts_no_kernel(
    no_kernel: None, notebooks: list[Path], tmp_path: Path
):
    with pytest.raises(ModelError, match="region RU-CRI, as_of 2016: employment: ") as caught:
        execution.run(scenario.load("central", region="RU-CRI"), notebooks, tmp_path / "out")
    assert caught.value.exit_code == 4
    assert not (tmp_path / "out").exists()


def test_a_damaged_set_of_scenarios_starts_no_kernel(
    no_kernel: None,
    case: Scenario,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write_notebook: WriteNotebook,
):
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    chosen = folder / "scenario_sets" / "seen_from_2016.yaml"
    chosen.write_text(
        chosen.read_text(encoding="utf-8").replace("probability: 0.40", "probability: 0.39"),
        encoding="utf-8",
    )
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    comparing = write_notebook(tmp_path, "09_comparison", "1")
    with pytest.raises(ScenarioError, match=r"add up to 0\.99"):
        execution.run(case, [comparing], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_in_place_of_the_folder_starts_no_kernel(
    no_kernel: None, case: Scenario, notebooks: list[Path], tmp_path: Path
):
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(ExecutionError, match="is not a folder"):
        execution.run(case, notebooks, tmp_path / "out")


def test_a_disk_that_fills_up_leaves_nothing(
    case: Scenario, notebooks: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(
        "analysis.execution.runner.run_notebooks", lambda *_arguments, **_options: []
    )
    monkeypatch.setattr("analysis.execution.run_folder.write_results", full)
    with pytest.raises(ExecutionError, match=r"output folder .*: No space left on device"):
        execution.run(case, notebooks, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_results_that_contradict_each_other_keep_what_was_executed(
    case: Scenario, notebooks: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def contradict(_folder: Path) -> None:
        raise ExecutionError("results of 03 and 04 differ")

    monkeypatch.setattr(
        "analysis.execution.runner.run_notebooks", lambda *_arguments, **_options: []
    )
    monkeypatch.setattr("analysis.execution.run_folder.join_results", contradict)
    (tmp_path / "out").mkdir()
    with pytest.raises(ExecutionError, match="03 and 04 differ"):
        execution.run(case, notebooks, tmp_path / "out")
    (kept,) = (tmp_path / "out").iterdir()
    assert kept.name.startswith("failed-central-")


def test_kernels_have_one_numerical_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "8")
    environment = kernel_environment(tmp_path / "results")
    assert environment["OPENBLAS_NUM_THREADS"] == environment["OMP_NUM_THREADS"] == "1"
    assert environment["TOMSK2020_RESULTS"] == str(tmp_path / "results")
    assert os.environ["OPENBLAS_NUM_THREADS"] == "8"
