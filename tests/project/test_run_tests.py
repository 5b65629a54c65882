"""The closing line counts what was run, and a run that broke counts as a failure."""

from pathlib import Path

import pytest

from tools import run_tests
from tools.run_tests import Outcome, main, read_counts, tiers_wanted

REPORT = """<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>"""


def written(folder: Path, text: str) -> Path:
    report = folder / "report.xml"
    report.write_text(text)
    return report


def test_counts_come_from_the_report(tmp_path: Path) -> None:
    assert read_counts(written(tmp_path, REPORT), exit_code=1) == Outcome(4, 3, 3)


@pytest.mark.parametrize("exit_code", [2, 3, 4, 5, -9])
def test_a_broken_run_without_failing_tests_is_a_failure(tmp_path: Path, exit_code: int) -> None:
    report = written(tmp_path, '<testsuites><testsuite tests="4"/></testsuites>')
    assert read_counts(report, exit_code).failed == 1


def test_a_report_never_written_or_cut_short_is_a_failure(tmp_path: Path) -> None:
    assert read_counts(tmp_path / "absent.xml", 0) == Outcome(0, 1)
    assert read_counts(written(tmp_path, REPORT[:40]), 0) == Outcome(0, 1)


def test_tiers_keep_their_order_and_unknown_ones_are_refused() -> None:
    assert tiers_wanted("unit lint") == ["lint", "unit"]
    assert tiers_wanted("") == ["lint", "unit", "notebooks", "end_to_end"]
    with pytest.raises(ValueError, match="no such tier: units; there are lint, unit"):
        tiers_wanted("units lint")


def test_all_tiers_run_even_if_one_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tiers = {"lint": lambda: Outcome(3, 1), "unit": lambda: Outcome(20, 0, 2)}
    monkeypatch.setattr(run_tests, "TIERS", tiers)
    monkeypatch.delenv("TEST_TIERS", raising=False)
    assert main() == 1
    assert capsys.readouterr().out.splitlines()[-1] == "23 passed, 1 failed"


def test_success_is_exit_code_zero(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_tests, "TIERS", {"unit": lambda: Outcome(2, 0)})
    monkeypatch.setenv("TEST_TIERS", "unit")
    assert main() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed"
