import io
import json
import re
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


def rows(result: Result) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(result.stdout))


def folder(place: Path, outcome: str = "done", **changes: object) -> Path:
    """A run folder with one notebook."""
    parameters = {**load("budget_cut").model_dump(), **changes}
    notebooks = [{"path": "notebooks/04_jobs.ipynb", "outcome": outcome}]
    write_manifest(place, {"parameters": parameters, "notebooks": notebooks})
    return place


def write_manifest(place: Path, manifest: object) -> None:
    place.mkdir(parents=True, exist_ok=True)
    (place / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


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
    assert json.loads(call("central", "central", "--format", "json").stdout)["identical"] is True
    assert rows(call("central", "central", "--format", "csv"))["table"].iloc[0] == "identical"
    changed = rows(call("central", "--set", "seed=3", "--format", "csv"))
    assert changed["table"].iloc[0] == "only sampling"


def test_json_holds_everything(record: dict[str, object]):
    assert (record["identical"], record["method"]) == (False, "Shapley")
    parts = [row["part"] for row in record["decomposition"]]
    assert sum(parts) == pytest.approx(record["change"], rel=1e-9)
    assert [row["parameter"] for row in record["parameters"]][:2] == ["scenario_name", "slip_years"]
    zero = next(row for row in record["outcomes"] if row["outcome"] == "met:net_new")
    assert zero["percent"] is None


def test_csv_is_one_table_with_the_same_numbers(call: Call, record: dict[str, object]):
    shown = rows(call("central", "budget_cut", "--format", "csv"))
    tables = ["answer", "parameters", "decomposition", "outcomes"]
    assert shown["table"].unique().tolist() == tables
    answer = shown.iloc[0]
    assert (answer["item"], answer["unit"]) == ("mean:net_new", "workplaces")
    for column, name in (("a", "before"), ("b", "after"), ("difference", "change")):
        assert float(answer[column]) == pytest.approx(record[name])
    about = shown[["explained", "method", "draws", "seed"]].drop_duplicates()
    assert about.to_numpy().tolist() == [["mean:net_new", "Shapley", 200, 2020]]
    parts = shown[shown["table"] == "decomposition"]
    assert parts["difference"].astype(float).tolist() == pytest.approx(
        [row["part"] for row in record["decomposition"]]
    )
    assert (parts["unit"] == "workplaces").all()
    assert parts["share"].sum() == pytest.approx(1)
    assert parts["parameters"].iloc[0] == "slip_years"


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
    run = str(folder(tmp_path, slip_years=2.5))
    found = json.loads(call("budget_cut", run, "--format", "json").stdout)
    assert [row["parameter"] for row in found["parameters"]] == ["slip_years"]
    assert call("budget_cut", run, "--set", "horizn=2024").exit_code == 2


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ([], "not the manifest of a run"),
        ({"parameters": {}}, "not the manifest of a run"),
        ({"parameters": {}, "notebooks": []}, "parameters: .* missing .programme, "),
        ({"parameters": {"foo": 1}, "notebooks": []}, "parameters: .* missing"),
        (
            {"parameters": {**load("central").model_dump(), "foo": 1}, "notebooks": []},
            "'?foo'?",
        ),
    ],
)
def test_a_manifest_of_no_run_is_refused_by_its_name(
    call: Call, tmp_path: Path, manifest: object, words: str
):
    write_manifest(tmp_path, manifest)
    result = call("central", str(tmp_path))
    assert result.exit_code == 5
    assert re.search(f"{tmp_path}/manifest.json: .*{words}", result.stderr)
    assert result.stdout == ""


def test_a_run_that_failed_is_refused(call: Call, tmp_path: Path):
    result = call("central", str(folder(tmp_path, outcome="cell error")))
    assert result.exit_code == 5
    words = "manifest.json: notebooks/04_jobs.ipynb did not finish; run it again"
    assert words in result.stderr


def test_a_folder_of_runs_is_no_run(call: Call, tmp_path: Path):
    folder(tmp_path / "one")
    result = call("central", str(tmp_path))
    assert result.exit_code == 5
    assert "no run folder, since it has no manifest.json; it holds some: one" in result.stderr
    assert "no such folder; give a run" in call("central", str(tmp_path / "gone")).stderr


def test_a_scenario_wins_over_a_folder_of_its_name(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    folder(tmp_path / "central", slip_years=2.5)
    folder(tmp_path / "mine", slip_years=2.5)
    same = json.loads(call("central", "central", "--format", "json").stdout)
    assert same["identical"]
    for named in ("./central", "mine"):
        other = json.loads(call("budget_cut", named, "--format", "json").stdout)
        assert [row["parameter"] for row in other["parameters"]] == ["slip_years"]


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


def test_a_workbook_is_written_beside_what_is_printed(call: Call, tmp_path: Path):
    file = tmp_path / "both.xlsx"
    result = call("central", "budget_cut", "--xlsx", str(file))
    assert result.exit_code == 0, result.stderr
    assert "Parameters that differ" in result.stdout
    results = pd.read_excel(file, sheet_name="Results")
    assert set(results["scenario"]) == {"central", "budget_cut"}
    assert {"Jobs|Net", "Target|net_new"} <= set(results["variable"])
    assert [path.name for path in tmp_path.iterdir()] == ["both.xlsx"]


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("both.csv", 2, r"--xlsx .*both\.csv: the name must end in \.xlsx"),
        ("nowhere/both.xlsx", 5, r"workbook .*both\.xlsx: cannot be written \(No such file"),
    ],
)
def test_a_workbook_that_cannot_be_written_is_told(
    call: Call, tmp_path: Path, name: str, code: int, message: str
):
    result = call("central", "central", "--xlsx", str(tmp_path / name))
    assert result.exit_code == code
    assert re.search(message, result.stderr)


def test_a_case_of_a_sweep_is_compared_by_its_parameters(call: Call, tmp_path: Path):
    manifest = {"parameters": load("central").model_dump(exclude={"seed"}), "varied": ["seed"]}
    write_manifest(tmp_path / "mine", manifest)
    table = pd.DataFrame({"case": ["0123456789"], "label": ["central seed=7"], "seed": [7]})
    table.assign(status="done").to_parquet(tmp_path / "mine" / "cases.parquet")
    found = rows(call("central", f"{tmp_path / 'mine'}:central seed=7", "--format", "csv"))
    assert found.loc[found["table"] == "parameters", ["item", "b"]].to_numpy().tolist() == [
        ["seed", 7]
    ]
    result = call("central", f"{tmp_path / 'mine'}:central seed=8")
    assert result.exit_code == 5
