"""What the draws say once an outturn is known, and which assumption has to move furthest."""

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
from analysis.models.programme import SOURCES
from analysis.simulation.ledger_steps import ledger_steps
from analysis.simulation.outturn.figures import PANDEMIC_YEAR, Opened, opened, outturns
from analysis.simulation.outturn.forecast import NONE
from analysis.simulation.outturn.forecasts import FAMILIES, forecasts
from analysis.simulation.outturn.inputs import drawn_inputs, parameter_of
from analysis.simulation.readings import READING_WORDS, READINGS, reached
from analysis.simulation.simulate import Simulation

__all__ = ["BY_SOURCE", "FEWEST", "WIDTH_SHARE", "Blame", "blame", "blame_sources", "seen_with"]

# How near a draw has to come to the outturn, as a part of the spread of all draws in logs.
WIDTH_SHARE = 0.15
# Few draws come near several outturns at once, so the kernel is widened until enough do.
_WIDER = (WIDTH_SHARE, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
FEWEST = 200
BY_SOURCE = "money by source"
_LEVELS = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


class Blame(NamedTuple):
    """A simulation seen again with one outturn known, or several at once.

    Attributes
    ----------
    item, unit, year, outturn
        What is known, of several figures their sum; year 0 and a missing outturn where nothing is.
    width
        Standard deviation of the kernel, log points; of several figures the largest.
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
    weights
        Of the draws of the sample, shape (draws,), adding up to one; empty with a problem.
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
    weights: NDArray[np.float64] = NONE


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
    were, within `shift_error`. A total says nothing of its parts: what it blames is the part that
    weighs most in it, so where the parts are on file `blame_sources` is to be asked.
    """
    known = outturns(sim.scenario, tables if tables is not None else opened())
    rows = known[(known["item"] == item) & (known["bound"] == "exact")].sort_values("year")
    calm = rows[rows["year"] < PANDEMIC_YEAR]
    if len(calm):
        rows = calm
    if rows.empty:
        return _nothing(item, f"no exact outturn of {item} after {sim.scenario.as_of} is on file")
    row = rows.iloc[-1]
    year, came, unit = int(row["year"]), float(row["outturn"]), str(row["unit"])
    draws = _drawn(sim, _families(item), year).get(item, NONE)
    try:
        return seen_with(
            sim, draws, came, label=(item, unit, year), width_share=width_share, fewest=fewest
        )
    except ModelError as error:
        return _nothing(item, str(error).removeprefix("kernel_weights: "))


def blame_sources(
    sim: Simulation,
    *,
    tables: Opened | None = None,
    width_shares: tuple[float, ...] = _WIDER,
    fewest: float = FEWEST,
) -> Blame:
    """Weight the draws by how near they came to the money of each source, all at once.

    Parameters
    ----------
    sim
        A simulation; its sample is asked.
    tables
        As from `opened`, which is called if they are not given.
    width_shares
        Widths of the kernel that are tried, as parts of the standard deviation of the log of each
        source's draws; the first that leaves enough draws is taken.
    fewest
        Effective draws below which nothing is said.

    Returns
    -------
    Blame
        Its item is ``money by source``; tables, or the problem in words.

    Notes
    -----
    The reported shares of the sources are rounded, and the kernel of each stands for that too.
    """
    known = outturns(sim.scenario, tables if tables is not None else opened())
    items = [f"money_{source}" for source in SOURCES]
    rows = known[known["item"].isin(items) & (known["bound"] == "exact")]
    rows = rows[rows["year"] == rows["year"].max()]
    if len(rows) < len(SOURCES):
        return _nothing(BY_SOURCE, f"no money by source after {sim.scenario.as_of} is on file")
    year, problem = int(rows["year"].iloc[0]), ""
    draws = _drawn(sim, ("money",), year)
    simulated = np.stack([draws[item] for item in rows["item"]])
    came = rows["outturn"].to_numpy(dtype=np.float64)
    label = (BY_SOURCE, str(rows["unit"].iloc[0]), year)
    for width_share in width_shares:
        try:
            return seen_with(
                sim, simulated, came, label=label, width_share=width_share, fewest=fewest
            )
        except ModelError as error:
            problem = str(error).removeprefix("kernel_weights: ")
    return _nothing(BY_SOURCE, problem)


def seen_with(
    sim: Simulation,
    simulated: NDArray[np.float64],
    came: float | NDArray[np.float64],
    *,
    label: tuple[str, str, int],
    width_share: float = WIDTH_SHARE,
    fewest: float = FEWEST,
) -> Blame:
    """Condition a simulation on any figure its draws hold, or on several at once.

    Parameters
    ----------
    sim
        A simulation.
    simulated
        What each draw of its sample says of the figure, shape (draws,), or (figures, draws).
    came
        The figure, same unit, positive; or shape (figures,).
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
    if simulated.shape[-1:] != (sim.sample.size,):
        raise ModelError(f"{label[0]}: the figure is not simulated draw by draw")
    spread = np.array([_log_spread(row) for row in np.atleast_2d(simulated)])
    if not (spread > 0).all():
        raise ModelError(f"{label[0]}: the draws do not vary, so no input can be blamed")
    widths = width_share * spread
    weights = kernel_weights(simulated, came, width=widths, fewest=fewest)
    moved = moved_inputs(drawn_inputs(sim), weights)
    moved["parameters"] = moved["input"].map(parameter_of)
    return Blame(
        *label,
        outturn=float(np.sum(came)),
        width=float(widths.max()),
        effective=effective_draws(weights),
        inputs=moved,
        readings=_readings(sim, weights),
        steps=_steps(sim, weights),
        problem="",
        weights=weights,
    )


def _log_spread(draws: NDArray[np.float64]) -> float:
    positive = draws[draws > 0]
    return float(np.log(positive).std()) if positive.size else 0.0


def _families(item: str) -> tuple[str, ...]:
    """Name the family of an item, or none, which stands for all, where it has another name."""
    return tuple(family for family in FAMILIES if item == family or item.startswith(f"{family}_"))


def _drawn(sim: Simulation, families: tuple[str, ...], year: int) -> dict[str, NDArray[np.float64]]:
    """Return what the draws say of one year, by item."""
    return {f.item: f.draws for f in forecasts(sim, *families) if f.year == year}


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
