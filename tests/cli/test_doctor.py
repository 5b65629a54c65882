from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from analysis.cli import app, doctor
from analysis.cli.doctor import Finding
from analysis.errors import DataError
from analysis.execution import Outcome

Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, ["doctor", *arguments])


@pytest.mark.end_to_end
def test_a_sound_machine_is_all_ok(call: Call, tmp_path: Path):
    result = call("--out", str(tmp_path / "outputs"))
    assert result.exit_code == 0, result.stdout
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == [
        "ok   Python",
        "ok   Libraries",
        "ok   Data",
        "ok   Output folder",
        "ok   Kernel",
    ]
    assert list((tmp_path / "outputs").iterdir()) == []


def test_every_finding_comes_with_a_remedy(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken() -> list[str]:
        raise DataError("regions.csv: missing")

    death = Outcome("kernel", "kernel death", 1.0, message="the kernel did not start")
    monkeypatch.setattr(doctor, "_OLDEST", (99, 0))
    monkeypatch.setattr(
        doctor, "requires", lambda _: ["numpy<1", "no-such-library", "x; extra=='y'"]
    )
    monkeypatch.setattr(doctor, "stale_tables", broken)
    monkeypatch.setattr(doctor, "try_kernel", lambda _: death)
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = call("--out", str(tmp_path / "file"))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.split(":")[0] for line in lines[::2]] == [
        "FAIL Python",
        "FAIL Libraries",
        "FAIL Data",
        "FAIL Output folder",
        "FAIL Kernel",
    ]
    assert all(line.startswith("     what to do: ") for line in lines[1::2])
    assert "no-such-library is missing" in lines[2]
    assert "is not <1" in lines[2]


def test_changed_tables_are_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "stale_tables", lambda: ["regions", "treatments"])
    assert doctor.tables() == Finding(
        "Data",
        "changed: regions, treatments",
        "put the committed files back: `git checkout -- data`",
    )
