"""Figures of cost, ledger and readings; each returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.report.figures.axes import PLAIN_NUMBERS
from analysis.report.style import COLOURS

__all__ = ["interval_chart", "waterfall", "zone_cost_chart"]


def zone_cost_chart(
    records: pd.DataFrame,
    *,
    promised: float,
    median: float,
    band: tuple[float, float],
    title: str,
    unit: str,
) -> tuple[Figure, pd.DataFrame]:
    """Draw what a job has cost in each zone, the band drawn from it, and the promised ratio.

    Parameters
    ----------
    records
        Columns subject, year, real_cost_rub_mn.
    promised
        Promised money per promised workplace, same unit.
    median, band
        Median and 90 % band of the cost of a new post.
    title, unit
        What is drawn, and its unit with price year.

    Returns
    -------
    figure, frame
        The frame holds the records drawn.
    """
    frame = records.sort_values(["subject", "year"]).reset_index(drop=True)
    zones = frame["subject"].str.removeprefix("sez_").str.replace("_", " ").str.title()
    labels = list(zones + " " + frame["year"].astype(str))
    figure, axes = plt.subplots(figsize=(8.0, 1.6 + 0.38 * len(frame)))
    axes.axvspan(
        *band, color=COLOURS["forecast"], alpha=0.18, linewidth=0, label="90 % band of a new post"
    )
    axes.axvline(median, color=COLOURS["forecast"], label="Median of a new post")
    axes.axvline(
        promised, color=COLOURS["promise"], linestyle="--", label="The promise's own ratio"
    )
    axes.plot(frame["real_cost_rub_mn"], labels, "o", color=COLOURS["history"], label="Zone report")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xticks([1, 2, 5, 10, 20, 50])
    axes.minorticks_off()
    axes.set_title(title)
    axes.set_xlabel(unit)
    axes.set_ylim(-0.6, len(frame) - 0.4)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.25), ncols=2)
    return figure, frame


def waterfall(ledger: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the ledger as steps from the promised workplaces to the net jobs.

    Parameters
    ----------
    ledger
        As returned by `Simulation.ledger`; the stock block is left out.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds the steps drawn, with the level before and after each, in thousand
        workplaces.
    """
    chain = ledger[ledger["block"] != "stock"]
    moves = chain["change"].ne(0) | (chain["step"] == chain["step"].iloc[-1])
    frame = chain[moves | (chain.index == chain.index[0])].reset_index(drop=True)
    frame = frame.assign(after=frame["workplaces"] / 1e3)
    frame["before"] = (frame["after"] - frame["change"] / 1e3).where(frame.index > 0, 0.0)
    figure, axes = plt.subplots(figsize=(8.0, 0.8 + 0.38 * len(frame)))
    rises = frame["after"] >= frame["before"]
    colours = np.where(rises, COLOURS["gain"], COLOURS["loss"])
    colours[0] = COLOURS["promise"]
    axes.barh(
        frame["step"], frame["after"] - frame["before"], left=frame["before"], color=list(colours)
    )
    axes.plot(frame["after"], frame["step"], "|", color=COLOURS["history"], markersize=14)
    top = frame[["before", "after"]].max(axis=1)
    for position, (edge, after) in enumerate(zip(top, frame["after"], strict=True)):
        axes.annotate(
            f"{after:,.1f}",
            (edge, position),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    axes.invert_yaxis()
    axes.set_xlim(0, max(top.max() * 1.12, 1e-9))
    axes.set_title(title)
    axes.set_xlabel("Thousand workplaces, mean of draws; money at the promise's own ratio")
    axes.grid(visible=False, axis="y")
    return figure, frame


def interval_chart(
    frame: pd.DataFrame, *, target: float, title: str, unit: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw a 90 % band and the median for each label, against a target.

    Parameters
    ----------
    frame
        Columns label, p05, p50, p95.
    target
        Value that is asked for.
    title, unit
        What is drawn, and its unit.

    Returns
    -------
    figure, frame
        The frame as given.
    """
    figure, axes = plt.subplots(figsize=(8.0, 1.3 + 0.5 * len(frame)))
    axes.hlines(
        frame["label"],
        frame["p05"],
        frame["p95"],
        color=COLOURS["forecast"],
        linewidth=6,
        alpha=0.4,
        label="90 % band",
    )
    axes.plot(frame["p50"], frame["label"], "o", color=COLOURS["forecast"], label="Median")
    axes.axvline(target, color=COLOURS["promise"], linestyle="--", label="Promised")
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.set_title(title)
    axes.set_xlabel(unit)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.3), ncols=3)
    sns.despine(ax=axes)
    return figure, frame
