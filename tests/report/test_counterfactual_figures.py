"""Figures of the counterfactual draw what they are given, name units, and survive nothing."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from analysis.report.figures.of_counterfactual import event_chart, gap_chart, path_chart
from analysis.report.style import use_style

mpl.use("Agg")

YEARS = pd.Index(range(2000, 2010), name="year")
WORDS = {"title": "Employment\nfit allows no conclusion", "unit": "index, 2000-2004 = 100"}
PATHS = pd.DataFrame(
    {
        "observed": np.arange(10.0),
        "synthetic": np.arange(10.0) + 1,
        "augmented": np.nan,
        "left_out_low": np.arange(10.0),
        "left_out_high": np.arange(10.0) + 2,
    },
    index=YEARS,
)
GAPS = pd.DataFrame({"RU-TOM": 1.0, "RU-OMS": 2.0, "RU-NVS": -1.0}, index=YEARS)
EVENTS = pd.DataFrame(
    {"relative_year": [-2, -1, 0, 1], "estimate": [0.1, 0.0, 0.2, 0.3], "low": 0.0, "high": 0.5}
)


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    with mpl.rc_context():
        use_style()
        yield
    plt.close("all")


def legend(figure: object) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_observed_and_synthetic_stand_beside_the_shaded_years() -> None:
    figure, frame = path_chart(PATHS, treated_from=2005, **WORDS)
    axes = figure.axes[0]
    assert frame is PATHS
    assert axes.get_title(loc="left") == WORDS["title"]
    assert axes.get_ylabel() == "Index, 2000-2004 = 100"
    assert legend(figure)[:3] == ["Without one donor, lowest to highest", "Observed", "Synthetic"]
    assert axes.get_xlim() == (1999.5, 2009.5)
    assert axes.lines[-1].get_xdata()[0] == 2004.5


def test_the_region_is_drawn_over_its_placebos() -> None:
    study = {"treated": "RU-TOM", "treated_from": 2005, **WORDS}
    figure, _ = gap_chart(GAPS, **study)
    assert legend(figure)[:2] == ["2 donors as placebos", "RU-TOM"]
    widths = [line.get_linewidth() for line in figure.axes[0].lines[:3]]
    assert widths[2] == max(widths)
    alone, _ = gap_chart(GAPS[["RU-OMS", "RU-NVS"]], **study)
    assert "RU-TOM" not in legend(alone)


def test_years_before_and_after_the_start_differ_in_colour() -> None:
    figure, frame = event_chart(EVENTS, title="First zones", unit="log points")
    axes = figure.axes[0]
    assert frame["relative_year"].tolist() == [-2, -1, 0, 1]
    assert axes.get_xlabel() == "Years from the first treated year"
    assert axes.get_ylabel() == "Log points"
    points = [line for line in axes.lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in points] == [1, 2, 1]
    assert points[0].get_color() != points[1].get_color()


def test_nothing_to_draw_is_said() -> None:
    figures = [
        path_chart(PATHS.iloc[:0], treated_from=2005, **WORDS),
        gap_chart(pd.DataFrame(), treated="RU-TOM", treated_from=2005, **WORDS),
        event_chart(EVENTS.iloc[:0], **WORDS),
    ]
    for figure, frame in figures:
        assert frame.empty
        assert [text.get_text() for text in figure.axes[0].texts] == ["Nothing to draw"]
        figure.canvas.draw()
