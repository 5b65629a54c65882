"""Pictures of figures in a notebook, drawn once instead of three times.

Jupyter's own way draws a figure at the end of the cell, which nobody sees, without ink to learn the
box around all that is drawn, and then for the notebook. A figure with a constrained layout leaves
nothing outside but words that are wider than their axes: these are looked at, and the rest is drawn
as it is, in less than half the time.
"""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.core.pylabtools import print_figure
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

__all__ = ["draw_once"]

_ONCE = "_drawn_once"
_MARGIN_INCHES = 0.05


def draw_once(figure: Figure) -> None:
    """Have a figure drawn once when the notebook this runs in, if it is one, shows it as PNG.

    Parameters
    ----------
    figure
        A figure with a constrained layout.

    Notes
    -----
    A title that would leave the picture on the right begins further left. Who has asked Jupyter
    for another format or for double resolution gets that, drawn in its own way.
    """
    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    setattr(figure, _ONCE, True)
    formatter = shell.display_formatter.formatters["image/png"]
    try:
        usual = formatter.lookup_by_type(Figure)
    except KeyError:
        return
    drawn_by = getattr(usual, "func", None)
    if drawn_by is print_figure:
        formatter.for_type(Figure, partial(_picture, usual))
    if drawn_by in {print_figure, _picture}:
        # Otherwise pyplot draws it at the end of the cell, for a window that is not there.
        figure.stale = False


def _picture(usual: Any, figure: Figure) -> Any:  # noqa: ANN401  (bytes, or text of base 64)
    canvas, layout = figure.canvas, figure.get_layout_engine()
    if not hasattr(figure, _ONCE) or layout is None or not isinstance(canvas, FigureCanvasAgg):
        return usual(figure)
    layout.execute(figure)
    for axes in figure.axes:
        for title in _titles(axes):
            _move_inside(title, axes, figure)
    if any(_overhang(text, figure) > 0 for text in _words(figure)):
        return usual(figure)
    figure.set_layout_engine("none")
    picture = BytesIO()
    canvas.print_png(picture)
    figure.set_layout_engine(layout)
    return picture.getvalue()


def _titles(axes: Axes) -> list[Text]:
    written = {axes.get_title(place) for place in ("left", "center", "right")}
    texts = [child for child in axes.get_children() if isinstance(child, Text)]
    return [text for text in texts if text.get_text() and text.get_text() in written]


def _words(figure: Figure) -> Iterator[Text]:
    """Give what a layout does not keep inside: it knows how high words are, not how wide."""
    for axes in figure.axes:
        yield from (axes.xaxis.label, axes.yaxis.label, *_titles(axes))
    yield from figure.texts


def _overhang(text: Text, figure: Figure, margin: float = 0.0) -> float:
    """Return by how many pixels words leave the picture, left or right."""
    if not text.get_text():
        return 0.0
    box = text.get_window_extent()
    return float(max(box.x1 + margin - figure.bbox.x1, figure.bbox.x0 - box.x0, 0.0))


def _move_inside(title: Text, axes: Axes, figure: Figure) -> None:
    outside = _overhang(title, figure, _MARGIN_INCHES * figure.dpi)
    if outside > 0:
        title.set_x(title.get_position()[0] - outside / axes.bbox.width)
