"""Figures keep words and frame in what a notebook makes of them."""

import io

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.report import carried, figures
from analysis.report.carried import CARRIED, carry, plotted, words_of
from tests.shells import new_shell

FRAME = pd.DataFrame({"value": [1 / 3, 2.0]}, index=pd.Index([2015, 2016], name="year"))


@plotted
def line_chart(*, whole: pd.DataFrame | None = None) -> tuple[Figure, pd.DataFrame]:
    """Draw two points."""
    figure, axes = plt.subplots()
    axes.plot(FRAME.index, FRAME["value"], label="Two\npoints")
    axes.set_title("A line,\nno more", loc="left")
    axes.set(ylabel="RUB bn", xlabel="Year")
    axes.legend()
    if whole is not None:
        carry(figure, whole)
    plt.close(figure)
    return figure, FRAME


def metadata(figure: Figure, monkeypatch: pytest.MonkeyPatch) -> dict:
    shell = new_shell()
    monkeypatch.setattr(carried, "get_ipython", lambda: shell)
    carried.shown_with_frame()
    data, known = shell.display_formatter.format(figure)
    assert data.keys() == {"text/plain"}
    return known["image/png"]


def test_title_units_series_and_one_text_of_all():
    figure, _ = line_chart()
    assert words_of(figure) == {
        "title": "A line, no more",
        "units": "RUB bn; Year",
        "series": "Two points",
        "alt": "A line, no more. Axes: RUB bn; Year. Shown: Two points.",
    }


def test_a_notebook_keeps_them_with_the_frame(monkeypatch: pytest.MonkeyPatch):
    known = metadata(line_chart()[0], monkeypatch)
    assert known["alt"].startswith("A line, no more. Axes")
    assert known[CARRIED]["kind"] == "line_chart"
    assert known[CARRIED]["frame"] == "year,value\n2015,0.333333\n2016,2\n"


def test_a_frame_left_by_the_function_itself_stays(monkeypatch: pytest.MonkeyPatch):
    known = metadata(line_chart(whole=pd.DataFrame({"all": [7]}))[0], monkeypatch)
    assert pd.read_csv(io.StringIO(known[CARRIED]["frame"]))["all"].tolist() == [7]


def test_a_figure_of_anybody_else_is_shown_as_ever(monkeypatch: pytest.MonkeyPatch):
    shell = new_shell()
    monkeypatch.setattr(carried, "get_ipython", lambda: shell)
    carried.shown_with_frame()
    assert "image/png" not in shell.display_formatter.format(Figure())[1]


def test_every_figure_function_leaves_its_frame():
    assert [
        name for name in figures.__all__ if not hasattr(getattr(figures, name), "__wrapped__")
    ] == []
