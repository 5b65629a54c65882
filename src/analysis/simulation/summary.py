"""Tidy results: every variable of a simulation by year and statistic."""

import pandas as pd

from analysis.models.programme import SOURCES, planned_profile
from analysis.scenario import Scenario
from analysis.simulation.outcomes import source_label
from analysis.simulation.preparation import Prepared
from analysis.simulation.tally import LEVELS, Tally

__all__ = ["MODEL", "RESULT_COLUMNS", "STATISTICS", "summarise", "tidy"]

MODEL = "tomsk2020"
RESULT_COLUMNS = ("model", "scenario", "region", "variable", "unit", "year", "statistic", "value")
STATISTICS = {f"p{round(100 * level):02d}": level for level in LEVELS}

_Row = tuple[str, str, int, str, float]


def tidy(scenario: Scenario, rows: list[_Row]) -> pd.DataFrame:
    """Label rows of (variable, unit, year, statistic, value) with model, scenario and region.

    Parameters
    ----------
    scenario
        The scenario they belong to.
    rows
        Variable, unit, year, statistic, value.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`.
    """
    frame = pd.DataFrame(rows, columns=list(RESULT_COLUMNS[3:]))
    labels = (MODEL, scenario.scenario_name, scenario.region)
    for position, (column, label) in enumerate(zip(RESULT_COLUMNS, labels, strict=False)):
        frame.insert(position, column, label)
    return frame


def summarise(prepared: Prepared, tally: Tally, *prefixes: str) -> pd.DataFrame:
    """Summarise all draws of a simulation.

    Parameters
    ----------
    prepared
        What the draws share.
    tally
        Their outcomes, counted.
    *prefixes
        Keep variables that start with one of these; all if none is given.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`; statistic is ``mean``, one of `STATISTICS`, ``probability`` or
        ``value``.
    """
    rows = [
        row
        for variable, place in tally.variables.items()
        if place.kind != "ledger"
        for row in _counted(prepared, tally, variable)
    ]
    reserve = "Jobs|Labour reserve"
    largest = float(tally.highest(reserve)[-1])
    horizon = prepared.scenario.horizon
    rows.append((f"{reserve}|Largest draw", "persons", horizon, "value", largest))
    frame = tidy(prepared.scenario, rows + _given(prepared))
    if not prefixes:
        return frame
    return frame[frame["variable"].str.startswith(prefixes)].reset_index(drop=True)


def _counted(prepared: Prepared, tally: Tally, variable: str) -> list[_Row]:
    unit, kind, _ = tally.variables[variable]
    mean = tally.mean(variable)
    years = prepared.years if kind != "horizon" else [prepared.scenario.horizon]
    if kind == "chance":
        statistics = {"probability": mean}
    elif kind == "mean":
        statistics = {"mean": mean}
    else:
        found = tally.quantiles(variable)
        statistics = {"mean": mean} | dict(zip(STATISTICS, found, strict=True))
    return [
        (variable, unit, int(year), statistic, float(value))
        for statistic, values in statistics.items()
        for year, value in zip(years, values, strict=True)
    ]


def _given(prepared: Prepared) -> list[_Row]:
    """List what the scenario says without a draw: the target and the plan."""
    scenario = prepared.scenario
    horizon, need = scenario.horizon, float(prepared.planned.sum())
    rows = [("Target", "workplaces", horizon, "value", float(scenario.target_jobs))]
    for source, planned in zip(SOURCES, prepared.planned, strict=True):
        name = f"Programme money|Planned|{source_label(source)}"
        rows.append((name, "RUB bn, nominal", horizon, "value", float(planned)))
    profile = planned_profile(prepared.curve, prepared.years)
    rows += [
        ("Programme money|Planned", "RUB bn/yr, nominal", int(year), "value", float(share * need))
        for year, share in zip(prepared.years, profile, strict=True)
    ]
    return rows
