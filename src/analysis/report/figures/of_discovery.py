"""Figures of scenario discovery; each returns the figure and the frame it plotted."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analysis.models.scenario_discovery import Box
from analysis.report.carried import plotted
from analysis.report.parameter_words import parameter_words
from analysis.report.style import COLOURS
from analysis.report.tables import number
from analysis.simulation.target.discovery import Finding

__all__ = ["box_chart", "trade_off_chart"]

# Characters of a label beside the axes, and of a title over them.
_LABEL_WIDTH = 34
_TITLE = 62


@plotted
def trade_off_chart(finding: Finding, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw coverage against density for every step of the search, and the box shown.

    Parameters
    ----------
    finding
        As from `analysis.simulation.find_box`.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds the steps: coverage, density and the number of restricted inputs; none, and
        words in the figure, where there was nothing to search for.
    """
    frame = finding.discovery.trajectory[["coverage", "density", "restricted"]]
    figure, axes = plt.subplots(figsize=(7.0, 4.6))
    if frame.empty:
        axes.text(0.5, 0.5, "Nothing tells these cases from others", ha="center", va="center")
    else:
        _draw_steps(axes, frame, finding.box)
        figure.legend(loc="outside lower center", ncols=2)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlim(0, 1.03)
    axes.set_ylim(0, 1.03)
    axes.set_title(fill(title, _TITLE, break_on_hyphens=False))
    axes.set_xlabel("Coverage: share of all such cases that is inside the box")
    axes.set_ylabel("Density: share of the box that are such cases")
    return figure, frame


def _draw_steps(axes: Axes, frame: pd.DataFrame, box: Box) -> None:
    axes.plot(frame["coverage"], frame["density"], color=COLOURS["neutral"], linewidth=1, zorder=1)
    drawn = axes.scatter(
        frame["coverage"], frame["density"], c=frame["restricted"], cmap="cividis", s=28, zorder=2
    )
    axes.plot(
        box.coverage,
        box.density,
        "D",
        color=COLOURS["promise"],
        markersize=9,
        markerfacecolor="none",
        markeredgewidth=2,
        label=f"Box shown, inputs restricted: {box.restricted}",
    )
    everywhere = "Density among all experiments"
    base = float(frame["density"].iloc[0])
    axes.axhline(base, color=COLOURS["history"], linestyle="--", linewidth=1, label=everywhere)
    colours = plt.colorbar(drawn, ax=axes, label="Inputs restricted")
    colours.locator = MaxNLocator(integer=True)
    colours.update_ticks()


@plotted
def box_chart(finding: Finding, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw which part of the experiments each restriction of a box keeps.

    Parameters
    ----------
    finding
        As from `analysis.simulation.find_box`.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame has a row an input, least likely by chance first: label, lowest and highest of
        all experiments, minimum and maximum inside with the shares of experiments below them
        (share_from, share_to), categories, quasi_p.
    """
    frame = _ranges(finding.question.inputs, finding.box)
    figure, axes = plt.subplots(figsize=(8.0, 1.4 + 0.72 * max(len(frame), 1)))
    for place, row in enumerate(frame.to_dict("records")):
        axes.hlines(place, 0, 1, color=COLOURS["neutral"], linewidth=2)
        if row["categories"]:
            axes.text(
                0.5,
                place - 0.16,
                f"only {' or '.join(row['categories'])}",
                ha="center",
                va="bottom",
                fontsize=9,
            )
        else:
            _bar(axes, place, frame.iloc[place])
    if frame.empty:
        axes.text(0.5, 0, "No input is restricted", ha="center", va="center")
    axes.set_yticks(range(len(frame)), [fill(label, _LABEL_WIDTH) for label in frame["label"]])
    axes.set_ylim(max(len(frame), 1) - 0.4, -0.6)
    axes.set_xlim(-0.12, 1.12)
    axes.set_xticks(np.linspace(0, 1, 5))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_title(fill(title, _TITLE, break_on_hyphens=False))
    axes.set_xlabel("Share of the experiments in order of the input; blue: inside the box")
    axes.grid(visible=False)
    return figure, frame


def _ranges(inputs: pd.DataFrame, box: Box) -> pd.DataFrame:
    limits = box.limits.sort_values("quasi_p", kind="stable")
    rows = []
    for name, low, high in zip(limits.index, limits["minimum"], limits["maximum"], strict=True):
        column = inputs[name]
        number_ = bool(pd.api.types.is_numeric_dtype(column))
        words = parameter_words(str(name))
        words = words[:1].upper() + words[1:]
        rows.append(
            (
                words,
                column.min() if number_ else np.nan,
                column.max() if number_ else np.nan,
                float((column < low).mean()) if number_ else np.nan,
                float((column <= high).mean()) if number_ else np.nan,
            )
        )
    columns = ["label", "lowest", "highest", "share_from", "share_to"]
    found = limits[["minimum", "maximum", "categories", "quasi_p"]].reset_index(drop=True)
    return pd.concat([pd.DataFrame(rows, columns=columns), found], axis=1)


def _bar(axes: Axes, place: int, row: pd.Series) -> None:
    """Draw one range inside its full range, with the ends of both written out."""
    axes.hlines(place, row["share_from"], row["share_to"], color=COLOURS["forecast"], linewidth=9)
    for at, end, side in ((-0.01, "lowest", "right"), (1.01, "highest", "left")):
        axes.text(
            at, place, _plain(row[end]), ha=side, va="center", fontsize=8, color=COLOURS["history"]
        )
    for share, end, most in (
        ("share_from", "minimum", "lowest"),
        ("share_to", "maximum", "highest"),
    ):
        if row[end] != row[most]:
            axes.text(
                row[share], place - 0.16, _plain(row[end]), ha="center", va="bottom", fontsize=9
            )


def _plain(value: float) -> str:
    return number(value) if abs(value) >= 1 else f"{value:.3g}"
