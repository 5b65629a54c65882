"""Figures that take along the frame they plot and their own words, into a notebook and out of it.

A picture in an executed notebook is pixels: whoever publishes it has neither the numbers nor a text
for those who cannot see it. So a figure function leaves its frame with the figure, and a notebook
that shows the figure keeps title, units, text and frame in the metadata of the output, from where
pages take them. The picture itself and what nbval compares stay as they are.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import pandas as pd
from IPython.core.getipython import get_ipython
from matplotlib.figure import Figure

from analysis.report.pictures import draw_once

__all__ = ["CARRIED", "carry", "plotted", "shown_with_frame", "words_of"]

CARRIED = "tomsk2020"
"""Key of the metadata of a picture under which kind, title, units and frame stand."""

_FRAME, _KIND = "_plotted_frame", "_plotted_by"
_SIX_DIGITS = "%.6g"
_Parameters = ParamSpec("_Parameters")
_Draw = Callable[_Parameters, tuple[Figure, pd.DataFrame]]


def plotted(draw: _Draw[_Parameters]) -> _Draw[_Parameters]:
    """Make a figure function leave the frame it returns, and its name, with the figure.

    Parameters
    ----------
    draw
        A figure function.

    Returns
    -------
    callable
        The same function; a frame that it has left itself (see `carry`) stays.
    """

    @wraps(draw)
    def drawn(
        *args: _Parameters.args, **options: _Parameters.kwargs
    ) -> tuple[Figure, pd.DataFrame]:
        figure, frame = draw(*args, **options)
        if not hasattr(figure, _FRAME):
            carry(figure, frame)
        setattr(figure, _KIND, draw.__name__)
        draw_once(figure)
        return figure, frame

    return drawn


def carry(figure: Figure, frame: pd.DataFrame) -> None:
    """Leave a frame with a figure.

    Parameters
    ----------
    figure
        A figure.
    frame
        What it plots, all of it, where the figure function returns less.
    """
    setattr(figure, _FRAME, frame)


def words_of(figure: Figure) -> dict[str, str]:
    """Say what a figure shows, from its titles, axes and legends.

    Parameters
    ----------
    figure
        A figure.

    Returns
    -------
    dict
        ``title``; ``units``, the labels of its axes; ``series``, the entries of its legends;
        ``alt``, one text of all three for those who cannot see it.
    """
    titles = _distinct([figure.get_suptitle(), *(axes.get_title("left") for axes in figure.axes)])
    titles += _distinct([axes.get_title() for axes in figure.axes])
    units = _distinct([axes.get_ylabel() for axes in figure.axes])
    units += _distinct([axes.get_xlabel() for axes in figure.axes])
    legends = [*figure.legends, *(axes.get_legend() for axes in figure.axes)]
    series = _distinct([t.get_text() for each in legends if each for t in each.get_texts()])
    title = titles[0] if titles else ""
    parts = [". ".join(titles), f"Axes: {'; '.join(units)}" if units else ""]
    parts.append(f"Shown: {'; '.join(series)}" if series else "")
    return {
        "title": title,
        "units": "; ".join(units),
        "series": "; ".join(series),
        "alt": ". ".join(part for part in parts if part) + ".",
    }


def _distinct(texts: list[str]) -> list[str]:
    """Keep texts once each, on one line, in order."""
    lines = (" ".join(text.split()) for text in texts)
    return list(dict.fromkeys(line for line in lines if line))


def _bundle(figure: Figure) -> tuple[dict[str, Any], dict[str, Any]]:
    """Add nothing to what is shown, and the words and the frame to what is known of the picture."""
    frame = getattr(figure, _FRAME, None)
    if frame is None:
        return {}, {}
    # An index without a name is the number of a row and says nothing.
    table = frame.reset_index() if any(frame.index.names) else frame
    csv = table.to_csv(index=False, float_format=_SIX_DIGITS, lineterminator="\n")
    words = words_of(figure)
    alt = words.pop("alt")
    facts = {"kind": getattr(figure, _KIND, ""), **words, "frame": csv}
    return {}, {"image/png": {"alt": alt, CARRIED: facts}}


def shown_with_frame() -> None:
    """Make the notebook this runs in, if it is one, keep words and frame of each figure shown."""
    shell = get_ipython()
    if shell is not None and shell.display_formatter is not None:
        shell.display_formatter.mimebundle_formatter.for_type(Figure, _bundle)
