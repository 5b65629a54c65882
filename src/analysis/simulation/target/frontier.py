"""The break-even frontier: share of the money and cost of a post that just meet the target."""

from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models.programme import planned_by_source
from analysis.scenario import Scenario
from analysis.simulation.simulate import Simulation, simulate
from analysis.simulation.target.requirements import (
    break_even_cost,
    pinned_thresholds,
    sample_thresholds,
)
from analysis.simulation.target.thresholds import check_probability, smallest_multiple

__all__ = [
    "FRONTIER_WORDS",
    "FrontierStatus",
    "break_even_frontier",
    "evidence_summary",
    "frontier_evidence",
]

FrontierStatus = Literal["met_below", "met_anyway", "no_workers", "no_posts", "no_money"]
FRONTIER_WORDS: dict[FrontierStatus, str] = {
    "met_below": "met where a post costs this or less",
    "met_anyway": "met whatever a post costs",
    "no_workers": "not reachable within the labour supply, however little a post costs",
    "no_posts": "not reachable: too few posts that count are made in time, whatever they cost",
    "no_money": "not reachable: no money is promised, so no share of it makes a post",
}
_LEVELS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
_MEASURES = {
    "realisation_share": ("Share of the promised money that comes", "fraction of the promise"),
    "post_rub_mn": ("Cost of a gross post as drawn", "RUB mn"),
    "cost_rub_mn": ("Cost of a post on the footing of the frontier", "RUB mn"),
}


def break_even_frontier(
    scenario: Scenario,
    reading: str,
    *,
    points: int = 25,
    probability: float = 0.5,
    labour_ceiling: bool = True,
) -> pd.DataFrame:
    """Pairs of realisation and cost per post at which the target is just met.

    Parameters
    ----------
    scenario
        Resolved scenario.
    reading
        Reading of the target.
    points
        Number of realisations looked at, from 0 to the scenario's ceiling.
    probability
        Probability with which the target is to be met, in (0, 1).
    labour_ceiling
        Whether jobs must find workers.

    Returns
    -------
    DataFrame
        Columns realisation_share; cost_rub_mn, RUB mn a gross post in prices of `as_of`, zero where
        no cost is low enough and infinite where none is too high; status, one of `FRONTIER_WORDS`,
        and answer, its words.

    Raises
    ------
    ModelError
        The reading is unknown or the probability outside (0, 1).

    Notes
    -----
    Fixing both numbers of a row in every draw (`analysis.simulation.target.pinned.pinned`) meets
    the target with the probability asked for; all other numbers stay uncertain. With the ceiling,
    the stock reading may be missed again far below the curve, where posts made before the last
    count leave no workers for later ones.
    """
    sim = simulate(scenario)
    frame = break_even_cost(
        sim,
        reading,
        np.linspace(0.0, scenario.realisation_ceiling_share, points),
        probability=probability,
        labour_ceiling=labour_ceiling,
    )
    free = pinned_thresholds(sim, reading, labour_ceiling=False)
    hindered = np.isfinite(smallest_multiple(free, probability))
    unreachable: FrontierStatus = "no_workers" if hindered else "no_posts"
    if not scenario.investment_need_rub_bn:
        unreachable = "no_money"
    status = _status(frame, unreachable=unreachable)
    return frame.assign(status=status, answer=[FRONTIER_WORDS[name] for name in status])


def _status(frame: pd.DataFrame, *, unreachable: FrontierStatus) -> list[FrontierStatus]:
    """Say of each row what its cost means; a curve that is zero throughout is out of reach."""
    met_below, met_anyway, _, no_posts, _ = get_args(FrontierStatus)
    cost = frame["cost_rub_mn"].to_numpy()
    lost = no_posts if cost.max(initial=0.0) > 0 else unreachable
    return [
        lost if value == 0 else met_below if np.isfinite(value) else met_anyway for value in cost
    ]


def frontier_evidence(
    sim: Simulation, reading: str, *, probability: float = 0.5, labour_ceiling: bool = True
) -> pd.DataFrame:
    """Place each draw of the sample in the plane of the frontier.

    Parameters
    ----------
    sim
        A simulation.
    reading
        Reading of the target.
    probability
        Probability of the frontier that the draws are held against, in (0, 1).
    labour_ceiling
        As in the frontier.

    Returns
    -------
    DataFrame
        One row a draw: realisation_share, money that comes in the end over money promised;
        post_rub_mn, cost of a gross post in the draw; cost_rub_mn, the same on the footing of the
        frontier (both RUB mn in prices of `as_of`, infinite where money makes no post); met,
        whether the draw meets the target at the horizon.

    Raises
    ------
    ModelError
        The reading is unknown or the probability outside (0, 1).

    Notes
    -----
    A draw makes G = x F / c gross posts, with x the share of the money that comes, F the posts that
    all money would make at RUB 1 mn each, and c its cost of a post (``post_rub_mn``), so that its
    ratio of realisation to cost is G / F. It meets the target where that ratio is at least its own
    threshold m_i; the frontier stands at the threshold m_p that serves a share p of draws. Delay,
    prices, losses and the stock make m_i differ from m_p. On the footing of the frontier a post
    costs c m_i / m_p: what it would cost if all of these were as in the draw at the frontier. A
    draw then lies on or below the curve if and only if it meets the target (but for what
    `break_even_frontier` says of the stock reading far below the curve). It is zero where the
    target is met without a post, infinite where workers are too few. Where there is no curve,
    because m_p is zero or infinite, ``cost_rub_mn`` is ``post_rub_mn``.
    """
    check_probability(probability, "frontier_evidence")
    curve = pinned_thresholds(sim, reading, labour_ceiling=labour_ceiling)
    ratio = smallest_multiple(curve, probability)
    # Multiples of the draw's own money say whether it meets the target, need what it may.
    own = sample_thresholds(sim, reading, labour_ceiling=labour_ceiling)
    share, post = _drawn(sim)
    with np.errstate(divide="ignore", invalid="ignore"):
        there = np.where(share > 0, share * own.lowest / ratio, np.inf)
    there = np.where(own.lowest > 0, there, 0.0)
    return pd.DataFrame(
        {
            "realisation_share": share,
            "post_rub_mn": post,
            "cost_rub_mn": there if 0 < ratio < np.inf else post,
            "met": (own.lowest <= 1) & (own.highest >= 1),
        }
    )


def _drawn(sim: Simulation) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of the money that comes and the cost of a gross post, draw by draw."""
    case, draws = sim.scenario, sim.sample
    # The shares of the sources are known even where no money is planned.
    weights = planned_by_source(1.0, case.extra_budgetary_share, case.federal_budget_share)
    share = weights @ draws.money.realised.astype(float)
    gross = draws.jobs.gross[-1].astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return share, np.where(gross > 0, share * draws.jobs.full_posts / gross, np.inf)


def evidence_summary(evidence: pd.DataFrame) -> pd.DataFrame:
    """Summarise where the draws lie, and how many lie where the target is met.

    Parameters
    ----------
    evidence
        As from `frontier_evidence`.

    Returns
    -------
    DataFrame
        Columns measure, unit, p05, p25, p50, p75, p95 (infinite where so many draws make no post),
        then one row for the share of draws that meet the target, its value in p50 alone.
    """
    rows: list[dict[str, object]] = []
    for column, (measure, unit) in _MEASURES.items():
        found = np.quantile(evidence[column], list(_LEVELS.values()), method="inverted_cdf")
        rows.append({"measure": measure, "unit": unit, **dict(zip(_LEVELS, found, strict=True))})
    met = {"measure": "Share of draws that meet the target", "unit": "fraction of draws"}
    return pd.DataFrame([*rows, {**met, "p50": float(evidence["met"].mean())}])
