"""Second looks laid side by side: by outturn, by source of money, and by reading."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.models.conditioning import weighted_quantiles
from analysis.simulation.outturn.blame import BY_SOURCE, Blame, blame, blame_sources
from analysis.simulation.outturn.figures import Opened, opened
from analysis.simulation.outturn.forecasts import forecasts
from analysis.simulation.simulate import Simulation

__all__ = ["blame_by_outturn", "seen_readings", "source_table"]

_ITEMS = (
    "money",
    BY_SOURCE,
    "money_extra_budgetary",
    "money_federal",
    "money_regional",
    "investment",
    "employment",
)


def blame_by_outturn(
    sim: Simulation,
    items: Sequence[str] = _ITEMS,
    *,
    tables: Opened | None = None,
) -> pd.DataFrame:
    """Name for several outturns, each known alone, the input that has to move furthest.

    Parameters
    ----------
    sim
        A simulation.
    items
        Items of `analysis.simulation.outturn.figures.outturns`; ``money by source`` stands for the
        money of all sources, known jointly.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        Columns outturn (the item), year, width (of the kernel, log points), effective_draws,
        moves_furthest (input), shift (prior standard deviations), shift_error, next (second input),
        next_shift and problem.
    """
    known = tables if tables is not None else opened()
    rows = []
    for item in items:
        known_jointly = item == BY_SOURCE
        found = (
            blame_sources(sim, tables=known) if known_jointly else blame(sim, item, tables=known)
        )
        row: dict[str, object] = {"outturn": item, "problem": found.problem}
        if not found.problem:
            first, second = found.inputs.iloc[0], found.inputs.iloc[1]
            row |= {"year": found.year, "width": found.width, "effective_draws": found.effective}
            row |= {"moves_furthest": first["input"], "shift": first["shift"]}
            row |= {"shift_error": first["shift_error"], "next": second["input"]}
            row["next_shift"] = second["shift"]
        rows.append(row)
    names = ["outturn", "year", "width", "effective_draws", "moves_furthest", "shift"]
    return pd.DataFrame(rows, columns=[*names, "shift_error", "next", "next_shift", "problem"])


def source_table(sim: Simulation, scores: pd.DataFrame, *seen: Blame) -> pd.DataFrame:
    """Set the money of each source against its plan and its forecast, before and after a look.

    Parameters
    ----------
    sim
        A simulation.
    scores
        As from `analysis.simulation.outturn.scores.score_table`.
    *seen
        Second looks, as from `blame` and `blame_sources`; those with a problem are passed over.

    Returns
    -------
    DataFrame
        One row for the money as a whole and one a source: item, year, planned (by then), came
        (both RUB bn, nominal), share_of_plan (fraction), pit, inside_80, p50 (of the forecast),
        and the median given each look, in a column named after its item. Without rows where no
        money is on file.
    """
    money = scores[scores["item"].str.fullmatch("money|money_.*")].dropna(subset="crps")
    told = {(f.item, f.year): f for f in forecasts(sim, "money")}
    rows = []
    for row in money.to_dict("records"):
        forecast = told[str(row["item"]), int(row["year"])]
        came = float(row["outturn"])
        line: dict[str, object] = {name: row[name] for name in ("item", "year", "pit", "p50")}
        line |= {"planned": forecast.promise, "came": came, "inside_80": row["inside_80"]}
        line["share_of_plan"] = came / forecast.promise if forecast.promise > 0 else np.nan
        for look in seen:
            if not look.problem:
                line[look.item] = weighted_quantiles(forecast.draws, look.weights, [0.5])[0]
        rows.append(line)
    names = ["item", "year", "planned", "came", "share_of_plan", "pit", "inside_80", "p50"]
    return pd.DataFrame(rows, columns=[*names, *(look.item for look in seen if not look.problem)])


def seen_readings(*seen: Blame) -> pd.DataFrame:
    """Lay what the draws say of the promise before and after each look below each other.

    Parameters
    ----------
    *seen
        Second looks; those with a problem are passed over.

    Returns
    -------
    DataFrame
        One row a reading and look, the first of each reading with nothing known: label, known (an
        item, or ``nothing``), p05, p50, p95 (workplaces) and probability.
    """
    parts = []
    for place, look in enumerate(look for look in seen if not look.problem):
        names = ["p05", "p50", "p95", "probability"]
        labels = look.readings[["label"]].assign(order=range(len(look.readings)))
        if not place:
            parts.append(pd.concat([labels, look.readings[names]], axis=1).assign(known="nothing"))
        later = look.readings[[f"seen_{name}" for name in names]].set_axis(names, axis=1)
        parts.append(pd.concat([labels, later], axis=1).assign(known=look.item))
    columns = ["label", "known", "p05", "p50", "p95", "probability"]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True).sort_values("order", kind="stable")
    return table[columns].reset_index(drop=True)
