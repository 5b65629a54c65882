"""A figure is drawn once for a notebook, and nothing of it is lost at the edge."""

import io
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from matplotlib._pylab_helpers import Gcf
from matplotlib.figure import Figure
from PIL import Image

from analysis.report import pictures, use_style
from analysis.report.pictures import draw_once
from tests.shells import new_shell

SIZE = (600, 300)
LONG = "A title that is a good deal wider than the axes it stands over, by a label's width"


@pytest.fixture(autouse=True)
def _style() -> Iterator[None]:
    with plt.rc_context():
        use_style()
        yield
    plt.close("all")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    found = new_shell()
    select_figure_formats(found, {"png"}, bbox_inches="tight")
    monkeypatch.setattr(pictures, "get_ipython", lambda: found)
    return found


def labelled(title: str, *, xlabel: str = "Workplaces") -> Figure:
    figure, axes = plt.subplots(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
    axes.barh(["A step with a name of forty letters or so"], [1.0])
    axes.set_title(title)
    axes.set_xlabel(xlabel)
    return figure


def shown(shell: InteractiveShell, figure: Figure) -> Image.Image:
    data, _ = shell.display_formatter.format(figure, include={"image/png"})
    picture = data["image/png"]
    if isinstance(picture, str):
        import base64

        picture = base64.b64decode(picture)
    return Image.open(io.BytesIO(picture)).convert("L")


def counted(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    drawn: list[Figure] = []
    draw = Figure.draw

    def counting(self: Figure, renderer: object) -> None:
        drawn.append(self)
        draw(self, renderer)

    monkeypatch.setattr(Figure, "draw", counting)
    return drawn


def edges(picture: Image.Image) -> np.ndarray:
    pixels = np.asarray(picture)
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


@pytest.mark.parametrize("title", ["Short", LONG[:60]])
def test_one_drawing_as_large_as_the_figure(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, title: str
):
    figure = labelled(title)
    draw_once(figure)
    drawn = counted(monkeypatch)
    picture = shown(shell, figure)
    assert (len(drawn), picture.size) == (1, SIZE)
    assert (edges(picture) == 255).all()


def test_the_end_of_a_cell_draws_nothing_that_nobody_sees(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
):
    drawn = counted(monkeypatch)
    for _ in range(2):
        draw_once(labelled("Short"))
    Gcf.draw_all()
    assert drawn == []
    labelled("Short")
    Gcf.draw_all()
    assert len(drawn) == 1


def test_a_title_begins_at_the_axes_or_further_left_where_it_would_leave_the_picture(
    shell: InteractiveShell,
):
    starts = []
    for title in ("Short", LONG[:60]):
        figure = labelled(title)
        draw_once(figure)
        shown(shell, figure)
        (axes,) = figure.axes
        (found,) = pictures._titles(axes)
        box = found.get_window_extent()
        assert box.x1 < SIZE[0]
        starts.append(box.x0 - axes.bbox.x0)
    assert starts[0] == pytest.approx(0, abs=1)
    assert starts[1] < -20


def test_words_that_fit_nowhere_make_the_picture_larger_as_ever(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
):
    figure = labelled("Short", xlabel=LONG * 2)
    draw_once(figure)
    drawn = counted(monkeypatch)
    picture = shown(shell, figure)
    assert len(drawn) == 2
    assert picture.size[0] > SIZE[0]


def test_a_figure_is_drawn_again_alike(shell: InteractiveShell):
    figure = labelled(LONG[:60])
    draw_once(figure)
    first = shown(shell, figure)
    assert np.array_equal(np.asarray(first), np.asarray(shown(shell, figure)))
    assert figure.get_layout_engine() is not None


def test_figures_of_others_and_other_resolutions_are_drawn_as_their_users_asked(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
):
    ours, others = labelled("Short"), labelled("Short")
    draw_once(ours)
    drawn = counted(monkeypatch)
    shown(shell, others)
    assert len(drawn) == 2
    select_figure_formats(shell, {"retina"}, bbox_inches="tight")
    draw_once(ours)
    data, known = shell.display_formatter.format(ours, include={"image/png"})
    assert known["image/png"]["width"] < 2 * SIZE[0] < 2.2 * known["image/png"]["width"]
    assert data.keys() == {"image/png"}


def test_a_notebook_without_pictures_has_none(shell: InteractiveShell):
    select_figure_formats(shell, set())
    figure = labelled("Short")
    draw_once(figure)
    assert shell.display_formatter.format(figure, include={"image/png"})[0] == {}
