"""Real kills, damaged files, two sweeps at once; waits are on pipes and process handles."""

import json
import os
import re
import signal
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import ExecutionError
from analysis.execution.sweeps import Progress
from tests.execution.sweeps.rooms import (
    PATIENCE_SECONDS,
    Room,
    Undisturbed,
    done_again,
    interrupted,
    wait_for_end,
)

pytestmark = pytest.mark.end_to_end


def begun(folder: Path) -> list[str]:
    lines = [line for p in (folder / "journal").iterdir() for line in p.read_text().splitlines()]
    return [json.loads(line)["key"] for line in lines if '"begun"' in line]


@pytest.mark.parametrize("clock", [None, 4_000_000_000], ids=["as it is", "set back"])
def test_after_a_kill_exactly_the_missing_cases_are_done(
    room: Room, undisturbed: Undisturbed, clock: int | None
):
    room.cause({3: "hang"})
    with interrupted(room) as (process, worker):
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)
        wait_for_end(worker)
    assert set(undisturbed.written(room.out)) == {1, 2}
    assert room.left()
    if clock is not None:
        for path in room.out.rglob("*"):
            os.utime(path, (clock, clock))
    room.cause({})
    assert done_again(room.run()) == [3, 4]
    assert undisturbed.same(room.out)
    assert room.left() == []


def test_ctrl_c_leaves_no_process_and_a_folder_that_goes_on(room: Room):
    room.cause({2: "hang"})
    with interrupted(room) as (process, worker):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        wait_for_end(worker)
    assert process.returncode == 130
    assert "finished cases are kept" in said
    assert "Traceback" not in said
    assert room.left() == []
    assert pd.read_csv(room.out / "cases.csv")["status"].tolist() == ["done"] + 3 * ["not run"]
    room.cause({})
    assert done_again(room.run()) == [2, 3, 4]


@pytest.mark.parametrize(("where", "attempts"), [(2, [1, 2, 1, 1]), ("start", [2, 1, 1, 1])])
def test_a_lost_worker_costs_no_case(
    room: Room, undisturbed: Undisturbed, where: int | str, attempts: list[int]
):
    room.cause({where: "die once"})
    finished = room.run()
    assert finished.whole
    assert finished.cases["attempts"].tolist() == attempts
    assert undisturbed.same(room.out)


def test_each_failure_has_its_class_and_stops_no_other_case(room: Room):
    room.cause({1: "die", 2: "fail", 3: "stumble"})
    failed = room.run()
    assert failed.cases["status"].tolist() == ["worker lost", "model error", "code error", "done"]
    assert failed.cases["attempts"].tolist() == [2, 1, 1, 1]
    lost, model, code, _ = failed.cases["message"]
    assert re.search(r"worker process was ended by signal 9 \(SIGKILL", lost)
    assert (model, code) == ("region RU-TOM: too few figures", "KeyError: 'column'")
    room.cause({})
    again = room.run()
    # What the model cannot do it cannot do tomorrow; a lost worker and a bug may be another matter.
    assert again.cases["status"].tolist() == ["done", "model error", "done", "done"]
    assert done_again(again) == [1, 3]


def test_a_case_that_never_ends_is_ended(room: Room):
    room.cause({2: "hang"})
    finished = room.run(time_limit_seconds=0.5)
    assert finished.cases["status"].tolist() == ["done", "time limit", "done", "done"]
    assert finished.cases["message"][1] == "not finished after 0.5 s"
    wait_for_end(int(os.read(room.told, 100)))


def test_fail_fast_leaves_the_rest_for_later(room: Room):
    room.cause({2: "stumble"})
    first = room.run(fail_fast=True).cases["status"].tolist()
    assert first[:2] == ["done", "code error"]
    assert "not run" in first
    room.cause({})
    assert room.run().whole


def test_damaged_results_are_noticed_and_made_again(room: Room, undisturbed: Undisturbed):
    first, second, *_ = room.run().cases["case"]
    path = room.out / f"results/shard={first[:2]}/{first}.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    (room.out / f"results/shard={second[:2]}/{second}.parquet").unlink()
    (journal,) = (room.out / "journal").iterdir()
    # Torn in the middle of its last line, which leaves a whole file that no journal knows.
    journal.write_bytes(journal.read_bytes()[:-20])
    assert done_again(room.run()) == [1, 2]
    assert undisturbed.same(room.out)
    assert done_again(room.run()) == []


def test_a_full_disk_stops_cleanly_and_keeps_what_was_finished(
    room: Room, undisturbed: Undisturbed
):
    room.cause({3: "full disk"})
    with pytest.raises(ExecutionError, match=r"sweep folder .*out: File too large") as caught:
        room.run()
    assert len(caught.value.problems) == 1
    assert undisturbed.written(room.out) == {n: undisturbed.content[n] for n in (1, 2)}
    assert room.left() == []
    room.cause({})
    assert done_again(room.run()) == [3, 4]
    assert undisturbed.same(room.out)


def test_two_sweeps_at_once_share_the_work(room: Room, undisturbed: Undisturbed):
    room.cause({1: "hold"})

    def release_in_the_end(progress: Progress) -> None:
        if progress.done == 2:
            (room.folder / "release").write_text("go")

    with interrupted(room) as (other, _):
        # The other sweep holds the first case, and may have claimed the second one ahead of time.
        mine = room.run((1, 3, 4), progress=release_in_the_end)
        assert other.wait(PATIENCE_SECONDS) == 0
    assert mine.whole
    keys = begun(room.out)
    assert len(keys) == len(set(keys)) == 4
    assert len(list((room.out / "journal").iterdir())) == 2
    assert undisturbed.same(room.out)


def test_a_worker_that_cannot_start_is_told(room: Room):
    room.patch.setenv("PYTHONPATH", "")
    words = "no worker process could be started: .* exit code 1: ModuleNotFoundError"
    with pytest.raises(ExecutionError, match=words):
        room.run()
