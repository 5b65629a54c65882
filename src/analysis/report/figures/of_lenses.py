"""Figures of the lenses on jobs per ruble; each returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator
from scipy import stats

from analysis.report.carried import plotted
from analysis.report.style import COLOURS

__all__ = ["lens_chart", "response_chart"]

_UPPER = 0.975
_PLAIN = FuncFormatter(lambda value, _: f"{value:,g}")


@plotted
def lens_chart(
    comparison: pd.DataFrame, *, promised: float, title: str, unit: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw the cost of a job through each lens, and the promise's own ratio.

    Parameters
    ----------
    comparison
        Columns lens, measures, weight, rub_mn_per_job_low, _median and _high, as from
        `analysis.simulation.lens_comparison`; an infinite end is drawn as an arrow.
    promised
        Promised money per promised workplace, same unit.
    title, unit
        What is drawn, and its unit with price year.

    Returns
    -------
    figure, frame
        The frame holds the ends drawn: columns label, low, median, high and open (no upper end).
    """
    cost = comparison.filter(like="rub_mn_per_job_")
    frame = pd.DataFrame(
        {
            "label": _words(comparison["lens"]) + "\n(" + comparison["measures"] + ")",
            "low": cost["rub_mn_per_job_low"],
            "median": cost["rub_mn_per_job_median"],
            "high": cost["rub_mn_per_job_high"],
        }
    )
    frame["open"] = ~np.isfinite(frame["high"])
    drawn = frame[["low", "median", "high"]].to_numpy()
    edge = 3 * float(drawn[np.isfinite(drawn)].max())
    figure, axes = plt.subplots(figsize=(8.0, 1.7 + 0.6 * len(frame)))
    axes.hlines(
        frame["label"],
        frame["low"].clip(upper=edge),
        frame["high"].clip(upper=edge),
        color=COLOURS["forecast"],
        linewidth=6,
        alpha=0.4,
        label="5 to 95 %",
    )
    seen = frame[np.isfinite(frame["median"])]
    axes.plot(seen["median"], seen["label"], "o", color=COLOURS["forecast"], label="Median")
    endless = frame[frame["open"]]
    axes.plot(
        np.full(len(endless), edge),
        endless["label"],
        ">",
        color=COLOURS["forecast"],
        markersize=9,
        label="No upper end" if len(endless) else None,
    )
    axes.axvline(promised, color=COLOURS["promise"], linestyle="--", label="Promise's own ratio")
    axes.set_xscale("log")
    axes.set_xlim(right=edge * 1.3)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=12))
    axes.xaxis.set_major_formatter(_PLAIN)
    axes.minorticks_off()
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_title(title)
    axes.set_xlabel(unit)
    axes.grid(visible=False, axis="y")
    figure.legend(loc="outside lower center", ncols=4)
    return figure, frame


def _words(names: pd.Series) -> pd.Series:
    return names.str.replace("_", " ").str.capitalize()


@plotted
def response_chart(response: pd.DataFrame, *, title: str, unit: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the response of employment by years after the investment, placebo years included.

    Parameters
    ----------
    response
        Columns horizon, role, estimate, low, high, std_error_driscoll_kraay, years, as from
        `analysis.simulation.response_table`.
    title, unit
        What is drawn, and its unit.

    Returns
    -------
    figure, frame
        The frame holds horizon, role, estimate, and the ends of both 95 % intervals: low and high,
        clustered by region; low_dk and high_dk, Driscoll and Kraay with the t quantile of years
        less one, missing where the years do not suffice.
    """
    frame = response[["horizon", "role", "estimate", "low", "high"]].copy()
    reach = stats.t.ppf(_UPPER, response["years"] - 1) * response["std_error_driscoll_kraay"]
    frame["low_dk"], frame["high_dk"] = frame["estimate"] - reach, frame["estimate"] + reach
    figure, axes = plt.subplots()
    axes.axhline(0, color=COLOURS["history"], linewidth=0.8)
    for role, colour, word in (
        ("placebo", COLOURS["neutral"], "Placebo: before the investment"),
        ("response", COLOURS["forecast"], "Response"),
    ):
        rows = frame[frame["role"] == role]
        axes.vlines(rows["horizon"], rows["low"], rows["high"], color=colour, linewidth=2)
        axes.vlines(
            rows["horizon"] + 0.12,
            rows["low_dk"],
            rows["high_dk"],
            color=colour,
            linewidth=1.2,
            linestyle=":",
        )
        axes.plot(rows["horizon"], rows["estimate"], "o", color=colour, label=word)
    axes.plot([], [], color=COLOURS["history"], linewidth=2, label="95 %, clustered by region")
    axes.plot(
        [], [], ":", color=COLOURS["history"], linewidth=1.2, label="95 %, Driscoll and Kraay"
    )
    axes.set_xticks(sorted(frame["horizon"]))
    axes.set_title(title)
    axes.set_xlabel("Years after the investment")
    axes.set_ylabel(unit)
    axes.grid(visible=False, axis="x")
    figure.legend(loc="outside lower center", ncols=2)
    return figure, frame
