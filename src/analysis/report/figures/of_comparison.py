"""Figures of scenarios side by side; each returns the figure and the frame it plotted."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.report.carried import plotted
from analysis.report.comparison import signed
from analysis.report.figures.axes import PLAIN_NUMBERS
from analysis.report.style import COLOURS
from analysis.report.tables import number
from analysis.report.verdict import chance
from analysis.simulation import READING_WORDS

__all__ = ["news_chart", "parts_chart", "scenario_chances", "scenario_intervals"]

# Okabe and Ito's palette and hatches, so that groups are told apart in grey print too.
_FILLS = (
    ("#0072B2", ""),
    ("#E69F00", "//"),
    ("#009E73", ".."),
    ("#CC79A7", "\\\\"),
    ("#56B4E9", "xx"),
    ("#D55E00", "--"),
    ("#999999", "oo"),
    ("#F0E442", "++"),
    ("#222222", ""),
)
_READINGS = {
    "net_new": ("o", "forecast"),
    "gross_new": ("s", "federal"),
    "hpw_stock": ("D", "regional"),
}


def _labels(frame: pd.DataFrame) -> list[str]:
    """Name each scenario with its information set and horizon."""
    return [
        f"{row['scenario'].replace('_', ' ').capitalize()}\n"
        f"seen from {row['seen_from']}, to {row['horizon']}"
        for row in frame.to_dict("records")
    ]


def _scenario_axis(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")


@plotted
def scenario_intervals(
    bands: pd.DataFrame, *, outcomes: Sequence[str], title: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw the 90 % band and the median of each scenario, a panel an outcome, and its target.

    Parameters
    ----------
    bands
        As from `analysis.report.bands_by_scenario`.
    outcomes
        Outcomes drawn, in workplaces, one panel each.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame holds the rows drawn, in the unit of `bands`; the axes are in thousands.
    """
    frame = bands[bands["outcome"].isin(list(outcomes))].reset_index(drop=True)
    scenarios = frame.drop_duplicates("scenario")
    figure, grid = plt.subplots(
        1,
        len(outcomes),
        sharey=True,
        squeeze=False,
        figsize=(3.0 * len(outcomes) + 1.5, 1.6 + 0.45 * len(scenarios)),
    )
    for axes, outcome in zip(grid[0], outcomes, strict=True):
        rows = frame[frame["outcome"] == outcome].set_index("scenario").loc[scenarios["scenario"]]
        places = np.arange(len(rows))
        axes.hlines(
            places,
            rows["p05"] / 1e3,
            rows["p95"] / 1e3,
            color=COLOURS["forecast"],
            linewidth=6,
            alpha=0.4,
            label="90 % band",
        )
        axes.plot(rows["p50"] / 1e3, places, "o", color=COLOURS["forecast"], label="Median")
        axes.vlines(
            rows["target"] / 1e3,
            places - 0.5,
            places + 0.5,
            color=COLOURS["promise"],
            linestyle="--",
            label="Promised",
        )
        axes.set_xlim(0, 1.05 * float(rows[["target", "p95"]].to_numpy().max()) / 1e3)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
        axes.xaxis.set_major_formatter(PLAIN_NUMBERS)
        axes.set_title(outcome[:1].upper() + outcome[1:], fontsize=10)
        axes.set_xlabel("Thousand workplaces")
    _scenario_axis(grid[0][0], _labels(scenarios))
    for axes in grid[0][1:]:
        axes.grid(visible=False, axis="y")
    handles, labels = grid[0][0].get_legend_handles_labels()
    figure.suptitle(title, x=0.02, ha="left", fontsize=12, fontweight="bold")
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure, frame


@plotted
def scenario_chances(chances: pd.DataFrame, *, title: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the probability of the target by scenario and reading.

    Parameters
    ----------
    chances
        As from `analysis.report.chances_by_scenario`.
    title
        What is drawn.

    Returns
    -------
    figure, frame
        The frame as given; the axis is in per cent.
    """
    frame = chances.reset_index(drop=True)
    figure, axes = plt.subplots(figsize=(8.0, 1.6 + 0.62 * len(frame)))
    highest = 100 * float(frame[list(READING_WORDS)].to_numpy().max())
    for shift, (reading, words) in zip((-0.25, 0.0, 0.25), READING_WORDS.items(), strict=True):
        marker, role = _READINGS[reading]
        places, values = np.arange(len(frame)) + shift, 100 * frame[reading]
        axes.hlines(places, 0, values, color=COLOURS[role], linewidth=1.5)
        axes.plot(values, places, marker, color=COLOURS[role], label=f"Read as {words}")
        for place, value in zip(places, frame[reading], strict=True):
            axes.annotate(
                chance(value),
                (100 * value, place),
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
    _scenario_axis(axes, _labels(frame))
    axes.set_xlim(0, max(1.2 * highest, 1.0))
    axes.set_title(title)
    axes.set_xlabel("Per cent of draws that meet the target at the horizon")
    figure.legend(loc="outside lower center", ncols=3, fontsize=8)
    return figure, frame


@plotted
def parts_chart(parts: pd.DataFrame, *, title: str, unit: str) -> tuple[Figure, pd.DataFrame]:
    """Draw the difference of each scenario as a stack of the parts of its groups of parameters.

    Parameters
    ----------
    parts
        As from `analysis.report.parts_by_scenario`.
    title, unit
        What is drawn, and its unit with horizon.

    Returns
    -------
    figure, frame
        The frame holds the parts, scenarios in rows and groups in columns, and the whole change.
    """
    frame = parts.pivot_table(index="scenario", columns="group", values="part", sort=False)
    frame = frame.drop(columns="nothing", errors="ignore").fillna(0.0)
    scenarios = parts.drop_duplicates("scenario")
    frame = frame.reindex(scenarios["scenario"]).fillna(0.0)
    figure, axes = plt.subplots(figsize=(8.0, 1.7 + 0.5 * len(frame)))
    places, ends = np.arange(len(frame)), np.zeros((2, len(frame)))
    for group, (colour, hatch) in zip(frame.columns, _FILLS * 2, strict=False):
        values = frame[group].to_numpy()
        side = (values > 0).astype(int)
        base = ends[side, places]
        axes.barh(
            places, values, left=base, color=colour, hatch=hatch, edgecolor="white", label=group
        )
        ends[side, places] = base + values
    change = frame.sum(axis=1)
    axes.plot(change, places, "D", color=COLOURS["history"], markersize=6, label="whole change")
    axes.axvline(0, color=COLOURS["history"], linewidth=1)
    _scenario_axis(axes, _labels(scenarios))
    reach = 0.06 * float(ends[1].max() - ends[0].min()) or 1.0
    axes.set_xlim(ends[0].min() - reach, ends[1].max() + reach)
    axes.xaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.set_title(title)
    axes.set_xlabel(unit)
    figure.legend(loc="outside lower center", ncols=4)
    return figure, frame.assign(change=change)


@plotted
def news_chart(
    levels: pd.DataFrame, parts: pd.DataFrame, *, outcome: str, title: str, unit: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw the answer of each information set and, between two, what each piece of news changed.

    Parameters
    ----------
    levels, parts
        Of `analysis.simulation.news`.
    outcome
        Column of `levels` that `parts` split.
    title, unit
        What is drawn, and its unit with horizon.

    Returns
    -------
    figure, frame
        The frame holds one row a bar; columns label, before, after, kind (``level`` or ``news``)
        and written. Pieces without news are left out.
    """
    frame = _steps(levels.set_index("as_of")[outcome], parts)
    figure, axes = plt.subplots(figsize=(8.0, 1.5 + 0.36 * len(frame)))
    rises = frame["after"] >= frame["before"]
    colours = np.where(rises, COLOURS["gain"], COLOURS["loss"])
    colours[frame["kind"] == "level"] = COLOURS["level"]
    places = np.arange(len(frame))
    axes.barh(places, frame["after"] - frame["before"], left=frame["before"], color=list(colours))
    edges = frame[["before", "after"]].max(axis=1)
    for place, (edge, words) in enumerate(zip(edges, frame["written"], strict=True)):
        axes.annotate(
            words,
            (edge, place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    _scenario_axis(axes, frame["label"].tolist())
    lowest, highest = frame.loc[frame["kind"] == "level", "after"].agg(["min", "max"])
    axes.set_xlim(min(0.0, float(lowest)), max(1.18 * float(highest), 1e-9))
    axes.xaxis.set_major_formatter(PLAIN_NUMBERS)
    axes.set_title(title)
    axes.set_xlabel(unit)
    return figure, frame


def _steps(level: pd.Series, parts: pd.DataFrame) -> pd.DataFrame:
    """List the bars: a level, the news that lead to the next one, and so on."""
    rows: list[tuple[str, float, float, str, str]] = []
    for year, value in zip(level.index.astype(int), level.astype(float), strict=True):
        news = parts[(parts["to_year"] == year) & (parts["part"] != 0)]
        ends = news["part"].astype(float).cumsum() + (rows[-1][2] if rows else 0.0)
        for piece, part, end in zip(news["evidence"], news["part"], ends, strict=True):
            rows.append((f"News of {year}: {piece}", end - part, end, "news", signed(part)))
        rows.append((f"Seen from {year}", 0.0, value, "level", number(value)))
    return pd.DataFrame(rows, columns=["label", "before", "after", "kind", "written"])
