"""Small simulations shared by the tests of the simulation and report rooms."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from analysis import scenario
from analysis.simulation import Simulation, simulate


@pytest.fixture(scope="session")
def run() -> Callable[..., Simulation]:
    """Simulate the central case with overrides, on few draws; each case once."""

    @cache
    def _run(**overrides: Any) -> Simulation:
        return simulate(scenario.from_parameters(**{"draws": 400, **overrides}))

    return _run


@pytest.fixture(scope="session")
def central() -> Simulation:
    """Return the central case as the notebooks show it."""
    return simulate(scenario.load("central"))
