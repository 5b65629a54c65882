"""Tidy rows of what the notebooks on lenses and zones show."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.simulation.simulate import Simulation
from analysis.simulation.summary import tidy
from analysis.simulation.views.growth import zone_growth
from analysis.simulation.views.lenses import lens_comparison
from analysis.simulation.views.zones import (
    programme_zones,
    zone_cost_pooling,
    zone_costs_by_basis,
    zone_plans,
)

__all__ = ["lens_results", "zone_results"]

_PARTS = {"p05": "low", "p50": "median", "p95": "high"}


def lens_results(sim: Simulation) -> pd.DataFrame:
    """Put jobs per ruble through each lens, and its weight, into tidy results.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`; the year is `as_of`.
    """
    as_of = sim.scenario.as_of
    rows = []
    for lens in lens_comparison(sim).to_dict("records"):
        name, unit = f"Jobs per RUB bn|{lens['lens']}", f"jobs/RUB bn, prices of {as_of}"
        rows += [
            (name, unit, as_of, statistic, float(lens[f"jobs_per_rub_bn_{part}"]))
            for statistic, part in _PARTS.items()
        ]
        rows.append((f"{name}|Weight", "fraction", as_of, "value", float(lens["weight"])))
    return tidy(sim.scenario, rows)


def zone_results(sim: Simulation) -> pd.DataFrame:
    """Put the record of the programme's zones and what it predicts into tidy results.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`: the number of zones, their per cents of plan, investment per job
        on each basis, the predicted cost of a post, and the growth bands at the ends of years.
    """
    case = sim.scenario
    zones = programme_zones(case)
    real = f"RUB mn, prices of {case.as_of}"
    rows = [("Zone|Zones of the programme", "count", case.as_of, "value", float(len(zones)))]
    rows += [
        (f"{_of(row)}|Plan|{row['measure']}|{row['basis']}", "percent", int(row["year"]), "value",
         float(row["percent_of_plan"]))
        for row in zone_plans(case).to_dict("records")
    ]  # fmt: skip
    costs = zone_costs_by_basis(case)
    rows += [
        (f"{_of(row)}|Investment per job|{row['basis']}", real, int(row["year"]), "value",
         float(row["real_cost_rub_mn"]))
        for row in costs[costs["subject"].isin(zones)].to_dict("records")
    ]  # fmt: skip
    predicted = zone_cost_pooling(sim).iloc[-1]
    rows += [
        ("Zone|Investment per new post", real, case.as_of, statistic, float(predicted[column]))
        for statistic, column in (("p05", "low"), ("p50", "rub_mn_per_job"), ("p95", "high"))
    ]
    bands = zone_growth(case).bands
    rows += [
        (f"{_of(row)}|{row['measure'].capitalize()}", row["unit"], int(row["year"]),
         statistic, float(row[statistic]))
        for row in bands[bands["year"] % 1 == 0].to_dict("records")
        for statistic in ("p05", "p25", "p50", "p75", "p95")
    ]  # fmt: skip
    return tidy(case, rows)


def _of(row: Mapping[Hashable, Any]) -> str:
    return f"Zone|{row['subject']}"
