import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from analysis import data, scenario
from analysis.cli import app
from analysis.cli.listing import markdown_table

Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


@pytest.fixture(scope="module")
def table():
    return scenario.parameter_table()


def test_parameters_as_csv(call: Call, table: pd.DataFrame):
    shown = pd.read_csv(io.StringIO(call("parameters", "--format", "csv").stdout), dtype=str)
    assert list(shown.columns) == list(table.columns)
    assert shown["name"].tolist() == table["name"].tolist()
    assert shown["unit"].tolist() == table["unit"].tolist()


def test_parameters_as_json(call: Call, table: pd.DataFrame):
    shown = json.loads(call("parameters", "--format", "json").stdout)
    assert [row["name"] for row in shown] == table["name"].tolist()
    assert [row["default"] for row in shown] == table["default"].tolist()


def test_parameters_as_markdown(call: Call, table: pd.DataFrame):
    lines = call("parameters", "--format", "markdown").stdout.splitlines()
    assert lines[0] == "| name | type | unit | default | bounds | description | source |"
    assert len(lines) == len(table) + 2
    assert {line.replace(r"\|", "").count("|") for line in lines} == {8}


def test_parameters_as_table(call: Call, table: pd.DataFrame):
    shown = call("parameters").stdout
    assert all(name in shown for name in table["name"])
    assert "meaning" in shown.splitlines()[0]


def test_an_unknown_format_is_a_usage_error(call: Call):
    assert call("parameters", "--format", "xml").exit_code == 2


def test_bars_in_cells_do_not_break_a_markdown_table():
    assert markdown_table(pd.DataFrame({"a": ["x | y"]})).splitlines()[2] == r"| x \| y |"


def test_scenarios_lists_every_file_and_validates(call: Call):
    result = call("scenarios")
    assert result.exit_code == 0, result.stderr
    for name in [*scenario.programme_names(), *scenario.scenario_names()]:
        assert name in result.stdout
    assert "all valid" in result.stderr


def test_scenarios_reports_every_problem_of_every_file(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    (folder / "scenarios" / "twice.yaml").write_text("name: twice\nname: twice\n", encoding="utf-8")
    (folder / "scenarios" / "latin.yaml").write_bytes(b"title: caf\xe9\n")
    result = call("scenarios")
    assert result.exit_code == 2
    assert "not readable, see below" in result.stdout
    problems = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert any("twice.yaml" in line for line in problems)
    assert any("latin.yaml" in line for line in problems)
