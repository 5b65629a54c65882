"""A case of a sweep by its name: only its own file is read, and what cannot be read is named."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import scenario, simulation
from analysis.errors import ExecutionError
from analysis.execution.sweeps.cases import sweep_cases
from analysis.execution.sweeps.journal import Ending
from analysis.execution.sweeps.plan import plan_sweep
from analysis.execution.sweeps.store import encoded, result_path, write_result
from analysis.execution.sweeps.table import cases_table, write_table
from analysis.report.stored import stored_results
from analysis.report.sweep_cases import case_parameters, read_case, split_case
from analysis.simulation import RESULT_COLUMNS

FIRST, LOST = "central slip_years=0 draws=200", "central slip_years=2 draws=200"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of three cases, the last of which is not done; its files are those of a sweep."""
    root = tmp_path_factory.mktemp("sweeps") / "mine"
    root.mkdir()
    cases = sweep_cases([], {"slip_years": ["0", "1", "2"], "draws": ["200"]})
    plan = plan_sweep(cases, "model", root)
    keys = list(plan.cases)
    for key in keys[:2]:
        asked = plan.cases[key].scenario
        assert asked is not None
        content = encoded(simulation.simulate(asked).summary(), key)
        write_result(content, result_path(root, key), root / "unfinished")
    endings = {key: Ending(key, "done") for key in keys[:2]}
    write_table(cases_table(plan, {**endings, keys[2]: Ending(keys[2], "time limit")}), root)
    (root / "manifest.json").write_text(json.dumps(plan.manifest()), encoding="utf-8")
    return root


@pytest.fixture
def sweep_folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "mine"))


def test_a_case_has_all_parameters_it_was_resolved_to(made: Path):
    assert scenario.from_parameters(**case_parameters(made, FIRST)) == scenario.load(
        "central", slip_years=0, draws=200
    )


def test_a_key_or_its_beginning_names_a_case_too(made: Path):
    key = pd.read_csv(made / "cases.csv")["case"][0]
    expected = case_parameters(made, FIRST)
    assert case_parameters(made, key) == case_parameters(made, key[:8]) == expected


def test_results_are_those_of_a_simulation_and_no_other_file_is_opened(sweep_folder: Path):
    table = pd.read_csv(sweep_folder / "cases.csv")
    result_path(sweep_folder, table["case"][1]).write_bytes(b"not to be read")
    found = read_case(sweep_folder, FIRST)
    expected = simulation.simulate(scenario.load("central", slip_years=0, draws=200)).summary()
    assert found["value"].tolist() == expected["value"].tolist()
    assert set(found["scenario"]) == {f"mine:{FIRST}"}


def test_a_case_stands_beside_scenarios_on_file(made: Path):
    frame = stored_results(["central"], runs=[made.with_name(f"mine:{FIRST}")])
    assert tuple(frame.columns) == RESULT_COLUMNS
    assert list(frame["scenario"].unique()) == ["central", f"mine:{FIRST}"]


def test_paths_that_there_are_are_no_cases(tmp_path: Path):
    (tmp_path / "a:b").mkdir()
    assert split_case(tmp_path / "a:b") is None
    assert split_case("central") is None
    assert split_case(f"{tmp_path}:central seed=1") == (tmp_path, "central seed=1")


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("central slip_years=0 draws=20", f"no case .* such as '{FIRST}'"),
        ("ab", "no case 'ab'; allowed is a key or a label of cases.csv"),
        (LOST, f"mine:{LOST}: time limit, so it has no results"),
    ],
)
def test_a_case_that_is_not_there_is_told(made: Path, case: str, message: str):
    with pytest.raises(ExecutionError, match=message):
        read_case(made, case)


def test_several_cases_of_one_name_are_told_by_key(sweep_folder: Path):
    table = pd.read_parquet(sweep_folder / "cases.parquet")
    table.assign(label="same").to_parquet(sweep_folder / "cases.parquet", index=False)
    with pytest.raises(
        ExecutionError, match=r"'same' is several cases; give a key: [0-9a-f]{32}, "
    ):
        case_parameters(sweep_folder, "same")


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("cases.parquet", None, "no folder of a sweep, since it has no cases.parquet"),
        ("cases.parquet", b"x", "cases.parquet: cannot be read .*repeat the sweep"),
        ("manifest.json", b"{}", r"manifest.json: not the manifest of this sweep \(KeyError\)"),
        ("results", None, "results missing; repeat the sweep"),
        ("results", b"x", "results damaged; repeat the sweep"),
    ],
)
def test_what_is_damaged_is_named(
    sweep_folder: Path, file: str, content: bytes | None, message: str
):
    key = pd.read_csv(sweep_folder / "cases.csv")["case"][0]
    path = result_path(sweep_folder, key) if file == "results" else sweep_folder / file
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(ExecutionError, match=message):
        _ = case_parameters(sweep_folder, FIRST), read_case(sweep_folder, FIRST)


def test_results_of_another_case_are_not_taken_for_it(sweep_folder: Path):
    first, second, _ = pd.read_csv(sweep_folder / "cases.csv")["case"]
    shutil.copy(result_path(sweep_folder, second), result_path(sweep_folder, first))
    with pytest.raises(ExecutionError, match="not the results of this case; repeat the sweep"):
        read_case(sweep_folder, FIRST)
