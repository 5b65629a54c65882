"""Draws of a parameter with a spread: triangular around the value the scenario gives it."""

import numpy as np

from analysis.models.distributions import triangular
from analysis.scenario import Scenario
from analysis.simulation.draws import Array
from analysis.simulation.streams import Streams

__all__ = ["share", "spread_around"]


def spread_around(
    scenario: Scenario,
    name: str,
    spread: str,
    streams: Streams,
    *,
    lower: float = 0.0,
    upper: float = np.inf,
) -> Array:
    """Draw a parameter from the triangle on its value plus or minus its spread.

    Parameters
    ----------
    scenario
        Resolved scenario.
    name, spread
        Parameters that hold mode and half-width; `name` is also the component's stream.
    streams
        Random numbers.
    lower, upper
        Bounds of the quantity; the triangle is cut to them.

    Returns
    -------
    ndarray
        Shape (draws,).
    """
    mode, width = getattr(scenario, name), getattr(scenario, spread)

    def draws() -> Array:
        return triangular(streams.uniform(name), mode, width, lower=lower, upper=upper)

    return streams.made(name, (mode, width, lower, upper), draws)


def share(scenario: Scenario, stem: str, streams: Streams) -> Array:
    """Draw the fraction ``<stem>_share`` with half-width ``<stem>_spread``, within 0 to 1."""
    return spread_around(scenario, f"{stem}_share", f"{stem}_spread", streams, upper=1.0)
