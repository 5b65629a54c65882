"""Sweeps over seeds whose work is a stand-in, and the bytes an undisturbed one leaves."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import scenario
from analysis.execution.sweeps import sweep
from analysis.scenario import Scenario
from tests.execution.sweeps.rooms import SEEDS, Room, Seeds, Undisturbed, let_stand_in, written


@pytest.fixture(scope="session")
def seeds() -> Seeds:
    base = scenario.load("central").model_dump()
    return lambda numbers: [Scenario.model_construct(**{**base, "seed": n}) for n in numbers]


@pytest.fixture
def room(seeds: Seeds, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Room]:
    let_stand_in(monkeypatch)
    monkeypatch.setenv("TEST_FOLDER", str(tmp_path))
    os.mkfifo(tmp_path / "told")
    os.mkfifo(tmp_path / "release")
    reader = os.open(tmp_path / "told", os.O_RDONLY | os.O_NONBLOCK)
    yield Room(tmp_path, seeds, monkeypatch, reader)
    os.close(reader)


@pytest.fixture(scope="session")
def undisturbed(seeds: Seeds, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    out = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        let_stand_in(patch)
        assert sweep(seeds(SEEDS), out, jobs=2).whole
    return Undisturbed(written(out), written)


@pytest.fixture
def dask_room(room: Room) -> Iterator[Room]:
    """A room whose dask workers know the stand-in too."""
    # For those that a command starts, and those that this process does.
    room.patch.syspath_prepend(Path(__file__).parent)
    room.patch.setenv("DASK_DISTRIBUTED__WORKER__PRELOAD", "['stand_in_dask']")
    # Only those who ask for a cluster load what one is made of.
    import dask

    with dask.config.set({"distributed.worker.preload": ["stand_in_dask"]}):
        yield room
