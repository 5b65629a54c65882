"""The promise at its word, as a point in the plane of the break-even frontier."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.models.programme import SOURCES, planned_by_source, planned_profile
from analysis.simulation.draws import Draws
from analysis.simulation.readings import check_reading
from analysis.simulation.simulate import Simulation

__all__ = ["PromisePoint", "promise_point"]

_RUB_MN_IN_BN = 1e3


class PromisePoint(NamedTuple):
    """The promise on the footing of the frontier.

    Attributes
    ----------
    reading
        Reading of the target.
    printed_rub_mn
        Money promised over workplaces promised, as printed: nominal, of every source.
    real_rub_mn
        The same in prices of `as_of`, each ruble at the price of the year it was planned for.
    budget_yield
        Posts a budget ruble makes relative to an extra-budgetary one, mean of the draws.
    posts
        Gross posts that one workplace of the target takes under the reading, in the median draw.
    cost_rub_mn
        Cost of a gross post, RUB mn of extra-budgetary money in prices of `as_of`. Zero where no
        money is promised, infinite where the median draw meets the target without a post.
    price_year
        Year of these prices.
    """

    reading: str
    printed_rub_mn: float
    real_rub_mn: float
    budget_yield: float
    posts: float
    cost_rub_mn: float
    price_year: int


def promise_point(sim: Simulation, reading: str) -> PromisePoint:
    """Place the promise on the axis of the frontier.

    Parameters
    ----------
    sim
        A simulation.
    reading
        Reading of the target.

    Returns
    -------
    PromisePoint
        At 100 % of the money.

    Raises
    ------
    ModelError
        The reading is unknown.

    Notes
    -----
    All the money I_k of source k comes when it was planned for and makes all the posts the target
    takes: c = sum_k y_k I_k sum_t w_t / P_t / (n T), with w the planned profile, P the median price
    path, y_k one for extra-budgetary and the mean yield for budget rubles, T the target and n the
    gross posts a workplace takes: one if posts offered count, else one over what is left of a post
    after the losses and the multiplier; of the stock, what is missing without the programme over
    the part of net jobs that counts. The frontier itself also has the delay of the draws.
    """
    check_reading(reading)
    case, draws = sim.scenario, sim.sample
    planned = planned_by_source(
        case.investment_need_rub_bn, case.extra_budgetary_share, case.federal_budget_share
    )
    profile = planned_profile(sim.prepared.curve, draws.years).astype(np.float64)
    # Money planned for after the last year is taken at the prices of the years before.
    deflator = float(profile @ (1 / np.median(draws.price, axis=1)) / profile.sum())
    budget = float(draws.jobs.budget_yield.mean(dtype=np.float64))
    yields = np.where(np.array(SOURCES) == "extra_budgetary", 1.0, budget)
    promised = _RUB_MN_IN_BN / case.target_jobs
    posts = _posts_taken(draws, reading, case.target_jobs)
    making = float(yields @ planned) * deflator * promised
    return PromisePoint(
        reading=reading,
        printed_rub_mn=case.investment_need_rub_bn * promised,
        real_rub_mn=case.investment_need_rub_bn * deflator * promised,
        budget_yield=budget,
        posts=posts,
        cost_rub_mn=making / posts if posts else float("inf") if making else 0.0,
        price_year=case.as_of,
    )


def _posts_taken(draws: Draws, reading: str, target: int) -> float:
    """Return the gross posts a workplace of the target takes, in the median draw."""
    if reading == "gross_new":
        return 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        taken: NDArray[np.float64] = draws.jobs.gross[-1].astype(float) / draws.jobs.uncapped[-1]
        if reading == "hpw_stock":
            alone = draws.stock.initial.astype(float) + draws.stock.reclassified[-1]
            missing = np.maximum(target - alone, 0.0) / target
            taken = np.where(missing > 0, taken * missing / draws.stock.new_share, 0.0)
    known = taken[np.isfinite(taken)]
    return float(np.median(known)) if len(known) else float("inf")
