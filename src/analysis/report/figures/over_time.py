"""Figures over years; each function returns the figure and the frame it plotted."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from analysis.report.carried import carry, plotted
from analysis.report.figures.axes import label_years
from analysis.report.style import COLOURS

__all__ = ["fan_chart", "level_chart", "wide"]

_BANDS = (("p05", "p95", 0.18), ("p10", "p90", 0.25), ("p25", "p75", 0.4))


def wide(results: pd.DataFrame, variable: str) -> pd.DataFrame:
    """Return one variable of tidy results, years in rows, statistics in columns."""
    rows = results[results["variable"] == variable]
    return rows.pivot_table(index="year", columns="statistic", values="value")


@plotted
def fan_chart(
    results: pd.DataFrame,
    variable: str,
    *,
    history: pd.Series | None,
    title: str,
    unit: str,
    outturn: pd.Series | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw published figures and the fan of what follows.

    Parameters
    ----------
    results
        Tidy results.
    variable
        Variable to draw.
    history
        Published figures by year, in `unit`; the fan starts at the last of them. None where nothing
        is published: the fan then spans all years.
    title, unit
        What is drawn, and its unit with price year where there is one.
    outturn
        Later figures by year, where the notebook may show them.

    Returns
    -------
    figure, frame
        The frame holds one row a forecast year and one column a statistic.
    """
    course = wide(results, variable)
    figure, axes = plt.subplots()
    ahead = course
    if history is not None:
        ahead = course.loc[course.index >= history.index[-1]]
        axes.plot(
            history.index, history, color=COLOURS["history"], linewidth=1.8, label="Published"
        )
    for low, high, alpha in _BANDS:
        share = int(high[1:]) - int(low[1:])
        axes.fill_between(
            ahead.index,
            ahead[low],
            ahead[high],
            color=COLOURS["forecast"],
            alpha=alpha,
            linewidth=0,
            label=f"{share} % band",
        )
    axes.plot(ahead.index, ahead["p50"], color=COLOURS["forecast"], linewidth=1.8, label="Median")
    if outturn is not None and len(outturn):
        axes.plot(
            outturn.index, outturn, "o", color=COLOURS["promise"], markersize=5, label="Outturn"
        )
    axes.legend(loc="upper left")
    label_years(axes, title, unit)
    columns = {"published": history, **ahead, "outturn": outturn}
    drawn = pd.DataFrame({name: each for name, each in columns.items() if each is not None})
    carry(figure, drawn.rename_axis("year"))
    return figure, ahead


@plotted
def level_chart(
    history: pd.Series, *, promised: float, horizon: int, title: str, unit: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw a published level and where the promise would lead if it were all net new.

    Parameters
    ----------
    history
        Published figures by year.
    promised
        Addition promised, in the unit of `history`.
    horizon
        Year it was promised for.
    title, unit
        What is drawn, and its unit.

    Returns
    -------
    figure, frame
        The frame holds the published level and the promised path, indexed by year.
    """
    last = history.index[-1]
    path = pd.Series({last: history.iloc[-1], horizon: history.iloc[-1] + promised})
    figure, axes = plt.subplots()
    axes.plot(history.index, history, color=COLOURS["history"], linewidth=1.8, label="Published")
    axes.plot(
        path.index,
        path,
        "o--",
        color=COLOURS["promise"],
        label="If every promised workplace were net new",
    )
    axes.set_ylim(bottom=0)
    axes.legend(loc="lower left")
    label_years(axes, title, unit)
    return figure, pd.DataFrame({"published": history, "promised": path}).rename_axis("year")
