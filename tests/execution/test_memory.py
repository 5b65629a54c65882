"""Where runs find what earlier runs worked out, and where they do not."""

import os
import time
from pathlib import Path

import pytest

import analysis
from analysis import data
from analysis.errors import DataError
from analysis.execution import memory
from analysis.execution.memory import memory_folder


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(data, "project_root", lambda: tmp_path)
    return tmp_path


def place(*, lasting: bool = True, **environment: str) -> Path:
    with memory_folder(environment, lasting=lasting) as folder:
        assert folder.is_dir()
        return folder


def test_one_state_has_one_private_folder_in_the_project(project: Path):
    assert place() == place()
    assert place().parent == project / ".memory"
    assert (project / ".memory").stat().st_mode & 0o777 == 0o700


def test_another_arithmetic_interpreter_or_source_has_another(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    found = {place(), place(OPENBLAS_CORETYPE="Haswell")}
    monkeypatch.setattr(memory, "_processor", lambda: ["another"])
    found.add(place())
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.setattr(analysis, "__file__", str(package / "__init__.py"))
    found.add(place())
    (package / "lens.py").write_text("share = 0.1\n")
    found.add(place())
    assert len(found) == 5


def test_who_asks_for_a_fresh_start_has_a_folder_that_goes(project: Path):
    folder = place(lasting=False)
    assert not folder.exists()
    assert not (project / ".memory").exists()


def test_a_folder_named_in_the_environment_is_taken(project: Path, tmp_path: Path):
    assert place(TOMSK2020_MEMORY=str(tmp_path)) == tmp_path
    assert place(lasting=False, TOMSK2020_MEMORY=str(tmp_path)) == tmp_path


@pytest.mark.parametrize("spoil", ["open to others", "a link", "a file", "no project"])
def test_a_place_that_cannot_be_trusted_or_had_is_left_alone(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str
):
    found = project / ".memory"
    if spoil == "open to others":
        found.mkdir()
        found.chmod(0o770)
    elif spoil == "a link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        found.symlink_to(tmp_path / "elsewhere")
    elif spoil == "a file":
        found.write_text("")
    else:

        def nowhere() -> Path:
            raise DataError("no clone")

        monkeypatch.setattr(data, "project_root", nowhere)
    assert not place().exists()


def test_the_states_used_last_stay(project: Path):
    first = place(PYTHONHASHSEED="0")
    others = [place(PYTHONHASHSEED=str(number)) for number in (1, 2)]
    for age, folder in enumerate([*others, first]):
        os.utime(folder, (time.time() - age, time.time() - age))
    newest = place(PYTHONHASHSEED="3")
    assert set((project / ".memory").iterdir()) == {newest, *others}


def test_a_large_one_loses_what_is_oldest(project: Path, monkeypatch: pytest.MonkeyPatch):
    folder = place()
    for age, name in enumerate(["new", "old", "oldest"]):
        (folder / name).write_bytes(b"0" * 100)
        os.utime(folder / name, (time.time() - age, time.time() - age))
    monkeypatch.setattr(memory, "_MOST_BYTES", 250)
    assert {path.name for path in place().iterdir()} == {"new", "old"}
