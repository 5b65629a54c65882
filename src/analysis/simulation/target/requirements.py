"""What would have had to be true: the money, or the cost per post, that meets the target."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.simulation.draws import Array, jobs_since
from analysis.simulation.readings import check_reading
from analysis.simulation.simulate import Simulation

__all__ = ["break_even_cost", "required_multiple"]


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
    check_reading(reading)
    if not 0 < probability < 1:
        raise ModelError(f"required_multiple: probability {probability} must lie between 0 and 1")
    demanded, made = _demanded(sim, reading)
    possible = _fillable(sim, reading, demanded, labour_ceiling=labour_ceiling)
    with np.errstate(divide="ignore", invalid="ignore"):
        multiple = np.where(demanded > 0, demanded / made, 0.0)
    return float(
        np.quantile(np.where(possible, multiple, np.inf), probability, method="inverted_cdf")
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
        Probability with which the target is to be met.
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    DataFrame
        Columns realisation_share and cost_rub_mn, prices of `as_of`. A cost of zero means that no
        cost is low enough.

    Notes
    -----
    With all sources realised at rho, draw i makes rho A_i / c posts, where A_i is its real
    job-making money per unit of realisation times what is left from gross to net; it meets T_i at
    any cost up to rho A_i / T_i.
    """
    check_reading(reading)
    demanded, made = _demanded(sim, reading)
    jobs = sim.sample.jobs
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(jobs.gross[-1] > 0, made / jobs.gross[-1], 0.0)
        affordable = np.where(demanded > 0, jobs.full_posts * kept / demanded, np.inf)
    possible = _fillable(sim, reading, demanded, labour_ceiling=labour_ceiling)
    ceiling = np.quantile(
        np.where(possible, affordable, 0.0), 1 - probability, method="inverted_cdf"
    )
    return pd.DataFrame({"realisation_share": realisation, "cost_rub_mn": realisation * ceiling})


def _demanded(sim: Simulation, reading: str) -> tuple[Array, Array]:
    """Return jobs to be made and jobs made before the labour ceiling, per draw at the horizon."""
    draws, target = sim.sample, float(sim.scenario.target_jobs)
    if reading == "hpw_stock":
        missing = target - draws.stock.initial - draws.stock.reclassified[-1]
        with np.errstate(divide="ignore"):
            demanded = np.maximum(missing, 0.0) / draws.stock.new_share
        return demanded, jobs_since(draws.jobs.uncapped, draws.years, sim.evidence.stock.year)[-1]
    made = draws.jobs.gross if reading == "gross_new" else draws.jobs.uncapped
    return np.full(draws.size, target), made[-1]


def _fillable(
    sim: Simulation, reading: str, demanded: Array, *, labour_ceiling: bool
) -> NDArray[np.bool_]:
    if reading == "gross_new" or not labour_ceiling:
        return np.isfinite(demanded)
    return np.asarray(demanded <= sim.sample.jobs.reserve[-1])
