"""The investment that meets the target with a given probability, by root finding on the model."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy import optimize

from analysis.errors import ModelError
from analysis.models.programme import planned_by_source
from analysis.scenario import Scenario
from analysis.simulation.preparation import Prepared, prepare
from analysis.simulation.readings import check_reading
from analysis.simulation.target.counting import ask_draws, share_meeting
from analysis.simulation.target.thresholds import (
    Thresholds,
    check_probability,
    smallest_multiple,
    thresholds,
)

__all__ = ["FundedCase", "check_asked", "funded_case", "least_money", "required_investment"]

# Tolerances the bracket is wider than the closed form on either side, and how fast it grows.
_MARGIN, _WIDENING, _LARGEST = 2.0, 8.0, 1e6


class FundedCase(NamedTuple):
    """A programme under one reading, and what each of its draws would need.

    Attributes
    ----------
    prepared
        What the draws share, with the need set to `unit`.
    unit
        Sum that is multiplied, RUB bn nominal.
    needed
        Multiples of it, draw by draw, of all draws.
    reading, labour_ceiling
        What is asked.
    """

    prepared: Prepared
    unit: float
    needed: Thresholds
    reading: str
    labour_ceiling: bool


def required_investment(
    scenario: Scenario,
    reading: str,
    probability: float,
    *,
    tolerance: float = 1e-3,
    labour_ceiling: bool = True,
) -> float:
    """Money the programme would need for the target to be met with a given probability.

    Parameters
    ----------
    scenario
        Resolved scenario; what it says of the need itself is of no account.
    reading
        Reading of the target.
    probability
        Probability asked for, in (0, 1).
    tolerance
        Relative tolerance: this much less money meets the target in fewer draws than asked for.
    labour_ceiling
        Whether jobs must find workers, under the stock reading also those that add to the stock.

    Returns
    -------
    float
        RUB bn, nominal; zero where the target is met without the programme, infinite where no sum
        does it: not reachable within the labour supply, or too few draws make posts at all. May be
        above what a scenario may ask for.

    Raises
    ------
    ModelError
        The reading is unknown, the probability or the tolerance outside (0, 1).

    Notes
    -----
    Bisection (`scipy.optimize.bisect`) of P(I) - p, where P(I) is the share of all draws of the
    whole model that meet the target with the need set to I, always with the same random numbers.
    It starts from a bracket of two tolerances around the closed form: jobs are proportional to
    money, so the p-quantile of each draw's own threshold is the answer up to rounding. The value
    returned meets the target in at least a share p of draws.
    """
    check_asked(reading, probability, tolerance)
    case = funded_case(prepare(scenario), reading, labour_ceiling=labour_ceiling)
    return least_money(case, probability, tolerance)


def check_asked(reading: str, probability: float, tolerance: float) -> None:
    """Refuse what cannot be asked.

    Parameters
    ----------
    reading
        Should be one of `READINGS`.
    probability, tolerance
        Should lie between 0 and 1.

    Raises
    ------
    ModelError
        One is not what it should be.
    """
    check_reading(reading)
    check_probability(probability, "required_investment")
    if not 0 < tolerance < 1:
        raise ModelError(f"required_investment: tolerance {tolerance} must lie between 0 and 1")


def _funded(prepared: Prepared, need: float) -> Prepared:
    """Change the money a programme asks for, RUB bn nominal; nothing else depends on it."""
    scenario = prepared.scenario.model_copy(update={"investment_need_rub_bn": need})
    planned = planned_by_source(need, scenario.extra_budgetary_share, scenario.federal_budget_share)
    return replace(prepared, scenario=scenario, planned=planned)


def funded_case(prepared: Prepared, reading: str, *, labour_ceiling: bool = True) -> FundedCase:
    """Ask every draw once what it would need.

    Parameters
    ----------
    prepared
        What the draws share.
    reading
        One of `READINGS`.
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    FundedCase
        With the money planned, or RUB 1 bn where none is.
    """
    # Nothing cannot be multiplied, so where no money is planned a billion is.
    unit = prepared.scenario.investment_need_rub_bn or 1.0
    funded = _funded(prepared, unit)
    parts = ask_draws(
        funded,
        lambda draws: thresholds(
            draws,
            reading,
            target=funded.scenario.target_jobs,
            count_year=funded.evidence.stock.year,
            labour_ceiling=labour_ceiling,
        ),
    )
    needed = Thresholds(*(np.concatenate(part) for part in zip(*parts, strict=True)))
    return FundedCase(funded, unit, needed, reading, labour_ceiling)


def least_money(case: FundedCase, probability: float, tolerance: float) -> float:
    """Find the least money that serves a share of draws.

    Parameters
    ----------
    case
        As from `funded_case`.
    probability
        Share of draws, in (0, 1).
    tolerance
        As in `required_investment`.

    Returns
    -------
    float
        RUB bn, nominal; zero or infinite as in `required_investment`.
    """
    multiple = smallest_multiple(case.needed, probability)
    if not np.isfinite(multiple) or multiple == 0:
        return multiple
    tried: dict[float, float] = {}

    def surplus(need: float) -> float:
        met = share_meeting(
            _funded(case.prepared, need), case.reading, labour_ceiling=case.labour_ceiling
        )
        # A step function has no root: its sign alone says on which side the step lies.
        tried[need] = 1.0 if met >= probability else -1.0
        return tried[need]

    start = multiple * case.unit
    low = _reach(surplus, start, -tolerance, sign=-1.0)
    high = _reach(surplus, start, tolerance, sign=1.0)
    if tried[high] < 0:
        return float("inf")
    if tried[low] < 0:
        optimize.bisect(surplus, low, high, xtol=start * tolerance / 2, rtol=tolerance / 4)
    return min(need for need, sign in tried.items() if sign > 0)


def _reach(surplus: Callable[[float], float], start: float, step: float, *, sign: float) -> float:
    """Go away from the start until the sign is the one looked for, or the end of the road."""
    width = _MARGIN
    end = start * max(1 + width * step, 0.0)
    while surplus(end) != sign and 0 < end < start * _LARGEST:
        width *= _WIDENING
        end = start * max(1 + width * step, 0.0)
    return end
