"""The outcomes of a chunk of draws that are counted: by year, at the horizon, and yes or no."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from analysis.models.programme import SOURCES
from analysis.simulation.draws import REAL, Array, Draws, running_total, total
from analysis.simulation.ledger_steps import ledger_steps
from analysis.simulation.preparation import Prepared
from analysis.simulation.readings import READINGS, reached

__all__ = ["Kind", "Outcome", "added_investment", "outcomes", "price_of", "source_label"]

Kind = Literal["year", "horizon", "chance", "mean", "ledger"]


class Outcome(NamedTuple):
    """One variable of a chunk.

    Attributes
    ----------
    variable, unit
        Name in the code list, and unit.
    values
        Shape (years, draws) if `kind` is ``year``, else (1, draws).
    kind
        ``year``; ``horizon``; ``chance``, a yes or no by year whose mean is a probability;
        ``mean``, by year but with no quantile; or ``ledger``, a step of the ledger.
    """

    variable: str
    unit: str
    values: Array
    kind: Kind = "year"


def source_label(source: str) -> str:
    """Return how a source of money is written in variables."""
    return source.replace("_", "-").capitalize()


def outcomes(prepared: Prepared, draws: Draws) -> Iterator[Outcome]:
    """List the outcomes of a chunk.

    Parameters
    ----------
    prepared
        What the draws share.
    draws
        A chunk.

    Yields
    ------
    Outcome
        Always the same variables in the same order for one scenario.
    """
    yield from _region(prepared, draws)
    yield from _money(prepared, draws)
    yield from _jobs(prepared, draws)
    yield from _targets(prepared, draws)
    for step in ledger_steps(prepared.scenario.as_of):
        amount = step.amount(prepared, draws)
        yield Outcome(f"Ledger|{step.name}", step.unit, amount[None], "ledger")


def _region(prepared: Prepared, draws: Draws) -> Iterator[Outcome]:
    as_of = prepared.scenario.as_of
    after = (draws.years > as_of)[:, None]
    # Published figures up to as_of hold what the programme did by then; later jobs come on top.
    added = (draws.jobs.net - draws.jobs.net[draws.at(as_of)]) * after
    invested = added_investment(draws, as_of)
    yearly = "RUB bn/yr, nominal"
    yield Outcome("Employment|Without programme", "persons", draws.employment)
    yield Outcome("Employment|With programme", "persons", draws.employment + added)
    yield Outcome("Investment|Without programme", yearly, draws.investment)
    yield Outcome("Investment|With programme", yearly, draws.investment + invested)
    yield Outcome("Price index|Investment", f"{as_of} = 1", draws.price)


def added_investment(draws: Draws, as_of: int) -> Array:
    """Return what programme money adds to the region's investment after the information set.

    Parameters
    ----------
    draws
        A chunk.
    as_of
        Last year whose investment is published.

    Returns
    -------
    ndarray
        RUB bn a year, nominal, shape (years, draws); zero up to `as_of`.

    Notes
    -----
    The published level of `as_of`, from which the course without the programme goes on, holds the
    additional money of that year already; what comes on top is the additional money beyond that.
    It is negative where less is spent than in `as_of`.
    """
    flow = draws.additional_share * total(draws.money.disbursed)
    return np.asarray((flow - flow[draws.at(as_of)]) * (draws.years > as_of)[:, None], dtype=REAL)


def _money(prepared: Prepared, draws: Draws) -> Iterator[Outcome]:
    scenario, money = prepared.scenario, draws.money
    yearly = "RUB bn/yr, nominal"
    for source, spent in zip(SOURCES, money.disbursed, strict=True):
        yield Outcome(f"Programme money|Disbursed|{source_label(source)}", yearly, spent, "mean")
    spent_by_year = total(money.disbursed)
    yield Outcome("Programme money|Disbursed", yearly, spent_by_year)
    yield Outcome(
        "Programme money|Disbursed, cumulative", "RUB bn, nominal", running_total(spent_by_year)
    )
    real = spent_by_year / draws.price * price_of(prepared, draws, scenario.price_year)
    unit = f"RUB bn, prices of {scenario.price_year}"
    yield Outcome("Programme money|Disbursed, cumulative, real", unit, running_total(real))
    committed = total(money.committed)[None]
    yield Outcome("Programme money|Committed", "RUB bn, nominal", committed, "horizon")
    by_cluster = total(np.swapaxes(money.by_cluster(), 0, 1))
    for cluster, spent in zip(prepared.evidence.clusters.titles, by_cluster, strict=True):
        name = f"Programme money|Cluster|{cluster}"
        yield Outcome(name, "RUB bn, nominal", spent[None], "horizon")


def price_of(prepared: Prepared, draws: Draws, year: int) -> Array | float:
    """Return the price index of a year, `as_of` = 1: published, or one value a draw."""
    if year in draws.years:
        return np.asarray(draws.price[draws.at(year)])
    return float(prepared.evidence.deflator.series[year])


def _jobs(prepared: Prepared, draws: Draws) -> Iterator[Outcome]:
    jobs, stock = draws.jobs, draws.stock
    yield Outcome("Jobs|Gross", "workplaces", jobs.gross)
    for name, change in jobs.steps.items():
        label = name.replace("_", " ").capitalize()
        yield Outcome(f"Jobs|Step|{label}", "workplaces", change, "mean")
    yield Outcome("Jobs|Net", "workplaces", jobs.net)
    yield Outcome("Jobs|Labour reserve", "persons", jobs.reserve)
    yield Outcome("Job-years|Construction and its suppliers", "job-years/yr", jobs.construction)
    yield Outcome("Job-years|Suppliers of the posts", "job-years/yr", jobs.suppliers)
    name = "High-productivity workplaces"
    yield Outcome(f"{name}|Stock", "workplaces", stock.total)
    yield Outcome(f"{name}|Change|Reclassified", "workplaces", stock.reclassified)
    yield Outcome(f"{name}|Change|New", "workplaces", stock.new)
    unit = f"workplaces/RUB bn, prices of {prepared.scenario.as_of}"
    each = total(jobs.posts_per_rub_mn * draws.money.cluster_share)[None] * 1e3
    yield Outcome("Jobs|Gross posts per RUB bn", unit, each, "horizon")
    for cluster, posts in zip(prepared.evidence.clusters.titles, jobs.by_cluster, strict=True):
        yield Outcome(f"Jobs|Gross|{cluster}", "workplaces", posts[None], "horizon")


def _targets(prepared: Prepared, draws: Draws) -> Iterator[Outcome]:
    target = prepared.scenario.target_jobs
    for reading in READINGS:
        got = reached(draws, reading)
        met = (got >= target).astype(REAL)
        yield Outcome(f"Target|{reading}", "probability", met, "chance")
        short = np.maximum(target - got, 0.0)
        yield Outcome(f"Target|{reading}|Shortfall", "workplaces", short, "mean")
    free = reached(draws, "net_new", labour_ceiling=False)
    met = (free >= target).astype(REAL)
    yield Outcome("Target|net_new|Without labour ceiling", "probability", met, "chance")
