"""Boxes of inputs, and the steps by which PRIM makes them smaller or larger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError

__all__ = ["Categories", "Inputs", "Limits", "Range", "Side", "read_inputs", "split_value"]

Array = NDArray[np.float64]
Rows = NDArray[np.bool_]
Range = tuple[float, float]
Categories = frozenset[str]
Side = Range | Categories
Limits = Mapping[str, Side]


@dataclass(frozen=True)
class Inputs:
    """The inputs of experiments, by kind.

    Parameters
    ----------
    numbers
        By name: shape (rows,), continuous inputs first; ties between steps go to the first.
    categories
        By name: shape (rows,), text.
    whole
        Names of the numbers that are whole.
    """

    numbers: Mapping[str, Array]
    categories: Mapping[str, NDArray[np.str_]]
    whole: frozenset[str]

    @cached_property
    def everything(self) -> dict[str, Side]:
        """Smallest and largest value, or all categories, by input."""
        ranges = {name: (float(x.min()), float(x.max())) for name, x in self.numbers.items()}
        return {**ranges, **{name: frozenset(x.tolist()) for name, x in self.categories.items()}}

    def inside(self, name: str, side: Side) -> Rows:
        """Find the experiments whose input is within a range or among categories.

        Parameters
        ----------
        name
            The input.
        side
            Its range, ends included, or its categories.

        Returns
        -------
        ndarray
            Shape (rows,).
        """
        if isinstance(side, frozenset):
            return np.isin(self.categories[name], sorted(side))
        values = self.numbers[name]
        return np.asarray((values >= side[0]) & (values <= side[1]))

    def within(self, limits: Limits) -> Rows:
        """Find the experiments inside a box.

        Parameters
        ----------
        limits
            Ranges or categories by input; inputs without are free.

        Returns
        -------
        ndarray
            Shape (rows,).
        """
        columns = [*self.numbers.values(), *self.categories.values()]
        rows = np.ones(len(columns[0]), dtype=np.bool_)
        for name, side in limits.items():
            rows &= self.inside(name, side)
        return rows

    def peels(self, limits: Limits, rows: Rows, alpha: float) -> Iterator[tuple[str, Side, Rows]]:
        """Every way to make a box smaller by one step.

        Parameters
        ----------
        limits
            Of the box.
        rows
            Shape (rows,), the experiments in it.
        alpha
            Share of them to cut from an end of a range; categories go one at a time.

        Yields
        ------
        tuple
            Input, its new range or categories, and the experiments that stay.
        """
        for name, side in limits.items():
            if isinstance(side, frozenset):
                smaller = [side - {entry} for entry in sorted(side)] if len(side) > 1 else []
                for rest in smaller:
                    yield name, rest, rows & self.inside(name, rest)
                continue
            cut = _whole_peel if name in self.whole else _peel
            for new in cut(self.numbers[name][rows], side, alpha):
                yield name, new, rows & self.inside(name, new)

    def pastes(
        self, limits: Limits, remaining: Rows, alpha: float
    ) -> Iterator[tuple[str, Side, Rows]]:
        """Every way to make a box larger by one step.

        Parameters
        ----------
        limits
            Of the box.
        remaining
            Shape (rows,), the experiments that no earlier box has taken.
        alpha
            Share of the experiments beyond an end to add; categories come one at a time.

        Yields
        ------
        tuple
            Input, its new range or categories, and the experiments then inside.
        """
        most = self.everything
        for name, side in limits.items():
            if side == most[name]:
                continue
            others = remaining & self.within({k: v for k, v in limits.items() if k != name})
            for new in self._larger(name, side, most[name], others, alpha):
                yield name, new, others & self.inside(name, new)

    def _larger(
        self, name: str, side: Side, most: Side, others: Rows, alpha: float
    ) -> Iterator[Side]:
        if isinstance(side, frozenset) or isinstance(most, frozenset):
            assert isinstance(side, frozenset)
            assert isinstance(most, frozenset)
            yield from (side | {entry} for entry in sorted(most - side))
            return
        values, (low, high) = self.numbers[name][others], side
        # Many experiments can share a whole number: those at the end itself would be all that a
        # quantile sees, and nothing would ever be added.
        whole = name in self.whole
        below = values[values < low] if whole else values[values <= low]
        above = values[values > high] if whole else values[values >= high]
        new_low = split_value(below, 1 - alpha) if below.size else most[0]
        new_high = split_value(above, alpha) if above.size else most[1]
        yield (float(ceil(new_low)) if whole else new_low, high)
        yield (low, float(floor(new_high)) if whole else new_high)


def _peel(values: Array, side: Range, alpha: float) -> Iterator[Range]:
    yield (side[0], split_value(values, 1 - alpha))
    yield (split_value(values, alpha), side[1])


def _whole_peel(values: Array, side: Range, alpha: float) -> Iterator[Range]:
    low, high = side
    upper = int(split_value(values, 1 - alpha))
    kept = values[values < high] if upper == high else values[values <= upper]
    yield (low, float(kept.max() if kept.size else values.max()))
    lower = int(split_value(values, alpha))
    kept = values[values > low] if lower == low else values[values >= lower]
    yield (float(kept.min() if kept.size else values.min()), high)


def split_value(values: Array, share: float) -> float:
    """Find a limit between data that leaves about a share of them below.

    Parameters
    ----------
    values
        Shape (n,), at least one.
    share
        Above 0 and below 1.

    Returns
    -------
    float
        Midpoint of the two values around position (n - 1) share. Where these are equal it moves
        on towards the middle, to the next distinct value, so that a limit parts data.
    """
    ordered = np.sort(values)
    position = (len(ordered) - 1) * share
    low, high = floor(position), ceil(position)
    if share > 0.5:
        while ordered[low] == ordered[high] and low > 0:
            low -= 1
    else:
        while ordered[low] == ordered[high] and high < len(ordered) - 1:
            high += 1
    return float((ordered[low] + ordered[high]) / 2)


def read_inputs(experiments: pd.DataFrame) -> Inputs:
    """Sort the columns of a frame into numbers, whole numbers and categories.

    Parameters
    ----------
    experiments
        One row an experiment, one column an input; booleans and text are categories.

    Returns
    -------
    Inputs
        The columns; one of a single category is left out, since nothing can restrict it.

    Raises
    ------
    ModelError
        If there is no row or column, a name occurs twice, or a cell is empty or infinite.
    """
    if experiments.empty:
        raise ModelError(f"experiments: shape {experiments.shape}; allowed: rows and columns")
    problems = [
        f"experiments: column {name!r} occurs twice; allowed: once"
        for name in experiments.columns[experiments.columns.duplicated()]
    ]
    if problems:
        raise ModelError(problems)
    real: dict[str, Array] = {}
    whole: dict[str, Array] = {}
    kinds: dict[str, NDArray[np.str_]] = {}
    for name, column in experiments.items():
        if column.isna().any():
            problems.append(f"{name}: {column.isna().sum()} empty cells; allowed: none")
        elif not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            text = column.astype(str).to_numpy(dtype=np.str_)
            if (text != text[0]).any():
                kinds[str(name)] = text
        elif not np.isfinite(column.to_numpy(dtype=float)).all():
            problems.append(f"{name}: has infinite values; allowed: finite ones")
        else:
            target = whole if pd.api.types.is_integer_dtype(column) else real
            target[str(name)] = column.to_numpy(dtype=float)
    if not problems and not (real or whole or kinds):
        problems.append("experiments: no input has two values; allowed: one or more that vary")
    if problems:
        raise ModelError(problems)
    return Inputs({**real, **whole}, kinds, frozenset(whole))
