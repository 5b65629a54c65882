import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from analysis.cli import app
from analysis.scenario import load

Call = Callable[..., Result]
FEW = ("--draws", "200")


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, ["compare", *arguments, *FEW])


@pytest.fixture(scope="module")
def record() -> dict[str, list[dict[str, object]]]:
    arguments = ["compare", "central", "budget_cut", *FEW, "--format", "json"]
    return json.loads(CliRunner().invoke(app, arguments).stdout)


def test_parameters_come_first_then_parts_then_outcomes(call: Call):
    shown = call("central", "budget_cut").stdout
    places = [
        shown.index(words)
        for words in ("Parameters that differ", "Change of mean net jobs", "Outcomes at the")
    ]
    assert places == sorted(places)
    assert "slip_years" in shown
    assert "200 draws each" in shown


def test_identical_scenarios_are_said_to_be(call: Call):
    result = call("central", "central")
    assert result.exit_code == 0
    assert result.stdout == (
        "central and central are identical: no parameter differs, so no answer does.\n"
    )


def test_json_holds_everything(record: dict[str, object]):
    assert (record["identical"], record["method"]) == (False, "Shapley")
    parts = [row["part"] for row in record["decomposition"]]
    assert sum(parts) == pytest.approx(record["change"], rel=1e-9)
    assert [row["parameter"] for row in record["parameters"]][:2] == ["scenario_name", "slip_years"]
    zero = next(row for row in record["outcomes"] if row["outcome"] == "met:net_new")
    assert zero["percent"] is None


def test_csv_is_one_table_with_the_same_numbers(call: Call, record: dict[str, object]):
    shown = pd.read_csv(io.StringIO(call("central", "budget_cut", "--format", "csv").stdout))
    assert shown["table"].unique().tolist() == ["parameters", "decomposition", "outcomes"]
    parts = shown[shown["table"] == "decomposition"]
    assert parts["difference"].astype(float).tolist() == pytest.approx(
        [row["part"] for row in record["decomposition"]]
    )
    assert (parts["unit"] == "workplaces").all()


def test_markdown_has_three_tables(call: Call):
    lines = call("central", "budget_cut", "--format", "markdown").stdout.splitlines()
    assert sum(line.startswith("| ---") for line in lines) == 3


def test_another_outcome_can_be_asked_for(call: Call):
    shown = call("central", "budget_cut", "--outcome", "median:gross_new").stdout
    assert "Change of median gross posts" in shown


def test_one_scenario_is_compared_with_itself_as_changed(call: Call):
    result = call("central", "--set", "deadweight_share=0.4", "--format", "json")
    found = json.loads(result.stdout)
    assert [(row["parameter"], row["b"]) for row in found["parameters"]] == [
        ("deadweight_share", 0.4)
    ]
    assert found["change"] > 0


def test_a_parameter_set_for_both_is_no_difference(call: Call):
    found = json.loads(
        call("central", "budget_cut", "--set", "horizon=2024", "--format", "json").stdout
    )
    assert "horizon" not in [row["parameter"] for row in found["parameters"]]


def test_a_run_folder_stands_for_its_parameters(call: Call, tmp_path: Path):
    parameters = load("budget_cut", slip_years=2.5).model_dump()
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"parameters": parameters}), encoding="utf-8")
    found = json.loads(call("budget_cut", str(tmp_path), "--format", "json").stdout)
    assert [row["parameter"] for row in found["parameters"]] == ["slip_years"]
    manifest.write_text("{", encoding="utf-8")
    result = call("budget_cut", str(tmp_path))
    assert result.exit_code == 5
    assert "not the manifest of a run" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("central", "budjet_cut"), "did you mean budget_cut"),
        (("centrall",), "did you mean central"),
        (("central", "budget_cut", "--outcome", "met:net"), "allowed are mean:spent"),
        (("central", "--set", "deadweight=1"), "did you mean deadweight_share"),
    ],
)
def test_a_wrong_name_exits_with_two_and_the_nearest(
    call: Call, arguments: tuple[str, ...], words: str
):
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
