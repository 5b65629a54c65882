"""Figures of ledger and readings; each returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.report.carried import plotted
from analysis.report.figures.axes import PLAIN_NUMBERS
from analysis.report.style import COLOURS

__all__ = ["interval_chart", "waterfall"]

_ROUNDING = 1e-5


@plotted
def waterfall(
    ledger: pd.DataFrame, *, title: str, block: str = "jobs", target: float | None = None
) -> tuple[Figure, pd.DataFrame]:
    """Draw one chain of the ledger as steps, with the band of each level.

    Parameters
    ----------
    ledger
        As returned by `Simulation.ledger`.
    title
        What is drawn.
    block
        ``jobs``, the chain from the promised workplaces to the net jobs; or ``stock``, the bridge
        to the stock of high-productivity workplaces, reclassified and new apart.
    target
        Workplaces asked for, drawn as a line if given.

    Returns
    -------
    figure, frame
        The frame holds the steps drawn, with the mean level before and after each and the 5 and
        95 % of the level after it, in thousand workplaces.
    """
    frame = _levels(ledger, block)
    figure, axes = plt.subplots(figsize=(8.0, 1.6 + 0.38 * len(frame)))
    rises = frame["after"] >= frame["before"]
    colours = np.where(rises, COLOURS["gain"], COLOURS["loss"])
    colours[0] = COLOURS["promise"] if block == "jobs" else COLOURS["level"]
    axes.barh(
        frame["step"], frame["after"] - frame["before"], left=frame["before"], color=list(colours)
    )
    axes.errorbar(
        frame["after"],
        frame["step"],
        xerr=np.clip([frame["after"] - frame["low"], frame["high"] - frame["after"]], 0, None),
        fmt="|",
        color=COLOURS["history"],
        markersize=12,
        capsize=3,
        linewidth=1,
        label="Level after the step: mean, and 5 to 95 %",
    )
    if target is not None:
        axes.axvline(target / 1e3, color=COLOURS["promise"], linestyle="--", label="Promised")
    _write_levels(axes, frame)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.set_title(title)
    money = "; money at the promise's own ratio" if block == "jobs" else ""
    axes.set_xlabel(f"Thousand workplaces{money}")
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2)
    return figure, frame


def _levels(ledger: pd.DataFrame, block: str) -> pd.DataFrame:
    """Take the chain of a block, without the steps that change nothing."""
    chain = ledger[ledger["block"].replace({"money": "jobs"}) == block]
    # Draws add up in single precision, so a step that changes nothing may differ in a last digit.
    least = _ROUNDING * chain["workplaces"].abs().max()
    moves = (chain["change"].abs() > least) | (chain["step"] == chain["step"].iloc[-1])
    frame = chain[moves | (chain.index == chain.index[0])].reset_index(drop=True)
    frame = frame.assign(
        after=frame["workplaces"] / 1e3,
        low=frame["workplaces_p05"] / 1e3,
        high=frame["workplaces_p95"] / 1e3,
    )
    return pd.DataFrame(frame.assign(before=frame["after"].shift(fill_value=0.0)))


def _write_levels(axes: Axes, frame: pd.DataFrame) -> None:
    """Write each level right of its bar and band."""
    edges = frame[["before", "after", "high"]].max(axis=1)
    for position, (edge, after) in enumerate(zip(edges, frame["after"], strict=True)):
        axes.annotate(
            f"{after:,.1f}",
            (edge, position),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    axes.set_xlim(0, max(edges.max() * 1.12, 1e-9))


@plotted
def interval_chart(
    frame: pd.DataFrame, *, target: float, title: str, unit: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw a 90 % band and the median for each label, against a target.

    Parameters
    ----------
    frame
        Columns label (drawn with a capital), p05, p50, p95.
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
    labels = frame["label"].str[:1].str.upper() + frame["label"].str[1:]
    axes.hlines(
        labels,
        frame["p05"],
        frame["p95"],
        color=COLOURS["forecast"],
        linewidth=6,
        alpha=0.4,
        label="90 % band",
    )
    axes.plot(frame["p50"], labels, "o", color=COLOURS["forecast"], label="Median")
    axes.axvline(target, color=COLOURS["promise"], linestyle="--", label="Promised")
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.xaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.set_title(title)
    axes.set_xlabel(unit)
    figure.legend(loc="outside lower center", ncols=3)
    sns.despine(ax=axes)
    return figure, frame
