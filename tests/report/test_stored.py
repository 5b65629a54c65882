"""Results from files: every scenario side by side; missing, damaged and stale files are named."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import data, scenario, simulation
from analysis.errors import ExecutionError, ScenarioError
from analysis.report import results_files
from analysis.report.stored import PRESENT, is_stored, stored_results, unstored
from analysis.simulation import RESULT_COLUMNS, Simulation


@pytest.fixture(scope="module")
def changed() -> Simulation:
    return simulation.simulate(scenario.load("central", deadweight_share=0.4, draws=300))


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the reference results, and read them from the copy."""
    shutil.copytree(data.project_root() / "outputs" / "reference", tmp_path / "outputs/reference")
    monkeypatch.setattr(results_files.data, "project_root", lambda: tmp_path)
    return tmp_path / "outputs"


def _run_folder(outputs: Path, frame: pd.DataFrame, name: str = "central") -> Path:
    folder = outputs / "my run"
    folder.mkdir(parents=True)
    frame.to_parquet(folder / "results.parquet", index=False)
    (folder / "manifest.json").write_text(json.dumps({"scenario": name}), encoding="utf-8")
    return folder


def test_all_scenarios_on_file_stand_below_each_other_default_first() -> None:
    frame = stored_results()
    assert tuple(frame.columns) == RESULT_COLUMNS
    names = list(frame["scenario"].unique())
    assert names[0] == scenario.DEFAULT_SCENARIO
    assert sorted(names) == scenario.scenario_names()
    assert not frame.duplicated([name for name in RESULT_COLUMNS if name != "value"]).any()


def test_numbers_are_those_of_the_files_and_no_simulation_is_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(simulation, "simulate", None)
    path = data.project_root() / "outputs/reference/budget_cut/results.csv"
    pd.testing.assert_frame_equal(
        stored_results(["budget_cut"]), pd.read_csv(path), check_dtype=False
    )


def test_a_changed_case_is_joined_as_one_more_scenario(changed: Simulation) -> None:
    frame = stored_results(["central", "budget_cut"], present=changed)
    assert list(frame["scenario"].unique()) == ["central", "budget_cut", PRESENT]
    own = frame[frame["scenario"] == PRESENT]
    stored = frame[frame["scenario"] == "central"]
    assert set(own["statistic"]) == set(stored["statistic"])
    assert set(own["variable"]) == set(stored["variable"])
    alone = stored_results([], present=changed)
    assert alone["value"].tolist() == changed.summary()["value"].tolist()


def test_a_case_on_file_is_not_joined_again_however_often_it_is_drawn() -> None:
    sim = simulation.simulate(scenario.load("budget_cut", draws=300, seed=5))
    assert is_stored(sim.scenario)
    assert PRESENT not in set(stored_results(present=sim)["scenario"])
    assert "budget_cut" in set(stored_results(["central"], present=sim)["scenario"])


@pytest.mark.parametrize(
    ("overrides", "stored"),
    [({"draws": 300}, True), ({"slip_years": 2.0}, False), ({"programme": "alabuga"}, False)],
)
def test_a_case_is_stored_if_only_its_sampling_differs(
    overrides: dict[str, object], stored: bool
) -> None:
    assert is_stored(scenario.load("central", **overrides)) is stored


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",value\n", ",number\n", "columns .*number with .* must be model, scenario"),
        (",mean,", ",p05,", r"Jobs.Net / workplaces / 2015 / p05: given twice"),
        ("Net,workplaces,2015,", "Net,workplaces,soon,", "year 'soon' must be whole numbers"),
        ("Target,workplaces,2020,value,160000", "Target,workplaces,2020,value,many", "must be num"),
        (",budget_cut,", ",budget_cuts,", "holds scenario budget_cuts;"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_named_with_the_way_to_mend_it(
    outputs: Path, old: str, new: str, message: str
) -> None:
    path = outputs / "reference" / "budget_cut" / "results.csv"
    text = path.read_text(encoding="utf-8")
    start = text.index("tomsk2020,budget_cut,RU-TOM,Jobs|Net") if old == ",mean," else 0
    path.write_text(text[:start] + text[start:].replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ExecutionError, match=message) as caught:
        stored_results()
    for line in caught.value.problems:
        assert line.startswith("outputs/reference/budget_cut/results.csv: ")
        assert line.endswith("; run make reference")


@pytest.fixture
def figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the data room, and read from the copy."""
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    return folder


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_changed_promise_makes_every_reference_of_it_stale(figures: Path) -> None:
    _replace(
        figures / "programmes" / "ino_tomsk.yaml",
        "investment_need_rub_bn: 250",
        "investment_need_rub_bn: 300",
    )
    with pytest.raises(
        ExecutionError,
        match=r"made with investment_need_rub_bn 250\.0, the scenario has 300\.0; run",
    ):
        stored_results(["central"])
    # october_2014 and no_programme set the sum themselves, but read the same changed file.
    assert unstored() == scenario.scenario_names()


def test_a_changed_assumption_makes_its_scenario_stale_and_no_other(figures: Path) -> None:
    _replace(figures / "scenarios" / "budget_cut.yaml", "slip_years: 1.5", "slip_years: 3.0")
    assert unstored() == ["budget_cut"]
    assert "budget_cut" not in set(stored_results()["scenario"])
    sim = simulation.simulate(scenario.load("budget_cut", draws=300))
    assert not is_stored(sim.scenario)
    rows = stored_results(present=sim).query("scenario == 'budget_cut' and variable == 'Jobs|Net'")
    found = rows.query("year == 2020 and statistic == 'p50'")["value"].item()
    assert found == pytest.approx(sim.tally.quantiles("Jobs|Net", [0.5])[0, -1])


def test_a_changed_table_makes_all_of_them_stale(figures: Path) -> None:
    _replace(figures / "national_hpw.csv", "17.5", "17.6")
    assert unstored() == scenario.scenario_names()


def test_what_the_results_were_made_of_must_be_readable(outputs: Path) -> None:
    path = outputs / "reference" / "budget_cut" / "made_of.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ExecutionError, match=r"made_of\.json cannot be read; run make reference"):
        stored_results(["budget_cut"])
    path.write_text('{"parameters": 3}', encoding="utf-8")
    with pytest.raises(ExecutionError, match=r"made_of\.json names no parameters"):
        stored_results(["budget_cut"])


def test_missing_files_are_named_together(outputs: Path) -> None:
    (outputs / "reference" / "central" / "results.csv").unlink()
    (outputs / "reference" / "budget_cut" / "results.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(ExecutionError) as caught:
        stored_results(["central", "budget_cut"], runs=["gone"])
    first, second, third = caught.value.problems
    assert first == "outputs/reference/central/results.csv: missing; run make reference"
    assert "budget_cut/results.csv: cannot be read ('utf-8' codec" in second
    assert third == "gone/manifest.json: missing; repeat the run"


def test_a_new_scenario_is_left_out_and_named_until_it_is_stored(outputs: Path) -> None:
    shutil.rmtree(outputs / "reference" / "budget_cut")
    assert unstored() == ["budget_cut"]
    assert "budget_cut" not in set(stored_results()["scenario"])
    with pytest.raises(ExecutionError, match=r"budget_cut/results\.csv: missing"):
        stored_results(["budget_cut"])


def test_a_new_scenario_that_is_simulated_stands_beside_the_stored_ones(outputs: Path) -> None:
    shutil.rmtree(outputs / "reference" / "budget_cut")
    sim = simulation.simulate(scenario.load("budget_cut", draws=300))
    assert "budget_cut" in set(stored_results(present=sim)["scenario"])
    changed = simulation.simulate(scenario.load("budget_cut", draws=300, slip_years=2.0))
    names = set(stored_results(present=changed)["scenario"])
    assert PRESENT in names
    assert "budget_cut" not in names


def test_an_unknown_scenario_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"'centrl': .*did you mean central\?"):
        stored_results(["centrl"])
    with pytest.raises(ExecutionError, match="no scenario, run or present case is given"):
        stored_results([])


def test_a_run_is_called_like_its_folder(outputs: Path, changed: Simulation) -> None:
    mixed = changed.summary("Jobs|Net").assign(scenario="a set")
    folder = _run_folder(outputs, pd.concat([changed.summary(), mixed]))
    for run in ("my run", folder):
        frame = stored_results(["central"], runs=[run])
        assert list(frame["scenario"].unique()) == ["central", "my run"]
    own = frame[frame["scenario"] == "my run"]
    assert own["value"].tolist() == changed.summary()["value"].tolist()


def test_a_damaged_run_is_named(outputs: Path, changed: Simulation) -> None:
    folder = _run_folder(outputs, changed.summary(), name="other")
    with pytest.raises(ExecutionError, match=r"my run/results.parquet: no row of scenario 'other'"):
        stored_results([], runs=[folder])
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ExecutionError, match=r"my run/manifest.json: cannot be read .*repeat the"):
        stored_results([], runs=[folder])
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    (folder / "results.parquet").write_bytes(b"PAR1")
    with pytest.raises(ExecutionError, match=r"my run/results.parquet: cannot be read"):
        stored_results([], runs=[folder])
