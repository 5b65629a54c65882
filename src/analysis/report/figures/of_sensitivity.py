"""Figures of what an answer rests on; each returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analysis.report.carried import plotted
from analysis.report.figures.axes import PLAIN_NUMBERS
from analysis.report.parameter_words import parameter_words
from analysis.report.style import COLOURS

__all__ = ["sobol_chart", "tornado_chart"]

# Hatches tell the ratings apart where colours do not.
_QUALITY = {
    "red": (COLOURS["promise"], "///"),
    "amber": (COLOURS["federal"], ".."),
    "green": (COLOURS["gain"], ""),
}


@plotted
def tornado_chart(
    swings: pd.DataFrame, *, title: str, unit: str, bars: int = 15
) -> tuple[Figure, pd.DataFrame]:
    """Draw how far each assumption moves an answer, widest swing on top.

    Parameters
    ----------
    swings
        As from `analysis.simulation.tornado`.
    title, unit
        What is drawn, and its unit.
    bars
        Number of assumptions drawn.

    Returns
    -------
    figure, frame
        The frame holds the rows drawn: label, at_low, at_value, at_high, low, high, quality; an
        end that another parameter rules out is drawn at the central value and has no text.
    """
    frame = swings.head(bars).assign(
        label=[_label(str(name)) for name in swings["parameter"].head(bars)]
    )[["label", "at_low", "at_value", "at_high", "low", "high", "quality"]]
    figure, axes = plt.subplots(figsize=(9.0, 1.5 + 0.36 * len(frame)))
    levels = frame[["at_low", "at_value", "at_high"]]
    for place, (least, most, quality) in enumerate(
        zip(levels.min(axis=1), levels.max(axis=1), frame["quality"], strict=True)
    ):
        colour, hatch = _QUALITY[str(quality)]
        axes.barh(
            place,
            most - least,
            left=least,
            height=0.7,
            color=colour,
            hatch=hatch,
            edgecolor="white",
        )
    for end, other in (("low", "high"), ("high", "low")):
        _write_ends(axes, frame, end, other)
    if len(frame):
        axes.axvline(frame["at_value"].iloc[0], color=COLOURS["history"], linewidth=1.2)
    axes.set_yticks(range(len(frame)), frame["label"])
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.use_sticky_edges = False
    axes.margins(x=0.2)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.xaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.set_title(title)
    axes.set_xlabel(f"{unit}; beside a bar: what is assumed there")
    axes.grid(visible=False, axis="y")
    keys: list[Artist] = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=f"Evidence {quality}")
        for quality, (colour, hatch) in _QUALITY.items()
    ]
    keys.append(Line2D([], [], color=COLOURS["history"], linewidth=1.2, label="As assumed"))
    figure.legend(handles=keys, loc="outside lower center", ncols=4)
    return figure, frame


def _label(name: str) -> str:
    words = parameter_words(name)
    return words[:1].upper() + words[1:]


def _write_ends(axes: Axes, frame: pd.DataFrame, end: str, other: str) -> None:
    """Write the value of each parameter at one end of its bar, where it moves the answer."""
    middle = frame["at_value"]
    right = frame[f"at_{end}"] > frame[f"at_{other}"].fillna(middle)
    moves = frame[f"at_{end}"].notna() & (frame[f"at_{end}"] != middle)
    for place in np.flatnonzero(moves):
        axes.annotate(
            _words(frame[end].iloc[place]),
            (float(frame[f"at_{end}"].iloc[place]), float(place)),
            xytext=(4 if right.iloc[place] else -4, 0),
            textcoords="offset points",
            ha="left" if right.iloc[place] else "right",
            va="center",
            fontsize=8,
        )


def _words(value: object) -> str:
    if isinstance(value, str):
        return value.replace("_", " ")
    return (
        f"{float(str(value)):,.4g}" if abs(float(str(value))) >= 1e4 else f"{float(str(value)):.4g}"
    )


@plotted
def sobol_chart(
    shares: pd.DataFrame, *, title: str, least: float = 0.005
) -> tuple[Figure, pd.DataFrame]:
    """Draw the share of an answer's variance that hangs on each group of inputs.

    Parameters
    ----------
    shares
        The table of `analysis.simulation.sobol`.
    title
        What is drawn.
    least
        Smallest total share that is drawn.

    Returns
    -------
    figure, frame
        The frame holds the rows drawn; none, and words in the figure, where nothing varies.
    """
    frame = shares[shares["total"] >= least].reset_index(drop=True)
    figure, axes = plt.subplots(figsize=(8.0, 1.7 + 0.36 * len(frame)))
    if frame.empty:
        axes.text(
            0.5,
            0.5,
            "The same in every draw: no variance to share",
            ha="center",
            transform=axes.transAxes,
        )
    place = np.arange(len(frame))
    for name, colour, word, shift in (
        ("total", COLOURS["level"], "With all interactions", -0.17),
        ("first_order", COLOURS["forecast"], "By itself", 0.17),
    ):
        axes.barh(place + shift, frame[name].clip(lower=0), height=0.34, color=colour, label=word)
        ends = frame[[f"{name}_low", f"{name}_high"]].sub(frame[name], axis=0).abs().to_numpy().T
        axes.errorbar(
            frame[name].clip(lower=0),
            place + shift,
            xerr=ends,
            fmt="none",
            ecolor=COLOURS["history"],
            elinewidth=1,
            capsize=2,
        )
    axes.set_yticks(place, frame["group"])
    axes.set_ylim(max(len(frame), 1) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_title(title)
    axes.set_xlabel("Share of the variance, with 95 % interval of the sampling")
    axes.grid(visible=False, axis="y")
    if len(frame):
        figure.legend(loc="outside lower center", ncols=2)
    return figure, frame
