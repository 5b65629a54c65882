"""Figures of outturns plot what they are given, with labelled axes."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis import report, scenario
from analysis.report.figures.of_blame import moved_chart
from analysis.report.figures.of_outturn import outturn_panels, promise_strip, skill_chart
from analysis.simulation import Simulation, simulate
from analysis.simulation.outturn import LEADING, outturn_bands, promise_scores

mpl.use("Agg")


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(scenario.from_parameters(draws=300))


@pytest.fixture(scope="module")
def bands(sim: Simulation) -> pd.DataFrame:
    return outturn_bands(sim)


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    with mpl.rc_context():
        report.use_style()
        yield
    plt.close("all")


def texts(figure: object) -> list[str]:
    figure.canvas.draw()
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_each_figure_has_a_panel_with_unit_and_the_pandemic_its_own_mark(
    bands: pd.DataFrame,
) -> None:
    figure, frame = outturn_panels(bands, title="What came")
    drawn = [axes for axes in figure.axes if axes.get_visible()]
    assert len(drawn) == len(LEADING)
    assert [axes.get_ylabel().replace("\n", " ") for axes in drawn][:2] == [
        "Persons",
        "RUB bn/yr, nominal",
    ]
    assert "Outturn, pandemic year" in texts(figure)
    # History reaches the band: the fan starts at the last published figure.
    band = drawn[0].collections[0].get_paths()[0].vertices
    assert band[:, 0].min() == 2016
    assert (frame["kind"] == "outturn").sum() == 17


def test_bands_without_outturns_can_be_drawn(bands: pd.DataFrame) -> None:
    figure, frame = outturn_panels(bands[bands["kind"] != "outturn"], title="Nothing came yet")
    assert len(frame)
    assert "Median" in texts(figure)


def test_promises_are_on_the_line_of_their_subject(sim: Simulation) -> None:
    promises = promise_scores(sim.scenario)
    figure, frame = promise_strip(promises, title="Promises")
    axes = figure.axes[0]
    figure.canvas.draw()
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[int(frame.loc[frame["subject"] == "sez_tomsk", "line"].iloc[0])] == "Zone Tomsk"
    assert "composition" not in set(frame["measure"])
    notes = [text.get_text() for text in axes.texts]
    assert notes == ["250 RUB bn", "160,000 jobs: no outturn on file"]
    assert "per cent" in axes.get_xlabel()
    out = frame[frame["left_out"] != ""]
    grey = axes.lines[3]
    assert grey.get_label() == "Target of years, not counted"
    assert len(grey.get_xdata()) == len(out) > 0


def test_ratios_left_of_the_line_are_better() -> None:
    skills = pd.DataFrame({
        "item": ["employment", "money", "cost per post: sez_dubna"], "period": ["2020"] * 3,
        "skill_promise": [0.9, np.nan, np.nan], "skill_reference": [-0.5, 0.0, np.nan],
        "skill_no_change": [-90.0, 0.2, np.nan],
    })  # fmt: skip
    figure, frame = skill_chart(skills, title="Skill")
    np.testing.assert_allclose(frame["ratio_promise"][0], 0.1)
    np.testing.assert_allclose(frame["ratio_reference"], [1.5, 1.0])
    drawn = figure.axes[0].lines[-1].get_xdata()
    assert max(drawn) == 20
    assert "Against no change" in texts(figure)


def test_inputs_within_the_error_are_grey() -> None:
    inputs = pd.DataFrame({"input": ["a", "b"], "shift": [-1.0, 0.02], "shift_error": [0.01, 0.02]})
    figure, frame = moved_chart(inputs, title="Moved")
    colours = [bar.get_facecolor() for bar in figure.axes[0].patches]
    assert colours[0] != colours[1]
    assert len(frame) == 2
    assert "standard deviations" in figure.axes[0].get_xlabel()


def test_what_another_outturn_moves_is_drawn_beside() -> None:
    inputs = pd.DataFrame({"input": ["a", "b"], "shift": [-1.6, -0.6], "shift_error": 0.01})
    other = pd.DataFrame({"input": ["b", "a"], "shift": [-0.9, -0.7], "shift_error": 0.01})
    words = {"known": "Sources known", "beside_known": "Total known"}
    figure, frame = moved_chart(inputs, title="Moved", beside=other, **words)
    assert frame["beside"].tolist() == [-0.7, -0.9]
    assert texts(figure) == ["Total known", "Sources known (grey: not clear of chance)"]
    figure, frame = moved_chart(inputs.iloc[:0], title="Moved", beside=other, **words)
    assert frame["input"].tolist() == ["b", "a"]
    assert texts(figure) == ["Total known (grey: not clear of chance)"]


def test_nothing_to_blame_is_said_in_the_figure() -> None:
    figure, frame = moved_chart(pd.DataFrame(), title="Moved")
    assert frame.empty
    assert "Nothing can be said" in figure.axes[0].texts[0].get_text()
