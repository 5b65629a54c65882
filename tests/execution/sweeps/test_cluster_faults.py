"""Real dask processes and real kills, on loopback; waits are on pipes and process handles."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dask
import distributed  # noqa: F401  (brings its own settings, before any is changed)
import pandas as pd
import psutil
import pytest

from analysis.errors import ExecutionError
from tests.execution.sweeps.rooms import (
    PATIENCE_SECONDS,
    Room,
    Undisturbed,
    done_again,
    wait_for_end,
    wait_until_readable,
)

pytestmark = pytest.mark.end_to_end

QUIET = ("--no-dashboard", "--host", "127.0.0.1")


@contextmanager
def started(*arguments: str | Path, **options: object) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def command(room: Room, scheduler: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Start the command line and give it, with the number of the worker process that says so."""
    script = Path(__file__).with_name("stand_in.py")
    options = ["--set", "seed=1,2,3,4", "--jobs", "1", "--out", room.out, "--scheduler", scheduler]
    with started(script, "sweep", *options, start_new_session=True) as process:
        wait_until_readable(room.told)
        yield process, int(os.read(room.told, 100))


@contextmanager
def cluster() -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start a scheduler and a worker of one thread, and give the scheduler and its address."""
    with ExitStack() as stack:
        start = ["-m", "dask", "scheduler", "--port", "0", *QUIET]
        scheduler = stack.enter_context(started(*start))
        assert scheduler.stderr is not None
        lines = iter(scheduler.stderr.readline, "")
        address = next(line for line in lines if "Scheduler at:" in line).split()[-1]
        start = ["-m", "dask", "worker", address, "--nthreads", "1", "--no-nanny", *QUIET]
        stack.enter_context(started(*start))
        yield scheduler, address


def test_a_cluster_that_loses_a_worker_gives_the_bytes_of_worker_processes(
    dask_room: Room, undisturbed: Undisturbed
):
    dask_room.cause({2: "take dask along once"})
    finished = dask_room.run(scheduler="local")
    assert finished.cases["status"].tolist() == 4 * ["done"]
    assert finished.cases["attempts"].tolist() == [1, 2, 1, 1]
    assert undisturbed.same(dask_room.out)
    assert dask_room.left() == []
    # What the cluster has done is done for worker processes too.
    assert done_again(dask_room.run()) == []


def test_after_the_sweep_is_killed_exactly_the_missing_cases_are_done(
    dask_room: Room, undisturbed: Undisturbed
):
    dask_room.cause({3: "hang once"})
    with cluster() as (_, address):
        with command(dask_room, address) as (process, worker):
            process.kill()
            process.communicate(timeout=PATIENCE_SECONDS)
            # The dask worker sees that nobody waits for the case any more.
            wait_for_end(worker)
        assert set(undisturbed.written(dask_room.out)) == {1, 2}
        assert done_again(dask_room.run(scheduler=address)) == [3, 4]
    assert undisturbed.same(dask_room.out)
    assert dask_room.left() == []


def test_a_lost_scheduler_ends_the_sweep_in_words_and_keeps_what_is_finished(
    dask_room: Room, undisturbed: Undisturbed
):
    dask_room.cause({3: "hang once"})
    with cluster() as (scheduler, address), command(dask_room, address) as (process, worker):
        scheduler.kill()
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        wait_for_end(worker)
    assert process.returncode == 5
    words = f"^error: scheduler {address}: connection lost; what was finished is kept, and the same"
    assert re.search(words, said, re.MULTILINE), said
    assert "Traceback" not in said
    assert dask_room.left() == []
    assert pd.read_csv(dask_room.out / "cases.csv")["status"].tolist()[:2] == ["done", "done"]
    assert done_again(dask_room.run()) == [3, 4]
    assert undisturbed.same(dask_room.out)


def test_ctrl_c_leaves_no_process_of_a_local_cluster(dask_room: Room):
    dask_room.cause({2: "hang once"})
    with command(dask_room, "local") as (process, worker):
        below = [one.pid for one in psutil.Process(process.pid).children(recursive=True)]
        assert worker in below
        # As a terminal does: to the sweep and to all it has started in its group.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        for pid in below:
            wait_for_end(pid)
    assert process.returncode == 130
    assert "finished cases are kept" in said
    assert "Traceback" not in said
    assert dask_room.left() == []
    assert pd.read_csv(dask_room.out / "cases.csv")["status"].tolist() == ["done", *3 * ["not run"]]


def test_a_worker_of_another_state_is_refused_by_name(dask_room: Room):
    with dask.config.set({"distributed.worker.preload": []}):
        with pytest.raises(
            ExecutionError, match=r"dask worker tcp://127.0.0.1:\d+: package source: "
        ) as e:
            dask_room.run(scheduler="local")
        assert any("requirements.lock: " in line for line in e.value.problems)
    assert not (dask_room.out / "results").exists()
    assert dask_room.left() == []
