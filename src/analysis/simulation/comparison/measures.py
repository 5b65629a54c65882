"""The figures that are compared: what is reached at the horizon, in the mean, median and odds."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError
from analysis.scenario import Scenario
from analysis.scenario.messages import nearest
from analysis.simulation.drawing import draw
from analysis.simulation.preparation import Prepared
from analysis.simulation.readings import READINGS
from analysis.simulation.streams import BLOCK
from analysis.simulation.target.measures import measured as answer_of_draws

__all__ = ["MEASURES", "Measure", "default_outcome", "full_name", "measured"]

# Draws held at a time; only what is reached at the horizon is kept of them.
_CHUNK = 4 * BLOCK
_MEAN, _MEDIAN, _MET = "mean:", "median:", "met:"
_COUNTED = {
    "spent": ("money spent", "RUB bn, nominal"),
    "gross_new": ("gross posts", "workplaces"),
    "net_new": ("net jobs", "workplaces"),
    "hpw_stock": ("stock of high-productivity workplaces", "workplaces"),
}


class Measure(NamedTuple):
    """A figure that is compared.

    Parameters
    ----------
    label
        In words.
    unit
        Unit; a probability is a fraction.
    """

    label: str
    unit: str


MEASURES: dict[str, Measure] = {
    f"{prefix}{name}": Measure(f"{prefix[:-1]} {words}", unit)
    for name, (words, unit) in _COUNTED.items()
    for prefix in (_MEAN, _MEDIAN)
} | {
    f"{_MET}{reading}": Measure(f"target met as {_COUNTED[reading][0]}", "probability")
    for reading in READINGS
}


def full_name(outcome: str) -> str:
    """Return the name of a figure that is compared.

    Parameters
    ----------
    outcome
        One of `MEASURES`, or what is counted alone, which stands for its mean.

    Returns
    -------
    str
        One of `MEASURES`.

    Raises
    ------
    ParameterError
        There is no such figure.
    """
    name = f"{_MEAN}{outcome}" if outcome in _COUNTED else outcome
    if name not in MEASURES:
        raise ParameterError(
            f"outcome {outcome!r}: allowed are {', '.join(MEASURES)}{nearest(outcome, MEASURES)}"
        )
    return name


def default_outcome(scenario: Scenario) -> str:
    """Name the figure that is compared if none is asked for.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    str
        The mean of what its leading reading counts. Unlike the probability of the target, which is
        next to zero in most cases, the mean always moves.
    """
    return f"{_MEAN}{scenario.target_reading}"


def measured(prepared: Prepared) -> dict[str, float]:
    """Draw a prepared case and measure what it reaches at its horizon.

    Parameters
    ----------
    prepared
        What the draws share.

    Returns
    -------
    dict
        By name of `MEASURES`, in its unit; money and workplaces are running totals.
    """
    scenario = prepared.scenario
    parts: dict[str, list[NDArray[np.float64]]] = {name: [] for name in _COUNTED}
    for start in range(0, scenario.draws, _CHUNK):
        draws = draw(prepared, start, min(start + _CHUNK, scenario.draws))
        for name, kept in parts.items():
            kept.append(answer_of_draws(draws, scenario, name))
    found: dict[str, float] = {}
    for name, kept in parts.items():
        values = np.concatenate(kept)
        found[f"{_MEAN}{name}"] = float(values.mean())
        found[f"{_MEDIAN}{name}"] = float(np.median(values))
        found[f"{_MET}{name}"] = float((values >= scenario.target_jobs).mean())
    return {name: found[name] for name in MEASURES}
