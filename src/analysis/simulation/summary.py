"""Tidy results: every variable of a simulation by year and statistic."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.models.programme import SOURCES, spend_shares
from analysis.scenario import Scenario
from analysis.simulation.draws import Array, Draws
from analysis.simulation.readings import READINGS, expected_shortfall, probability

__all__ = ["MODEL", "RESULT_COLUMNS", "STATISTICS", "summarise", "tidy"]

MODEL = "tomsk2020"
RESULT_COLUMNS = ("model", "scenario", "region", "variable", "unit", "year", "statistic", "value")
STATISTICS = {
    "p05": 0.05,
    "p10": 0.1,
    "p25": 0.25,
    "p50": 0.5,
    "p75": 0.75,
    "p90": 0.9,
    "p95": 0.95,
}


class _Variable(NamedTuple):
    name: str
    unit: str
    values: Array


def _region(sim: Draws) -> Iterator[_Variable]:
    after = sim.years > sim.scenario.as_of
    seen = sim.at(sim.scenario.as_of)
    # Published figures up to as_of hold what the programme did by then; later jobs come on top.
    added = (sim.jobs.net - sim.jobs.net[:, [seen]]) * after
    invested = sim.additional_share[:, None] * sim.money.spent.sum(axis=2) * after
    yield _Variable("Employment|Without programme", "persons", sim.employment)
    yield _Variable("Employment|With programme", "persons", sim.employment + added)
    yield _Variable("Investment|Without programme", "RUB bn/yr, nominal", sim.investment)
    yield _Variable("Investment|With programme", "RUB bn/yr, nominal", sim.investment + invested)
    yield _Variable("Price index|Investment", f"{sim.scenario.as_of} = 1", sim.price)


def _money(sim: Draws) -> Iterator[_Variable]:
    nominal = "RUB bn/yr, nominal"
    spent, real = sim.money.spent, sim.money.real
    for column, source in enumerate(SOURCES):
        label = source.replace("_", "-").capitalize()
        yield _Variable(f"Programme money|Disbursed|{label}", nominal, spent[:, :, column])
    total = spent.sum(axis=2)
    yield _Variable("Programme money|Disbursed", nominal, total)
    yield _Variable(
        "Programme money|Disbursed, cumulative", "RUB bn, nominal", total.cumsum(axis=1)
    )
    base = sim.scenario.price_year
    factor = (
        sim.price[:, [sim.at(base)]]
        if base in sim.years
        else float(sim.evidence.deflator.series[base])
    )
    constant = (real.sum(axis=2) * factor).cumsum(axis=1)
    unit = f"RUB bn, prices of {base}"
    yield _Variable("Programme money|Disbursed, cumulative, real", unit, constant)


def _jobs(sim: Draws) -> Iterator[_Variable]:
    yield _Variable("Jobs|Gross", "workplaces", sim.jobs.gross)
    for name, change in sim.jobs.steps.items():
        yield _Variable(f"Jobs|Step|{name.replace('_', ' ').capitalize()}", "workplaces", change)
    yield _Variable("Jobs|Net", "workplaces", sim.jobs.net)
    yield _Variable("Jobs|Labour reserve", "persons", sim.jobs.reserve)
    stock = "High-productivity workplaces"
    yield _Variable(f"{stock}|Stock", "workplaces", sim.stock.total)
    yield _Variable(f"{stock}|Change|Reclassified", "workplaces", sim.stock.reclassified)
    yield _Variable(f"{stock}|Change|New", "workplaces", sim.stock.new)


def _at_horizon(sim: Draws) -> Iterator[tuple[str, str, str, float]]:
    for source, planned in zip(SOURCES, sim.money.planned, strict=True):
        label = source.replace("_", "-").capitalize()
        yield f"Programme money|Planned|{label}", "RUB bn, nominal", "value", float(planned)
    committed = (sim.money.planned * sim.money.realised).sum(axis=1)
    for statistic, value in _statistics(committed[:, None]):
        yield "Programme money|Committed", "RUB bn, nominal", statistic, float(value[0])
    unit = f"RUB mn/workplace, prices of {sim.scenario.as_of}"
    for statistic, value in _statistics(sim.jobs.cost[:, None]):
        yield "Jobs|Cost per gross post", unit, statistic, float(value[0])
    yield "Target", "workplaces", "value", float(sim.scenario.target_jobs)
    without = probability(sim, "net_new", labour_ceiling=False)
    yield "Target|net_new|Without labour ceiling", "probability", "probability", without
    largest = float(sim.jobs.reserve[:, sim.at(sim.scenario.horizon)].max())
    yield "Jobs|Labour reserve|Largest draw", "persons", "value", largest
    for reading in READINGS:
        yield f"Target|{reading}", "probability", "probability", probability(sim, reading)
        yield f"Target|{reading}|Shortfall", "workplaces", "mean", expected_shortfall(sim, reading)


def _planned_profile(sim: Draws) -> list[tuple[str, str, int, str, float]]:
    scenario = sim.scenario
    shares = spend_shares(
        sim.years,
        start=scenario.programme_start,
        end=scenario.programme_end,
        alpha=scenario.spend_curve_alpha,
        beta=scenario.spend_curve_beta,
        slip=np.zeros(1),
    )[0]
    need = float(sim.money.planned.sum())
    return [
        ("Programme money|Planned", "RUB bn/yr, nominal", int(year), "value", float(share * need))
        for year, share in zip(sim.years, shares, strict=True)
    ]


def _statistics(values: Array) -> Iterator[tuple[str, Array]]:
    yield "mean", values.mean(axis=0)
    quantiles = np.quantile(values, list(STATISTICS.values()), axis=0)
    yield from zip(STATISTICS, quantiles, strict=True)


def tidy(scenario: Scenario, rows: list[tuple[str, str, int, str, float]]) -> pd.DataFrame:
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


def summarise(sim: Draws, *prefixes: str) -> pd.DataFrame:
    """Summarise all draws of a simulation.

    Parameters
    ----------
    sim
        A simulation.
    *prefixes
        Keep variables that start with one of these; all if none is given.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`; statistic is ``mean``, one of `STATISTICS`, ``probability`` or
        ``value``.
    """
    rows = [
        (variable.name, variable.unit, int(year), statistic, float(value))
        for variable in (*_region(sim), *_money(sim), *_jobs(sim))
        for statistic, by_year in _statistics(variable.values)
        for year, value in zip(sim.years, by_year, strict=True)
    ]
    rows += _planned_profile(sim)
    rows += [
        (name, unit, sim.scenario.horizon, statistic, value)
        for name, unit, statistic, value in _at_horizon(sim)
    ]
    frame = tidy(sim.scenario, rows)
    return (
        frame[frame["variable"].str.startswith(prefixes)].reset_index(drop=True)
        if prefixes
        else frame
    )
