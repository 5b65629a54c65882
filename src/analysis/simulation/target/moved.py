"""The same draws with some parameters moved, without a second look at what they leave alone."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from analysis.scenario import Scenario, from_parameters
from analysis.simulation.drawing import draw
from analysis.simulation.draws import Draws
from analysis.simulation.preparation import Prepared, prepare
from analysis.simulation.target.counting import ask_draws
from analysis.simulation.target.measures import measured
from analysis.simulation.target.remembered_streams import remembered_streams

__all__ = ["DRAWS", "WHILE_DRAWING", "drawn", "first_draws", "measured_when", "moved"]

# The most draws a moved case is made of: as many as notebooks show, so that the scenario itself has
# the same middle everywhere; more would cost minutes over all parameters.
DRAWS = 20_000

# Parameters looked at while drawing and never before: a test holds the list to the model.
WHILE_DRAWING = frozenset(
    f"{stem}_{part}"
    for stem in (
        "additional",
        "budget_money_job",
        "deadweight",
        "displacement",
        "hpw_growth",
        "hpw_new",
        "labour_inflow",
        "leakage",
        "substitution",
        "unemployed_available",
    )
    for part in ("share", "spread")
) | {
    "cluster_yield_correlation",
    "hpw_regional_ratio",
    "hpw_regional_spread",
    "job_lag_years",
    "local_multiplier",
    "local_multiplier_spread",
    "realisation_correlation",
    "target_jobs",
}


def moved(prepared: Prepared, changes: Mapping[str, object], *, coarse: bool = False) -> Prepared:
    """Prepare a scenario with some parameters changed.

    Parameters
    ----------
    prepared
        The scenario as it is.
    changes
        New values by parameter.
    coarse
        As in `prepare`.

    Returns
    -------
    Prepared
        As from `prepare`, sharing with `prepared` what the changes cannot touch.

    Raises
    ------
    ParameterError
        A value is not allowed, by itself or beside the others.
    """
    values = {**prepared.scenario.model_dump(), **changes}
    try:
        # All values are at hand: the files need not be read again, unless to say what is wrong.
        scenario = Scenario.model_validate(values)
    except ValidationError:
        scenario = from_parameters(**values)
    if WHILE_DRAWING.issuperset(changes):
        return replace(prepared, scenario=scenario)
    return prepare(scenario, like=prepared, coarse=coarse)


def first_draws(scenario: Scenario, draws: int = DRAWS) -> Prepared:
    """Prepare the first draws of a scenario.

    Parameters
    ----------
    scenario
        Resolved scenario.
    draws
        Draws asked for.

    Returns
    -------
    Prepared
        With the seed of the scenario and as many draws as asked for, or all of fewer.
    """
    few = min(scenario.draws, draws)
    return prepare(from_parameters(**{**scenario.model_dump(), "draws": few}))


def drawn(prepared: Prepared) -> Draws:
    """Draw all cases of a prepared scenario at once.

    Parameters
    ----------
    prepared
        A scenario of few draws.

    Returns
    -------
    Draws
        Array by array.
    """
    case = prepared.scenario
    return draw(prepared, 0, case.draws, remembered_streams(case.seed, 0, case.draws))


def measured_when(
    prepared: Prepared, outcome: str, changes: Mapping[str, object]
) -> NDArray[np.float64]:
    """Take an answer from the draws of a scenario with some parameters changed.

    Parameters
    ----------
    prepared
        The scenario as it is.
    outcome
        One of `MEASURES`.
    changes
        New values by parameter; none leaves the scenario as it is.

    Returns
    -------
    ndarray
        Shape (draws,); each draw has the random numbers it had before.

    Raises
    ------
    ParameterError
        A value is not allowed, by itself or beside the others.
    """
    case = moved(prepared, changes) if changes else prepared
    parts = ask_draws(case, lambda draws: measured(draws, case.scenario, outcome))
    return np.concatenate(parts)
