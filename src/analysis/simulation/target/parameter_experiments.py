"""Experiments over the assumptions themselves: each row another set of parameters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc

from analysis.errors import AnalysisError, ParameterError
from analysis.scenario import Scenario
from analysis.simulation.evidence.gathered import FIGURE_PARAMETERS
from analysis.simulation.target.measures import MEASURES, centre, measured
from analysis.simulation.target.moved import drawn, first_draws, moved
from analysis.simulation.target.tornado import logged_ranges

__all__ = ["ParameterExperiments", "parameter_experiments"]

_DRAWS = 2_000


@dataclass(frozen=True)
class ParameterExperiments:
    """Sets of parameters and the answer each gives.

    Attributes
    ----------
    inputs
        One row a set, one column a parameter.
    answers
        One column each of `MEASURES`: median at the horizon, or probability.
    refused
        Sets that the rules across parameters do not allow; left out.
    """

    inputs: pd.DataFrame
    answers: pd.DataFrame
    refused: int


def parameter_experiments(
    scenario: Scenario, n: int, rng: np.random.Generator, names: Sequence[str] | None = None
) -> ParameterExperiments:
    """Simulate sets of parameters spread evenly over their ranges in the assumptions log.

    Parameters
    ----------
    scenario
        Resolved scenario; parameters not moved keep their values.
    n
        Number of sets, at least 1.
    rng
        Source of randomness of the Latin hypercube.
    names
        Parameters to move. If not given: those of `logged_ranges` with high or medium impact that
        say where an input lies; not the half-widths, nor what decides which figures are read.

    Returns
    -------
    ParameterExperiments
        Inputs and answers, row by row.

    Raises
    ------
    ParameterError
        n is below 1, or a name has no range in the log.

    Notes
    -----
    A Latin hypercube: each range is cut into n equal parts and each part is used once. Whole
    numbers are equally likely. Even spread over the ranges says nothing on how likely a set is: the
    question is under which assumptions an answer holds. All rows share their random numbers.
    """
    ranges = logged_ranges(scenario)
    chosen = _leading(ranges) if names is None else list(names)
    problems = [
        f"{name}: no range to move it over; allowed: {', '.join(ranges.index)}"
        for name in chosen
        if name not in ranges.index
    ]
    problems += [f"n: {n} given; allowed: 1 or more"] if n < 1 else []
    problems += [] if chosen else ["names: none given; allowed: one or more"]
    if problems:
        raise ParameterError(problems)
    cube = qmc.LatinHypercube(len(chosen), rng=rng).random(n)
    inputs = pd.DataFrame({
        name: _values(
            cube[:, place], float(ranges["low"][name]), float(ranges["high"][name]),
            whole=isinstance(getattr(scenario, name), int),
        )
        for place, name in enumerate(chosen)
    })  # fmt: skip
    base = first_draws(scenario, _DRAWS)
    answers = {}
    for row, changes in zip(inputs.index, inputs.to_dict("records"), strict=True):
        try:
            case = moved(base, {str(name): value for name, value in changes.items()}, coarse=True)
        except AnalysisError:
            continue
        draws = drawn(case)
        answers[row] = {
            name: centre(measured(draws, case.scenario, name), name) for name in MEASURES
        }
    kept = inputs.loc[list(answers)].reset_index(drop=True)
    found = pd.DataFrame.from_dict(answers, orient="index").reset_index(drop=True)
    return ParameterExperiments(kept, found, n - len(kept))


def _leading(ranges: pd.DataFrame) -> list[str]:
    """Parameters a planner would argue about."""
    return [
        str(name)
        for name, impact in ranges["impact"].items()
        if impact != "low" and not str(name).endswith("_spread") and name not in FIGURE_PARAMETERS
    ]


def _values(
    uniforms: NDArray[np.float64], low: float, high: float, *, whole: bool
) -> NDArray[np.float64] | NDArray[np.int64]:
    if not whole:
        return low + (high - low) * uniforms
    steps = np.floor(uniforms * (high - low + 1))
    return np.asarray(low + steps, dtype=np.int64)
