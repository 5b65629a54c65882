"""A case of few draws, and a copy of the data room to save into."""

import shutil
from pathlib import Path

import pytest

from analysis import data, report, scenario
from analysis.scenario import Scenario


@pytest.fixture(scope="session")
def case() -> Scenario:
    return scenario.load("central", draws=3_000)


@pytest.fixture(scope="session", autouse=True)
def _style() -> None:
    report.use_style()


@pytest.fixture
def data_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of data/ that a test may write into."""
    room = tmp_path / "data"
    shutil.copytree(data.data_folder(), room)
    monkeypatch.setenv("TOMSK2020_DATA", str(room))
    return room
