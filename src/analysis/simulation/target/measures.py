"""The answers an analysis of sensitivity can be asked about, as one number a draw."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.scenario import Scenario
from analysis.simulation.draws import Draws, total
from analysis.simulation.readings import READING_WORDS, READINGS, reached

__all__ = ["MEASURES", "Measure", "centre", "centre_error", "measure", "measured"]

_MET = "met:"


class Measure(NamedTuple):
    """One answer.

    Attributes
    ----------
    name
        A reading for the workplaces it counts at the horizon, ``met:`` and a reading for whether
        they reach the target, or ``spent`` for the money paid out by then.
    words, unit
        How it is spoken of.
    centre
        What is reported of its draws: ``median``, or ``probability``.
    """

    name: str
    words: str
    unit: str
    centre: str


MEASURES = {
    measure.name: measure
    for measure in (
        *(Measure(name, READING_WORDS[name], "workplaces", "median") for name in READINGS),
        *(
            Measure(
                f"{_MET}{name}", f"the target met, read as {READING_WORDS[name]}", "probability",
                "probability",
            )
            for name in READINGS
        ),
        Measure("spent", "programme money spent", "RUB bn, nominal", "median"),
    )
}  # fmt: skip


def measure(name: str) -> Measure:
    """Look an answer up by its name.

    Parameters
    ----------
    name
        One of `MEASURES`.

    Returns
    -------
    Measure
        The answer.

    Raises
    ------
    ModelError
        There is none of that name.
    """
    if name not in MEASURES:
        raise ModelError(f"outcome {name!r}: allowed are {', '.join(MEASURES)}")
    return MEASURES[name]


def measured(draws: Draws, scenario: Scenario, name: str) -> NDArray[np.float64]:
    """Take one answer from draws.

    Parameters
    ----------
    draws
        Draws of a simulation.
    scenario
        Its scenario, for the target.
    name
        One of `MEASURES`.

    Returns
    -------
    ndarray
        Shape (draws,), at the horizon: workplaces, 0 or 1, or RUB bn.

    Raises
    ------
    ModelError
        There is no answer of that name.
    """
    asked = measure(name).name
    if asked == "spent":
        return np.asarray(total(total(draws.money.disbursed)), dtype=np.float64)
    got = reached(draws, asked.removeprefix(_MET))[-1]
    met = got >= scenario.target_jobs if asked.startswith(_MET) else got
    return np.asarray(met, dtype=np.float64)


def centre(values: NDArray[np.float64], name: str) -> float:
    """Sum an answer up in one number.

    Parameters
    ----------
    values
        Shape (draws,).
    name
        One of `MEASURES`.

    Returns
    -------
    float
        The median; of a yes or no, the share of draws with a yes.
    """
    return float(np.median(values) if measure(name).centre == "median" else values.mean())


def centre_error(values: NDArray[np.float64], name: str) -> float:
    """Say how well the draws know the number an answer is summed up in.

    Parameters
    ----------
    values
        Shape (draws,).
    name
        One of `MEASURES`.

    Returns
    -------
    float
        Monte Carlo standard error of `centre`.

    Notes
    -----
    Of a share, sqrt(p (1 - p) / n). Of a median, a quarter of the distance between the order
    statistics n / 2 - sqrt(n) and n / 2 + sqrt(n), two standard deviations of a count of heads on
    either side (David and Nagaraja 2003, Order Statistics, 7.1).
    """
    count = len(values)
    if measure(name).centre != "median":
        share = float(values.mean())
        return float(np.sqrt(share * (1 - share) / count))
    reach = 1 / np.sqrt(count)
    ends = np.quantile(values, [max(0.5 - reach, 0.0), min(0.5 + reach, 1.0)])
    return float(ends[1] - ends[0]) / 4
