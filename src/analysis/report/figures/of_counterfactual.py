"""Figures of the counterfactual; each returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.report.carried import plotted
from analysis.report.figures.axes import label_years
from analysis.report.style import COLOURS

__all__ = ["event_chart", "gap_chart", "path_chart"]

_REFERENCE = -1
# Half a year: the treatment begins between two yearly figures.
_HALF = 0.5
_PLAIN = FuncFormatter(lambda value, _: f"{value:,g}")


@plotted
def path_chart(
    paths: pd.DataFrame, *, treated_from: int, title: str, unit: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw a region beside its synthetic self.

    Parameters
    ----------
    paths
        By year: observed, synthetic, augmented, left_out_low and left_out_high, as from
        `analysis.simulation.counterfactual.path_table`.
    treated_from
        First treated year; the years before, which the weights are fitted to, are shaded.
    title, unit
        What is drawn, with the verdict on the fit; and its unit.

    Returns
    -------
    figure, frame
        The frame is `paths`; without a row the figure says that there is nothing to draw.
    """
    figure, axes = plt.subplots()
    if _is_drawn(axes, paths):
        axes.fill_between(
            paths.index,
            paths["left_out_low"],
            paths["left_out_high"],
            color=COLOURS["level"],
            alpha=0.35,
            linewidth=0,
            label="Without one donor, lowest to highest",
        )
        axes.plot(paths["observed"], color=COLOURS["history"], linewidth=2, label="Observed")
        axes.plot(paths["synthetic"], color=COLOURS["forecast"], linewidth=2, label="Synthetic")
        axes.plot(
            paths["augmented"], ":", color=COLOURS["promise"], linewidth=1.5, label="Augmented"
        )
        _shade_before(axes, paths.index, treated_from)
        figure.legend(loc="outside lower center", ncols=3)
    _label(axes, title, unit)
    return figure, paths


@plotted
def gap_chart(
    gaps: pd.DataFrame, *, treated: str, treated_from: int, title: str, unit: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw the gap of a region among those of its donors, each as if it had been treated.

    Parameters
    ----------
    gaps
        Years x regions, as from `analysis.simulation.counterfactual.gap_table`.
    treated
        The region drawn bold; a region matched exactly has no column and is not drawn.
    treated_from
        First treated year.
    title, unit
        What is drawn, and its unit.

    Returns
    -------
    figure, frame
        The frame is `gaps`; without a row the figure says that there is nothing to draw.
    """
    figure, axes = plt.subplots()
    if _is_drawn(axes, gaps):
        others = gaps.drop(columns=treated, errors="ignore")
        lines = axes.plot(gaps.index, others, color=COLOURS["neutral"], linewidth=0.7, alpha=0.6)
        if lines:
            lines[0].set_label(f"{len(lines)} donors as placebos")
        if treated in gaps:
            axes.plot(gaps[treated], color=COLOURS["promise"], linewidth=2.4, label=treated)
        axes.axhline(0, color=COLOURS["history"], linewidth=0.8)
        _shade_before(axes, gaps.index, treated_from)
        figure.legend(loc="outside lower center", ncols=3)
    _label(axes, title, unit)
    return figure, gaps


@plotted
def event_chart(table: pd.DataFrame, *, title: str, unit: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the difference between treated and other regions by year from the treatment.

    Parameters
    ----------
    table
        Columns relative_year, estimate, low, high, as `EventStudy.table`.
    title, unit
        What is drawn, and its unit.

    Returns
    -------
    figure, frame
        The frame is `table`; without a row the figure says that there is nothing to draw.
    """
    figure, axes = plt.subplots()
    if _is_drawn(axes, table):
        axes.axhline(0, color=COLOURS["history"], linewidth=0.8)
        years = table["relative_year"]
        for rows, colour, words in (
            (table[years < _REFERENCE], COLOURS["neutral"], "Before: nothing should be seen"),
            (table[years > _REFERENCE], COLOURS["forecast"], "From the first treated year on"),
        ):
            axes.vlines(rows["relative_year"], rows["low"], rows["high"], color=colour, linewidth=2)
            axes.plot(rows["relative_year"], rows["estimate"], "o", color=colour, label=words)
        axes.plot(_REFERENCE, 0, "o", color=COLOURS["history"], fillstyle="none", label="Reference")
        axes.plot([], [], color=COLOURS["history"], linewidth=2, label="95 %, clustered by region")
        axes.set_xticks(years)
        axes.grid(visible=False, axis="x")
        figure.legend(loc="outside lower center", ncols=2)
    axes.set_title(title)
    axes.set_ylabel(_capital(unit))
    axes.set_xlabel("Years from the first treated year")
    return figure, table


def _is_drawn(axes: Axes, frame: pd.DataFrame) -> bool:
    """Say so on the axes where there is nothing to draw."""
    if len(frame):
        return True
    axes.set_axis_off()
    axes.text(0.5, 0.5, "Nothing to draw", ha="center", va="center", transform=axes.transAxes)
    return False


def _label(axes: Axes, title: str, unit: str) -> None:
    label_years(axes, title, _capital(unit))
    # Employment moves by less than a point of its index: whole numbers would repeat.
    axes.yaxis.set_major_formatter(_PLAIN)


def _capital(unit: str) -> str:
    return unit[:1].upper() + unit[1:]


def _shade_before(axes: Axes, years: pd.Index, treated_from: int) -> None:
    start = treated_from - _HALF
    axes.axvspan(
        years[0] - _HALF, start, color=COLOURS["neutral"], alpha=0.15, lw=0, label="Fitted years"
    )
    axes.axvline(start, color=COLOURS["history"], linestyle="--", linewidth=1)
    axes.set_xlim(years[0] - _HALF, years[-1] + _HALF)
