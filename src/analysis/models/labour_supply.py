"""How many jobs a region can fill: the unemployed and those it can draw in."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["fillable_jobs", "labour_reserve"]

Array = NDArray[np.floating[Any]]


def labour_reserve(
    unemployed: float,
    available_share: Array,
    labour_force: float,
    inflow_share: Array,
    years_elapsed: Array,
) -> Array:
    """Workers the region could put on new jobs by each year.

    Parameters
    ----------
    unemployed
        Persons without work.
    available_share
        Fraction of the unemployed who could fill a job, shape (draws,).
    labour_force
        Persons in the labour force, in the unit of `unemployed`.
    inflow_share
        Workers drawn in a year, as a fraction of the labour force, shape (draws,).
    years_elapsed
        Years since the start of the programme, not negative, shape (years,).

    Returns
    -------
    ndarray
        Shape (years, draws), in the unit of the persons.

    Notes
    -----
    C_nt = a_n U + i_n L (t - t0 + 1). The ceiling is soft because a and i are distributions.
    """
    inflow = np.multiply.outer(years_elapsed * labour_force, inflow_share)
    return np.asarray(inflow + available_share * unemployed)


def fillable_jobs(jobs: Array, reserve: Array) -> Array:
    """Cut jobs at the labour reserve, draw by draw.

    Parameters
    ----------
    jobs
        Jobs on offer, shape (years, draws).
    reserve
        Workers who could fill one, same shape.

    Returns
    -------
    ndarray
        The smaller of the two, same shape.
    """
    return np.minimum(jobs, reserve)
