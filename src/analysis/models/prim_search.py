"""The walk of PRIM: which step to take next, and when to stop."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.models.prim_box import Inputs, Limits, Side

__all__ = ["Objective", "Search", "peel_and_paste"]

Rows = NDArray[np.bool_]
Objective = Literal["lenient1", "lenient2", "original"]


@dataclass(frozen=True)
class Search:
    """The data and rules of one search.

    Parameters
    ----------
    inputs
        Of all experiments.
    outcome
        Shape (rows,), whether an experiment has the outcome.
    remaining
        Shape (rows,), the experiments that no earlier box has taken.
    objective
        What a step maximises: see `scenario_discovery.discover`.
    peel_alpha, paste_alpha
        Shares of experiments cut or added in one step.
    mass_min
        Smallest share of all experiments in a box.
    """

    inputs: Inputs
    outcome: Rows
    remaining: Rows
    objective: Objective
    peel_alpha: float
    paste_alpha: float
    mass_min: float

    def tally(self, rows: Rows) -> tuple[int, int]:
        """Count the experiments with the outcome, and all, among some.

        Parameters
        ----------
        rows
            Shape (rows,), which ones.

        Returns
        -------
        tuple of int
            Cases and experiments.
        """
        return int((self.outcome & rows).sum()), int(rows.sum())


def peel_and_paste(search: Search) -> Iterator[tuple[Limits, Rows]]:
    """Walk from the box of everything left to one that no step improves.

    Parameters
    ----------
    search
        Data and rules.

    Yields
    ------
    tuple
        Limits by input and the experiments inside, at every step; the first is everything left.

    Notes
    -----
    The best step is chosen before it is tested against the smallest mass, as in Friedman and
    Fisher 1999, so a peel that would leave too little ends the peeling.
    """
    limits: Limits = search.inputs.everything
    rows = search.remaining
    yield limits, rows
    pasting = False
    while True:
        steps = (
            search.inputs.pastes(limits, search.remaining, search.paste_alpha)
            if pasting
            else search.inputs.peels(limits, rows, search.peel_alpha)
        )
        best = _best(search, limits, rows, steps)
        if best is not None and _is_allowed(search, rows, best[1], pasting=pasting):
            limits, rows = best
            yield limits, rows
        elif pasting:
            return
        else:
            pasting = True


def _best(
    search: Search, limits: Limits, rows: Rows, steps: Iterator[tuple[str, Side, Rows]]
) -> tuple[Limits, Rows] | None:
    """Choose the step of largest positive gain, then of fewest restricted inputs, then first."""
    most = search.inputs.everything
    best: tuple[Limits, Rows] | None = None
    highest = (0.0, -len(most) - 1)
    for name, side, after in steps:
        new = {**limits, name: side}
        free = sum(new[key] == most[key] for key in most) - len(most)
        score = (_gain(search, rows, after), free)
        if score[0] > 0 and score > highest:
            best, highest = (new, after), score
    return best


def _is_allowed(search: Search, before: Rows, after: Rows, *, pasting: bool) -> bool:
    old, new = int(before.sum()), int(after.sum())
    if new / len(after) < search.mass_min:
        return False
    if pasting:
        return new > old and _density(search, after) > _density(search, before)
    return new < old


def _gain(search: Search, before: Rows, after: Rows) -> float:
    old, new = int(before.sum()), int(after.sum())
    if search.objective == "original":
        return _density(search, after)
    if old == new:
        return 0.0
    gain = (_density(search, after) - _density(search, before)) / abs(old - new)
    return gain if search.objective == "lenient1" else new * gain


def _density(search: Search, rows: Rows) -> float:
    cases, count = search.tally(rows)
    return cases / count if count else 0.0
