import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from analysis import execution, report
from analysis.cli import app, run_command
from analysis.cli.progress import reporting_progress
from analysis.cli.run_command import near_path
from analysis.scenario import Scenario

Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, ["run", *arguments])


@pytest.fixture
def no_run(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_arguments: object, **_options: object) -> None:
        pytest.fail("the run was started")

    monkeypatch.setattr(execution, "run", refuse)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--set", "investment_ned_rub_bn=111"],
            r"investment_ned_rub_bn: unknown parameter .*did you mean investment_need_rub_bn",
        ),
        (["--set", "extra_budgetary_share=1.3"], r"extra_budgetary_share = '1.3'.*0 to 1"),
        (["--set", "horizon=2050"], r"horizon = '2050'"),
        (["--set", "draws=-5"], r"draws = '-5'"),
        (["--set", "seed"], r"--set seed: must have the form name=value"),
        (["--scenario", "centrl"], r"centrl.*did you mean central"),
    ],
)
def test_bad_input_fails_before_anything_runs(
    call: Call, no_run: None, arguments: list[str], message: str
):
    result = call(*arguments)
    assert result.exit_code == 2
    assert re.search(message, result.stderr)
    assert result.stdout == ""


def test_all_problems_are_reported_at_once(call: Call, no_run: None):
    result = call("--set", "draws=-5", "--set", "extra_budgetary_share=1.3")
    assert result.exit_code == 2
    problems = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(problems) == 2


def test_options_reach_the_run_and_its_answers_the_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    seen = {}

    def pretend(
        case: Scenario, notebooks: list[str] | None, out: Path, **options: Any
    ) -> execution.Run:
        seen.update(case=case, notebooks=notebooks, out=out, **options)
        step = execution.Step("04_jobs", 3, 3, execution.Outcome("04_jobs", "done", 1.25))
        options["progress"](step)
        return execution.Run(out / "central-1", (), pd.DataFrame({"value": [1.0]}), {})

    monkeypatch.setattr(execution, "run", pretend)
    monkeypatch.setattr(
        report,
        "verdict",
        lambda _, name: [f"Line {n}." for n in range(1, 6) if name == "zone_own_record"],
    )
    monkeypatch.setattr(run_command, "print_site", lambda out: seen.update(site_of=out))
    monkeypatch.chdir(tmp_path)
    result = call(
        *[
            "--scenario",
            "zone_own_record",
            "--set",
            "investment_need_rub_bn=111",
            "--set",
            "seed=7",
        ],
        *["--out", "runs", "--jobs", "1", "--notebooks", "04_jobs", "--time-limit", "90"],
    )
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines() == [
        *(f"Line {n}." for n in range(1, 6)),
        "Results: runs/central-1/results.csv",
        "Pages: runs/central-1/pages/index.html",
    ]
    assert "scenario zone_own_record, programme ino_tomsk" in result.stderr
    assert re.search(r"investment_need_rub_bn: 250 → 111 \(given\)", result.stderr)
    assert result.stderr.splitlines()[-1] == "04_jobs: done in 1.2 s"
    assert seen["case"].scenario_name == "zone_own_record"
    assert seen["case"].investment_need_rub_bn == 111
    assert seen["case"].seed == 7
    assert seen["notebooks"] == ["04_jobs"]
    assert seen["out"] == seen["site_of"] == Path("runs")
    assert (seen["jobs"], seen["time_limit_seconds"]) == (1, 90)


def test_a_terminal_gets_bars():
    console = Console(force_terminal=True, width=80, record=True, quiet=False)
    with reporting_progress(console) as progress:
        progress(execution.Step("04_jobs", 1, 4))
        progress(execution.Step("04_jobs", 4, 4, execution.Outcome("04_jobs", "done", 1.0)))
    shown = console.export_text()
    assert "04_jobs: done" in shown
    assert "4/4 cells" in shown


def test_places_are_relative_where_they_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert near_path(tmp_path / "outputs" / "a") == Path("outputs/a")
    assert near_path(Path("/srv/outputs")) == Path("/srv/outputs")
