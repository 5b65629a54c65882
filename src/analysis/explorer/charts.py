"""The figures as pictures: drawn fast while a slider moves, with care when it rests."""

import io
from dataclasses import dataclass
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analysis import report
from analysis.explorer.answers import Answer
from analysis.report import number

__all__ = ["COURSES", "Chart", "course_chart", "ledger_chart"]

# Narrow enough to be read on a phone, wide enough for half a desk.
_INCHES = 5.2
_DPI = 100
_LABEL_WIDTH = 22
_AXIS_WIDTH = 40
# Without a height of its own a title asks every tick for its size, a third of the time of a figure.
_TITLE_HEIGHT = 1.0


@dataclass(frozen=True)
class _Course:
    title: str
    variable: str
    unit: str


COURSES = {
    "Net new jobs": _Course("Net new jobs of the programme", "Jobs|Net", "Workplaces"),
    "Gross posts": _Course("Gross posts of the programme", "Jobs|Gross", "Workplaces"),
    "Money spent": _Course(
        "Programme money spent, cumulative",
        "Programme money|Disbursed, cumulative",
        "RUB bn, nominal",
    ),
    "Stock of workplaces": _Course(
        "Stock of high-productivity workplaces",
        "High-productivity workplaces|Stock",
        "Workplaces",
    ),
    "Employment": _Course(
        "Employment with the programme", "Employment|With programme", "Persons, yearly average"
    ),
    "Investment": _Course(
        "Fixed investment with the programme",
        "Investment|With programme",
        "RUB bn a year, nominal",
    ),
}
"""Courses over the years that can be looked at, by the word of the choice."""


@dataclass(frozen=True)
class Chart:
    """A picture with what it says in words.

    Attributes
    ----------
    png
        The picture.
    says
        What is drawn and its last values, for readers who do not see it.
    plotted
        The frame drawn.
    """

    png: bytes
    says: str
    plotted: pd.DataFrame


def course_chart(found: Answer, name: str, *, fast: bool = False) -> Chart:
    """Draw the fan of one course.

    Parameters
    ----------
    found
        An answer.
    name
        One of `COURSES`.
    fast
        Whether to spare the search for the best margins.

    Returns
    -------
    Chart
        With the published years before the fan where there are any.
    """
    course = COURSES[name]
    history = {
        "Employment": found.sim.evidence.employment.series,
        "Investment": found.sim.evidence.investment.series,
    }.get(name)
    title = f"{course.title}, as at {found.case.as_of}"
    with plt.rc_context({"axes.titley": _TITLE_HEIGHT}):
        figure, plotted = report.fan_chart(
            found.results, course.variable, history=history, title=title, unit=course.unit
        )
    last = pd.Series(plotted.loc[found.case.horizon])
    says = f"{title}: in {found.case.horizon} {report.band(last)} {course.unit}."
    return Chart(_png(figure, 3.4, fast=fast), says, plotted)


def ledger_chart(found: Answer, *, fast: bool = False) -> Chart:
    """Draw the ledger from promised workplaces to net jobs.

    Parameters
    ----------
    found
        An answer.
    fast
        As in `course_chart`.

    Returns
    -------
    Chart
        The waterfall of the report with its labels in lines of their own.
    """
    title = f"From {found.case.target_jobs:,} promised to net jobs"
    with plt.rc_context({"axes.titley": _TITLE_HEIGHT}):
        figure, plotted = report.waterfall(found.ledger, title=title)
    (axes,) = figure.axes
    axes.set_yticks(range(len(plotted)), [fill(step, _LABEL_WIDTH) for step in plotted["step"]])
    axes.set_xlabel(fill(axes.get_xlabel(), _AXIS_WIDTH))
    first, last = plotted.iloc[0], plotted.iloc[-1]
    says = (
        f"{title}: {number(first['after'])} thousand workplaces at first, "
        f"{number(last['after'])} thousand after {len(plotted) - 1} steps "
        f"(means; 90 % band {number(last['low'])} to {number(last['high'])} thousand)."
    )
    return Chart(_png(figure, 1.6 + 0.42 * len(plotted), fast=fast), says, plotted)


# Where the axes of the last figure of a size stood: taken over while a slider moves, since to find
# the margins costs as much as to draw.
_margins: dict[float, tuple[float, float, float, float]] = {}


def _png(figure: Figure, height: float, *, fast: bool) -> bytes:
    figure.set_size_inches(_INCHES, height)
    (axes,) = figure.axes
    known = _margins.get(height)
    if fast and known is not None:
        figure.set_layout_engine("none")
        axes.set_position(known)
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(_DPI)
    canvas.draw()  # type: ignore[no-untyped-call]
    _margins[height] = tuple(axes.get_position().bounds)
    picture = io.BytesIO()
    # savefig would draw twice, and compress at a tenth of a second for ten kilobytes.
    pixels = Image.fromarray(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]
    pixels.save(picture, "png", compress_level=1)
    plt.close(figure)
    return picture.getvalue()
