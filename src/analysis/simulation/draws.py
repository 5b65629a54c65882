"""What a simulation holds: draws of money, jobs and the stock of high-productivity workplaces."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.scenario import Scenario
from analysis.simulation.evidence import Evidence

__all__ = ["Array", "Draws", "Jobs", "Money", "Stock", "jobs_since"]

Array = NDArray[np.float64]


def jobs_since(jobs: Array, years: NDArray[np.int64], start: int) -> Array:
    """Take running totals of jobs from the end of a year on.

    Parameters
    ----------
    jobs
        Running totals, shape (draws, years).
    years
        Calendar years, increasing by one.
    start
        Year at whose end counting starts; before the first of `years`, all jobs count.

    Returns
    -------
    ndarray
        Same shape as `jobs`; zero up to `start`, and where the labour ceiling made totals fall.
    """
    column = start - int(years[0])
    if column < 0:
        return jobs
    return np.maximum(jobs - jobs[:, [column]], 0.0) * (years > start)


@dataclass(frozen=True)
class Money:
    """Programme money by draw; RUB bn, nominal where not said otherwise.

    Attributes
    ----------
    planned
        Shape (sources,).
    realised
        Fraction of the plan that comes in the end, shape (draws, sources).
    overrun
        Fraction by which the works cost more than planned, shape (draws,).
    spent
        Effective spending, net of overrun, shape (draws, years, sources).
    real
        The same in prices of `as_of`.
    """

    planned: Array
    realised: Array
    overrun: Array
    spent: Array
    real: Array


@dataclass(frozen=True)
class Jobs:
    """Workplaces by draw, cumulative at the end of each year, shape (draws, years) unless said.

    Attributes
    ----------
    cost
        RUB mn of `as_of` prices per post, shape (draws,).
    budget_yield
        Posts made by a budget ruble relative to an extra-budgetary one, shape (draws,).
    gross
        Gross posts.
    steps
        What each step from gross to net adds; ``labour_ceiling`` is the last.
    uncapped, net
        Net jobs before and after the labour ceiling.
    reserve
        The ceiling.
    """

    cost: Array
    budget_yield: Array
    gross: Array
    steps: Mapping[str, Array]
    uncapped: Array
    net: Array
    reserve: Array


@dataclass(frozen=True)
class Stock:
    """High-productivity workplaces by draw.

    Attributes
    ----------
    initial
        Stock in the year of the last count, shape (draws,).
    reclassified, new
        Change since then, shape (draws, years).
    new_share
        Fraction of net new jobs that count, shape (draws,).
    """

    initial: Array
    reclassified: Array
    new_share: Array
    new: Array

    @property
    def total(self) -> Array:
        """Return the stock."""
        return self.initial[:, None] + self.reclassified + self.new


@dataclass(frozen=True)
class Draws:
    """Draws of one scenario on the years `years`.

    Attributes
    ----------
    scenario
        The scenario simulated.
    evidence
        The figures it saw.
    years
        Calendar years, from the earlier of programme start and `as_of` to the horizon.
    employment, investment
        Without the programme: persons; RUB bn nominal. Years up to `as_of` are published figures.
    price
        Implicit price index of investment, `as_of` = 1.
    additional_share
        Part of programme money the region would not have invested anyway, shape (draws,).
    """

    scenario: Scenario
    evidence: Evidence
    years: NDArray[np.int64]
    employment: Array
    investment: Array
    price: Array
    additional_share: Array
    money: Money
    jobs: Jobs
    stock: Stock

    def at(self, year: int) -> int:
        """Return the column of a year."""
        return int(np.flatnonzero(self.years == year)[0])

    def job_making(self, money: Array) -> Array:
        """Return the money that can have made a post by the horizon.

        Parameters
        ----------
        money
            Spending by draw, year and source, shape (draws, years, sources).

        Returns
        -------
        ndarray
            Shape (draws, sources): spending early enough for a post to be filled, budget money
            weighted by its relative yield.
        """
        early = max(self.at(self.scenario.horizon) + 1 - self.scenario.job_lag_years, 0)
        outside = np.ones_like(self.jobs.budget_yield)
        weights = np.stack([outside, self.jobs.budget_yield, self.jobs.budget_yield], axis=1)
        return np.asarray(money[:, :early].sum(axis=1) * weights)
