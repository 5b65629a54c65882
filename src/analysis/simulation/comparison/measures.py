"""The figures that are compared: what is reached at the horizon, in the mean, median and odds."""

from collections.abc import Mapping
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

__all__ = [
    "MEASURES",
    "Measure",
    "Values",
    "default_outcome",
    "figures_of",
    "full_name",
    "measured",
    "reached_at_horizon",
    "require_scenario",
    "standard_errors",
]

Values = Mapping[str, NDArray[np.float64]]

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


def require_scenario(item: str, given: object) -> None:
    """Refuse what is no resolved scenario.

    Parameters
    ----------
    item
        Name of the argument, for the message.
    given
        Anything.

    Raises
    ------
    ParameterError
        It is no `analysis.scenario.Scenario`.
    """
    if not isinstance(given, Scenario):
        raise ParameterError(
            f"{item}: {given!r} given; allowed: a resolved scenario, such as "
            "analysis.scenario.load('central')"
        )


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
    return figures_of(reached_at_horizon(prepared), prepared.scenario.target_jobs)


def reached_at_horizon(prepared: Prepared) -> Values:
    """Draw a prepared case and keep what each draw reaches at its horizon.

    Parameters
    ----------
    prepared
        What the draws share.

    Returns
    -------
    Mapping
        What is counted -> shape (draws,), RUB bn or workplaces.
    """
    scenario = prepared.scenario
    parts: dict[str, list[NDArray[np.float64]]] = {name: [] for name in _COUNTED}
    for start in range(0, scenario.draws, _CHUNK):
        draws = draw(prepared, start, min(start + _CHUNK, scenario.draws))
        for name, kept in parts.items():
            kept.append(answer_of_draws(draws, scenario, name))
    return {name: np.concatenate(kept) for name, kept in parts.items()}


def figures_of(reached: Values, target_jobs: int) -> dict[str, float]:
    """Sum draws up in the figures that are compared.

    Parameters
    ----------
    reached
        As from `reached_at_horizon`.
    target_jobs
        Workplaces promised.

    Returns
    -------
    dict
        By name of `MEASURES`, in its unit.
    """
    found: dict[str, float] = {}
    for name, values in reached.items():
        found[f"{_MEAN}{name}"] = float(values.mean())
        found[f"{_MEDIAN}{name}"] = float(np.median(values))
        found[f"{_MET}{name}"] = float((values >= target_jobs).mean())
    return {name: found[name] for name in MEASURES}


def standard_errors(
    before: Values, after: Values, target_before: int, target_after: int
) -> dict[str, tuple[float, float, float]]:
    r"""Say how well two cases that share their random numbers know each figure and its change.

    Parameters
    ----------
    before, after
        As from `reached_at_horizon`, draw by draw of the same random numbers.
    target_before, target_after
        Workplaces promised in each.

    Returns
    -------
    dict
        By name of `MEASURES`, Monte Carlo standard errors of the first case, of the second and of
        the second less the first, in the unit of the figure.

    Notes
    -----
    Every figure is to first order a mean over draws of its influence: of x for a mean, of
    :math:`1[x \ge t]` for a probability, and of :math:`\operatorname{sign}(x - m) / 2 f(m)` for a
    median m (Serfling 1980, Approximation Theorems, 2.3.3), where
    :math:`1 / f(m)` is :math:`\sqrt{n} / 2` times the distance between the quantiles
    :math:`1/2 \pm 1/\sqrt{n}` (David and Nagaraja 2003, Order Statistics, 7.1). The error of a
    change is that of the mean difference of the two influences, so that what shared random numbers
    cancel is not counted.
    """
    found = {}
    for name in MEASURES:
        kind, _, counted = name.partition(":")
        one = _influence(f"{kind}:", before[counted], target_before)
        other = _influence(f"{kind}:", after[counted], target_after)
        found[name] = (_error(one), _error(other), _error(other - one))
    return found


def _influence(kind: str, values: NDArray[np.float64], target_jobs: int) -> NDArray[np.float64]:
    if kind == _MEAN:
        return values
    if kind == _MET:
        return np.asarray(values >= target_jobs, dtype=np.float64)
    root = np.sqrt(len(values))
    low, middle, high = np.quantile(values, [0.5 - 1 / root, 0.5, 0.5 + 1 / root])
    return np.asarray(np.sign(values - middle) * root * (high - low) / 4)


def _error(influence: NDArray[np.float64]) -> float:
    return float(influence.std() / np.sqrt(len(influence)))
