"""Three readings of a promised workplace: what counts towards the target under each."""

from typing import get_args

from analysis.errors import ModelError
from analysis.scenario import TargetReading
from analysis.simulation.draws import Array, Draws

__all__ = ["READINGS", "READING_WORDS", "check_reading", "reached"]

READINGS: tuple[TargetReading, ...] = get_args(TargetReading)
READING_WORDS: dict[TargetReading, str] = {
    "net_new": "net new jobs",
    "gross_new": "gross new posts",
    "hpw_stock": "the stock of high-productivity workplaces",
}


def check_reading(reading: str) -> None:
    """Refuse a reading that does not exist.

    Parameters
    ----------
    reading
        Should be one of `READINGS`.

    Raises
    ------
    ModelError
        It is not.
    """
    if reading not in READINGS:
        raise ModelError(f"reading {reading!r}: allowed are {', '.join(READINGS)}")


def reached(draws: Draws, reading: str, *, labour_ceiling: bool = True) -> Array:
    """Return what counts towards the target under one reading.

    Parameters
    ----------
    draws
        Draws of a simulation.
    reading
        One of `READINGS`.
    labour_ceiling
        Whether net new jobs must find workers. Gross posts are posts offered, with no ceiling.

    Returns
    -------
    ndarray
        Workplaces, shape (years, draws).

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    check_reading(reading)
    if reading == "net_new":
        return draws.jobs.net if labour_ceiling else draws.jobs.uncapped
    return draws.jobs.gross if reading == "gross_new" else draws.stock.total
