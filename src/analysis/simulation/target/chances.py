"""How likely the target is met under each reading, and how much is missing, from the counts."""

from analysis.errors import ModelError
from analysis.simulation.readings import READINGS, check_reading
from analysis.simulation.simulate import Simulation

__all__ = ["expected_shortfall", "probability"]


def _row(sim: Simulation, year: int | None) -> int:
    asked = sim.scenario.horizon if year is None else year
    if asked not in sim.years:
        raise ModelError(f"year {asked}: the simulation holds {sim.years[0]} to {sim.years[-1]}")
    return int(asked - sim.years[0])


def probability(
    sim: Simulation, reading: str, *, year: int | None = None, labour_ceiling: bool = True
) -> float:
    """Probability that the target is met under one reading.

    Parameters
    ----------
    sim
        A simulation.
    reading
        One of `READINGS`.
    year
        Year looked at; the horizon if not given.
    labour_ceiling
        As in `reached`; only ``net_new`` knows a ceiling.

    Returns
    -------
    float
        Share of draws at or above the target.

    Raises
    ------
    ModelError
        The reading is unknown, or the year is not simulated.
    """
    check_reading(reading)
    name = f"Target|{reading}"
    if reading == READINGS[0] and not labour_ceiling:
        name += "|Without labour ceiling"
    return float(sim.tally.mean(name)[_row(sim, year)])


def expected_shortfall(sim: Simulation, reading: str, *, year: int | None = None) -> float:
    """Mean number of workplaces missing at the horizon.

    Parameters
    ----------
    sim
        A simulation.
    reading
        One of `READINGS`.
    year
        Year looked at; the horizon if not given.

    Returns
    -------
    float
        E[max(target - X, 0)], workplaces.

    Raises
    ------
    ModelError
        The reading is unknown, or the year is not simulated.
    """
    check_reading(reading)
    return float(sim.tally.mean(f"Target|{reading}|Shortfall")[_row(sim, year)])
