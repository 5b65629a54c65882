"""Rivals of the model's forecasts: the drift of a series and the reference class of promises."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from analysis import data
from analysis.errors import ModelError
from analysis.models.baseline import fit_forecast
from analysis.models.calibration import packaged
from analysis.models.distributions import scaled_beta
from analysis.models.prices import volume_table
from analysis.models.reference_class import ReferenceClass, blend
from analysis.scenario import Scenario
from analysis.simulation.evidence.courses import leaves_table
from analysis.simulation.remembered import remembered
from analysis.simulation.simulate import Simulation
from analysis.simulation.streams import stream

__all__ = ["GRID", "class_draws", "drift_paths", "log_normal", "real_volume", "spread_of_class"]

# Middles of equal slices of probability: a known distribution needs no chance.
GRID = (np.arange(2_000) + 0.5) / 2_000
_PATHS = 4_000

_fit = remembered(fit_forecast)


def drift_paths(
    series: pd.Series, steps: int, breaks: tuple[int, ...], scenario: Scenario, component: str
) -> NDArray[np.float64]:
    """Carry a series on by a random walk with drift, the plainest forecast with a band.

    Parameters
    ----------
    series
        Yearly values to `as_of`.
    steps
        Years ahead.
    breaks
        First years on a new method.
    scenario
        Resolved scenario; its `seed` counts.
    component
        Name of the random stream.

    Returns
    -------
    ndarray
        Shape (draws, steps), unit of the series.

    Raises
    ------
    ModelError
        The series is too short.
    """
    fitted = _fit(series, steps, model="drift", breaks=breaks)
    return fitted.draw(_PATHS, stream(scenario.seed, f"drift of {component}"))


def real_volume(
    scenario: Scenario, column: str, steps: int
) -> tuple[pd.Series, NDArray[np.float64]]:
    """Chain a volume index of the region and forecast it as the baseline does.

    Parameters
    ----------
    scenario
        Resolved scenario.
    column
        Volume index in the panel, per cent of the year before.
    steps
        Years ahead.

    Returns
    -------
    level, paths
        Level by year, `as_of` = 100; draws, shape (draws, steps). Both are empty where the region
        has no index up to `as_of`, or too few years of it.

    Notes
    -----
    The general calibration of the baseline is used: there is no record of this series of its own.
    A volume index is published as comparable over changes of the level.
    """
    panel = data.load_panel(as_of=scenario.as_of)
    level = 100 * volume_table(panel[column].xs(scenario.region, level="code").to_frame())[column]
    level = level.dropna()
    others = volume_table(leaves_table(panel, column))
    try:
        fitted = _fit(level, steps, wide=others, calibration=packaged(until=scenario.as_of))
    except ModelError:
        return level.iloc[:0], np.empty((0, steps))
    return level, fitted.draw(_PATHS, stream(scenario.seed, f"baseline of {column}"))


def class_draws(sim: Simulation, measure: str) -> NDArray[np.float64]:
    """Draw the share of a promise that comes, from the reference class alone.

    Parameters
    ----------
    sim
        A simulation.
    measure
        ``money`` or ``budget``.

    Returns
    -------
    ndarray
        Shape (draws,), fractions of the promise; empty where the class is.
    """
    return spread_of_class(sim.scenario, sim.evidence.money_classes[measure])


def spread_of_class(scenario: Scenario, reference: ReferenceClass) -> NDArray[np.float64]:
    """Turn a reference class into a distribution of the share of a promise that comes.

    Parameters
    ----------
    scenario
        Resolved scenario; its ceiling, dispersion and `inside_view_weight` count.
    reference
        The class.

    Returns
    -------
    ndarray
        Shape (draws,), fractions of the promise; empty where the class is.

    Notes
    -----
    Its mean is that of the class alone. Few subjects say little of the spread, and one says
    nothing, so the scenario's dispersion is updated by the class as in
    `analysis.models.reference_class.blend`, with an inside view that agrees with the class.
    """
    if not reference.subjects:
        return np.empty(0)
    ceiling = scenario.realisation_ceiling_share
    found = blend(
        reference.mean,
        scenario.realisation_dispersion,
        reference,
        prior_weight=scenario.inside_view_weight,
        ceiling=ceiling,
    )
    return scaled_beta(GRID, found.mean, ceiling=ceiling, dispersion=found.dispersion)


def log_normal(log_mean: float, log_sd: float) -> NDArray[np.float64]:
    """Spread a log-normal distribution over even quantiles.

    Parameters
    ----------
    log_mean, log_sd
        Mean and standard deviation of the logarithm.

    Returns
    -------
    ndarray
        Shape (draws,), rising.
    """
    return np.asarray(np.exp(log_mean + log_sd * special.ndtri(GRID)), dtype=np.float64)
