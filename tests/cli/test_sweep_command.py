import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from analysis.cli import app, sweep_run
from analysis.cli.sweep_progress import sweep_progress
from analysis.execution.sweeps import Cases, Ending, Progress, Sweep

Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, ["sweep", *arguments])


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Keep what a sweep was asked for; every case is done, those with seed 3 are not."""
    seen: dict[str, Any] = {}

    def pretend(cases: Cases, out: Path | None, **options: Any) -> Sweep:
        seen.update(cases=cases, out=out, **options)
        seeds = [case.scenario.seed if case.scenario else 0 for case in cases]
        table = pd.DataFrame({"label": [case.label for case in cases], "seconds": 0.5})
        table["case"] = [f"{seed:02d}" for seed in seeds]
        table["status"] = ["model error" if seed == 3 else "done" for seed in seeds]
        table["message"] = "too few figures"
        return Sweep(Path("out"), "model", table.assign(cached=False))

    monkeypatch.setattr(sweep_run, "sweep", pretend)
    return seen


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (["--set", "sed=1,2"], ["sed: unknown parameter .*did you mean seed"]),
        (["--set", "seed=1,,2"], ["--set seed=1,,2: must have the form name=a,b,c"]),
        (["--set", "seed=1", "--set", "seed=2"], ["--set seed: given twice"]),
        (["--over", "slip_years"], ["--over: needs --sample N"]),
        (["--sample", "2", "--over", "slip_years=1"], ["--over slip_years=1: must have the form"]),
        (["--sample", "2", "--over", "a=b:c"], ["--over a=b:c: must have the form"]),
        (["--sample", "5", "--sampler", "sobol"], ["powers of two"]),
        (["--notebooks", "04_jobs"], ["notebooks: model mode executes none"]),
        (["--scheduler", "head"], ["scheduler = 'head': allowed are local, tcp://host:port"]),
        (["--scenario", "centrl"], ["did you mean central"]),
        (
            ["--set", "draws=-5,100", "--set", "leakage_share=2", "--set", "sed=1"],
            ["draws = '-5'", "leakage_share = '2'", "did you mean seed"],
        ),
    ],
)
def test_bad_input_is_told_at_once_before_anything_is_done(
    call: Call, tmp_path: Path, arguments: list[str], messages: list[str]
):
    result = call(*arguments, "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert all(re.search(message, result.stderr) for message in messages)
    assert not (tmp_path / "out").exists()


def test_options_reach_the_sweep(call: Call, pretended: dict[str, Any]):
    result = call(
        *["--scenario", "central", "--scenario", "zone_own_record", "--set", "seed=1, 2"],
        *[
            "--sample",
            "4",
            "--sampler",
            "sobol",
            "--over",
            "slip_years=0:1",
            "--over",
            "leakage_share",
        ],
        *["--sample-seed", "7", "--out", "here", "--jobs", "3", "--time-limit", "9"],
        *["--mode", "notebook", "--notebooks", "04_jobs", "--notebooks", "06_target"],
        *["--no-pages", "--fail-fast", "--force", "--scheduler", "tcp://head:8786"],
    )
    assert result.exit_code == 0, result.stderr
    cases = pretended.pop("cases")
    assert len(cases) == 16
    assert {case.scenario.seed for case in cases} == {1, 2}
    assert set(cases.cases[0].values) == {"slip_years", "leakage_share"}
    assert callable(pretended.pop("progress"))
    assert pretended == {
        "out": Path("here"),
        "mode": "notebook",
        "notebooks": ["04_jobs", "06_target"],
        "pages": False,
        "jobs": 3,
        "time_limit_seconds": 9.0,
        "fail_fast": True,
        "force": True,
        "scheduler": "tcp://head:8786",
    }


def test_the_summary_counts_by_outcome_and_failures_are_named(call: Call, pretended: dict):
    result = call("--set", "seed=1,2,2,3")
    assert result.exit_code == 5
    assert "3 cases, 1 asked for twice" in result.stderr
    assert "central seed=3: model error: too few figures" in result.stderr
    rows = [re.split(r"\s*│\s*", line.strip()) for line in result.stdout.splitlines()]
    assert ["done", "2", "0", "1.0", "0.50"] in rows
    assert ["model error", "1", "0", "0.5", "0.50"] in rows


def test_an_interruption_says_what_is_kept(
    call: Call, pretended: object, monkeypatch: pytest.MonkeyPatch
):
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep_run, "sweep", interrupt)
    result = call()
    assert result.exit_code == 130
    assert "finished cases are kept; the same command does the others" in result.stderr


STAGES = [
    Progress(20, 5, 0, 5),
    *(Progress(20, n, 0, 5, f"case {n}", Ending("k", "done")) for n in range(6, 20)),
    Progress(20, 19, 1, 5, "case 20", Ending("k", "time limit")),
]


def test_off_a_terminal_there_is_a_line_a_tenth_and_one_a_failure():
    console = Console(force_terminal=False, width=120, record=True, file=None, quiet=False)
    with sweep_progress(console) as progress:
        for stage in STAGES:
            progress(stage)
    shown = console.export_text().splitlines()
    assert shown[0] == "5 of 20 cases, 0 failed, 5 done before"
    assert shown[-2] == "case 20: time limit"
    assert re.match(r"20 of 20 cases, 1 failed, 5 done before, [\d.]+/s", shown[-1])
    assert len(shown) == 10


def test_on_a_terminal_there_is_a_bar_with_failures():
    console = Console(force_terminal=True, width=100, record=True)
    with sweep_progress(console) as progress:
        for stage in STAGES:
            progress(stage)
    shown = console.export_text()
    assert "cases, 1 failed" in shown
    assert "20/20" in shown
    assert "left" in shown


def test_asking_what_is_done_imports_no_model():
    code = (
        "import sys\n"
        "import analysis.cli.sweep_run\n"
        "heavy = {'statsmodels', 'papermill', 'matplotlib', 'scipy.stats'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"
