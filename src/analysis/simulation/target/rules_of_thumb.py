"""Rules of thumb: what one unit more does to an answer, and how far the rule carries."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError
from analysis.scenario import Scenario
from analysis.simulation.draws import Draws
from analysis.simulation.preparation import Prepared
from analysis.simulation.target.counting import ask_draws
from analysis.simulation.target.levers import (
    COST_FACTOR,
    LEVERS,
    Lever,
    Position,
    cost_of_a_post,
    moved_by_lever,
)
from analysis.simulation.target.measures import measure, measured
from analysis.simulation.target.moved import first_draws
from analysis.simulation.target.tornado import logged_ranges

__all__ = ["rules_of_thumb"]

Array = NDArray[np.float64]
# The slope is taken over this part of the way to the nearer end of the range, on both sides.
_REACH = 1 / 20
# A straight line holds as long as it misses the simulated change by no more than this part of it.
_MISS = 0.1
_HALVINGS = 6
_QUARTILES = (0.25, 0.75)


class _Point(NamedTuple):
    """Where a lever stands, and the answer draw by draw."""

    position: float
    answer: Array


@dataclass(frozen=True)
class _Turned:
    """A lever of one scenario, and the answer that is watched."""

    prepared: Prepared
    lever: Lever
    outcome: str
    whole: bool
    value: float
    low: float
    high: float
    seen: dict[float, _Point | None] = field(default_factory=dict)

    def at(self, value: float) -> _Point | None:
        """Turn the lever, once to each value; None where that is not allowed."""
        if value not in self.seen:
            self.seen[value] = self._turn(value)
        return self.seen[value]

    def _turn(self, value: float) -> _Point | None:
        try:
            case = moved_by_lever(self.prepared, self.lever, value)
        except ParameterError:
            return None
        position, scenario = self.lever.position, case.scenario

        def asked(draws: Draws) -> tuple[Array, Array | None]:
            stands = position.of(draws) if isinstance(position, Position) else None
            return measured(draws, scenario, self.outcome), stands

        answers, stands = zip(*ask_draws(case, asked), strict=True)
        return _Point(self._stands(scenario, value, stands), np.concatenate(answers))

    def _stands(self, scenario: Scenario, value: float, drawn: tuple[Array, ...]) -> float:
        position = self.lever.position
        if isinstance(position, Position):
            found = np.concatenate(drawn)
            return float(np.median(found) if position.median else found.mean())
        return value if position is None else position(scenario)

    @cached_property
    def here(self) -> _Point:
        """Where the scenario stands."""
        found = self.at(self.value)
        assert found is not None
        return found


def rules_of_thumb(scenario: Scenario, outcome: str = "net_new") -> pd.DataFrame:
    """Say what one unit more of each lever does to an answer.

    Parameters
    ----------
    scenario
        Resolved scenario.
    outcome
        One of `MEASURES`.

    Returns
    -------
    DataFrame
        One row a lever that moves the answer: change, the unit change in words; effect_mean of it
        on the mean of the answer, with its Monte Carlo standard error error_mean, in the unit of
        the answer; unit, now, valid_from, valid_to, tried_from and tried_to, where the lever
        stands, between which positions the rule holds, and between which it was tried; draws of
        each case.

    Raises
    ------
    ModelError
        The outcome is unknown.

    Notes
    -----
    The effect is (Y(x + h) - Y(x - h)) / 2h times the unit, on common random numbers, h being a
    twentieth of the way to the nearer end of the parameter's range in the assumptions log (of the
    range, from an end); where one side is not allowed, the other one alone. Whole numbers move by
    one. The rule is valid where the line through the mean misses the simulated mean by no more than
    a tenth of its change; ends are found by halving, which supposes that a line misses more the
    further it is drawn. A lever may be told by a position other than its parameter: the share of
    money that comes is the mean of the draws, of which the parameter is the inside view, and a
    triangle cut at its bounds is told by its mean. A post made dearer is made so in proportion
    through every lens, between the quartiles of what posts cost in the draws. There is no rule on
    the median: it answers a small step with whichever few draws lie at it, and the difference of
    two medians cannot be told from their scatter. Each case is made of the scenario's own draws, or
    of the first 20,000.
    """
    measure(outcome)
    prepared = first_draws(scenario)
    ranges = logged_ranges(scenario)
    rows = []
    for lever in LEVERS:
        turned = _turned(prepared, lever, outcome, ranges)
        row = None if turned is None else _rule(turned)
        if row is not None:
            rows.append(row)
    return pd.DataFrame(rows, columns=_COLUMNS).assign(draws=prepared.scenario.draws)


_COLUMNS = [
    "change", "effect_mean", "error_mean", "unit", "now", "valid_from", "valid_to", "tried_from",
    "tried_to",
]  # fmt: skip


def _turned(prepared: Prepared, lever: Lever, outcome: str, ranges: pd.DataFrame) -> _Turned | None:
    """Find value and range of a lever; None where it has none."""
    if lever.parameter == COST_FACTOR:
        cost = np.concatenate(ask_draws(prepared, cost_of_a_post))
        low, middle, high = np.quantile(cost, [_QUARTILES[0], 0.5, _QUARTILES[1]], method="nearest")
        if not np.isfinite(high):
            return None
        return _Turned(
            prepared, lever, outcome, whole=False, value=1.0, low=low / middle, high=high / middle
        )
    if lever.parameter not in ranges.index:
        return None
    value = getattr(prepared.scenario, lever.parameter)
    low, high = (float(ranges[end][lever.parameter]) for end in ("low", "high"))
    return _Turned(
        prepared, lever, outcome, isinstance(value, int), float(value),
        min(low, value), max(high, value),
    )  # fmt: skip


def _rule(turned: _Turned) -> tuple[object, ...] | None:
    """Take slope, error and validity; None where the answer stands still."""
    reach = 1.0 if turned.whole else _REACH * _room(turned)
    sides = [turned.at(turned.value + sign * reach) for sign in (-1, 1)]
    below, above = (turned.here if side is None else side for side in sides)
    rise, run = above.answer - below.answer, above.position - below.position
    if run == 0 or not rise.any():
        return None
    per = turned.lever.step / run
    slope = float(rise.mean()) / run
    ends = [_valid(turned, end, slope) for end in (turned.low, turned.high)]
    (valid_from, tried_from), (valid_to, tried_to) = sorted(ends, key=lambda pair: pair[1])
    return (
        turned.lever.words,
        slope * turned.lever.step,
        float(rise.std(ddof=1) / np.sqrt(len(rise))) * abs(per),
        turned.lever.unit,
        turned.here.position,
        valid_from,
        valid_to,
        tried_from,
        tried_to,
    )


def _room(turned: _Turned) -> float:
    """Way to the nearer end of the range, or its width where the value is at an end."""
    return min(turned.value - turned.low, turned.high - turned.value) or turned.high - turned.low


def _valid(turned: _Turned, end: float, slope: float) -> tuple[float, float]:
    """Go from the value towards an end as far as the line holds; give positions of both."""
    here = turned.here
    last = turned.at(end)
    if last is None or end == turned.value:
        return here.position, here.position
    middle = _between(turned, turned.value, end)
    held, fails = (here.position, turned.value), end
    if _holds(last, here, slope) and (middle is None or _holds(middle[1], here, slope)):
        return last.position, last.position
    reached = turned.value
    for _ in range(_HALVINGS):
        trial = _between(turned, reached, fails)
        if trial is None:
            break
        if _holds(trial[1], here, slope):
            reached, held = trial[0], (trial[1].position, trial[0])
        else:
            fails = trial[0]
    return held[0], last.position


def _between(turned: _Turned, one: float, other: float) -> tuple[float, _Point] | None:
    """Turn the lever half-way between two values, if there is a value between."""
    value = (one + other) / 2
    if turned.whole:
        value = float(np.floor(value)) if other > one else float(np.ceil(value))
    if value in {one, other}:
        return None
    point = turned.at(value)
    return None if point is None else (value, point)


def _holds(point: _Point, here: _Point, slope: float) -> bool:
    change = float(point.answer.mean() - here.answer.mean())
    line = slope * (point.position - here.position)
    return abs(line - change) <= _MISS * abs(change)
