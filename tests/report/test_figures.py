"""Figures plot what they are given, with labelled axes."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import report, scenario
from analysis.simulation import (
    Simulation,
    answers_table,
    lens_comparison,
    money_by_cluster,
    response_table,
    simulate,
    zone_costs_by_basis,
    zone_growth,
)

mpl.use("Agg")


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(scenario.load("central", draws=300))


@pytest.fixture(scope="module")
def results(sim: Simulation) -> pd.DataFrame:
    return sim.summary()


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    with mpl.rc_context():
        report.use_style()
        yield
    plt.close("all")


def _labels(figure: object) -> tuple[str, str, str]:
    axes = figure.axes[0]
    figure.canvas.draw()
    return axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel()


def test_the_fan_starts_at_the_last_published_figure(
    sim: Simulation, results: pd.DataFrame
) -> None:
    later = pd.Series({2017: 496_100.0})
    figure, frame = report.fan_chart(
        results, "Employment|Without programme", history=sim.evidence.employment.series,
        title="Employed", unit="Persons", outturn=later,
    )  # fmt: skip
    assert _labels(figure) == ("Employed", "Year", "Persons")
    assert frame.index.tolist() == [2016, 2017, 2018, 2019, 2020]
    assert (
        frame.loc[2016, "p05"] == frame.loc[2016, "p95"] == sim.evidence.employment.series.iloc[-1]
    )
    assert (frame["p05"] <= frame["p50"]).all()
    words = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert words == ["Published", "90 % band", "80 % band", "50 % band", "Median", "Outturn"]


def test_the_level_chart_ends_at_level_plus_promise() -> None:
    history = pd.Series([480.0, 490.0], index=[2015, 2016])
    figure, frame = report.level_chart(history, promised=160, horizon=2020, title="t", unit="u")
    assert frame.loc[2020, "promised"] == 650
    assert figure.axes[0].get_ylim()[0] == 0


def test_money_bars_add_up_to_mean_spending(results: pd.DataFrame) -> None:
    figure, frame = report.money_by_year(results, title="Money")
    assert _labels(figure)[2] == "RUB bn a year, nominal"
    total = results[results["variable"] == "Programme money|Disbursed"]
    mean = total[total["statistic"] == "mean"].set_index("year")["value"]
    sources = frame[["Extra-budgetary", "Federal", "Regional"]].sum(axis=1)
    np.testing.assert_allclose(sources, mean)
    assert frame["Planned"].sum() == pytest.approx(250)
    assert (frame["p05"] <= frame["p95"]).all()


def test_each_panel_names_its_unit(results: pd.DataFrame) -> None:
    total = "Programme money|Disbursed, cumulative"
    panels = {
        "Nominal": (total, "RUB bn, nominal"),
        "Real": (f"{total}, real", "RUB bn, prices of 2016"),
    }
    figure, frame = report.band_panels(results, panels, title="Money")
    assert [axes.get_ylabel() for axes in figure.axes] == [unit for _, unit in panels.values()]
    assert frame.groupby("panel")["year"].count().tolist() == [6, 6]
    assert (frame["p05"] <= frame["p50"]).all()


def test_a_long_unit_is_broken_to_stay_beside_its_axis(results: pd.DataFrame) -> None:
    unit = "National job-years a year, not posts"
    panels = dict.fromkeys(("a", "b"), ("Job-years|Suppliers of the posts", unit))
    figure, _ = report.band_panels(results, panels, title="Work")
    figure.canvas.draw()
    for axes in figure.axes:
        label = axes.yaxis.label
        assert label.get_text().split() == unit.split()
        box, beside = label.get_window_extent(), axes.get_window_extent()
        assert beside.y0 <= box.y0 <= box.y1 <= beside.y1


def test_readings_are_drawn_with_a_capital_and_ticks_apart() -> None:
    frame = pd.DataFrame({"label": ["net new jobs", "the stock"], "p05": 1.0, "p50": 2.0,
                          "p95": [3.0, 178_000.0]})  # fmt: skip
    figure, drawn = report.interval_chart(frame, target=160_000, title="t", unit="Workplaces")
    figure.canvas.draw()
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["Net new jobs", "The stock"]
    assert len(axes.get_xticks()) <= 6
    assert drawn["label"].tolist() == ["net new jobs", "the stock"]


def test_panels_of_a_zone_share_their_years() -> None:
    growth = zone_growth(scenario.load("central"))
    figure, _ = report.growth_chart(growth.reports, growth.bands, horizon=2020, title="Zones")
    figure.canvas.draw()
    first, *others = (axes.get_xticks().tolist() for axes in figure.axes)
    assert others == [first] * len(others)
    assert len(others) == 1


def test_the_cluster_figure_says_that_it_is_a_prior(sim: Simulation) -> None:
    clusters = money_by_cluster(sim)
    figure, frame = report.cluster_chart(clusters, title="Clusters", unit="RUB bn, nominal")
    assert len(frame) == len(sim.evidence.clusters)
    assert any("prior" in text.get_text() for text in figure.legends[0].get_texts())


def test_the_waterfall_is_a_chain_with_bands(sim: Simulation) -> None:
    figure, frame = report.waterfall(sim.ledger(), title="Ledger")
    np.testing.assert_allclose(frame["before"].iloc[1:], frame["after"].iloc[:-1])
    assert frame["after"].iloc[0] == pytest.approx(160)
    assert (frame["low"] <= frame["high"]).all()
    assert "Thousand workplaces" in _labels(figure)[1]
    last = sim.ledger().set_index("step").loc["Within labour supply: net jobs"]
    assert frame["high"].iloc[-1] == pytest.approx(last["p95"] / 1e3)


def test_the_bridge_keeps_reclassified_and_new_apart(sim: Simulation) -> None:
    figure, frame = report.waterfall(sim.ledger(), title="Stock", block="stock", target=160_000)
    assert frame["step"].tolist()[1:] == ["With posts reclassified", "With net new jobs"]
    words = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "Promised" in words


def test_the_waterfall_of_no_programme_can_be_drawn() -> None:
    ledger = simulate(scenario.load("no_programme", draws=100)).ledger()
    figure, _ = report.waterfall(ledger, title="Nothing")
    assert _labels(figure)[0] == "Nothing"


def test_an_endless_cost_is_an_arrow(sim: Simulation) -> None:
    comparison = lens_comparison(sim)
    figure, frame = report.lens_chart(comparison, promised=1.5625, title="Lenses", unit="RUB mn")
    assert frame["open"].tolist() == np.isinf(comparison["rub_mn_per_job_high"]).tolist()
    assert frame["open"].any()
    assert len(figure.axes[0].get_yticks()) == 3


def test_placebo_years_stand_left_of_the_response(sim: Simulation) -> None:
    figure, frame = report.response_chart(response_table(sim), title="Response", unit="Log points")
    assert (frame.loc[frame["role"] == "placebo", "horizon"] < 0).all()
    assert (frame["low"] <= frame["estimate"]).all()
    assert _labels(figure)[1] == "Years after the investment"


def test_the_cost_chart_names_each_report_and_its_basis(sim: Simulation) -> None:
    figure, frame = report.zone_cost_chart(
        zone_costs_by_basis(sim.scenario), promised=1.6, median=7.7, band=(1.5, 40),
        title="Cost", unit="RUB mn",
    )  # fmt: skip
    ticks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert ticks == ["Tomsk 2014", "Tomsk 2016", "Alabuga 2014"]
    assert frame["basis"].tolist() == ["created", "created", "existing"]


@pytest.mark.end_to_end
@pytest.mark.parametrize(("as_of", "curves"), [(2016, 0), (2018, 2)])
def test_a_curve_is_drawn_only_where_one_was_fitted(as_of: int, curves: int) -> None:
    growth = zone_growth(scenario.from_parameters(as_of=as_of))
    figure, frame = report.growth_chart(growth.reports, growth.bands, horizon=2020, title="Growth")
    refused = [
        axes
        for axes in figure.axes
        if any("Too few reports" in text.get_text() for text in axes.texts)
    ]
    assert len(figure.axes) - len(refused) == curves
    assert set(frame["drawn_as"]) == {"report", "band"} - ({"band"} if not curves else set())


def test_no_running_total_is_said_to_be_none() -> None:
    nothing = pd.DataFrame(columns=["subject", "measure", "unit", "year", "value", "at_least"])
    figure, frame = report.growth_chart(nothing, nothing, horizon=2020, title="Growth")
    assert "No running total" in figure.axes[0].texts[0].get_text()
    assert frame.empty


def test_the_interval_chart_shows_every_reading(sim: Simulation) -> None:
    answers = answers_table(sim)
    figure, frame = report.interval_chart(
        answers, target=160_000, title="Readings", unit="Workplaces"
    )
    assert len(frame) == 3
    assert _labels(figure)[1] == "Workplaces"


def test_the_pit_chart_is_flat_under_calibration() -> None:
    even = pd.Series((np.arange(1000) + 0.5) / 1000)
    figure, frame = report.pit_chart({"one": even, "two": even**2}, title="Places")
    np.testing.assert_allclose(frame["one"], 0.1)
    assert frame["two"].iloc[0] > 0.3
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["One", "Two"]
