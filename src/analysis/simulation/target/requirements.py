"""What would have had to be true of the sample: the money, or the cost per post, that is enough."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.simulation.drawing import draw
from analysis.simulation.draws import Draws
from analysis.simulation.simulate import Simulation
from analysis.simulation.target.pinned import pinned
from analysis.simulation.target.thresholds import (
    Thresholds,
    check_probability,
    smallest_multiple,
    thresholds,
)

__all__ = ["break_even_cost", "pinned_thresholds", "required_multiple", "sample_thresholds"]


def required_multiple(
    sim: Simulation, reading: str, probability: float, *, labour_ceiling: bool = True
) -> float:
    """Multiple of the programme's money that meets the target with a given probability.

    Parameters
    ----------
    sim
        A simulation; its sample is asked.
    reading
        One of `READINGS`.
    probability
        Probability asked for, in (0, 1).
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    float
        Multiple of `investment_need_rub_bn`; infinite where no sum of money does it, because the
        labour reserve is smaller than the jobs asked for.

    Raises
    ------
    ModelError
        The reading is unknown or the probability outside (0, 1).

    Notes
    -----
    Jobs before the ceiling are proportional to money, so draw i needs the multiple T_i / N_i if its
    reserve can fill T_i; the answer is the smallest multiple that serves a share p of draws.
    """
    check_probability(probability, "required_multiple")
    needed = sample_thresholds(sim, reading, labour_ceiling=labour_ceiling)
    return smallest_multiple(needed, probability)


def sample_thresholds(sim: Simulation, reading: str, *, labour_ceiling: bool = True) -> Thresholds:
    """Return the multiples of the programme's money that each draw of the sample needs.

    Parameters
    ----------
    sim
        A simulation.
    reading
        One of `READINGS`.
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    Thresholds
        Multiples of `investment_need_rub_bn`, draw by draw.

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    return _thresholds(sim, sim.sample, reading, labour_ceiling=labour_ceiling)


def pinned_thresholds(sim: Simulation, reading: str, *, labour_ceiling: bool = True) -> Thresholds:
    """Return the ratios of realisation to cost that each draw needs, if both are fixed.

    Parameters
    ----------
    sim
        A simulation; as many draws as its sample are made anew, with the same random numbers.
    reading
        One of `READINGS`.
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    Thresholds
        Realisation, a fraction, over the cost of a gross post, RUB mn of `as_of` prices.

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    draws = draw(pinned(sim.prepared, 1.0, 1.0), 0, sim.sample.size)
    return _thresholds(sim, draws, reading, labour_ceiling=labour_ceiling)


def _thresholds(sim: Simulation, draws: Draws, reading: str, *, labour_ceiling: bool) -> Thresholds:
    return thresholds(
        draws,
        reading,
        target=sim.scenario.target_jobs,
        count_year=sim.evidence.stock.year,
        labour_ceiling=labour_ceiling,
    )


def break_even_cost(
    sim: Simulation,
    reading: str,
    realisation: NDArray[np.float64],
    *,
    probability: float = 0.5,
    labour_ceiling: bool = True,
) -> pd.DataFrame:
    """Cost per post at which the target is met, for each realisation of the money.

    Parameters
    ----------
    sim
        A simulation; its sample is asked.
    reading
        One of `READINGS`.
    realisation
        Fraction of the planned money that comes, the same for every source, shape (points,).
    probability
        Probability with which the target is to be met, in (0, 1).
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    DataFrame
        Columns realisation_share and cost_rub_mn, prices of `as_of`. A cost of zero means that no
        cost is low enough, an infinite one that none is too high.

    Raises
    ------
    ModelError
        The reading is unknown or the probability outside (0, 1).

    Notes
    -----
    With all sources realised at rho and a gross post at c, the jobs of a draw are rho / c times
    those with both at one, so the curve is c = rho / m with m the smallest ratio that serves a
    share p of draws.
    """
    check_probability(probability, "break_even_cost")
    needed = pinned_thresholds(sim, reading, labour_ceiling=labour_ceiling)
    ratio = smallest_multiple(needed, probability)
    cost = np.asarray(realisation) / ratio if ratio else np.full(len(realisation), np.inf)
    return pd.DataFrame({"realisation_share": realisation, "cost_rub_mn": cost})
