"""A sweep without troubles: keys, caches, tables, and what notebooks and readers open."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis import data, scenario, simulation
from analysis.errors import ExecutionError, ParameterError
from analysis.execution.sweeps import Progress, Sample, as_cases, sweep, sweep_cases
from analysis.execution.sweeps.modes import Mode, chosen_mode
from analysis.execution.sweeps.plan import plan_sweep
from analysis.execution.sweeps.store import encoded, result_path
from tests.execution.sweeps.rooms import Room, Undisturbed

MODEL = chosen_mode("model")


def keys(mode: Mode = MODEL, **parameters: object) -> list[str]:
    return list(plan_sweep(as_cases([scenario.load("central", **parameters)]), mode, None).cases)


def test_the_key_follows_from_parameters_alone():
    assert keys() == keys(slip_years=1.0) == keys(chosen_mode("notebook"))
    assert len({*keys(), *keys(slip_years=2.0)}) == 2
    assert len(keys()[0]) == 32


def test_the_work_is_told_from_that_of_other_notebooks_and_pages():
    modes = [MODEL, chosen_mode("notebook"), chosen_mode("notebook", ["04_jobs"])]
    modes.append(chosen_mode("notebook", ["04_jobs"], pages=False))
    assert len({mode.tag for mode in modes}) == 4
    assert chosen_mode("notebook", ["04_jobs.ipynb"]).tag == modes[2].tag


def test_the_folder_is_named_by_scenario_and_content():
    plan = plan_sweep(sweep_cases([], {"seed": [1, 2]}), MODEL, None)
    turned = plan_sweep(sweep_cases([], {"seed": [2, 1]}), MODEL, None)
    assert plan.root == turned.root
    assert plan.root.parent == data.project_root() / "outputs"
    assert plan.root.name.startswith("sweep-central-")


def test_the_manifest_says_what_is_shared_and_what_varies():
    plan = plan_sweep(sweep_cases([], {"seed": [1, 2]}), MODEL, None)
    said = plan.manifest()
    assert said["varied"] == ["seed"]
    assert said["parameters"]["slip_years"] == 1.0
    assert "seed" not in said["parameters"]
    assert "data/regions.csv" in said["inputs"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"notebooks": ["04_jobs"]}, "notebooks: model mode executes none"),
        ({"mode": "modle"}, "mode = 'modle': allowed is model or notebook"),
        ({"jobs": 0}, "jobs = 0: must be 1 or more"),
        ({"time_limit_seconds": 0}, "time limit = 0: must be a positive number"),
        ({"scheduler": "tcp://x"}, "scheduler = 'tcp://x': allowed are local, tcp://host:port"),
    ],
)
def test_options_that_are_not_allowed_are_refused(tmp_path: Path, options: dict, message: str):
    with pytest.raises(ParameterError, match=message):
        sweep([scenario.load("central")], tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExecutionError, match=r"sweep folder .*file/out: Not a directory") as caught:
        sweep([scenario.load("central")], tmp_path / "file" / "out")
    assert len(caught.value.problems) == 1


def test_a_sweep_of_refused_points_alone_starts_nothing(tmp_path: Path):
    sample = Sample(2, ranges={"as_of": (2018, 2019)})
    cases = sweep_cases([], {"horizon": ["2018"]}, sample)
    seen: list[Progress] = []
    finished = sweep(cases, tmp_path / "out", progress=seen.append)
    assert finished.cases["status"].tolist() == ["bad parameter"] * 2
    assert sorted(finished.cases["as_of"]) == [2018, 2019]
    assert seen == [Progress(2, 0, 2, 0)]
    assert not finished.whole
    with pytest.raises(ExecutionError, match="no case is done"):
        finished.dataset()


@pytest.mark.end_to_end
def test_a_repeat_does_nothing_and_writes_nothing(room: Room):
    first = room.run()
    before = {path: path.stat().st_mtime_ns for path in room.out.rglob("*")}
    seen: list[Progress] = []
    again = room.run(progress=seen.append)
    assert {path: path.stat().st_mtime_ns for path in room.out.rglob("*")} == before
    assert seen == [Progress(4, 4, 0, 4)]
    assert again.cases["cached"].all()
    pd.testing.assert_frame_equal(again.cases.drop(columns="cached"), first.cases.iloc[:, :-1])


@pytest.mark.end_to_end
def test_more_cases_in_the_folder_are_only_the_new_ones(room: Room):
    room.run((1, 2))
    more = room.run((2, 3, 1))
    assert more.cases["cached"].tolist() == [True, False, True]
    forced = room.run((1, 2), force=True)
    assert not forced.cases["cached"].any()
    assert len(list((room.out / "results").rglob("*.parquet"))) == 3


@pytest.mark.end_to_end
def test_the_table_joins_the_results(room: Room, undisturbed: Undisturbed):
    finished = room.run(jobs=2)
    assert undisturbed.same(room.out)
    assert finished.counts().loc["done", ["cases", "cached"]].tolist() == [4, 0]
    table = pd.read_parquet(room.out / "cases.parquet")
    pd.testing.assert_frame_equal(table, finished.cases.drop(columns="cached"))
    assert pd.read_csv(room.out / "cases.csv")["case"].tolist() == table["case"].tolist()
    found = finished.results("Jobs", statistics=["mean"]).query("year == 2020")
    assert found["seed"].tolist() == found["value"].tolist() == [1, 2, 3, 4]
    assert json.loads((room.out / "manifest.json").read_text())["cases"] == 4


@pytest.mark.end_to_end
def test_workers_give_the_bytes_that_simulate_gives(tmp_path: Path):
    cases = sweep_cases([], {"deadweight_share": ["0.3", "0.6"], "draws": ["1000"]})
    finished = sweep(cases, tmp_path, jobs=2)
    for key, case in zip(finished.cases["case"], cases, strict=True):
        assert case.scenario is not None
        expected = encoded(simulation.simulate(case.scenario).summary(), key)
        assert result_path(tmp_path, key).read_bytes() == expected
