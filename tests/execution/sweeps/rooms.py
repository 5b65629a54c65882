"""A place to sweep into whose cases a stand-in does, and what an undisturbed sweep leaves there."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from analysis.execution.sweeps import Sweep, modes, plan, sweep
from analysis.scenario import Scenario
from tests.execution.sweeps import stand_in

__all__ = [
    "PATIENCE_SECONDS",
    "SEEDS",
    "Room",
    "Seeds",
    "Undisturbed",
    "done_again",
    "interrupted",
    "let_stand_in",
    "wait_for_end",
    "wait_until_readable",
    "written",
]

Seeds = Callable[[Sequence[int]], list[Scenario]]
SEEDS = (1, 2, 3, 4)
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Room:
    """A folder to sweep into, and what shall happen to the cases on the way."""

    folder: Path
    seeds: Seeds
    patch: pytest.MonkeyPatch
    told: int

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def cause(self, trouble: dict[int | str, str]) -> None:
        self.patch.setenv("TEST_TROUBLE", json.dumps(trouble))

    def run(self, numbers: Sequence[int] = SEEDS, **options: object) -> Sweep:
        return sweep(self.seeds(numbers), self.out, **{"jobs": 1, **options})

    def left(self) -> list[Path]:
        """What only a sweep at work may keep."""
        return [*(self.out / ".claims").iterdir(), *(self.out / ".desks").iterdir()]


class Undisturbed(NamedTuple):
    """What a sweep on two workers leaves to which nothing happens, and how to read another one."""

    content: dict[int, bytes]
    written: Callable[[Path], dict[int, bytes]]

    def same(self, folder: Path) -> bool:
        return self.written(folder) == self.content


def written(folder: Path) -> dict[int, bytes]:
    """Give the bytes of each results file of a folder by the seed it is of."""
    files = sorted((folder / "results").rglob("*.parquet"))
    return {int(pd.read_parquet(path)["value"].iloc[-1]): path.read_bytes() for path in files}


def let_stand_in(patch: pytest.MonkeyPatch) -> None:
    here = str(Path(__file__).parent)
    before = os.environ.get("PYTHONPATH")
    patch.setitem(modes._MODES, "model", stand_in.MODE)
    patch.setattr(plan, "gather", lambda *_: stand_in.MADE_OF)
    patch.setenv("PYTHONPATH", os.pathsep.join([here, before] if before else [here]))
    patch.delenv("TEST_TROUBLE", raising=False)


def done_again(finished: Sweep) -> list[int]:
    return finished.cases.loc[~finished.cases["cached"], "seed"].tolist()


def wait_until_readable(descriptor: int) -> None:
    assert select.select([descriptor], [], [], PATIENCE_SECONDS)[0], "nothing happened"


def wait_for_end(pid: int) -> None:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    wait_until_readable(handle)
    os.close(handle)


@contextmanager
def interrupted(room: Room, *more: str) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Start the command line; give it, with the number of who says so, once a case is held up."""
    script = Path(__file__).with_name("stand_in.py")
    arguments = ["--set", "seed=1,2,3,4", "--jobs", "1", "--out", room.out]
    process = subprocess.Popen(
        [sys.executable, script, "sweep", *arguments, *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_readable(room.told)
        yield process, int(os.read(room.told, 100))
    finally:
        process.kill()
        process.communicate()
