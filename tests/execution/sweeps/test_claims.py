import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from analysis.execution.sweeps.claims import Claims
from analysis.execution.sweeps.owner import Owner, is_gone, this_process

KEY = "0123abcd"


class Open(Protocol):
    def __call__(self, name: str, *, patience_seconds: float = 60.0) -> Claims: ...


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def make(name: str, *, patience_seconds: float = 60.0) -> Claims:
            folder = tmp_path / "claims"
            claims = Claims(folder, tmp_path / "desks" / name, patience_seconds=patience_seconds)
            stack.callback(claims.close)
            return claims

        yield make


@pytest.fixture(scope="module")
def dead() -> Owner:
    code = "from analysis.execution.sweeps.owner import *; print(this_process().to_json())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return Owner(**json.loads(said.stdout))


def leave_claim(folder: Path, owner: Owner) -> Path:
    path = folder / "claims" / KEY
    path.parent.mkdir(exist_ok=True)
    path.write_text(owner.to_json(), encoding="utf-8")
    return path


def test_one_of_two_gets_a_case_and_the_other_after_it(opened: Open):
    first, second = opened("first"), opened("second")
    assert first.take(KEY)
    assert not second.take(KEY)
    first.release(KEY)
    assert second.take(KEY)


def test_closing_gives_everything_back(opened: Open, tmp_path: Path):
    first = opened("first")
    assert first.take(KEY)
    first.close()
    assert list((tmp_path / "claims").iterdir()) == list((tmp_path / "desks").iterdir()) == []


def test_a_process_is_told_from_a_later_one_of_its_number():
    me = this_process()
    assert is_gone(me) is False
    assert is_gone(replace(me, started="1")) is True
    assert is_gone(replace(me, place="another machine")) is None


@pytest.mark.parametrize("seconds", [0, 4_000_000_000])
def test_the_claim_of_a_dead_process_is_taken_over_whatever_its_clock_said(
    opened: Open, dead: Owner, tmp_path: Path, seconds: int
):
    assert is_gone(dead) is True
    os.utime(leave_claim(tmp_path, dead), (seconds, seconds))
    assert opened("first").take(KEY)


@pytest.mark.parametrize("seconds", [0, 4_000_000_000])
def test_a_silent_sweep_elsewhere_is_given_time_on_the_steady_clock(
    opened: Open, tmp_path: Path, seconds: int
):
    path = leave_claim(tmp_path, replace(this_process(), place="another machine"))
    os.utime(path, (seconds, seconds))
    patient, hasty = opened("patient"), opened("hasty", patience_seconds=0)
    assert [patient.take(KEY), patient.take(KEY)] == [False, False]
    # Seen once it may be alive; seen again and untouched it is not, for one without patience.
    assert [hasty.take(KEY), hasty.take(KEY)] == [False, True]


def test_a_sweep_elsewhere_that_shows_life_keeps_its_claim(opened: Open, tmp_path: Path):
    path = leave_claim(tmp_path, replace(this_process(), place="another machine"))
    hasty = opened("hasty", patience_seconds=0)
    for seconds in (1000, 999, 5000):
        os.utime(path, (seconds, seconds))
        assert not hasty.take(KEY)


def test_a_claim_nobody_can_read_is_given_time_too(opened: Open, tmp_path: Path):
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / KEY).write_text("{", encoding="utf-8")
    hasty = opened("hasty", patience_seconds=0)
    assert [hasty.take(KEY), hasty.take(KEY)] == [False, True]


def test_an_abandoned_claim_is_not_taken_from_the_one_who_was_quicker(
    opened: Open, dead: Owner, tmp_path: Path
):
    path = leave_claim(tmp_path, dead)
    slow, quick = opened("slow"), opened("quick")
    found = slow._abandoned(path)
    assert quick.take(KEY)
    assert not slow._remove(path, found)
    assert path.read_text(encoding="utf-8") == this_process().to_json()
    assert quick.take(KEY) or path.exists()


def test_desks_of_the_dead_are_cleared_and_those_of_others_kept(
    opened: Open, dead: Owner, tmp_path: Path
):
    elsewhere = replace(dead, place="another machine")
    for name, owner in {"dead": dead, "elsewhere": elsewhere}.items():
        (tmp_path / "desks" / name).mkdir(parents=True)
        (tmp_path / "desks" / name / "owner.json").write_text(owner.to_json(), encoding="utf-8")
        (tmp_path / "desks" / name / "0123.unfinished").write_bytes(b"half")
    opened("mine")
    assert sorted(path.name for path in (tmp_path / "desks").iterdir()) == ["elsewhere", "mine"]
