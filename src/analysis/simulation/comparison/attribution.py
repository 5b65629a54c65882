"""Split a change between groups: without favouring an order, and in both orders beside it."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import pandas as pd

from analysis.models.shapley import sequential_change, shapley_change

__all__ = ["PART_COLUMNS", "SHAPLEY", "TWO_ORDERS", "Attribution", "attribute"]

SHAPLEY = "Shapley"
TWO_ORDERS = "mean of two orders"
PART_COLUMNS = ("group", "part", "in_order", "in_reverse")


class Attribution(NamedTuple):
    """A change and its parts.

    Parameters
    ----------
    before, after
        Value with no group and with every group switched.
    parts
        One row a group, in order; columns `PART_COLUMNS`, the last three in the unit of the value
        and each adding up to ``after - before``.
    method
        How `part` was made: `SHAPLEY`, or `TWO_ORDERS`, the mean of the two columns beside it.
    """

    before: float
    after: float
    parts: pd.DataFrame
    method: str


def attribute(
    value: Callable[[frozenset[str]], float], groups: Sequence[str], *, exact: bool = True
) -> Attribution:
    """Split the change of a value between groups.

    Parameters
    ----------
    value
        As in `analysis.models.shapley.shapley_change`; called once a subset.
    groups
        Names, in the order in which the sequential columns switch them; without any, nothing
        changes.
    exact
        Value every subset for the Shapley parts; if not, only the two orders are valued.

    Returns
    -------
    Attribution
        The parts.
    """
    once = cache(value)
    before, after = once(frozenset()), once(frozenset(groups))
    if not groups:
        return Attribution(before, after, pd.DataFrame(columns=list(PART_COLUMNS)), SHAPLEY)
    parts = sequential_change(once, groups)
    method = SHAPLEY if exact else TWO_ORDERS
    part = shapley_change(once, groups).parts if exact else parts.mean(axis=1)
    parts.insert(0, "part", part)
    return Attribution(before, after, parts.reset_index(), method)
