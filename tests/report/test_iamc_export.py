"""The IAMC export, and the code list that every variable and unit must be in."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import data, scenario, simulation
from analysis.errors import DataError, ExecutionError
from analysis.report import variable_codes as code_list
from analysis.report.iamc import IAMC_INDEX, iamc
from analysis.simulation import Simulation


def _case(programme: str, as_of: int) -> Simulation:
    case = scenario.from_parameters(
        programme=programme, as_of=as_of, price_year=as_of, horizon=2025, draws=200
    )
    return simulation.simulate(case)


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return _case("ino_tomsk", 2016).summary()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    return folder


@pytest.mark.parametrize(
    ("programme", "as_of"),
    [
        ("ino_tomsk", 2014),
        ("alabuga", 2018),
        # Growth curves are fitted, which takes five seconds.
        pytest.param("ino_tomsk", 2018, marks=pytest.mark.end_to_end),
    ],
)
def test_every_variable_and_unit_is_in_the_code_list(programme: str, as_of: int) -> None:
    sim = _case(programme, as_of)
    sizes = [
        (f"Evidence|{row.measure}", row.unit, as_of, "value", row.value)
        for row in simulation.plausibility(sim.scenario).itertuples()
    ]
    frames = [sim.summary(), simulation.lens_results(sim), simulation.zone_results(sim)]
    frames.append(simulation.tidy(sim.scenario, sizes))
    assert code_list.unlisted(pd.concat(frames)) == []


def test_the_list_says_of_each_variable_what_it_is(results: pd.DataFrame) -> None:
    listed = code_list.code_list()
    assert list(listed.columns) == ["variable", "unit", "description"]
    assert (listed != "").all(axis=None)
    assert listed["variable"].is_unique
    assert "Jobs|Net" in set(listed["variable"])
    assert set(results["statistic"]) <= set(code_list.read_code_list().statistics)


def test_the_format_has_its_six_columns_and_every_number(results: pd.DataFrame) -> None:
    frame = iamc(results)
    assert list(frame.index.names) == IAMC_INDEX
    assert list(frame.columns) == ["value"]
    assert len(frame) == len(results)
    assert frame.index.is_monotonic_increasing
    assert sorted(frame["value"]) == sorted(results["value"])
    assert frame.index.get_level_values("year").dtype.kind == "i"


def test_the_statistic_becomes_the_last_part_of_the_variable(results: pd.DataFrame) -> None:
    last = iamc(results).xs(2025, level="year").droplevel(["model", "scenario", "region", "unit"])
    net = results[(results["variable"] == "Jobs|Net") & (results["year"] == 2025)]
    for row in net.itertuples():
        assert last.loc[f"Jobs|Net|{row.statistic}", "value"] == row.value
    assert last.loc["Target", "value"] == 160_000
    assert {"Target|net_new", "Target|net_new|Shortfall|mean"} <= set(last.index)


@pytest.mark.parametrize(
    ("column", "new", "message"),
    [
        ("variable", "Jobs|Nett", r"iamc: Jobs\|Nett: no variable .* did you mean Jobs\|Net\?"),
        ("unit", "jobs", r"iamc: Jobs\|Net: unit 'jobs' is not in .*; allowed: workplaces"),
        ("statistic", "median", "iamc: statistic 'median' is not in .*; allowed: mean, p05"),
        ("value", np.inf, r"iamc: Jobs\|Net, 2020, p50: inf cannot be stored, must be finite"),
        ("value", np.nan, "nan cannot be stored, must be finite"),
        ("year", 2021, "given twice"),
    ],
)
def test_what_the_list_does_not_hold_is_refused(
    results: pd.DataFrame, column: str, new: object, message: str
) -> None:
    chosen = results["variable"].eq("Jobs|Net") & results["statistic"].eq("p50")
    place = results.index[chosen & results["year"].eq(2020)][0]
    changed = results.copy()
    changed.loc[place, column] = new
    with pytest.raises(ExecutionError, match=message):
        iamc(changed)


def test_all_problems_are_told_at_once(results: pd.DataFrame) -> None:
    renamed = results.replace({"variable": {"Jobs|Net": "A"}, "unit": {"workplaces": "posts"}})
    with pytest.raises(ExecutionError) as caught:
        iamc(renamed)
    assert len(caught.value.problems) > 5
    with pytest.raises(ExecutionError, match=r"iamc: columns .* with 0 rows must be"):
        iamc(results.iloc[:0])


@pytest.mark.parametrize(
    ("listed", "text", "fits"),
    [
        ("Jobs|Gross|{cluster}", "Jobs|Gross|Timber", True),
        ("Jobs|Gross|{cluster}", "Jobs|Gross|Timber|p05", False),
        ("Jobs|Gross|{cluster}", "Jobs|Gross|", False),
        ("Target|{reading}", "Target|net_new", True),
        ("Target|{reading}", "Target|net", False),
        ("RUB bn, prices of {year}", "RUB bn, prices of 2016", True),
        ("RUB bn, prices of {year}", "RUB bn, prices of 16", False),
        ("{year} = 1", "2016 = 1", True),
        ("RUB bn/yr, nominal", "RUB bn/yr, nominal", True),
    ],
)
def test_a_tag_stands_for_one_part_of_a_name(listed: str, text: str, fits: bool) -> None:
    assert code_list.read_code_list().fits(listed, text) is fits


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{unit: persons,", "{", r"data/variables.yaml: variables\..*unit: field required"),
        ("{cluster}", "{clutser}", "data/variables.yaml: {clutser}: no tag of the list"),
        ("statistics:", "statistics: [", "data/variables.yaml: not valid YAML"),
        ("tags:", "colours: {}\ntags:", "colours: extra inputs are not permitted"),
    ],
)
def test_a_damaged_list_is_refused_with_the_reason(
    files: Path, old: str, new: str, message: str
) -> None:
    path = files / "variables.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        code_list.read_code_list()


def test_a_missing_list_is_one_message(files: Path) -> None:
    (files / "variables.yaml").unlink()
    with pytest.raises(DataError, match=r"data/variables\.yaml: cannot be read"):
        code_list.code_list()
