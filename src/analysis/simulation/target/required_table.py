"""What money would have been enough, for every reading and several probabilities, in one table."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from analysis.scenario import Scenario
from analysis.simulation.preparation import prepare
from analysis.simulation.readings import READING_WORDS, READINGS
from analysis.simulation.target.required import (
    FundedCase,
    check_asked,
    funded_case,
    least_money,
)
from analysis.simulation.target.thresholds import smallest_multiple

__all__ = [
    "REQUIRED_WORDS",
    "RequiredStatus",
    "monte_carlo_interval",
    "required_investment_table",
]

RequiredStatus = Literal["reachable", "already_met", "beyond_scenario", "no_workers", "no_posts"]
REQUIRED_WORDS: dict[RequiredStatus, str] = {
    "reachable": "reachable",
    "already_met": "met without any money of the programme",
    "beyond_scenario": "more than a scenario may ask for",
    "no_workers": "not reachable within the labour supply",
    "no_posts": "not reachable: in too many draws no sum makes posts that count in time",
}
_BAND = 0.95


def required_investment_table(
    scenario: Scenario,
    *,
    probabilities: Sequence[float] = (0.1, 0.5, 0.9),
    tolerance: float = 1e-3,
    labour_ceiling: bool = True,
) -> pd.DataFrame:
    """Answer for every reading and several probabilities what money would have been enough.

    Parameters
    ----------
    scenario
        Resolved scenario.
    probabilities
        Probabilities asked for, each in (0, 1).
    tolerance, labour_ceiling
        As in `required_investment`.

    Returns
    -------
    DataFrame
        One row a reading and probability; columns reading, label, probability; need_rub_bn,
        nominal; low_rub_bn and high_rub_bn, the 95 % Monte Carlo interval; tolerance_rub_bn;
        multiple_of_promise (infinite where none was promised); multiple_of_year, against the
        investment of the region in `as_of`; most_reachable, the largest number that any sum
        reaches with the probability asked for (workplaces; infinite without a ceiling); status,
        one of `REQUIRED_WORDS`, and answer, its words.

    Raises
    ------
    ModelError
        A probability or the tolerance lies outside (0, 1).

    Notes
    -----
    The interval holds the order statistics of the draws' own thresholds between the 2.5 and 97.5 %
    of the binomial(n, p) count (David and Nagaraja 2003, Order Statistics, 7.1). It says how well n
    draws know the quantile of the model, not how well the model knows the world.
    """
    for probability in probabilities:
        check_asked(READINGS[0], probability, tolerance)
    prepared = prepare(scenario)
    rows: list[dict[str, object]] = []
    for reading in READINGS:
        case = funded_case(prepared, reading, labour_ceiling=labour_ceiling)
        free = case
        if labour_ceiling and not np.isfinite(smallest_multiple(case.needed, max(probabilities))):
            free = funded_case(prepared, reading, labour_ceiling=False)
        named = {"reading": reading, "label": READING_WORDS[reading]}
        rows += [{**named, **_row(case, free, chance, tolerance)} for chance in probabilities]
    return pd.DataFrame(rows).assign(
        multiple_of_promise=lambda table: _multiples(table, scenario.investment_need_rub_bn),
        multiple_of_year=lambda table: _multiples(
            table, float(prepared.evidence.investment.series[scenario.as_of])
        ),
    )


def _row(
    case: FundedCase, free: FundedCase, probability: float, tolerance: float
) -> dict[str, object]:
    need = least_money(case, probability, tolerance)
    low, high = monte_carlo_interval(case, probability)
    status = _status(need, smallest_multiple(free.needed, probability))
    # The largest number with so many draws at or above it: a quantile counted from the top.
    most = -np.quantile(-case.needed.most, probability, method="inverted_cdf")
    return {
        "probability": probability,
        "need_rub_bn": need,
        "low_rub_bn": low,
        "high_rub_bn": high,
        "tolerance_rub_bn": tolerance * need if np.isfinite(need) else 0.0,
        "most_reachable": float(most),
        "status": status,
        "answer": REQUIRED_WORDS[status],
    }


def _multiples(table: pd.DataFrame, of: float) -> list[float]:
    """Hold the sums against one of them; no multiple of nothing is anything."""
    return [need / of if of else float("inf") if need else 0.0 for need in table["need_rub_bn"]]


def monte_carlo_interval(case: FundedCase, probability: float) -> tuple[float, float]:
    """Return between which sums the draws leave the one that is required.

    Parameters
    ----------
    case
        As from `analysis.simulation.target.required.funded_case`.
    probability
        Probability asked for, in (0, 1).

    Returns
    -------
    low, high
        RUB bn, nominal; a 95 % interval from order statistics.
    """
    draws = len(case.needed.lowest)
    tail = (1 - _BAND) / 2
    first, last = np.asarray(stats.binom.ppf(np.array([tail, 1 - tail]), draws, probability))
    low, high = (
        smallest_multiple(case.needed, place / draws) * case.unit
        for place in (max(first, 1), min(last + 1, draws))
    )
    return low, high


def _status(need: float, without_ceiling: float) -> RequiredStatus:
    if need == 0:
        return "already_met"
    if np.isfinite(need):
        return "reachable" if need <= _largest_need() else "beyond_scenario"
    return "no_workers" if np.isfinite(without_ceiling) else "no_posts"


def _largest_need() -> float:
    """Return the most a scenario may ask for, RUB bn nominal."""
    bounds = Scenario.model_fields["investment_need_rub_bn"].metadata
    return float(min(bound.le for bound in bounds if hasattr(bound, "le")))
