"""In which year the target is met first: its distribution over all draws."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.simulation.draws import Draws
from analysis.simulation.readings import check_reading
from analysis.simulation.simulate import Simulation
from analysis.simulation.target.counting import ask_draws, counted
from analysis.simulation.target.proportions import exact_interval

__all__ = ["first_year_met"]


def first_year_met(sim: Simulation, reading: str, *, labour_ceiling: bool = True) -> pd.DataFrame:
    """Distribution of the first year at whose end the target is met.

    Parameters
    ----------
    sim
        A simulation; all its draws are asked once more.
    reading
        One of `READINGS`.
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    DataFrame
        One row a year, then one for draws that meet the target in no year. Under the stock reading
        the first row is the last count, before which nothing is known of the stock, and the years
        are those after it. Columns when, in words; year, missing in the last row; period: before
        the programme, up to or after `as_of`, or none; probability, adding up to one;
        monte_carlo_error; low and high, the exact 95 % interval.

    Raises
    ------
    ModelError
        The reading is unknown.

    Notes
    -----
    First means first: a stock that shrinks may miss the target again, so the years can add up to
    more than the probability at the horizon; `chances_table` says by how much.
    """
    check_reading(reading)
    case, stock = sim.scenario, reading == "hpw_stock"
    counted_in = sim.evidence.stock.year
    years = sim.years[sim.years > counted_in] if stock else sim.years

    def first(draws: Draws) -> NDArray[np.int64]:
        got = counted(sim.prepared, draws, reading, labour_ceiling=labour_ceiling)
        met = got[-len(years) :] >= case.target_jobs
        before = (draws.stock.initial >= case.target_jobs) & stock
        # A row before the years for the count and one after them for never: each draw has one true.
        rows = np.vstack([before, met, np.ones(draws.size, dtype=bool)])
        return np.bincount(rows.argmax(axis=0), minlength=len(rows))

    counts = np.sum(ask_draws(sim.prepared, first), axis=0)[0 if stock else 1 :]
    labels = [f"by the count of {counted_in}"] * stock + [f"{year}" for year in years]
    shown = [counted_in] * stock + years.tolist()
    frame = pd.DataFrame(
        {
            "when": [*labels, f"in no year to {case.horizon}"],
            "year": pd.array([*shown, pd.NA], dtype="Int64"),
            "period": [*(_period(sim, year) for year in shown), "none"],
        }
    )
    return frame.join(_shares(counts, case.draws))


def _period(sim: Simulation, year: int) -> str:
    if year < sim.scenario.programme_start:
        return "before the programme"
    as_of = sim.scenario.as_of
    return f"to {as_of}" if year <= as_of else f"after {as_of}"


def _shares(counts: NDArray[np.int64], draws: int) -> pd.DataFrame:
    share = counts / draws
    low, high = zip(*(exact_interval(int(count), draws) for count in counts), strict=True)
    error = np.sqrt(share * (1 - share) / draws)
    return pd.DataFrame(
        {"probability": share, "monte_carlo_error": error, "low": low, "high": high}
    )
