"""Programme money: planned by source, spent by year and cluster."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError

__all__ = [
    "SOURCES",
    "SpendCurve",
    "planned_by_source",
    "planned_profile",
    "spend_by_year",
    "weighted_total",
]

Array = NDArray[np.floating[Any]]

SOURCES = ("extra_budgetary", "federal", "regional")
_STEPS = 2**16


def planned_by_source(
    need: float, extra_budgetary_share: float, federal_budget_share: float
) -> NDArray[np.float64]:
    """Split the planned money over its three sources.

    Parameters
    ----------
    need
        Money planned, in any unit.
    extra_budgetary_share
        Part from outside the budgets.
    federal_budget_share
        Part of the budget money that is federal.

    Returns
    -------
    ndarray
        Shape (3,), in the order of `SOURCES`; adds up to `need`.

    Raises
    ------
    ModelError
        A share lies outside [0, 1] or the need is negative.
    """
    if need < 0 or not 0 <= extra_budgetary_share <= 1 or not 0 <= federal_budget_share <= 1:
        raise ModelError(
            f"planned_by_source: need {need} must not be negative, shares {extra_budgetary_share} "
            f"and {federal_budget_share} must lie in 0 to 1"
        )
    outside = need * extra_budgetary_share
    budget = need - outside
    federal = budget * federal_budget_share
    return np.array([outside, federal, budget - federal])


class SpendCurve:
    """A Beta S-curve of cumulative spending over a planned span of years, tabulated.

    Parameters
    ----------
    start, end
        First and last planned year.
    alpha, beta
        Shapes of the curve.

    Raises
    ------
    ModelError
        The end lies before the start.

    Notes
    -----
    B((t - t0) / T), with B the Beta(alpha, beta) distribution function, t0 the start of the first
    year and T the planned number of years. Time is rounded down to T / 65,536, less than an hour in
    six years: a large simulation looks the curve up a hundred million times.
    """

    def __init__(self, start: int, end: int, *, alpha: float, beta: float) -> None:
        if end < start:
            raise ModelError(f"SpendCurve: end {end} must not be before start {start}")
        self.start, self.span = start, end - start + 1
        spent = special.betainc(alpha, beta, np.linspace(0.0, 1.0, _STEPS + 1))
        self._spent = np.asarray(spent, dtype=np.float32)

    def __call__(self, time: Array) -> Array:
        """Return the share spent by a point in time.

        Parameters
        ----------
        time
            Calendar time less delay, any shape; a year begins at its number.

        Returns
        -------
        ndarray
            Same shape, single precision, from 0 to 1, never falling with time.
        """
        steps = time - self.start
        steps *= _STEPS / self.span
        np.clip(steps, 0.0, _STEPS, out=steps)
        return self._spent.take(steps.astype(np.int32))


def planned_profile(curve: SpendCurve, years: NDArray[np.int64]) -> Array:
    """Return the share planned for each year, without any delay.

    Parameters
    ----------
    curve
        Planned cumulative spending.
    years
        Calendar years, increasing by one, shape (years,).

    Returns
    -------
    ndarray
        Shape (years,); adds up to one where the years hold the whole span.
    """
    return np.diff(curve(_edges(years)))


def spend_by_year(curve: SpendCurve, years: NDArray[np.int64], delay: Array) -> Array:
    """Share of each cluster's money spent in each year, when each slips as a whole.

    Parameters
    ----------
    curve
        Planned cumulative spending.
    years
        Calendar years, increasing by one, shape (years,).
    delay
        Delay in years, not negative, shape (clusters, draws).

    Returns
    -------
    ndarray
        Shape (clusters, years, draws), single precision. Money outside the years asked for is left
        out, so a cluster adds up to less than one where its spending slips past the last year.

    Notes
    -----
    w_ct = B((t + 1 - t0 - d_c) / T) - B((t - t0 - d_c) / T).
    """
    edges = _edges(years)
    share = np.zeros((len(delay), len(years), delay.shape[1]), dtype=np.float32)
    before = np.zeros(delay.shape, dtype=np.float32)
    # Nothing is spent before the start however long the delay.
    late = int(np.searchsorted(edges, curve.start, side="right"))
    for column in range(late, len(edges)):
        now = curve(float(edges[column]) - delay)
        np.subtract(now, before, out=share[:, column - 1])
        before = now
    return share


def weighted_total(weights: Array, by_year: Array) -> Array:
    """Add clusters up by year.

    Parameters
    ----------
    weights
        Shape (clusters, draws).
    by_year
        Shape (clusters, years, draws).

    Returns
    -------
    ndarray
        Shape (years, draws): sum over c of w_c x_ct.
    """
    total = weights[0] * by_year[0]
    for weight, cluster in zip(weights[1:], by_year[1:], strict=True):
        total += weight * cluster
    return np.asarray(total)


def _edges(years: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.append(years, years[-1] + 1).astype(np.float64)
