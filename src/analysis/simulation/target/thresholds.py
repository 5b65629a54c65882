"""What each draw would need: the multiples of its jobs between which it meets the target."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.simulation.draws import Draws
from analysis.simulation.readings import check_reading

__all__ = ["Thresholds", "check_probability", "smallest_multiple", "thresholds"]

_Numbers = NDArray[np.float64]


class Thresholds(NamedTuple):
    """Multiples of the jobs demanded, draw by draw, shape (draws,) each.

    Attributes
    ----------
    lowest
        Smallest multiple that meets the target; zero where it is met without a job, infinite where
        no multiple does.
    highest
        Largest one; finite only where more jobs before the last count of the stock would leave
        fewer workers for those that still count.
    most
        Largest number that any multiple reaches under the reading; infinite without a ceiling.
    """

    lowest: _Numbers
    highest: _Numbers
    most: _Numbers


class _Ends(NamedTuple):
    """Jobs demanded and workers at hand, at the last count of the stock and at the horizon."""

    jobs_then: _Numbers
    jobs_now: _Numbers
    reserve_then: _Numbers
    reserve_now: _Numbers


def check_probability(probability: float, asking: str) -> None:
    """Refuse a probability that no number of draws can vouch for.

    Parameters
    ----------
    probability
        Should lie strictly between 0 and 1.
    asking
        Name of the function asked.

    Raises
    ------
    ModelError
        It does not.
    """
    if not 0 < probability < 1:
        raise ModelError(f"{asking}: probability {probability} must lie between 0 and 1")


def thresholds(
    draws: Draws, reading: str, *, target: float, count_year: int, labour_ceiling: bool = True
) -> Thresholds:
    """Return by how much the jobs of each draw would have to be multiplied.

    Parameters
    ----------
    draws
        Draws of a simulation.
    reading
        One of `READINGS`.
    target
        Workplaces asked for at the horizon.
    count_year
        Year of the last count of the stock.
    labour_ceiling
        Whether jobs must find workers; under the stock reading, the jobs that add to the stock.

    Returns
    -------
    Thresholds
        Draw by draw.

    Raises
    ------
    ModelError
        The reading is unknown.

    Notes
    -----
    All jobs of a draw are proportional to its money and to the posts a ruble makes. Gross posts are
    met at T / G, net jobs at T / U if the reserve R holds T. The stock asks for D = max(T - H, 0)/q
    net jobs since the count in year s: min(m U, R) - min(m U_s, R_s) >= D, which rises with m to
    the first of R / U and R_s / U_s and may fall after it.
    """
    check_reading(reading)
    jobs = draws.jobs
    if reading == "hpw_stock":
        return _of_the_stock(draws, _ends(draws, count_year, ceiling=labour_ceiling), target)
    made = np.asarray(jobs.gross[-1] if reading == "gross_new" else jobs.uncapped[-1], dtype=float)
    most = np.where(made > 0, np.inf, 0.0)
    if reading == "net_new" and labour_ceiling:
        most = np.minimum(most, jobs.reserve[-1])
    with np.errstate(divide="ignore"):
        lowest = np.where(most >= target, target / made, np.inf)
    return Thresholds(lowest, np.full(draws.size, np.inf), most)


def _ends(draws: Draws, count_year: int, *, ceiling: bool) -> _Ends:
    jobs, row = draws.jobs, count_year - int(draws.years[0])
    none = np.zeros(draws.size)
    now = jobs.uncapped[-1].astype(float)
    then = jobs.uncapped[row].astype(float) if row >= 0 else none
    if not ceiling:
        return _Ends(then, now, none + np.inf, none + np.inf)
    reserve = jobs.reserve[-1].astype(float)
    return _Ends(then, now, jobs.reserve[row].astype(float) if row >= 0 else none, reserve)


def _of_the_stock(draws: Draws, ends: _Ends, target: float) -> Thresholds:
    stock = draws.stock
    alone = stock.initial.astype(float) + stock.reclassified[-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = np.where(alone >= target, 0.0, (target - alone) / stock.new_share)
        grown = ends.jobs_now - ends.jobs_then
        # The multiples at which workers run out, now and at the count.
        full_now, full_then = (
            np.where(jobs > 0, reserve / jobs, np.inf)
            for jobs, reserve in (
                (ends.jobs_now, ends.reserve_now),
                (ends.jobs_then, ends.reserve_then),
            )
        )
        together = wanted / grown
        after = (wanted + ends.reserve_then) / ends.jobs_now
        lowest = np.where(
            together <= np.minimum(full_now, full_then),
            together,
            np.where((after <= full_now) & (full_then <= full_now), after, np.inf),
        )
        falls = (full_now < full_then) & (ends.jobs_then > 0)
        left = ends.reserve_now - np.minimum(full_now * ends.jobs_then, ends.reserve_then)
        lasts = wanted <= ends.reserve_now - ends.reserve_then
        until = np.where(falls & ~lasts, (ends.reserve_now - wanted) / ends.jobs_then, np.inf)
    left = np.where(ends.jobs_now > 0, np.where(np.isfinite(left), left, np.inf), 0.0)
    met = alone >= target
    most = alone + np.where(stock.new_share > 0, stock.new_share * np.maximum(left, 0.0), 0.0)
    return Thresholds(np.where(met, 0.0, lowest), np.where(met, np.inf, until), most)


def smallest_multiple(needed: Thresholds, probability: float) -> float:
    """Return the smallest multiple that serves a share of draws.

    Parameters
    ----------
    needed
        What each draw needs.
    probability
        Share of draws, in (0, 1].

    Returns
    -------
    float
        Smallest m with lowest <= m <= highest in at least that share of draws; infinite if none.
    """
    finite = np.isfinite(needed.lowest)
    steps = np.sort(needed.lowest[finite])
    ends = np.sort(needed.highest[finite & np.isfinite(needed.highest)])
    serving = np.searchsorted(steps, steps, side="right") - np.searchsorted(ends, steps, "left")
    # A share such as 0.1 times the draws may end a hair above the whole number it stands for.
    enough = serving >= probability * len(needed.lowest) * (1 - 1e-12)
    return float(steps[np.argmax(enough)]) if enough.any() else float("inf")
