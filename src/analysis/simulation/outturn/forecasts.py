"""What a scenario said, seen from `as_of`, of every figure that can be scored."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.models.programme import SOURCES, planned_profile
from analysis.simulation.draws import Array, running_total, total
from analysis.simulation.evidence import MILLION
from analysis.simulation.evidence.programme_record import MEASURES
from analysis.simulation.outcomes import added_investment
from analysis.simulation.outturn.forecast import NOT_SAID, Forecast
from analysis.simulation.outturn.rivals import class_draws, drift_paths, real_volume
from analysis.simulation.outturn.zone_forecasts import cost_forecasts, zone_forecasts
from analysis.simulation.simulate import Simulation

__all__ = ["FAMILIES", "forecasts"]

_NOMINAL = "RUB bn/yr, nominal"


def forecasts(sim: Simulation, *families: str) -> Iterator[Forecast]:
    """Say what a simulation and its rivals forecast for the years after `as_of`.

    Parameters
    ----------
    sim
        A simulation; its sample is asked. Nothing later than its `as_of` is opened.
    *families
        Names of `FAMILIES`; all if none is given.

    Yields
    ------
    Forecast
        One an item and year.

    Raises
    ------
    ModelError
        A series is too short for the drift forecast.
    """
    ahead = [int(year) for year in sim.years if year > sim.scenario.as_of]
    for family in families or FAMILIES:
        yield from FAMILIES[family](sim, ahead)


def _double(values: Array) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _employment(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Forecast the employed with and without the programme, as notebook 02 shows them."""
    draws, course, scenario = sim.sample, sim.evidence.employment, sim.scenario
    rival = drift_paths(course.series, len(ahead), course.breaks, scenario, "employment")
    last = float(course.series.iloc[-1])
    before = draws.jobs.net[draws.at(scenario.as_of)]
    for step, year in enumerate(ahead):
        without = draws.employment[draws.at(year)]
        held = without + draws.jobs.net[draws.at(year)] - before
        # The promise has a due date and no path: before it, nothing can be held against it.
        promise = last + scenario.target_jobs if year == scenario.horizon else NOT_SAID
        for item, values in (("employment", held), ("employment_without", without)):
            yield Forecast(
                item,
                "persons",
                year,
                _double(values),
                no_change=last,
                promise=promise,
                reference=rival[:, step],
                reference_is="drift",
            )


def _investment(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Forecast fixed investment in current prices, with and without the programme."""
    draws, course = sim.sample, sim.evidence.investment
    rival = drift_paths(course.series, len(ahead), course.breaks, sim.scenario, "investment")
    invested = added_investment(draws, sim.scenario.as_of)
    for step, year in enumerate(ahead):
        without = draws.investment[draws.at(year)]
        held = without + invested[draws.at(year)]
        for item, values in (("investment", held), ("investment_without", without)):
            yield Forecast(
                item,
                _NOMINAL,
                year,
                _double(values),
                no_change=float(course.series.iloc[-1]),
                reference=rival[:, step],
                reference_is="drift",
            )


def _real_investment(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Deflate the nominal forecast draw by draw."""
    draws, course, as_of = sim.sample, sim.evidence.investment, sim.scenario.as_of
    volume = (course.series / sim.evidence.deflator.series).dropna()
    rival = drift_paths(volume, len(ahead), (), sim.scenario, "real investment")
    invested = added_investment(draws, sim.scenario.as_of)
    for step, year in enumerate(ahead):
        row = draws.at(year)
        yield Forecast(
            "real_investment",
            f"RUB bn/yr, prices of {as_of}",
            year,
            _double((draws.investment[row] + invested[row]) / draws.price[row]),
            no_change=float(course.series.iloc[-1]),
            reference=rival[:, step],
            reference_is="drift",
            note="prices and nominal investment are drawn apart",
        )


def _product(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Forecast the volume of gross regional product; the simulation itself has none."""
    scenario = sim.scenario
    level, own = real_volume(scenario, "grp_real_index_pct", len(ahead))
    if level.empty:
        return
    rival = drift_paths(level, len(ahead), (), scenario, "real product")
    for step, year in enumerate(ahead):
        yield Forecast(
            "real_grp",
            f"{scenario.as_of} = 100",
            year,
            own[:, step],
            no_change=float(level.iloc[-1]),
            reference=rival[:, step],
            reference_is="drift",
            note="baseline without the programme",
        )


def _money(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Forecast what is spent from the start of the programme, all of it and by source."""
    spent, planned = sim.sample.money.disbursed, sim.prepared.planned
    due = np.cumsum(planned_profile(sim.prepared.curve, sim.years))
    lines = [("money", "money", float(planned.sum()), running_total(total(spent)))]
    lines += [
        (f"money_{source}", MEASURES[source], float(plan), running_total(rows))
        for source, plan, rows in zip(SOURCES, planned, spent, strict=True)
    ]
    for item, measure, plan, paths in lines:
        rival = class_draws(sim, measure)
        for year in ahead:
            row = sim.sample.at(year)
            yield Forecast(
                item,
                "RUB bn, nominal",
                year,
                _double(paths[row]),
                no_change=0.0,
                promise=plan * float(due[row]),
                reference=plan * float(due[row]) * rival,
                reference_is="reference class" if rival.size else "",
                note="no change: nothing comes",
            )


def _national_count(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Let the nation's high-productivity workplaces grow as the scenario lets the region's."""
    draws, count = sim.sample, sim.evidence.stock
    for year in ahead:
        growth = 1 + draws.stock.reclassified[draws.at(year)] / draws.stock.initial
        yield Forecast(
            "national_hpw",
            "mn posts",
            year,
            _double(count.workplaces / MILLION * growth),
            no_change=count.workplaces / MILLION,
            note="the growth assumed for the region, applied to the nation",
        )


FAMILIES: dict[str, Callable[[Simulation, list[int]], Iterator[Forecast]]] = {
    "employment": _employment,
    "investment": _investment,
    "real_investment": _real_investment,
    "real_grp": _product,
    "money": _money,
    "national_hpw": _national_count,
    "zones": zone_forecasts,
    "cost per post": cost_forecasts,
}
"""What is forecast, in the order in which it is shown."""
