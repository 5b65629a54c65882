"""How sure the draws are: chance and shortfall of each reading, with their Monte Carlo errors."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.scenario import TargetReading
from analysis.simulation.draws import Draws
from analysis.simulation.readings import READING_WORDS, READINGS
from analysis.simulation.simulate import Simulation
from analysis.simulation.target.counting import ask_draws, counted
from analysis.simulation.target.proportions import exact_interval

__all__ = ["chances_table"]


class _Sums(NamedTuple):
    """Draws: all, at the target at the horizon, ever at it; and moments of the shortfall."""

    draws: float
    met: float
    ever: float
    short: float
    short_squared: float


def chances_table(sim: Simulation, *, labour_ceiling: bool = True) -> pd.DataFrame:
    """Answer for each reading how likely the target is and how much is missing, with errors.

    Parameters
    ----------
    sim
        A simulation; all its draws are asked once more.
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    DataFrame
        One row a reading; columns reading, label, draws; draws_met and probability (of the target
        at the horizon), monte_carlo_error, and low and high, the exact 95 % interval; lost_again,
        the probability that the target is met in some year but not at the horizon; shortfall,
        E[max(target - X, 0)], and shortfall_given_miss, its mean over draws that miss the target
        (not a number where none does), workplaces, each with its Monte Carlo error (``_error``).

    Raises
    ------
    ModelError
        A reading is unknown.

    Notes
    -----
    The Monte Carlo error of a probability is sqrt(P (1 - P) / n), that of a mean s / sqrt(n). The
    first is zero where no draw or every draw meets the target; the interval of Clopper and Pearson
    (1934, Biometrika 26) is honest there: none of n draws is at most 1 - .025^(1/n). All of them
    say how well n draws know the model, nothing of how well the model knows the world. The paths of
    the region come round again (`analysis.simulation.preparation.PATHS`); the error of a larger
    simulation is understated by their part in the spread.
    """
    return pd.DataFrame([_row(sim, reading, labour_ceiling) for reading in READINGS])


def _row(sim: Simulation, reading: TargetReading, labour_ceiling: bool) -> dict[str, object]:
    target = sim.scenario.target_jobs

    def sums(draws: Draws) -> NDArray[np.float64]:
        got = counted(sim.prepared, draws, reading, labour_ceiling=labour_ceiling)
        met = got >= target
        # The same subtraction as in the outcomes, so that both name the same shortfall.
        short = np.maximum(target - got[-1], 0.0).astype(np.float64)
        ever = np.count_nonzero(met.any(axis=0))
        return np.array(
            [draws.size, np.count_nonzero(met[-1]), ever, short.sum(), short @ short],
            dtype=np.float64,
        )

    found = _Sums(*np.sum(ask_draws(sim.prepared, sums), axis=0))
    share = found.met / found.draws
    low, high = exact_interval(int(found.met), int(found.draws))
    missed = found.draws - found.met
    return {
        "reading": reading,
        "label": READING_WORDS[reading],
        "draws": int(found.draws),
        "draws_met": int(found.met),
        "probability": share,
        "monte_carlo_error": np.sqrt(share * (1 - share) / found.draws),
        "low": low,
        "high": high,
        "lost_again": (found.ever - found.met) / found.draws,
        **_mean("shortfall", found, found.draws),
        **_mean("shortfall_given_miss", found, missed),
    }


def _mean(name: str, found: _Sums, draws: float) -> dict[str, float]:
    """Return the mean shortfall over some draws, none of the others having any, and its error."""
    if draws == 0:
        return {name: float("nan"), f"{name}_error": float("nan")}
    mean = found.short / draws
    variance = max(found.short_squared / draws - mean**2, 0.0)
    return {name: mean, f"{name}_error": float(np.sqrt(variance / draws))}
