"""Figures plot what they are given, with labelled axes."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import report, scenario
from analysis.simulation import Simulation, answers_table, simulate

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


def test_money_bars_add_up_to_mean_spending(sim: Simulation, results: pd.DataFrame) -> None:
    figure, frame = report.money_by_year(results, title="Money")
    assert _labels(figure)[2] == "RUB bn a year, nominal"
    spent = sim.money.spent.sum(axis=2).mean(axis=0)
    np.testing.assert_allclose(frame.drop(columns="Planned").sum(axis=1), spent)
    assert frame["Planned"].sum() == pytest.approx(250)


def test_the_waterfall_is_a_chain(sim: Simulation) -> None:
    figure, frame = report.waterfall(sim.ledger(), title="Ledger")
    np.testing.assert_allclose(frame["before"].iloc[1:], frame["after"].iloc[:-1])
    assert frame["after"].iloc[0] == 160
    assert "Thousand workplaces" in _labels(figure)[1]


def test_the_waterfall_of_no_programme_can_be_drawn() -> None:
    ledger = simulate(scenario.load("no_programme", draws=100)).ledger()
    figure, _ = report.waterfall(ledger, title="Nothing")
    assert _labels(figure)[0] == "Nothing"


def test_the_cost_chart_names_each_report(sim: Simulation) -> None:
    figure, frame = report.zone_cost_chart(
        sim.evidence.zone_records,
        promised=1.5625,
        median=7.7,
        band=(1.5, 40),
        title="Cost",
        unit="RUB mn",
    )
    ticks = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert ticks == ["Alabuga 2014", "Tomsk 2014", "Tomsk 2016"]
    assert len(frame) == 3


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
