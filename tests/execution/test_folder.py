import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.errors import ExecutionError
from analysis.execution import folder
from analysis.execution.folder import open_partial, process_is_alive, publish, sweep


def build(out: Path, name: str, text: str) -> Path:
    partial = open_partial(out, name)
    (partial / "first").write_text(text, encoding="utf-8")
    (partial / "second").write_text(text, encoding="utf-8")
    return partial


@pytest.fixture
def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_partial_folder_is_hidden_and_carries_the_process(tmp_path: Path):
    partial = open_partial(tmp_path / "out", "central-1234")
    assert partial.parent == tmp_path / "out"
    assert partial.name.startswith(f".central-1234.{os.getpid()}-")
    assert list(partial.iterdir()) == []


def test_publish_replaces_an_older_folder_whole(tmp_path: Path):
    final = tmp_path / "central-1234"
    publish(build(tmp_path, final.name, "old"), final)
    (final / "only in the old one").write_text("", encoding="utf-8")
    publish(build(tmp_path, final.name, "new"), final)
    assert sorted(path.name for path in final.iterdir()) == ["first", "second"]
    assert (final / "first").read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [final]


def test_publish_replaces_a_file_in_the_way(tmp_path: Path):
    final = tmp_path / "central-1234"
    final.write_text("not a folder", encoding="utf-8")
    publish(build(tmp_path, final.name, "new"), final)
    assert (final / "second").read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [final]


def test_many_runs_of_one_name_all_succeed_and_leave_one_whole_folder(tmp_path: Path):
    final = tmp_path / "central-1234"
    texts = [str(number) for number in range(40)]
    with ThreadPoolExecutor(max_workers=8) as pool:
        partials = list(pool.map(lambda text: build(tmp_path, final.name, text), texts))
        list(pool.map(lambda partial: publish(partial, final), partials))
    assert list(tmp_path.iterdir()) == [final]
    first, second = ((final / name).read_text(encoding="utf-8") for name in ("first", "second"))
    assert first == second
    assert first in texts


def test_publish_does_not_try_for_ever_when_the_cause_is_another(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        publish(tmp_path / "never built", tmp_path / "central-1234")


def test_sweep_removes_what_dead_processes_left_and_nothing_else(tmp_path: Path, dead_pid: int):
    left = tmp_path / f".central-1234.{dead_pid}-abc123.partial"
    busy = tmp_path / f".central-1234.{os.getpid()}-abc123.partial"
    other = tmp_path / ".cache"
    for path in (left, busy, other):
        path.mkdir()
        (path / "content").write_text("", encoding="utf-8")
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([busy, other])


def test_sweep_gives_a_folder_moved_aside_its_name_back(tmp_path: Path, dead_pid: int):
    aside = tmp_path / f".central-1234.{dead_pid}-abc123.aside"
    aside.mkdir()
    (aside / "results.csv").write_text("kept", encoding="utf-8")
    sweep(tmp_path)
    assert (tmp_path / "central-1234" / "results.csv").read_text(encoding="utf-8") == "kept"


def test_sweep_removes_a_folder_moved_aside_once_replaced(tmp_path: Path, dead_pid: int):
    (tmp_path / f".central-1234.{dead_pid}-abc123.aside").mkdir()
    (tmp_path / "central-1234").mkdir()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / "central-1234"]


def test_processes_are_told_alive_from_dead(dead_pid: int):
    assert process_is_alive(os.getpid())
    assert process_is_alive(1)
    assert not process_is_alive(dead_pid)


def test_a_file_in_place_of_the_output_folder_is_refused(tmp_path: Path):
    out = tmp_path / "out"
    out.write_text("", encoding="utf-8")
    with pytest.raises(ExecutionError, match=r"output folder .*out: .*is not a folder"):
        open_partial(out, "central-1234")


def test_a_file_above_the_output_folder_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExecutionError, match=r"cannot be written to \(Not a directory\)"):
        open_partial(tmp_path / "file" / "out", "central-1234")


def test_an_unwritable_output_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Root passes every permission: the refusal comes from the call that would give it.
    def refuse(self: Path, *_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ExecutionError, match=r"cannot be written to \(Permission denied\)"):
        open_partial(tmp_path, "central-1234")


def test_a_full_disk_is_refused_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    nearly_full = SimpleNamespace(disk_usage=lambda _: SimpleNamespace(free=3e6))
    rmtree = folder.shutil.rmtree
    monkeypatch.setattr(folder, "shutil", nearly_full)
    nearly_full.rmtree = rmtree
    with pytest.raises(ExecutionError, match="3 MB free, a run needs 50 MB"):
        open_partial(tmp_path, "central-1234")
    assert list(tmp_path.iterdir()) == []
