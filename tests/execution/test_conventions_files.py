"""What the validator takes for a path, and what it says of files it cannot read."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.execution import conventions
from analysis.execution.conventions import problems
from analysis.execution.conventions.sources import looks_like_path

TABLE = pd.DataFrame(columns=["name", "unit", "default"])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "outputs/x",
            "outputs\\x",
            "data/panel",
            "../data",
            "..\\data",
            "./here",
            "a/../b",
            "~/data",
        ),
        *(
            "/var",
            "/opt/x",
            "/home/me/clone",
            "see /work/x",
            "C:\\",
            "C:/data",
            "\\\\server\\share",
        ),
        *("*.csv", "data/*", "panel.csv", ".png", "a/b/c.parquet", "file:///etc/hosts"),
    ],
)
def test_a_path_is_recognised(text: str) -> None:
    assert looks_like_path(text)


@pytest.mark.parametrize(
    "text",
    [
        *("jobs/year", "RUB bn / job", "/year", " / job", "2017/18", "03/07/2017", "and/or", "m/m"),
        *(
            "Employment|Baseline",
            "2017-07-03",
            "I/E",
            "%Y/%m",
            "1.5",
            ".",
            "..",
            "...",
            "C:",
            "a.b",
        ),
        *(
            "Source: regional_panel.csv, row 3",
            "data/model ratio",
            "https://host.org/a/b.csv",
            "$\\beta$",
        ),
        *("RUB bn, 2016 prices", "Tomsk: 160 thousand", "net/gross", "x*y", "", "no data"),
    ],
)
def test_ordinary_text_is_no_path(text: str) -> None:
    assert not looks_like_path(text)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not readable"),
        (b"{}", "format None"),
        (b"[]", "not readable"),
        (b"\xff\xfe", "utf-8"),
        (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "format 3"),
    ],
)
def test_a_damaged_file_is_one_problem(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "04_jobs.ipynb"
    path.write_bytes(content)
    (problem,) = problems(path, TABLE)
    assert reason in problem
    assert "04_jobs.ipynb" in problem


def test_a_missing_file_is_one_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path / "none.ipynb", TABLE)
    assert "No such file" in problem


def test_the_command_reports_all_files_and_fails(tmp_path: Path) -> None:
    for name in ("one.ipynb", "two.ipynb"):
        (tmp_path / name).write_text(json.dumps({}), encoding="utf-8")
    command = [sys.executable, "-m", conventions.__name__, "one.ipynb", "two.ipynb"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert [line.split(":")[0] for line in run.stderr.splitlines()] == ["one.ipynb", "two.ipynb"]


def test_the_command_without_files_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    from analysis.execution.conventions.__main__ import main

    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
