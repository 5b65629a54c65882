"""How far a slider goes, in which steps, and which parameters stand in front."""

import math
from dataclasses import dataclass

import pandas as pd

from analysis.explorer.controls import FILES, Control

__all__ = ["Span", "leading_parameters", "span_of"]

# Steps a slider has at least; more are not told apart by hand.
_STEPS = 100
# Bounds wider than this many times the value are no range to look through by hand.
_WIDE = 50
# Where neither log nor bounds say how far to look: from the lower bound to so many times the value.
_FAR = 4
# Values that a slider can name one by one; beyond, only the field beside it is of use.
_MOST = 10_000_000
# Endings of parameters that say how sure others are, or how much each of them counts.
_OF_OTHERS = ("_spread", "_weight", "_prior", "_dispersion", "_correlation")


@dataclass(frozen=True)
class Span:
    """Ends and step of a slider."""

    low: float
    high: float
    step: float

    def nearest(self, value: float) -> float:
        """Return the value of the slider that is nearest, at an end where it lies outside."""
        return min(max(value, self.low), self.high)


def span_of(control: Control, value: float, low: float, high: float) -> Span | None:
    """Choose the ends of a slider.

    Parameters
    ----------
    control
        A number with its bounds.
    value
        Value on file; always within the span.
    low, high
        Range that the assumptions log tells a reviewer to try; not numbers, or without extent,
        where it names none.

    Returns
    -------
    Span or None
        Within the bounds of the schema. None where no slider helps: too many values.

    Notes
    -----
    The field beside the slider takes every value that the schema allows; the slider covers what is
    worth looking at: the range of the log (on both sides of the value, where the value is an
    end of it), else the bounds, else up to four times the value.
    """
    if control.low is None or control.high is None:
        return None
    if low < high:
        # Where the value is an end of the range, there is as much to look at beyond it.
        ends = (
            low if low < value else 2 * value - high,
            high if high > value else 2 * value - low,
        )
    elif control.high - control.low <= _WIDE * max(abs(value), 1e-9):
        ends = (control.low, control.high)
    else:
        ends = (control.low, _FAR * value if value > 0 else control.high)
    first, last = max(ends[0], control.low), min(ends[1], control.high)
    step = _nice((last - first) / _STEPS)
    if control.kind == "whole":
        if last - first > _MOST:
            return None
        step = max(1.0, step)
    # Round values lie on the steps if the ends do.
    low = max(math.floor(_rounded(first / step)) * step, math.ceil(control.low / step) * step)
    high = min(math.ceil(_rounded(last / step)) * step, math.floor(control.high / step) * step)
    return Span(_rounded(low), _rounded(high), step)


def _rounded(value: float) -> float:
    """Take away what binary fractions add, such as the last digit of 0.1 + 0.2."""
    return round(value, 9)


def _nice(step: float) -> float:
    """Round a step down to 1, 2 or 5 times a power of ten, so that round values can be reached."""
    power = 10.0 ** math.floor(math.log10(step))
    factor = max(nice for nice in (1, 2, 5) if nice * power <= step * (1 + 1e-9))
    return float(f"{factor * power:.3g}")


def leading_parameters(log: pd.DataFrame) -> list[str]:
    """Name the parameters that stand in front: the few that move the answer most.

    Parameters
    ----------
    log
        As from `analysis.scenario.assumptions_log`.

    Returns
    -------
    list of str
        Those rated of high impact, weakest evidence first, without files and region and without
        parameters that only say how sure or how weighty others are.
    """
    high = log[log["impact"] == "high"]["name"]
    return [
        name for name in high if name not in {*FILES, "region"} and not name.endswith(_OF_OTHERS)
    ]
