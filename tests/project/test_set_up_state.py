"""When set-up has nothing to do, what makes it start, and what makes it start over."""

import fcntl
import json
import venv
from pathlib import Path

import pytest

from tools import virtual_environment
from tools.set_up_state import STAMP, UNFINISHED, condition, distributions, write_stamp
from tools.virtual_environment import SetUpError, pin_of, prepare, run_set_up

UV = "uv==0.13.9 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
LOCK = UV + "    # via tomsk2020\nzipp==1 \\\n    --hash=sha256:cc\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a finished `.venv` in a folder with a blank, an accent and a quote."""
    folder = tmp_path / "l'été à Tomsk"
    folder.mkdir()
    (folder / "requirements.lock").write_text(LOCK)
    (folder / "pyproject.toml").write_text("[project]\n")
    venv.create(folder / ".venv", symlinks=True)
    site_packages = next((folder / ".venv").glob("lib/python*/site-packages"))
    (site_packages / "rich-15.0.0.dist-info").mkdir()
    write_stamp(folder)
    return folder


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Calls of the installer, which is replaced."""
    calls: list[Path] = []
    monkeypatch.setattr(virtual_environment, "synchronise", lambda root, _: calls.append(root))
    return calls


def test_finished_is_ready_and_the_second_call_does_nothing(
    project: Path, installed: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / ".venv" / STAMP).stat().st_mtime_ns
    assert run_set_up(str(project)) == 0
    assert installed == []
    assert capsys.readouterr().out == ""
    assert (project / ".venv" / STAMP).stat().st_mtime_ns == before
    assert not (project / ".venv.lock").exists()


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_input_synchronises_once(project: Path, installed: list[Path], name: str) -> None:
    with (project / name).open("a") as file:
        file.write("# changed\n")
    assert condition(project) == "outdated"
    prepare(project)
    prepare(project)
    assert installed == [project]


def test_a_package_taken_away_by_hand_is_noticed(project: Path) -> None:
    next((project / ".venv").glob("lib/python*/site-packages/rich*")).rmdir()
    assert condition(project) == "outdated"


def test_a_package_added_by_hand_is_left_alone(project: Path) -> None:
    next((project / ".venv").glob("lib/python*/site-packages")).joinpath("x.dist-info").mkdir()
    assert condition(project) == "ready"


def test_a_moved_folder_starts_over(project: Path) -> None:
    moved = project.rename(project.with_name("elsewhere"))
    assert condition(moved) == "unusable"


def test_an_interrupted_set_up_starts_over(project: Path, installed: list[Path]) -> None:
    (project / ".venv" / UNFINISHED).touch()
    (project / ".venv" / "half-written").touch()
    assert condition(project) == "unusable"
    prepare(project)
    assert installed == [project]
    assert not (project / ".venv" / "half-written").exists()
    assert condition(project) == "ready"


def test_a_broken_interpreter_starts_over(project: Path) -> None:
    (project / ".venv" / "bin" / "python").unlink()
    assert condition(project) == "unusable"


def test_another_python_is_made_only_on_demand(project: Path) -> None:
    assert condition(project, wanted="3.99") == "unusable"
    assert condition(project) == "ready"


def test_a_damaged_stamp_is_no_proof(project: Path) -> None:
    (project / ".venv" / STAMP).write_text('{"fingerprint": ')
    assert condition(project) == "outdated"


def test_stamp_records_what_is_installed(project: Path) -> None:
    record = json.loads((project / ".venv" / STAMP).read_text())
    assert record["distributions"] == sorted(distributions(project / ".venv"))
    assert record["distributions"] == ["rich-15.0.0.dist-info"]


def test_a_failure_leaves_no_stamp(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(root: Path, lock: int) -> None:
        raise SetUpError("set-up: no index")

    monkeypatch.setattr(virtual_environment, "synchronise", fail)
    (project / "pyproject.toml").write_text("[project]\n# changed\n")
    assert run_set_up(str(project)) == 1
    assert not (project / ".venv" / STAMP).exists()


def test_ctrl_c_is_answered_in_one_line(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(root: Path, lock: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(virtual_environment, "synchronise", interrupt)
    (project / "pyproject.toml").write_text("[project]\n# changed\n")
    assert run_set_up(str(project)) == 130
    assert "interrupted" in capsys.readouterr().err
    assert condition(project) == "unusable"


def test_the_second_of_two_waits_and_then_finds_it_done(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pyproject.toml").write_text("[project]\n# changed\n")
    flock = fcntl.flock
    asked: list[int] = []

    def held_at_first(file: int, operation: int) -> None:
        asked.append(operation)
        if operation & fcntl.LOCK_NB:
            raise BlockingIOError
        write_stamp(project)  # the other one finishes while this one waits
        flock(file, operation)

    monkeypatch.setattr(fcntl, "flock", held_at_first)
    monkeypatch.setattr(virtual_environment, "synchronise", lambda *_: pytest.fail("twice"))
    prepare(project)
    assert len(asked) == 2
    assert "waiting" in capsys.readouterr().out


def test_the_installer_is_pinned_by_the_lock() -> None:
    assert pin_of("uv", LOCK) == UV
    with pytest.raises(SetUpError, match="no pin for pip"):
        pin_of("pip", LOCK)


def test_output_of_a_failing_installer_is_kept(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        code, output = virtual_environment.run_quietly(
            ["sh", "-c", "echo said; echo wrong >&2; exit 3"], tmp_path, lock.fileno()
        )
    assert (code, output) == (3, "said\nwrong\n")
