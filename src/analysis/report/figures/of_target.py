"""The break-even frontier: what would be enough, and where today's evidence lies."""

from textwrap import fill
from typing import Literal, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray
from scipy import ndimage

from analysis.report.carried import carry, plotted
from analysis.report.figures.axes import PLAIN_NUMBERS
from analysis.report.style import COLOURS
from analysis.report.tables import number
from analysis.report.verdict import chance
from analysis.simulation.target.promise_point import PromisePoint

__all__ = ["frontier_chart"]

# Shares of the draws inside a contour; cells of the density a side and cells it is smoothed over.
_INSIDE: dict[float, Literal["dashed", "solid"]] = {0.9: "dashed", 0.5: "solid"}
_CELLS, _SMOOTH = 120, 4.0
# Draws beyond either edge of the cost are left out, so that a few do not squeeze the rest.
_EDGES = (0.002, 0.97)
_MIDDLE = 0.5
# Draws that the figure carries with it, of the many behind its contours.
_SAMPLE = 300
# Characters of a line of the legend that fit under the axes.
_LEGEND = 100
# The colour of the area, dark enough to be read on it.
_DARK_GREEN = "#00664b"
_PER_CENT = FuncFormatter(lambda value, _: f"{100 * value:.0f} %")


class _Window(NamedTuple):
    """What the figure shows: largest share of the money, smallest and largest cost."""

    right: float
    bottom: float
    top: float


@plotted
def frontier_chart(
    frontier: pd.DataFrame,
    evidence: pd.DataFrame,
    *,
    promised: PromisePoint,
    title: str,
    probability: float = 0.5,
    labour_ceiling: bool = True,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the break-even frontier, the promise's own point and where the draws lie.

    Parameters
    ----------
    frontier
        As from `analysis.simulation.break_even_frontier`.
    evidence
        As from `analysis.simulation.target.frontier.frontier_evidence`, of the same reading,
        probability and labour ceiling.
    promised
        As from `analysis.simulation.promise_point`, of the same reading; drawn at 100 % of the
        money, if it can be.
    title
        What is drawn, with reading, horizon and information set.
    probability
        Probability of the frontier.
    labour_ceiling
        Whether jobs must find workers, as in the frontier.

    Returns
    -------
    figure, frame
        The frame holds the rows of the frontier that have a curve: realisation_share, cost_rub_mn.
    """
    curve = frontier[(frontier["cost_rub_mn"] > 0) & np.isfinite(frontier["cost_rub_mn"])]
    seen = evidence[(evidence["cost_rub_mn"] > 0) & np.isfinite(evidence["cost_rub_mn"])]
    window = _window(curve, seen, float(frontier["realisation_share"].max()), promised.cost_rub_mn)
    figure, axes = plt.subplots(figsize=(8.0, 5.6))
    axes.set(yscale="log", xlim=(0, window.right), ylim=(window.bottom, window.top))
    handles = _draw_curve(axes, frontier, window, probability)
    handles += _draw_promise(axes, promised)
    handles += _draw_evidence(axes, evidence, seen, window)
    handles += _beyond(evidence, workers_limit=labour_ceiling and promised.reading != "gross_new")
    axes.yaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.xaxis.set_major_formatter(_PER_CENT)
    axes.set_title(title)
    axes.set_xlabel("Share of the promised money that comes in the end")
    axes.set_ylabel(
        f"RUB mn of extra-budgetary money a gross post,\nprices of {promised.price_year}, log scale"
    )
    figure.legend(handles=handles, loc="outside lower left", ncols=1)
    carry(figure, _all_drawn(curve, promised, seen, evidence))
    return figure, curve[["realisation_share", "cost_rub_mn"]].reset_index(drop=True)


def _all_drawn(
    curve: pd.DataFrame, promised: PromisePoint, seen: pd.DataFrame, evidence: pd.DataFrame
) -> pd.DataFrame:
    """Put curve, promise, middle draw and a sample of the draws one below the other."""
    columns = ["realisation_share", "cost_rub_mn"]
    middle = evidence[columns].median().to_frame().T
    promise = pd.DataFrame([(1.0, promised.cost_rub_mn)], columns=columns)
    sample = seen.iloc[:: max(len(seen) // _SAMPLE, 1)]
    parts = {"frontier": curve, "promise": promise, "middle draw": middle, "draw": sample}
    return pd.concat([frame[columns].assign(part=name) for name, frame in parts.items()])


def _window(curve: pd.DataFrame, seen: pd.DataFrame, ceiling: float, promised: float) -> _Window:
    """Show nearly all draws, the promise, and the upper part of the curve."""
    # A promise without a cost on this axis is not drawn.
    promised = promised if 0 < promised < np.inf else 1.0
    low, high = (
        np.quantile(seen["cost_rub_mn"], _EDGES) if len(seen) else (promised / 10, promised * 10)
    )
    upper = float(curve["cost_rub_mn"].max()) if len(curve) else promised
    right = max(ceiling, 1.1)
    # Where there is no curve, words stand below the draws.
    room = 3 if len(curve) else 8
    return _Window(right, min(low, promised, upper) / room, max(high, promised, upper) * 1.5)


def _draw_promise(axes: Axes, promised: PromisePoint) -> list[Line2D]:
    """Mark the promise and say how its printed number was led onto the axis."""
    if not 0 < promised.cost_rub_mn < np.inf:
        return []
    posts = number(promised.posts)
    taken = "" if promised.posts == 1 else f"; a workplace takes {posts} gross posts"
    words = (
        f"The promise: all the money, RUB {number(promised.cost_rub_mn)} mn a gross post. Printed: "
        f"RUB {number(promised.printed_rub_mn)} mn a workplace, nominal; at the prices of each "
        f"planned year {number(promised.real_rub_mn)}; a budget ruble makes "
        f"{number(promised.budget_yield)} of an extra-budgetary one's posts{taken}"
    )
    at = (1.0, promised.cost_rub_mn)
    return axes.plot(
        *at, "D", color=COLOURS["promise"], markersize=9, zorder=5, label=fill(words, _LEGEND)
    )


def _draw_curve(
    axes: Axes, frontier: pd.DataFrame, window: _Window, probability: float
) -> list[Line2D]:
    """Shade and name the part of the plane where the target is met, or say why there is none."""
    words = f"with a chance of {chance(probability)} or more"
    highest = float(frontier["cost_rub_mn"].max())
    if not 0 < highest < np.inf:
        answer = str(frontier["answer"].iloc[-1])
        _write(axes, (0.5, 0.04), f"Target {words}:\n{answer}", COLOURS["promise"])
        return []
    # The curve is straight and the axis is not: it needs many points.
    share = np.linspace(0.0, float(frontier["realisation_share"].max()), _CELLS * 4)[1:]
    cost = np.interp(share, frontier["realisation_share"], frontier["cost_rub_mn"])
    axes.fill_between(share, window.bottom, cost, color=COLOURS["gain"], alpha=0.22, linewidth=0)
    label = f"Frontier: on or below it the target is met {words}"
    line = axes.plot(share, cost, color=COLOURS["gain"], linewidth=2.5, label=label)
    _write(axes, (0.98, 0.03), "Target met", _DARK_GREEN)
    _write(axes, (0.98, 0.97), "Target missed", COLOURS["history"])
    return line


def _write(axes: Axes, at: tuple[float, float], words: str, colour: str) -> None:
    """Write words into the figure, at fractions of its width and height."""
    left, height = at
    axes.text(
        left,
        height,
        words,
        transform=axes.transAxes,
        ha="right" if left > _MIDDLE else "center",
        va="top" if height > _MIDDLE else "bottom",
        color=colour,
        fontsize=11,
        fontweight="bold",
        bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 2},
        zorder=6,
    )


def _draw_evidence(
    axes: Axes, evidence: pd.DataFrame, seen: pd.DataFrame, window: _Window
) -> list[Line2D]:
    """Draw contours around half and nine tenths of the draws shown, and their middle."""
    handles: list[Line2D] = []
    if len(seen) > 1:
        density = _density(seen, window)
        for inside, style in _INSIDE.items():
            # So many draws lie where it is denser (Hyndman 1996, American Statistician 50).
            level = float(np.quantile(density.at_draws, 1 - inside))
            axes.contour(
                density.share, density.cost, density.counts.T, levels=[level],
                colors=COLOURS["forecast"], linestyles=style, linewidths=1.5,
            )  # fmt: skip
            label = f"Around {100 * inside:.0f} % of the draws shown"
            handles.append(Line2D([], [], color=COLOURS["forecast"], linestyle=style, label=label))
    middle = evidence[["realisation_share", "cost_rub_mn"]].median()
    if 0 < middle["cost_rub_mn"] < np.inf:
        drawn = number(float(evidence["post_rub_mn"].median()))
        cost = number(float(middle["cost_rub_mn"]))
        label = (
            f"Middle draw: {_PER_CENT(middle['realisation_share'])} of the money, RUB {cost} mn a "
            "post on the footing of the frontier, so that a draw is on or below the line exactly "
            f"when it meets the target; as drawn, all sources alike, {drawn} mn"
        )
        handles += axes.plot(
            *middle, "o", color=COLOURS["forecast"], label=fill(label, _LEGEND), zorder=5
        )
    return handles


def _beyond(evidence: pd.DataFrame, *, workers_limit: bool) -> list[Line2D]:
    """Say how many draws have no place on the axis, and why."""
    short = ", or workers are too few" if workers_limit else ""
    cost = evidence["cost_rub_mn"]
    beyond = [
        (np.isinf(cost), f"above the figure: no post that counts is made{short}"),
        (cost == 0, "below the figure: the target is met without a post"),
    ]
    return [
        Line2D([], [], linestyle="none", label=f"{chance(float(mask.mean()))} of all draws {name}")
        for mask, name in beyond
        if mask.any()
    ]


class _Density(NamedTuple):
    """Smoothed counts of draws, shape (shares, costs), the middles of the cells, and draws' own."""

    counts: NDArray[np.float64]
    share: NDArray[np.float64]
    cost: NDArray[np.float64]
    at_draws: NDArray[np.float64]


def _density(seen: pd.DataFrame, window: _Window) -> _Density:
    """Count draws in the cells of the figure and smooth the counts."""
    places = (seen["realisation_share"].to_numpy(), np.log(seen["cost_rub_mn"].to_numpy()))
    edges = (
        np.linspace(0, window.right, _CELLS + 1),
        np.linspace(np.log(window.bottom), np.log(window.top), _CELLS + 1),
    )
    counts, _, _ = np.histogram2d(*places, bins=edges)
    smooth = np.asarray(ndimage.gaussian_filter(counts, _SMOOTH, mode="nearest"))
    rows, columns = (
        np.clip(np.searchsorted(edge, place) - 1, 0, _CELLS - 1)
        for edge, place in zip(edges, places, strict=True)
    )
    share, cost = ((edge[1:] + edge[:-1]) / 2 for edge in edges)
    return _Density(smooth, share, np.exp(cost), smooth[rows, columns])
