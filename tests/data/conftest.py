"""A copy of the data room that a test may damage."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.data import project_root

TABLES = ("*.csv", "*.json", "reference/*.csv")


def copy_tables(target: Path) -> Path:
    source = project_root() / "data"
    for pattern in TABLES:
        for path in source.glob(pattern):
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return target


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = copy_tables(tmp_path / "data")
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    return folder


@pytest.fixture
def replace(room: Path) -> Callable[..., None]:
    def in_file(name: str, old: bytes, new: bytes, count: int = 1) -> None:
        content = (room / name).read_bytes()
        assert old in content
        (room / name).write_bytes(content.replace(old, new, count))

    return in_file
