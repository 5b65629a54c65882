"""What could be said of the zones' running totals: a growth curve, or their pace without one."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import data
from analysis.models.growth_curves import growth_curve
from analysis.models.zone_reports import course_to
from analysis.simulation.evidence.zone_record import zone_regions
from analysis.simulation.outturn.forecast import NONE, NOT_SAID, Forecast
from analysis.simulation.outturn.rivals import log_normal
from analysis.simulation.remembered import remembered
from analysis.simulation.simulate import Simulation
from analysis.simulation.streams import stream
from analysis.simulation.views.growth import zone_growth

__all__ = ["cost_forecasts", "zone_forecasts"]

_PATHS = 4_000
# How the reports of a zone name what its growth curve is drawn through.
_NAMES = {"jobs created": "jobs", "resident investment": "resident_investment"}

_growth = remembered(zone_growth)
_curve = remembered(growth_curve)


def zone_forecasts(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Forecast posts made and residents' money of the programme's zones.

    Parameters
    ----------
    sim
        A simulation.
    ahead
        Years after `as_of`.

    Yields
    ------
    Forecast
        One a zone, measure and year. Without a curve there are no draws and the note says why; the
        reference is the average pace of the record, a point.
    """
    growth = _growth(sim.scenario)
    facts = data.load_facts(as_of=sim.scenario.as_of)
    for row in growth.status.to_dict("records"):
        zone, measure, curve = (str(row[name]) for name in ("subject", "measure", "curve"))
        own = growth.reports[
            (growth.reports["subject"] == zone) & (growth.reports["measure"] == measure)
        ]
        if own.empty:
            continue
        refused = curve.startswith("none")
        paths = None if refused else _paths(own, ahead, sim, f"{zone}: {measure}")
        for step, year in enumerate(ahead):
            yield Forecast(
                f"{zone}: {measure}",
                str(own["unit"].iloc[-1]),
                year,
                NONE if paths is None else paths[:, step],
                no_change=float(own["value"].iloc[-1]),
                reference=_pace(facts, zone, measure, year),
                reference_is="average pace",
                note=curve.replace("none: ", "no curve: ") if refused else "growth curve",
            )


def _paths(
    own: pd.DataFrame, ahead: list[int], sim: Simulation, component: str
) -> NDArray[np.float64]:
    """Draw the running total from the curve that notebook 05 shows."""
    fitted = _curve(
        own["year"].tolist(),
        own["value"].tolist(),
        lower_bounds=own["at_least"].tolist(),
        running_total=True,
    )
    years = [float(year) for year in ahead]
    return fitted.draws(years, _PATHS, stream(sim.scenario.seed, f"growth of {component}"))


def _pace(facts: pd.DataFrame, zone: str, measure: str, year: int) -> NDArray[np.float64]:
    table = course_to(facts, zone, horizon=year)
    found = table.loc[table["measure"] == _NAMES[measure], "at_average_pace"]
    return found.to_numpy(dtype=np.float64)[:1]


def cost_forecasts(sim: Simulation, ahead: list[int]) -> Iterator[Forecast]:
    """Let the zone record's cost of a new post stand for what zones report later.

    Parameters
    ----------
    sim
        A simulation.
    ahead
        Years after `as_of`.

    Yields
    ------
    Forecast
        One a zone on file and year; the name of a zone is no outturn. None has a promise for a
        rival: what the programme promised of its own cost, these zones never did.
    """
    cost, scenario = sim.evidence.cost, sim.scenario
    seen = sim.evidence.zone_records.groupby("subject")["real_cost_rub_mn"].last()
    for zone in sorted(str(subject) for subject in zone_regions().index):
        for year in ahead:
            yield Forecast(
                f"cost per post: {zone}",
                f"RUB mn per post, prices of {scenario.as_of}",
                year,
                log_normal(cost.log_mean, cost.log_sd),
                no_change=float(seen.get(zone, NOT_SAID)),
                note="the zone record's cost of a new post",
            )
