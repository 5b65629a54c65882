"""Tidy rows of the target answered: chances, first years, money that would do, what drives it."""

import numpy as np
import pandas as pd

from analysis.simulation.readings import READINGS
from analysis.simulation.simulate import Simulation
from analysis.simulation.summary import tidy
from analysis.simulation.target.first_year import first_year_met
from analysis.simulation.target.measures import Measure
from analysis.simulation.target.odds import Odds
from analysis.simulation.target.sobol import VarianceShares

__all__ = ["target_results"]

_Row = tuple[str, str, int, str, float]
_ERRORS = {
    "Monte Carlo error": "monte_carlo_error",
    "Lowest by the count": "low",
    "Highest by the count": "high",
}


def target_results(
    sim: Simulation,
    chances: pd.DataFrame,
    needs: pd.DataFrame,
    shares: VarianceShares,
    swings: pd.DataFrame,
    *,
    likeliest: Odds,
) -> pd.DataFrame:
    """Put the answers on the target into tidy results.

    Parameters
    ----------
    sim
        A simulation.
    chances
        As from `chances_table`.
    needs
        As from `required_investment_table`; no row where no sum is enough, or none that a scenario
        may ask for.
    shares
        As from `sobol`; no row where the answer does not vary.
    swings
        As from `tornado`, of the answer of the shares.
    likeliest
        As from `odds`.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`; all rows stand at the horizon but those of the first year.
    """
    year = sim.scenario.horizon
    rows: list[_Row] = [
        (f"Target|{row['reading']}|{name}", "probability", year, "value", float(row[column]))
        for row in chances.to_dict("records")
        for name, column in _ERRORS.items()
    ]
    for reading in READINGS:
        first = first_year_met(sim, reading).dropna(subset="year")
        rows += [
            (
                f"Target|{reading}|First met",
                "probability",
                int(row["year"]),
                "probability",
                float(row["probability"]),
            )
            for row in first.to_dict("records")
        ]
    rows += [
        (
            f"Target|{row['reading']}|Money for a chance of {row['probability']:g}",
            "RUB bn, nominal",
            year,
            "value",
            float(row["need_rub_bn"]),
        )
        for row in needs.to_dict("records")
        if row["status"] in {"reachable", "already_met"}
    ]
    rows += _shares(year, shares)
    rows += _swings(year, shares.measure, swings)
    rows += _swings(year, likeliest.measure, likeliest.swings)
    return tidy(sim.scenario, rows)


def _shares(year: int, shares: VarianceShares) -> list[_Row]:
    return [
        (
            f"Variance share|{shares.measure.name}|{row['group']}",
            "fraction of the variance",
            year,
            "value",
            float(row["total"]),
        )
        for row in shares.table.to_dict("records")
        if shares.varies
    ]


def _swings(year: int, asked: Measure, swings: pd.DataFrame) -> list[_Row]:
    rows: list[_Row] = []
    centre = "p50" if asked.centre == "median" else "probability"
    for row in swings.to_dict("records"):
        name = f"Swing|{asked.name}|{row['parameter']}"
        ends = {"Low": float(row["at_low"]), "High": float(row["at_high"])}
        rows += [
            (f"{name}|{end}", asked.unit, year, centre, value)
            for end, value in ends.items()
            if np.isfinite(value)
        ]
    return rows
