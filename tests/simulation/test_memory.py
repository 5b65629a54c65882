"""Memory does not grow with the number of draws."""

import tracemalloc

import pytest

from analysis import scenario
from analysis.simulation import simulate

_MIB = 2**20


def _peak(draws: int) -> float:
    """Return the most memory a simulation and its tables held at once, MiB."""
    case = scenario.from_parameters(draws=draws)
    tracemalloc.start()
    try:
        sim = simulate(case, threads=2)
        sim.summary()
        sim.ledger()
        return tracemalloc.get_traced_memory()[1] / _MIB
    finally:
        tracemalloc.stop()


@pytest.mark.end_to_end
def test_four_times_the_draws_take_no_more_memory() -> None:
    _peak(5_000)  # What is remembered of the evidence is there from now on.
    few, many = _peak(50_000), _peak(200_000)
    assert many - few < 15
    # The paths of the region and a few chunks of draws; all draws of all variables are far more.
    assert many < 150
