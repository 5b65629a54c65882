from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.errors import ExecutionError
from analysis.report.comparison_scenarios import (
    bands_by_scenario,
    chances_by_scenario,
    joined_results,
    mixture_table,
    parts_by_scenario,
    scenarios_sentence,
    scenarios_table,
)
from analysis.report.figures.of_comparison import (
    news_chart,
    parts_chart,
    scenario_chances,
    scenario_intervals,
)
from analysis.scenario import Scenario, load
from analysis.scenario.sets import read_set
from analysis.simulation import READINGS, simulate
from analysis.simulation.comparison.compare import compare
from analysis.simulation.comparison.groups import parameters_by_scenario
from analysis.simulation.comparison.news import news

FEW = 200
NAMES = ("central", "october_2014", "no_programme")
PANELS = ["gross posts", "net jobs", "high-productivity stock"]


@pytest.fixture(scope="module")
def cases() -> dict[str, Scenario]:
    return {name: load(name, draws=FEW) for name in NAMES}


@pytest.fixture(scope="module")
def results(cases: dict[str, Scenario]) -> pd.DataFrame:
    return joined_results(*(simulate(case).summary() for case in cases.values()))


@pytest.fixture(scope="module")
def bands(results: pd.DataFrame, cases: dict[str, Scenario]) -> pd.DataFrame:
    return bands_by_scenario(results, cases)


@pytest.fixture(scope="module")
def chances(results: pd.DataFrame, cases: dict[str, Scenario]) -> pd.DataFrame:
    return chances_by_scenario(results, cases)


@pytest.fixture(scope="module")
def parts(cases: dict[str, Scenario]) -> pd.DataFrame:
    return parts_by_scenario(
        {name: compare(cases["central"], cases[name], draws=FEW) for name in NAMES}
    )


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def test_bands_are_those_of_the_results_at_the_horizon(
    results: pd.DataFrame, bands: pd.DataFrame
) -> None:
    assert bands["scenario"].unique().tolist() == list(NAMES)
    row = bands.set_index(["scenario", "outcome"]).loc[("october_2014", "net jobs")]
    same = results[
        (results["scenario"] == "october_2014")
        & (results["variable"] == "Jobs|Net")
        & (results["year"] == 2020)
    ].set_index("statistic")["value"]
    assert [row[name] for name in ("p05", "p50", "p95", "mean")] == pytest.approx(
        [same[name] for name in ("p05", "p50", "p95", "mean")]
    )
    assert (row["seen_from"], row["horizon"], row["target"]) == (2014, 2020, 160_000)
    assert row["unit"] == "workplaces"


def test_each_scenario_is_read_at_its_own_horizon(cases: dict[str, Scenario]):
    later = cases["central"].model_copy(update={"horizon": 2024, "scenario_name": "later"})
    frame = joined_results(simulate(cases["central"]).summary(), simulate(later).summary())
    found = bands_by_scenario(frame, {"later": later, "central": cases["central"]})
    net = found[found["outcome"] == "net jobs"]
    assert net["scenario"].tolist() == ["later", "central"]
    assert net["horizon"].tolist() == [2024, 2020]
    assert net["mean"].iloc[0] > net["mean"].iloc[1]


def test_one_table_holds_bands_chances_and_information_sets(
    bands: pd.DataFrame, chances: pd.DataFrame
):
    cells = scenarios_table(bands, chances).cells
    assert cells["seen from"].tolist() == ["2016", "2014", "2016"]
    assert cells["net jobs, workplaces"].iloc[2] == "0 (90 % band 0 to 0)"
    assert cells["P(target), net new jobs"].iloc[2] == "0 %"


def test_the_same_scenario_twice_is_refused(results: pd.DataFrame):
    with pytest.raises(ExecutionError, match=r"scenario central.* is in two of them"):
        joined_results(results, results)
    with pytest.raises(ExecutionError, match="must be"):
        joined_results(results.drop(columns="unit"))


def test_a_matrix_holds_only_parameters_that_differ(cases: dict[str, Scenario]):
    found = parameters_by_scenario(cases).set_index("parameter")
    assert found.index.tolist() == ["as_of", "investment_need_rub_bn", "price_year"]
    assert found.loc["as_of", list(NAMES)].tolist() == [2016, 2014, 2016]
    assert found.loc["as_of", "unit"] == "year"


def test_parts_of_each_scenario_add_up_to_its_difference(
    parts: pd.DataFrame, cases: dict[str, Scenario]
):
    whole = parts.groupby("scenario", sort=False)["part"].sum()
    assert whole["central"] == 0
    change = compare(cases["central"], cases["october_2014"], draws=FEW).change
    assert whole["october_2014"] == pytest.approx(change, rel=1e-9)


def test_the_sentence_names_the_ends(
    bands: pd.DataFrame, chances: pd.DataFrame, parts: pd.DataFrame, cases: dict[str, Scenario]
):
    words = scenarios_sentence(bands, chances, parts, cases["central"])
    assert "the promise of 160,000 is met in no draw of any of the 3 rows of the table" in words
    assert "between 0 (no programme)" in words
    assert "is no programme, by -" in words
    other = chances.assign(target=[160_000, 90_000, 160_000], net_new=[0.0, 0.25, 0.0])
    words = scenarios_sentence(bands, other, parts, cases["central"])
    assert "each case's own promise is met in at most 25 % of draws" in words
    assert "(october 2014)" in words


def test_a_mixture_table_shows_probability_mark_and_source():
    chosen = read_set("seen_from_2016")
    cells = mixture_table(chosen).cells
    assert cells["scenario"].tolist() == list(chosen.members)
    assert cells["probability"].astype(float).sum() == pytest.approx(1)
    assert (cells["source"] != "").all()


def test_intervals_stand_beside_the_target(bands: pd.DataFrame):
    figure, frame = scenario_intervals(bands, outcomes=PANELS, title="Reached")
    assert set(frame["outcome"]) == set(PANELS)
    panels = figure.axes
    assert {axes.get_xlabel() for axes in panels} == {"Thousand workplaces"}
    assert all(axes.get_xlim()[1] > 160 for axes in panels)
    labels = [text.get_text() for text in panels[0].get_yticklabels()]
    assert labels[1] == "October 2014\nseen from 2014, to 2020"


def test_chances_are_drawn_in_per_cent(chances: pd.DataFrame):
    figure, frame = scenario_chances(chances, title="Met")
    axes = figure.axes[0]
    assert "Per cent of draws" in axes.get_xlabel()
    drawn = {tuple(np.round(line.get_xdata(), 9)) for line in axes.lines}
    assert drawn == {tuple(np.round(100 * frame[reading], 9)) for reading in READINGS}


def test_stacks_of_parts_end_at_the_whole_change(parts: pd.DataFrame):
    figure, frame = parts_chart(parts, title="Why", unit="Workplaces")
    groups = frame.drop(columns="change")
    np.testing.assert_allclose(groups.sum(axis=1), frame["change"])
    assert "nothing" not in groups
    axes = figure.axes[0]
    low, high = axes.get_xlim()
    assert low < frame["change"].min() <= frame["change"].max() < high
    assert axes.get_xlabel() == "Workplaces"


def test_news_lead_from_level_to_level():
    found = news(load("central"), (2014, 2016), draws=FEW)
    figure, frame = news_chart(
        found.levels, found.parts, outcome=found.outcome, title="News", unit="Workplaces by 2020"
    )
    levels = frame[frame["kind"] == "level"]
    np.testing.assert_allclose(levels["after"], found.levels[found.outcome])
    # The last piece of news before a level ends where the level does.
    before = frame["after"].shift()[levels.index[1:]]
    np.testing.assert_allclose(before, levels["after"].iloc[1:], rtol=1e-9)
    assert figure.axes[0].get_xlabel() == "Workplaces by 2020"
    single = news(load("october_2014"), draws=100)
    _, alone = news_chart(
        single.levels, single.parts, outcome=single.outcome, title="News", unit="Workplaces"
    )
    assert alone["label"].tolist() == ["Seen from 2014"]
