"""Figures of forecasts against what came; each returns the figure and the frame it plotted."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.report.carried import plotted
from analysis.report.figures.axes import label_years
from analysis.report.style import COLOURS
from analysis.simulation.outturn.words import item_words, subject_words, unit_words

__all__ = ["outturn_panels", "promise_strip", "skill_chart"]

_BANDS = (("p05", "p95", 0.18, "90 % band"), ("p25", "p75", 0.35, "50 % band"))
_RIVALS = {
    "skill_promise": ("s", "promise", "the promise at its word"),
    "skill_reference": ("o", "forecast", "drift, or the reference class"),
    "skill_no_change": ("^", "history", "no change"),
}
_LARGEST = 20.0
_PERCENT = FuncFormatter(lambda value, _: f"{value:,.0f} %" if value >= 1 else f"{value:g} %")


@plotted
def outturn_panels(bands: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw each figure's history, the fan seen from `as_of`, and what came.

    Parameters
    ----------
    bands
        As from `analysis.simulation.outturn.outturn_bands`.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame as given; the pandemic year has a mark of its own.
    """
    items = bands["item"].unique().tolist()
    rows = math.ceil(len(items) / 2)
    figure, grid = plt.subplots(rows, 2, squeeze=False, figsize=(9.0, 0.8 + 2.9 * rows))
    panels = grid.ravel().tolist()
    for axes, item in zip(panels, items, strict=False):
        own = bands[bands["item"] == item]
        _draw_item(axes, own)
        words = item_words(str(item))
        unit = str(own["unit"].iloc[0])
        label_years(axes, _capital(words), _capital(unit))
    for axes in panels[len(items) :]:
        axes.set_visible(False)
    handles: dict[str, Artist] = {}
    for axes in panels[: len(items)]:
        drawn, names = axes.get_legend_handles_labels()
        handles |= dict(zip(names, drawn, strict=True))
    figure.suptitle(title, x=0.02, ha="left", fontsize=12, fontweight="bold")
    figure.legend(list(handles.values()), list(handles), loc="outside lower center", ncols=3)
    return figure, bands


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _draw_item(axes: Axes, own: pd.DataFrame) -> None:
    history, band = own[own["kind"] == "history"], own[own["kind"] == "band"]
    came = own[own["kind"] == "outturn"]
    if len(history):
        axes.plot(history["year"], history["value"], color=COLOURS["history"], label="Published")
        start = history.iloc[[-1]]
        levels = [name for low, high, *_ in _BANDS for name in (low, high)] + ["p50"]
        band = pd.concat([start.assign(**dict.fromkeys(levels, start["value"].iloc[0])), band])
    for low, high, alpha, label in _BANDS:
        axes.fill_between(
            band["year"].astype(float),
            band[low].astype(float),
            band[high].astype(float),
            color=COLOURS["forecast"],
            alpha=alpha,
            linewidth=0,
            label=label,
        )
    axes.plot(band["year"], band["p50"], color=COLOURS["forecast"], label="Median")
    for pandemic, face, label in (
        (False, COLOURS["promise"], "Outturn"),
        (True, "white", "Outturn, pandemic year"),
    ):
        rows = came[came["pandemic"].astype(bool) == pandemic]
        axes.plot(
            rows["year"],
            rows["value"],
            "o",
            color=COLOURS["promise"],
            markerfacecolor=face,
            markeredgewidth=1.6,
            label=label,
        )


@plotted
def skill_chart(skills: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw how many times a rival's score the model's is, on a log axis.

    Parameters
    ----------
    skills
        As from `analysis.simulation.outturn.skill_by_item`, one information set.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds one row an item and period with the ratio to each rival, if one says
        anything of it; ratios above 20 are drawn at 20.
    """
    frame = skills[["item", "period"]].copy()
    for name in _RIVALS:
        frame[name.replace("skill", "ratio")] = 1 - skills[name].astype(float)
    ratios = [name.replace("skill", "ratio") for name in _RIVALS]
    frame = frame.dropna(subset=ratios, how="all").reset_index(drop=True)
    labels = [
        f"{item_words(str(row['item']))}, {row['period']}" for row in frame.to_dict("records")
    ]
    figure, axes = plt.subplots(figsize=(9.0, 1.7 + 0.3 * len(frame)))
    axes.axvline(1, color=COLOURS["neutral"], linestyle="--")
    places = np.arange(len(frame))
    for name, (marker, role, words) in _RIVALS.items():
        ratio = frame[name.replace("skill", "ratio")].clip(upper=_LARGEST)
        axes.plot(ratio, places, marker, color=COLOURS[role], label=f"Against {words}")
    axes.set_xscale("log")
    axes.set_xticks([0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.minorticks_off()
    axes.set_yticks(places, labels)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.set_title(title)
    axes.set_xlabel(
        "Score of the model over that of the rival (CRPS; below 1 is better), log scale"
    )
    figure.legend(loc="outside lower center", ncols=3)
    return figure, frame


@plotted
def promise_strip(promises: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the share of every promise that was reached, one line a subject.

    Parameters
    ----------
    promises
        As from `analysis.simulation.outturn.promise_scores`.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds the promises drawn, with their line: those with a share, but for the
        composition of a sum, which is no amount. Targets that do not count are grey. Promises of
        the programme are ringed; one of them without an outturn is named at the right.
    """
    known = promises[promises["share"].notna() & (promises["measure"] != "composition")]
    asked = promises[promises["asked"].astype(bool)]
    subjects = sorted(set(known["subject"]) | set(asked["subject"]))
    frame = known.assign(line=known["subject"].map(subjects.index)).reset_index(drop=True)
    figure, axes = plt.subplots(figsize=(9.0, 2.0 + 0.42 * len(subjects)))
    axes.axvline(100, color=COLOURS["neutral"], linestyle="--")
    targets, plans = (frame[frame["kind"].str.startswith(word)] for word in ("target", "plan"))
    counts, under_way = targets["left_out"] == "", targets["outcome"] == "under way"
    for rows, marker, role, face, words in (
        (targets[counts & ~under_way], "o", "forecast", None, "Target of years, due or reached"),
        (targets[counts & under_way], "o", "forecast", "white", "Target of years, under way"),
        (targets[~counts], "o", "neutral", None, "Target of years, not counted"),
        (plans, "s", "federal", "white", "Plan of the year"),
    ):
        axes.plot(
            100 * rows["share"],
            rows["line"] + (0.18 if marker == "s" else -0.1),
            marker,
            color=COLOURS[role],
            markerfacecolor=face or COLOURS[role],
            alpha=0.85,
            label=words,
        )
    _ring_the_asked(axes, frame, asked, subjects)
    axes.set_xscale("log")
    axes.set_xticks([10, 20, 50, 100, 200, 400])
    axes.xaxis.set_major_formatter(_PERCENT)
    axes.minorticks_off()
    axes.set_xlim(9, 450)
    names = [_capital(subject_words(subject)) for subject in subjects]
    axes.set_yticks(range(len(subjects)), names)
    axes.set_ylim(len(subjects) - 0.4, -0.7)
    axes.set_title(title)
    axes.set_xlabel("Reached, per cent of what was promised, log scale")
    figure.legend(loc="outside lower center", ncols=2)
    return figure, frame


def _ring_the_asked(
    axes: Axes, frame: pd.DataFrame, asked: pd.DataFrame, subjects: list[str]
) -> None:
    """Mark the promises of the programme, and name those of which nothing came on file."""
    rings = frame[frame["asked"].astype(bool)]
    axes.plot(
        100 * rings["share"],
        rings["line"] - 0.1,
        "o",
        markersize=13,
        color=COLOURS["promise"],
        markerfacecolor="none",
        markeredgewidth=1.8,
        label="Promise of the programme",
    )
    for row in rings.to_dict("records"):
        axes.annotate(
            f"{row['promised']:,g} {unit_words(str(row['unit']))}",
            (100 * row["share"], row["line"] - 0.1),
            xytext=(-9, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8,
            color=COLOURS["promise"],
        )
    for row in asked[asked["share"].isna()].to_dict("records"):
        axes.annotate(
            f"{row['promised']:,.0f} {unit_words(str(row['unit']))}: no outturn on file",
            (0.99, subjects.index(row["subject"]) + 0.3),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=8,
            color=COLOURS["promise"],
        )
