"""Figures of the zones; each returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.report.carried import plotted
from analysis.report.figures.axes import PLAIN_NUMBERS, label_years
from analysis.report.style import COLOURS

__all__ = ["growth_chart", "zone_cost_chart"]

_BASES = {
    "created": ("o", "Per post made (gross flow)"),
    "existing": ("s", "Per post held (net stock)"),
}


@plotted
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
        Columns subject, year, real_cost_rub_mn; with a column basis, posts made and posts held are
        drawn apart.
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
    frame = records if "basis" in records else records.assign(basis="created")
    frame = frame.sort_values(["basis", "subject", "year"]).reset_index(drop=True)
    zones = frame["subject"].str.removeprefix("sez_").str.replace("_", " ").str.title()
    labels = zones + " " + frame["year"].astype(str)
    figure, axes = plt.subplots(figsize=(8.0, 2.0 + 0.34 * len(frame)))
    axes.axvspan(
        *band, color=COLOURS["forecast"], alpha=0.18, linewidth=0, label="90 % band of a new post"
    )
    axes.axvline(median, color=COLOURS["forecast"], label="Median of a new post")
    axes.axvline(promised, color=COLOURS["promise"], linestyle="--", label="Promise's own ratio")
    places = np.arange(len(frame))
    for basis, (marker, word) in _BASES.items():
        rows = (frame["basis"] == basis).to_numpy()
        if rows.any():
            cost = frame.loc[rows, "real_cost_rub_mn"]
            axes.plot(cost, places[rows], marker, color=COLOURS["history"], label=word)
    axes.set_yticks(places, labels)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xticks([1, 2, 5, 10, 20, 50])
    axes.minorticks_off()
    axes.set_title(title)
    axes.set_xlabel(unit)
    axes.set_ylim(len(frame) - 0.4, -0.6)
    figure.legend(loc="outside lower center", ncols=2)
    return figure, frame


@plotted
def growth_chart(
    reports: pd.DataFrame, bands: pd.DataFrame, *, horizon: int, title: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw the running totals of zones, and the bands of what comes where a curve was fitted.

    Parameters
    ----------
    reports
        Columns subject, measure, unit, year, value, at_least, as from
        `analysis.simulation.zone_growth`.
    bands
        Columns subject, measure, year, p05, p25, p50, p75, p95; a zone and measure without rows
        gets no curve.
    horizon
        Last year drawn.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds reports and bands, one below the other, with a column ``drawn_as``.
    """
    keys = list(reports[["subject", "measure", "unit"]].drop_duplicates().itertuples(index=False))
    figure, grid = plt.subplots(
        1, max(len(keys), 1), squeeze=False, sharex=True, figsize=(max(4.2 * len(keys), 4.2), 4.2)
    )
    for axes, (subject, measure, unit) in zip(grid[0], keys, strict=False):
        own = reports[(reports["subject"] == subject) & (reports["measure"] == measure)]
        ahead = bands[(bands["subject"] == subject) & (bands["measure"] == measure)]
        _draw_band(axes, ahead)
        _draw_reports(axes, own)
        zone = subject.removeprefix("sez_").replace("_", " ").title()
        label_years(axes, f"{zone}: {measure}", unit[:1].upper() + unit[1:])
        axes.set_xlabel("Year (a tick is the end of the year)")
        axes.set_xlim(right=max(horizon, reports["year"].max()) + 0.5)
        axes.margins(x=0.08, y=0.1)
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(PLAIN_NUMBERS)
    if not keys:
        grid[0][0].set_axis_off()
        grid[0][0].text(0.5, 0.5, "No running total on file", ha="center", va="center")
    figure.suptitle(title, x=0.02, ha="left", fontsize=12, fontweight="bold")
    handles = dict(
        pair[::-1]
        for axes in grid[0]
        for pair in zip(*axes.get_legend_handles_labels(), strict=True)
    )
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=4)
    frame = pd.concat(
        [reports.assign(drawn_as="report"), bands.assign(drawn_as="band")], ignore_index=True
    )
    return figure, frame


def _draw_reports(axes: Axes, own: pd.DataFrame) -> None:
    for bound, marker, word in ((False, "o", "Reported"), (True, "^", "Reported as “more than”")):
        rows = own[own["at_least"] == bound]
        if len(rows):
            axes.plot(rows["year"], rows["value"], marker, color=COLOURS["history"], label=word)


def _draw_band(axes: Axes, ahead: pd.DataFrame) -> None:
    if ahead.empty:
        axes.text(
            0.98,
            0.04,
            "Too few reports for a curve",
            transform=axes.transAxes,
            ha="right",
            fontsize=9,
            color=COLOURS["neutral"],
        )
        return
    for low, high, alpha, word in (("p05", "p95", 0.2, "90 % band"), ("p25", "p75", 0.4, "50 %")):
        axes.fill_between(
            ahead["year"].astype(float),
            ahead[low].astype(float),
            ahead[high].astype(float),
            color=COLOURS["forecast"],
            alpha=alpha,
            linewidth=0,
            label=word,
        )
    axes.plot(ahead["year"], ahead["p50"], color=COLOURS["forecast"], label="Median")
