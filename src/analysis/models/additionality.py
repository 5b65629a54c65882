"""Gross posts to net jobs: the additionality steps of programme evaluation."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError

__all__ = ["DEDUCTIONS", "gross_to_net"]

Array = NDArray[np.floating[Any]]

DEDUCTIONS = ("deadweight", "displacement", "leakage", "substitution")


def gross_to_net(
    gross: Array, deductions: Mapping[str, Array], multiplier: Array
) -> dict[str, Array]:
    """Apply the deductions and the local multiplier one after the other.

    Parameters
    ----------
    gross
        Gross posts, shape (years, draws).
    deductions
        For each of `DEDUCTIONS` the fraction lost of what is left, shape (draws,).
    multiplier
        Further jobs a net direct job, shape (draws,).

    Returns
    -------
    dict
        What each step adds (a deduction is negative), in order, keys `DEDUCTIONS` then
        ``multiplier``; gross plus all steps is the net number. Shape (years, draws) each.

    Raises
    ------
    ModelError
        A deduction is missing or unknown.

    Notes
    -----
    N = G (1 - D)(1 - Dp)(1 - L)(1 - S)(1 + m), the identity of the Additionality Guide with the
    multiplier written as further jobs.
    """
    if set(deductions) != set(DEDUCTIONS):
        raise ModelError(
            f"gross_to_net: deductions {sorted(deductions)} must be {sorted(DEDUCTIONS)}"
        )
    steps: dict[str, Array] = {}
    left = gross
    for name in DEDUCTIONS:
        steps[name] = -left * deductions[name]
        left = left + steps[name]
    steps["multiplier"] = left * multiplier
    return steps
