"""Programme money: planned, committed, disbursed by year and source."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError

__all__ = ["SOURCES", "disbursed", "planned_by_source", "spend_shares"]

Array = NDArray[np.float64]

SOURCES = ("extra_budgetary", "federal", "regional")


def planned_by_source(
    need: float, extra_budgetary_share: float, federal_budget_share: float
) -> Array:
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


def spend_shares(
    years: NDArray[np.int64], *, start: int, end: int, alpha: float, beta: float, slip: Array
) -> Array:
    """Share of the money spent in each year under a Beta S-curve that slips as a whole.

    Parameters
    ----------
    years
        Calendar years, increasing by one, shape (years,).
    start, end
        First and last planned year.
    alpha, beta
        Shapes of the S-curve.
    slip
        Delay in years, shape (draws,).

    Returns
    -------
    ndarray
        Shape (draws, years). Money outside the years asked for is left out, so a row adds up to
        less than one where spending slips past the last year.

    Raises
    ------
    ModelError
        The end lies before the start.

    Notes
    -----
    w_t = B((t + 1 - t0 - s) / T) - B((t - t0 - s) / T), with B the Beta(alpha, beta) distribution
    function, t0 the start of the first year, T the planned number of years and s the slip.
    """
    if end < start:
        raise ModelError(f"spend_shares: end {end} must not be before start {start}")
    edges = np.append(years, years[-1] + 1).astype(np.float64)
    elapsed = (edges[None, :] - start - slip[:, None]) / (end - start + 1)
    cumulative = special.betainc(alpha, beta, np.clip(elapsed, 0.0, 1.0))
    return np.asarray(np.diff(cumulative, axis=1), dtype=np.float64)


def disbursed(planned: Array, realised: Array, overrun: Array, shares: Array) -> Array:
    """Effective money of each draw, year and source.

    Parameters
    ----------
    planned
        Planned money by source, shape (sources,).
    realised
        Fraction of it that comes, shape (draws, sources).
    overrun
        Fraction by which the works cost more than planned, shape (draws,).
    shares
        Share of the money spent in each year, shape (draws, years).

    Returns
    -------
    ndarray
        Shape (draws, years, sources), in the unit of `planned`.

    Notes
    -----
    I_ntk = r_nk C_k w_nt / (1 + o_n).
    """
    committed = planned * realised / (1 + overrun)[:, None]
    return shares[:, :, None] * committed[:, None, :]
