"""Notebook mode with real kernels and kills: each ending has its class, and nothing is lost."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import ExecutionError
from analysis.execution.sweeps import Sweep, modes, worker_process
from analysis.execution.sweeps.case_work import Work
from analysis.execution.warm.channel import Channel
from analysis.execution.warm.process import WarmProcess
from tests.execution.sweeps.rooms import (
    PATIENCE_SECONDS,
    Room,
    Undisturbed,
    done_again,
    interrupted,
    wait_for_end,
)

pytestmark = pytest.mark.end_to_end

# Results of the stand-in, as a notebook saves them.
SAVE = """import os, json, signal, pandas
from pathlib import Path
folder = Path(os.environ["TEST_FOLDER"])
row = {"model": "stand-in", "scenario": "central", "region": "RU-TOM", "variable": "Jobs"}
row |= {"unit": "posts", "year": 2020, "statistic": "mean", "value": float(seed)}
trouble = json.loads(os.environ["TEST_CELL"]).get(str(seed), "")
row["value"] += trouble == "differ"
pandas.DataFrame([row]).to_parquet(Path(os.environ["TOMSK2020_RESULTS"]) / "01_tiny.parquet")"""
TROUBLE = """if trouble == "fail":
    raise KeyError("column")
if trouble == "hang":
    (folder / "told").write_text(str(os.getpid()))
    while True:
        signal.pause()
if trouble == "kill once" and not (folder / "died").exists():
    (folder / "died").touch()
    os.kill(os.getpid(), signal.SIGKILL)
if trouble == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
if trouble == "kill worker" and not (folder / "worker died").exists():
    (folder / "worker died").touch()
    os.kill(int(os.environ["JPY_PARENT_PID"]), signal.SIGKILL)
    signal.pause()
if trouble == "kill parent":
    assert b"detach.py" in Path(f"/proc/{os.getppid()}/cmdline").read_bytes()
    os.kill(os.getppid(), signal.SIGKILL)
if trouble == "tell parents":
    with open("/proc/" + os.environ["JPY_PARENT_PID"] + "/stat") as file:
        of_worker = int(file.read().rsplit(")", 1)[1].split()[1])
    (folder / str(seed)).write_text(json.dumps([os.getppid(), of_worker]))
if trouble == "fill":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    (folder / "filled").write_bytes(bytes(5000))"""

SweepTiny = Callable[..., Sweep]


@pytest.fixture
def tiny(room: Room, write_notebook: Callable[..., Path]) -> Path:
    room.patch.setitem(modes._MODES, "notebook", "stand_in_notebooks:results")
    return write_notebook(room.folder, "01_tiny", SAVE, TROUBLE)


@pytest.fixture
def sweep_tiny(room: Room, tiny: Path) -> SweepTiny:
    def run(
        trouble: dict[int, str], numbers: tuple[int, ...] = (1, 2, 3, 4), **options: object
    ) -> Sweep:
        room.patch.setenv("TEST_CELL", json.dumps(trouble))
        chosen = {"mode": "notebook", "notebooks": [tiny], "pages": False}
        return room.run(numbers, **chosen, **options)

    return run


def test_each_ending_has_its_class_and_costs_no_other_case(
    room: Room, undisturbed: Undisturbed, sweep_tiny: SweepTiny
):
    troubles = {1: "kill parent", 2: "fail", 3: "kill", 4: "differ", 5: "fill"}
    troubles |= {6: "kill once", 7: "kill worker"}
    failed = sweep_tiny(troubles, tuple(troubles), jobs=2)
    cases = failed.cases.set_index("seed")
    words = ["done", "cell error", "kernel death", "results differ", "disk full", "done", "done"]
    assert cases["status"].tolist() == words
    assert cases["attempts"].tolist() == [1, 1, 2, 1, 1, 2, 2]
    assert "01_tiny.ipynb: cell error, cell 4 (if trouble == " in cases["message"][2]
    assert "ended by signal 9 (SIGKILL, most often" in cases["message"][3]
    assert cases["message"][4] == (
        "1 of 1 rows, the first Jobs, 2020, mean: the notebook has 5.0, the model 4.0"
    )
    assert "File too large" in cases["message"][5]
    for seed in cases.index:
        folder = room.out / cases["run"][seed]
        assert folder.parts[-3] == ("runs" if cases["status"][seed] == "done" else "failed")
        assert (folder / "notebooks" / "01_tiny.ipynb").exists()
    assert room.left() == []
    again = sweep_tiny({}, (1, 2, 3, 4))
    assert again.whole
    assert done_again(again) == [2, 3, 4]
    assert not list((room.out / "failed").rglob(cases["case"][2]))
    written = undisturbed.written(room.out)
    assert {n: written[n] for n in undisturbed.content} == undisturbed.content
    assert {6, 7} < set(written)


def test_a_cell_that_never_ends_is_ended_and_kept(room: Room, sweep_tiny: SweepTiny):
    finished = sweep_tiny({1: "hang"}, (1,), time_limit_seconds=5.0)
    assert finished.cases["status"].tolist() == ["time limit"]
    assert finished.cases["message"][0].endswith("not finished after 5 seconds")
    assert (room.out / finished.cases["run"][0] / "notebooks" / "01_tiny.ipynb").exists()
    assert finished.counts().index.tolist() == ["time limit"]


def test_a_damaged_run_folder_is_noticed_and_made_again(room: Room, sweep_tiny: SweepTiny):
    first = sweep_tiny({}, (1, 2, 3))
    damaged, lacking, _ = (room.out / run for run in first.cases["run"])
    notebook = damaged / "notebooks" / "01_tiny.ipynb"
    notebook.write_bytes(notebook.read_bytes().replace(b"stand-in", b"stand-on", 1))
    (lacking / "manifest.json").unlink()
    assert done_again(sweep_tiny({}, (1, 2, 3))) == [1, 2]
    assert done_again(sweep_tiny({}, (1, 2, 3))) == []
    # The model's results of the same cases are the same files.
    assert done_again(room.run((1, 2, 3))) == []


def test_after_a_kill_exactly_the_missing_cases_are_done(
    room: Room, undisturbed: Undisturbed, tiny: Path, sweep_tiny: SweepTiny
):
    room.patch.setenv("TEST_CELL", json.dumps({3: "hang"}))
    chosen = ["--mode", "notebook", "--notebooks", str(tiny), "--no-pages"]
    with interrupted(room, *chosen) as (process, kernel):
        process.kill()
        process.communicate()
        # Neither a worker nor a kernel outlives the sweep.
        wait_for_end(kernel)
    assert set(undisturbed.written(room.out)) == {1, 2}
    assert len(list((room.out / "runs").glob("*/*"))) == 2
    finished = sweep_tiny({})
    assert done_again(finished) == [3, 4]
    assert undisturbed.same(room.out)
    assert room.left() == []
    tables = [pd.read_parquet(room.out / run / "results.parquet") for run in finished.cases["run"]]
    assert [table["value"].item() for table in tables] == [1.0, 2.0, 3.0, 4.0]


def test_a_cluster_executes_notebooks_too(
    dask_room: Room, undisturbed: Undisturbed, sweep_tiny: SweepTiny
):
    room = dask_room
    finished = sweep_tiny({2: "fail"}, (1, 2), scheduler="local")
    assert finished.cases["status"].tolist() == ["done", "cell error"]
    assert undisturbed.written(room.out) == {1: undisturbed.content[1]}
    assert [(room.out / run / "manifest.json").exists() for run in finished.cases["run"]] == [
        True
    ] * 2


def test_workers_and_kernels_are_forked_from_one_parent(room: Room, sweep_tiny: SweepTiny):
    finished = sweep_tiny({1: "tell parents", 2: "tell parents"}, (1, 2), jobs=2)
    assert finished.whole
    parents = [json.loads((room.folder / str(seed)).read_text()) for seed in (1, 2)]
    assert parents[0] == parents[1]
    assert parents[0][0] == parents[0][1] != os.getpid()


def test_workers_are_started_afresh_where_there_is_no_parent(
    room: Room, undisturbed: Undisturbed, sweep_tiny: SweepTiny
):
    room.patch.setattr(worker_process, "unsupported", lambda: "they need Linux")
    assert sweep_tiny({1: "tell parents"}).whole
    _, of_worker = json.loads((room.folder / "1").read_text())
    assert of_worker == os.getpid()
    assert undisturbed.same(room.out)


def test_a_forked_worker_that_cannot_start_is_told(room: Room, sweep_tiny: SweepTiny):
    room.patch.setitem(modes._MODES, "notebook", "no_such_module:results")
    with pytest.raises(ExecutionError, match=r"no worker process could be started: .*no_such_mod"):
        sweep_tiny({})
    assert room.left() == []


def test_an_end_that_nobody_knows_is_no_failure_to_start(tmp_path: Path):
    worker = worker_process.WorkerProcess(Work(tmp_path, "", "", 1.0), tmp_path / "log", tmp_path)
    worker._log.touch()
    worker._tasks = worker._answers = StringIO()
    ours, theirs = socket.socketpair()
    with subprocess.Popen(["sleep", "600"]) as sleeper:
        handle = os.pidfd_open(sleeper.pid)
        worker._process = WarmProcess(sleeper.pid, handle, Channel(ours))
        # The parent is gone, and with it what it would have known.
        theirs.close()
        assert "worker process left with exit code 1" in worker.end()
    assert not worker.failed


# A parent that never finishes importing.
HOLD = """import os, signal
with open(os.environ["HOME"] + "/told", "w") as told:
    told.write(str(os.getpid()))
signal.pause()
"""


def test_ctrl_c_ends_a_sweep_whose_workers_are_not_there_yet(room: Room, tiny: Path):
    (room.folder / "held").mkdir()
    (room.folder / "held" / "seaborn.py").write_text(HOLD)
    room.patch.setenv("PYTHONPATH", f"{room.folder / 'held'}{os.pathsep}{os.environ['PYTHONPATH']}")
    room.patch.setenv("HOME", str(room.folder))
    chosen = ["--mode", "notebook", "--notebooks", str(tiny), "--no-pages"]
    with interrupted(room, *chosen) as (process, parent):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        os.kill(parent, signal.SIGKILL)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert room.left() == []
