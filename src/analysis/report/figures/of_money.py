"""Figures of programme money; each returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.report.carried import plotted
from analysis.report.figures.axes import PLAIN_NUMBERS, label_years
from analysis.report.figures.over_time import wide
from analysis.report.style import COLOURS

__all__ = ["band_panels", "cluster_chart", "money_by_year"]

_SOURCES = {
    "Extra-budgetary": ("extra_budgetary", ""),
    "Federal": ("federal", "//"),
    "Regional": ("regional", ".."),
}


@plotted
def money_by_year(results: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw mean disbursement by year and source, its band, and the planned profile.

    Parameters
    ----------
    results
        Tidy results with the variables of ``Programme money``.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds one row a year, one column a source, the plan, and p05 and p95 of the total;
        RUB bn a year, nominal.
    """
    prefix = "Programme money|Disbursed|"
    rows = results[results["variable"].str.startswith(prefix) & (results["statistic"] == "mean")]
    by_source = rows.assign(source=rows["variable"].str.removeprefix(prefix)).pivot_table(
        index="year", columns="source", values="value"
    )
    frame = by_source[list(_SOURCES)].copy()
    frame["Planned"] = wide(results, "Programme money|Planned")["value"]
    total = wide(results, "Programme money|Disbursed")
    frame["p05"], frame["p95"] = total["p05"], total["p95"]
    figure, axes = plt.subplots()
    base = np.zeros(len(frame))
    for source, (role, hatch) in _SOURCES.items():
        axes.bar(
            frame.index,
            frame[source],
            bottom=base,
            color=COLOURS[role],
            hatch=hatch,
            edgecolor="white",
            label=f"{source}, mean",
            width=0.7,
        )
        base += frame[source].to_numpy()
    axes.errorbar(
        frame.index,
        base,
        yerr=np.clip([base - frame["p05"], frame["p95"] - base], 0, None),
        fmt="none",
        color=COLOURS["history"],
        capsize=3,
        linewidth=1,
        label="5 to 95 % of the total",
    )
    axes.plot(
        frame.index,
        frame["Planned"],
        "D--",
        color=COLOURS["promise"],
        markersize=5,
        label="Planned",
    )
    label_years(axes, title, "RUB bn a year, nominal")
    figure.legend(loc="outside lower center", ncols=3)
    return figure, frame


@plotted
def band_panels(
    results: pd.DataFrame, panels: dict[str, tuple[str, str]], *, title: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw variables over the years in panels of their own, median and 90 % band.

    Parameters
    ----------
    results
        Tidy results.
    panels
        Title of a panel -> variable, and unit with price year where there is one.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds columns panel, year, p05, p50, p95.
    """
    figure, grid = plt.subplots(
        1, len(panels), squeeze=False, figsize=(max(4.2 * len(panels), 8.0), 3.8)
    )
    frames = []
    for axes, (panel, (variable, unit)) in zip(grid[0], panels.items(), strict=True):
        course = wide(results, variable)
        axes.fill_between(
            course.index,
            course["p05"],
            course["p95"],
            color=COLOURS["forecast"],
            alpha=0.25,
            linewidth=0,
            label="5 to 95 %",
        )
        axes.plot(course.index, course["p50"], color=COLOURS["forecast"], label="Median")
        axes.plot(course.index, course["mean"], ":", color=COLOURS["history"], label="Mean")
        axes.set_ylim(bottom=0)
        label_years(axes, panel, unit)
        frames.append(course[["p05", "p50", "p95"]].reset_index().assign(panel=panel))
    handles, labels = grid[0][0].get_legend_handles_labels()
    figure.suptitle(title, x=0.02, ha="left", fontsize=12, fontweight="bold")
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure, pd.concat(frames, ignore_index=True)[["panel", "year", "p05", "p50", "p95"]]


@plotted
def cluster_chart(clusters: pd.DataFrame, *, title: str, unit: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the band of each cluster's money under the prior of its share.

    Parameters
    ----------
    clusters
        Columns label, p05, p50, p95, as from `analysis.simulation.money_by_cluster`.
    title, unit
        What is drawn, and its unit.

    Returns
    -------
    figure, frame
        The frame holds the four columns drawn.
    """
    frame = clusters[["label", "p05", "p50", "p95"]].reset_index(drop=True)
    figure, axes = plt.subplots(figsize=(8.0, 1.5 + 0.42 * len(frame)))
    axes.hlines(
        frame["label"],
        frame["p05"],
        frame["p95"],
        color=COLOURS["neutral"],
        linewidth=6,
        alpha=0.5,
        label="5 to 95 %, a prior: no share is printed",
    )
    axes.plot(frame["p50"], frame["label"], "o", color=COLOURS["forecast"], label="Median")
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.set_title(title)
    axes.set_xlabel(unit)
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=2)
    return figure, frame
