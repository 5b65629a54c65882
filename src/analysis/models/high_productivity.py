"""High-productivity workplaces: a stock that grows by reclassification and by new jobs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["national_density_stock", "stock_changes"]

Array = NDArray[np.floating[Any]]


def national_density_stock(
    national_stock: float, national_employed: float, regional_employed: float, ratio: Array
) -> Array:
    """Estimate a region's stock from the national number a worker.

    Parameters
    ----------
    national_stock
        High-productivity workplaces of the nation.
    national_employed, regional_employed
        Persons employed in the same year, same unit.
    ratio
        Workplaces per employed person, region against nation, shape (draws,).

    Returns
    -------
    ndarray
        Shape (draws,), in the unit of `national_stock`.
    """
    return ratio * float(national_stock * regional_employed / national_employed)


def stock_changes(
    initial: Array, growth: Array, new_share: Array, net_jobs: Array, years_since: NDArray[np.int64]
) -> tuple[Array, Array]:
    """Split the change of the stock into posts reclassified and posts that are new.

    Parameters
    ----------
    initial
        Stock in the year of the last count, shape (draws,).
    growth
        Yearly growth by reclassification, as a fraction, shape (draws,).
    new_share
        Fraction of net new jobs that count, shape (draws,).
    net_jobs
        Net new jobs since the last count, shape (years, draws); the count holds earlier ones.
    years_since
        Years since the last count, 0 where earlier, shape (years,).

    Returns
    -------
    reclassified, new
        Change since the last count, shape (years, draws) each.

    Notes
    -----
    H_t = H_0 (1 + g)^(t - t0) + q (N_t - N_t0); the first term less H_0 is reclassified, the
    second is new.
    """
    # Multiplied step by step: a vectorised power rounds differently alone and among others.
    powers = [np.ones_like(growth)]
    for _ in range(int(years_since.max(initial=0))):
        powers.append(powers[-1] * (1 + growth))
    factor = np.stack(powers)[years_since]
    return initial * (factor - 1), new_share * net_jobs
