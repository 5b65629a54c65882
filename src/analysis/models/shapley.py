"""Split the change between two cases into the parts due to groups of inputs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, isfinite

import pandas as pd

from analysis.errors import ModelError

__all__ = ["MOST_GROUPS", "ChangeParts", "sequential_change", "shapley_change"]

# The exact answer needs the value of every subset: 4,096 for twelve groups.
MOST_GROUPS = 12

Subset = frozenset[str]
Value = Callable[[Subset], float]


@dataclass(frozen=True)
class ChangeParts:
    """A change and the part of each group in it.

    Parameters
    ----------
    before, after
        Value with no group and with every group switched, in the unit of the value.
    parts
        By group, in the order given, same unit; they add up to ``after - before``.
    evaluations
        Number of subsets that were valued.
    """

    before: float
    after: float
    parts: pd.Series
    evaluations: int

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before


def shapley_change(value: Value, groups: Sequence[str]) -> ChangeParts:
    r"""Split a change between groups of inputs without favouring an order of switching them.

    Parameters
    ----------
    value
        Takes the set of groups that stand as in the second case, all others as in the first, and
        returns the figure to explain. Called once a subset. With random draws it has to use the
        same ones at every call, or noise is split as if it were change.
    groups
        Names, at most twelve.

    Returns
    -------
    ChangeParts
        Parts by group. Groups that act alike get the same part and a group without effect 0.

    Raises
    ------
    ModelError
        If there are no groups, too many, one twice, or a value is not finite.

    Notes
    -----
    :math:`\phi_g = \sum_{S \not\ni g} \frac{|S|!\,(n-|S|-1)!}{n!}\,[v(S \cup g) - v(S)]`
    (Shapley 1953, Contributions to the Theory of Games II). Sums are of exact fractions, so the
    parts are the nearest floats and their sum is the change to rounding.
    """
    names = _checked(groups)
    known = _values(
        value, [frozenset(part) for k in range(len(names) + 1) for part in combinations(names, k)]
    )
    parts = {name: float(_shapley_part(name, names, known)) for name in names}
    return _result(names, known, parts)


def sequential_change(value: Value, order: Sequence[str]) -> pd.DataFrame:
    """Split a change by switching one group after another, in an order and in its reverse.

    Parameters
    ----------
    value
        As in `shapley_change`.
    order
        Names of the groups, first switched first.

    Returns
    -------
    DataFrame
        By group: ``in_order`` and ``in_reverse``, in the unit of the value. Each column adds up to
        the change; where they differ in a row, the group acts together with others. For two groups
        the mean of the columns is the Shapley part.

    Raises
    ------
    ModelError
        If there are no groups, one occurs twice, or a value is not finite.
    """
    names = _distinct(order)
    paths = {"in_order": names, "in_reverse": names[::-1]}
    known = _values(
        value, [frozenset(path[:k]) for path in paths.values() for k in range(len(names) + 1)]
    )
    columns = {
        column: {
            name: float(known[frozenset(path[: k + 1])] - known[frozenset(path[:k])])
            for k, name in enumerate(path)
        }
        for column, path in paths.items()
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="group"))


def _shapley_part(name: str, names: list[str], known: dict[Subset, Fraction]) -> Fraction:
    """Mean over sizes of the mean gain of joining a subset of that size."""
    others = [other for other in names if other != name]
    total = Fraction(0)
    for size in range(len(names)):
        gains = sum(
            (
                known[frozenset((*part, name))] - known[frozenset(part)]
                for part in combinations(others, size)
            ),
            Fraction(0),
        )
        total += gains / comb(len(others), size)
    return total / len(names)


def _values(value: Value, subsets: list[Subset]) -> dict[Subset, Fraction]:
    """Value each subset once, as an exact fraction."""
    known: dict[Subset, Fraction] = {}
    for subset in subsets:
        if subset in known:
            continue
        found = float(value(subset))
        if not isfinite(found):
            switched = ", ".join(sorted(subset)) or "no group"
            raise ModelError(f"value: {found} with {switched} switched; allowed: a finite number")
        known[subset] = Fraction(found)
    return known


def _result(
    names: list[str], known: dict[Subset, Fraction], parts: dict[str, float]
) -> ChangeParts:
    series = pd.Series(parts, index=pd.Index(names, name="group"), name="part", dtype=float)
    before, after = (float(known[frozenset(end)]) for end in ((), names))
    return ChangeParts(before, after, series, len(known))


def _checked(groups: Sequence[str]) -> list[str]:
    names = _distinct(groups)
    if len(names) > MOST_GROUPS:
        raise ModelError(
            f"groups: {len(names)} given; allowed: at most {MOST_GROUPS}, "
            "since every subset is valued"
        )
    return names


def _distinct(groups: Sequence[str]) -> list[str]:
    names = [groups] if isinstance(groups, str) else list(groups)
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names:
        raise ModelError("groups: none given; allowed: one or more")
    if twice:
        raise ModelError(f"groups: {', '.join(twice)} given more than once; allowed: once")
    return names
