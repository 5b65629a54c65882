"""What is said, seen from `as_of`, of one figure of one year: by the model and by its rivals."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["NONE", "NOT_SAID", "Forecast"]

NONE = np.empty(0)
NOT_SAID = float("nan")


@dataclass(frozen=True)
class Forecast:
    """A forecast of one figure, and the three forecasts it has to beat.

    Attributes
    ----------
    item, unit, year
        As in `analysis.simulation.outturn.figures.outturns`; ``employment`` and ``investment`` are
        with the programme, ``employment_without`` and ``investment_without`` are without.
    draws
        Shape (draws,), in `unit`; empty where the model makes no forecast.
    no_change
        The last figure seen; missing where there is none.
    promise
        The promise at its word, one number; missing where it says nothing of the figure.
    reference, reference_is
        Draws of the reference forecast, and which it is; empty where there is none.
    note
        Why there is no forecast, or how it is to be read.
    """

    item: str
    unit: str
    year: int
    draws: NDArray[np.float64]
    no_change: float = NOT_SAID
    promise: float = NOT_SAID
    reference: NDArray[np.float64] = field(default_factory=lambda: NONE)
    reference_is: str = ""
    note: str = ""
