"""What a simulation draws: money, jobs and the stock of high-productivity workplaces."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "REAL",
    "Array",
    "Draws",
    "Jobs",
    "Money",
    "Stock",
    "jobs_since",
    "running_total",
    "total",
]

# Seven digits, far more than any input has, in half the time and memory of fifteen.
REAL = np.float32
Array = NDArray[np.float32]


def jobs_since(jobs: Array, years: NDArray[np.int64], start: int) -> Array:
    """Take running totals of jobs from the end of a year on.

    Parameters
    ----------
    jobs
        Running totals, shape (years, draws).
    years
        Calendar years, increasing by one.
    start
        Year at whose end counting starts; before the first of `years`, all jobs count.

    Returns
    -------
    ndarray
        Same shape as `jobs`; zero up to `start`, and where the labour ceiling made totals fall.
    """
    row = start - int(years[0])
    if row < 0:
        return jobs
    return np.asarray(np.maximum(jobs - jobs[row], 0.0) * (years > start)[:, None])


def total(rows: Array) -> Array:
    """Add up along the first axis, row by row.

    Parameters
    ----------
    rows
        Shape (rows, ...).

    Returns
    -------
    ndarray
        Shape (...); zero where there is no row. A sum of numpy takes its summands in an order that
        depends on the number of draws beside them; this one never does.
    """
    added = np.zeros(rows.shape[1:], dtype=rows.dtype)
    for row in rows:
        added += row
    return added


def running_total(by_year: Array) -> Array:
    """Add up the years so far, shape (years, draws).

    Parameters
    ----------
    by_year
        Shape (years, draws).

    Returns
    -------
    ndarray
        Same shape. Row by row this takes a third of the time of `numpy.cumsum` along the years.
    """
    running = by_year.copy()
    for row in range(1, len(running)):
        running[row] += running[row - 1]
    return running


@dataclass(frozen=True)
class Money:
    """Programme money by draw; RUB bn, nominal where not said otherwise.

    Attributes
    ----------
    planned
        Shape (sources,), double precision.
    realised
        Fraction of the plan that comes in the end, shape (sources, draws).
    cluster_share
        Fraction of the programme in each cluster, shape (clusters, draws).
    slip, overrun
        Years by which a cluster is late and fraction by which its works cost more than planned,
        shape (clusters, draws).
    timing
        Fraction of a cluster's money spent in each year, shape (clusters, years, draws).
    disbursed
        Rubles paid out, shape (sources, years, draws).
    spent
        What they buy of the works as planned, net of overrun, same shape.
    real
        `spent` in prices of `as_of`.

    Notes
    -----
    Source k, cluster c, year t: I_kct = r_k e_k C_c w_ct / (1 + o_c). Sources and clusters are
    factors of a product, so only the two margins are kept.
    """

    planned: NDArray[np.float64]
    realised: Array
    cluster_share: Array
    slip: Array
    overrun: Array
    timing: Array
    disbursed: Array
    spent: Array
    real: Array

    @property
    def committed(self) -> Array:
        """Return the money that comes in the end, by source, shape (sources, draws)."""
        return self.planned.astype(REAL)[:, None] * self.realised

    @property
    def effective_share(self) -> Array:
        """Return each cluster's fraction of the programme net of overrun, (clusters, draws)."""
        return self.cluster_share / (1 + self.overrun)

    def by_cluster(self) -> Array:
        """Return rubles paid out by cluster and year, shape (clusters, years, draws)."""
        coming = total(self.committed)
        return np.asarray(coming * self.cluster_share[:, None] * self.timing)


@dataclass(frozen=True)
class Jobs:
    """Workplaces by draw, cumulative at the end of each year, shape (years, draws) unless said.

    Attributes
    ----------
    lens
        Position in `analysis.simulation.LENSES` of the lens a draw looks through, shape (draws,).
    posts_per_rub_mn
        Gross posts a million rubles of `as_of` prices make, shape (clusters, draws).
    budget_yield
        Posts made by a budget ruble relative to an extra-budgetary one, shape (draws,).
    gross
        Gross posts.
    by_cluster
        Gross posts at the horizon, shape (clusters, draws).
    steps
        What each step from gross to net adds; ``labour_ceiling`` is the last.
    uncapped, net
        Net jobs before and after the labour ceiling.
    reserve
        The ceiling.
    construction, suppliers
        Job-years of the year, not posts: building the programme, and supplying its posts.
    full_posts
        Posts at the horizon if all planned money came and a post cost RUB 1 mn, shape (draws,).
    """

    lens: NDArray[np.int8]
    posts_per_rub_mn: Array
    budget_yield: Array
    gross: Array
    by_cluster: Array
    steps: Mapping[str, Array]
    uncapped: Array
    net: Array
    reserve: Array
    construction: Array
    suppliers: Array
    full_posts: Array


@dataclass(frozen=True)
class Stock:
    """High-productivity workplaces by draw.

    Attributes
    ----------
    initial
        Stock in the year of the last count, shape (draws,).
    reclassified, new
        Change since then, shape (years, draws).
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
        return self.initial + self.reclassified + self.new


@dataclass(frozen=True)
class Draws:
    """Draws of one scenario on the years `years`, in single precision; the last axis counts draws.

    Attributes
    ----------
    years
        Calendar years, from the earlier of programme start and `as_of` to the horizon.
    employment, investment
        Without the programme: persons; RUB bn nominal. Years up to `as_of` are published figures.
    price
        Implicit price index of investment, `as_of` = 1.
    additional_share
        Part of programme money the region would not have invested anyway, shape (draws,).
    """

    years: NDArray[np.int64]
    employment: Array
    investment: Array
    price: Array
    additional_share: Array
    money: Money
    jobs: Jobs
    stock: Stock

    @property
    def size(self) -> int:
        """Return the number of draws."""
        return len(self.additional_share)

    def at(self, year: int) -> int:
        """Return the row of a year."""
        return int(np.flatnonzero(self.years == year)[0])
