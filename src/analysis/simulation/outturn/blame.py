"""What the draws say once an outturn is known, and which assumption has to move furthest."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.conditioning import (
    effective_draws,
    kernel_weights,
    moved_inputs,
    weighted_probability,
    weighted_quantiles,
)
from analysis.simulation.ledger_steps import ledger_steps
from analysis.simulation.outturn.figures import PANDEMIC_YEAR, Opened, opened, outturns
from analysis.simulation.outturn.forecasts import FAMILIES, forecasts
from analysis.simulation.outturn.inputs import drawn_inputs, parameter_of
from analysis.simulation.readings import READING_WORDS, READINGS, reached
from analysis.simulation.simulate import Simulation

__all__ = ["FEWEST", "WIDTH_SHARE", "Blame", "blame", "blame_by_outturn", "seen_with"]

# How near a draw has to come to the outturn, as a part of the spread of all draws in logs.
WIDTH_SHARE = 0.15
FEWEST = 200
_LEVELS = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


class Blame(NamedTuple):
    """A simulation seen again with one outturn known.

    Attributes
    ----------
    item, unit, year, outturn
        What is known; year 0 and a missing outturn where nothing is.
    width
        Standard deviation of the kernel, log points.
    effective
        Draws that the weighted ones are worth.
    inputs
        As from `analysis.models.conditioning.moved_inputs`, with the column parameters.
    readings
        One row a reading of the promise: reading, label, p05, p50, p95, probability and the same
        with seen in front, at the horizon; workplaces.
    steps
        One row a step of the ledger: step, unit, mean, seen_mean, ratio.
    problem
        Why nothing can be said; empty otherwise, and then the tables are not.
    """

    item: str
    unit: str
    year: int
    outturn: float
    width: float
    effective: float
    inputs: pd.DataFrame
    readings: pd.DataFrame
    steps: pd.DataFrame
    problem: str


def blame(
    sim: Simulation,
    item: str = "money",
    *,
    tables: Opened | None = None,
    width_share: float = WIDTH_SHARE,
    fewest: float = FEWEST,
) -> Blame:
    """Weight the draws by how near they came to an outturn, and see what moved.

    Parameters
    ----------
    sim
        A simulation; its sample is asked.
    item
        Item of `analysis.simulation.outturn.figures.outturns`; the last exact figure is taken, of
        yearly series the last before the pandemic year if there is one.
    tables
        As from `opened`, which is called if they are not given.
    width_share
        Width of the kernel as a part of the standard deviation of the log of the draws.
    fewest
        Effective draws below which nothing is said.

    Returns
    -------
    Blame
        Tables, or the problem in words.

    Notes
    -----
    An input that moves far is blamed in the sense of Bayes' rule alone: given the model, the
    outturn is most easily explained by it. Inputs the outturn does not depend on stay where they
    were, within `shift_error`.
    """
    known = outturns(sim.scenario, tables if tables is not None else opened())
    rows = known[(known["item"] == item) & (known["bound"] == "exact")].sort_values("year")
    calm = rows[rows["year"] < PANDEMIC_YEAR]
    if len(calm):
        rows = calm
    if rows.empty:
        return _nothing(item, f"no exact outturn of {item} after {sim.scenario.as_of} is on file")
    year, came, unit = int(rows["year"].iloc[-1]), float(rows["outturn"].iloc[-1]), ""
    draws = np.empty(0)
    for forecast in forecasts(sim, *_families(item)):
        if (forecast.item, forecast.year) == (item, year):
            draws, unit = forecast.draws, forecast.unit
    try:
        return seen_with(
            sim, draws, came, label=(item, unit, year), width_share=width_share, fewest=fewest
        )
    except ModelError as error:
        return _nothing(item, str(error).removeprefix("kernel_weights: "))


def seen_with(
    sim: Simulation,
    simulated: NDArray[np.float64],
    came: float,
    *,
    label: tuple[str, str, int],
    width_share: float = WIDTH_SHARE,
    fewest: float = FEWEST,
) -> Blame:
    """Condition a simulation on any figure its draws hold.

    Parameters
    ----------
    sim
        A simulation.
    simulated
        What each draw of its sample says of the figure, shape (draws,).
    came
        The figure, same unit, positive.
    label
        Item, unit and year.
    width_share, fewest
        As in `blame`.

    Returns
    -------
    Blame
        With tables.

    Raises
    ------
    ModelError
        The draws are not those of the sample, do not vary, or too few of them come near.
    """
    if simulated.shape != (sim.sample.size,):
        raise ModelError(f"{label[0]}: the figure is not simulated draw by draw")
    positive = simulated[simulated > 0]
    spread = float(np.log(positive).std()) if positive.size else 0.0
    if not spread > 0:
        raise ModelError(f"{label[0]}: the draws do not vary, so no input can be blamed")
    width = width_share * spread
    weights = kernel_weights(simulated, came, width=width, fewest=fewest)
    moved = moved_inputs(drawn_inputs(sim), weights)
    moved["parameters"] = moved["input"].map(parameter_of)
    return Blame(
        *label,
        outturn=came,
        width=width,
        effective=effective_draws(weights),
        inputs=moved,
        readings=_readings(sim, weights),
        steps=_steps(sim, weights),
        problem="",
    )


def blame_by_outturn(
    sim: Simulation,
    items: Sequence[str] = ("money", "money_regional", "investment", "employment"),
    *,
    tables: Opened | None = None,
) -> pd.DataFrame:
    """Name for several outturns, one at a time, the input that has to move furthest.

    Parameters
    ----------
    sim
        A simulation.
    items
        Items of `analysis.simulation.outturn.figures.outturns`.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        Columns outturn (the item), year, effective_draws, blamed (input), shift (prior standard
        deviations), shift_error, next (second input), next_shift and problem.
    """
    known = tables if tables is not None else opened()
    rows = []
    for item in items:
        found = blame(sim, item, tables=known)
        row: dict[str, object] = {"outturn": item, "problem": found.problem}
        if not found.problem:
            first, second = found.inputs.iloc[0], found.inputs.iloc[1]
            row |= {"year": found.year, "effective_draws": found.effective}
            row |= {"blamed": first["input"], "shift": first["shift"]}
            row |= {"shift_error": first["shift_error"], "next": second["input"]}
            row["next_shift"] = second["shift"]
        rows.append(row)
    names = ["outturn", "year", "effective_draws", "blamed", "shift", "shift_error", "next"]
    return pd.DataFrame(rows, columns=[*names, "next_shift", "problem"])


def _families(item: str) -> tuple[str, ...]:
    """Name the family of an item, or none, which stands for all, where it has another name."""
    return tuple(family for family in FAMILIES if item == family or item.startswith(f"{family}_"))


def _nothing(item: str, problem: str) -> Blame:
    empty = pd.DataFrame()
    nan = float("nan")
    return Blame(item, "", 0, nan, nan, 0.0, empty, empty, empty, problem)


def _readings(sim: Simulation, weights: NDArray[np.float64]) -> pd.DataFrame:
    target, even = sim.scenario.target_jobs, np.full(len(weights), 1 / len(weights))
    rows = []
    for reading in READINGS:
        values = reached(sim.sample, reading)[-1]
        row: dict[str, object] = {"reading": reading, "label": READING_WORDS[reading]}
        for prefix, given in (("", even), ("seen_", weights)):
            levels = weighted_quantiles(values, given, list(_LEVELS.values()))
            row |= {f"{prefix}{n}": float(v) for n, v in zip(_LEVELS, levels, strict=True)}
            row[f"{prefix}probability"] = weighted_probability(values >= target, given)
        rows.append(row)
    return pd.DataFrame(rows)


def _steps(sim: Simulation, weights: NDArray[np.float64]) -> pd.DataFrame:
    rows = []
    for step in ledger_steps(sim.scenario.as_of):
        amounts = np.asarray(step.amount(sim.prepared, sim.sample), dtype=np.float64)
        mean, seen = float(amounts.mean()), float(np.average(amounts, weights=weights))
        ratio = seen / mean if mean else float("nan")
        rows.append((step.name, step.block, step.unit, mean, seen, ratio))
    return pd.DataFrame(rows, columns=["step", "block", "unit", "mean", "seen_mean", "ratio"])
