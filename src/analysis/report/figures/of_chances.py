"""Figures of chances: how likely each reading is met, and in which year first."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from analysis.report.carried import plotted
from analysis.report.style import COLOURS
from analysis.report.tables import number
from analysis.report.verdict import chance

__all__ = ["chance_chart", "first_year_chart"]

_CROWDED = 0.6
# Characters of a title that fit over the axes.
_TITLE = 70
_PER_CENT = FuncFormatter(lambda value, _: f"{100 * value:g} %")


@plotted
def chance_chart(chances: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the probability of each reading with its exact interval, and say how many draws met it.

    Parameters
    ----------
    chances
        As from `analysis.simulation.target.chance_table.chances_table`.
    title
        What is drawn, with horizon and information set.

    Returns
    -------
    figure, frame
        The frame holds label, probability, low, high and says, what is written beside each.
    """
    says = [_says(row) for _, row in chances.iterrows()]
    frame = chances[["label", "probability", "low", "high"]].assign(says=says)
    figure, axes = plt.subplots(figsize=(8.0, 1.5 + 0.55 * len(frame)))
    labels = frame["label"].str[:1].str.upper() + frame["label"].str[1:]
    axes.hlines(
        labels, frame["low"], frame["high"], color=COLOURS["forecast"], linewidth=6, alpha=0.4,
        label="95 % interval of the count, exact",
    )  # fmt: skip
    axes.plot(
        frame["probability"],
        labels,
        "o",
        color=COLOURS["forecast"],
        label="Share of draws",
        clip_on=False,
        zorder=3,
    )
    # Room for the words right of the longest bar, or left of it where it ends near certainty.
    axes.set_xlim(0, min(max(1.8 * float(frame["high"].max()), 1e-3), 1.0))
    for label, low, high, words in zip(labels, frame["low"], frame["high"], says, strict=True):
        _write_beside(axes, (low, high), label, words)
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.xaxis.set_major_formatter(_PER_CENT)
    axes.set_title(title)
    axes.set_xlabel("Probability that the target is met")
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2)
    return figure, frame


def _says(row: pd.Series) -> str:
    """Say how many draws met the target, and what that bounds where none or all did."""
    share = chance(row["probability"])
    if row["draws_met"] == 0:
        share = f"at most {number(100 * row['high'], 2)} %"
    elif row["draws_met"] == row["draws"]:
        share = f"all but {number(100 * (1 - row['low']), 2)} % at the least"
    return f"{row['draws_met']:,} of {row['draws']:,} draws: {share}"


@plotted
def first_year_chart(first: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw in which year the target is met first, and write how often in none.

    Parameters
    ----------
    first
        As from `analysis.simulation.target.first_year.first_year_met`.
    title
        What is drawn, with reading and information set.

    Returns
    -------
    figure, frame
        The frame holds when, probability, low and high; the last row, no year at all, is written
        into the legend, where its bar would dwarf the others.
    """
    frame = first[["when", "probability", "low", "high"]].reset_index(drop=True)
    never = first["year"].isna().to_numpy()
    drawn = frame[~never]
    figure, axes = plt.subplots(figsize=(8.0, 1.7 + 0.36 * len(drawn)))
    when = drawn["when"].str[:1].str.upper() + drawn["when"].str[1:]
    axes.barh(when, drawn["probability"], color=COLOURS["forecast"], height=0.7)
    reach = np.array(
        [drawn["probability"] - drawn["low"], drawn["high"] - drawn["probability"]]
    ).clip(0)
    interval = axes.errorbar(
        drawn["probability"], when, xerr=reach, fmt="none", color=COLOURS["history"],
        capsize=3, linewidth=1, label="95 % interval of the count, exact",
    )  # fmt: skip
    for label, share, high in zip(when, drawn["probability"], drawn["high"], strict=True):
        _write_beside(axes, (0.0, high), label, chance(share))
    axes.set_ylim(len(drawn) - 0.5, -0.5)
    axes.set_xlim(0, max(1.25 * float(drawn["high"].max()), 1e-3))
    axes.xaxis.set_major_formatter(_PER_CENT)
    axes.set_title(fill(title, _TITLE, break_on_hyphens=False))
    axes.set_xlabel("Probability that the target is met first by the end of the year")
    axes.grid(visible=False, axis="y")
    rest = [
        Line2D(
            [],
            [],
            linestyle="none",
            label=f"{row['when'].capitalize()}: {chance(row['probability'])}",
        )
        for row in frame[never].to_dict("records")
    ]
    figure.legend(handles=[interval, *rest], loc="outside lower center", ncols=2)
    return figure, frame


def _write_beside(axes: Axes, ends: tuple[float, float], label: str, words: str) -> None:
    """Write words right of a bar, or left of it where there is no room."""
    left, right = ends
    inside = left > _CROWDED
    axes.annotate(
        words,
        (left if inside else right, label),
        xytext=(-8 if inside else 6, 0),
        textcoords="offset points",
        ha="right" if inside else "left",
        va="center",
        fontsize=9,
    )
