"""Tidy rows of the target answered: chances, first years, money that would do, what drives it."""

import numpy as np
import pandas as pd

from analysis.simulation.readings import READINGS
from analysis.simulation.simulate import Simulation
from analysis.simulation.summary import tidy
from analysis.simulation.target.first_year import first_year_met
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
) -> pd.DataFrame:
    """Put the answers on the target into tidy results.

    Parameters
    ----------
    sim
        A simulation.
    chances
        As from `chances_table`.
    needs
        As from `required_investment_table`; a sum that no money makes good has no row.
    shares
        As from `sobol`; no row where the answer does not vary.
    swings
        As from `tornado`.

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
        if np.isfinite(row["need_rub_bn"])
    ]
    return tidy(sim.scenario, [*rows, *_drivers(year, shares, swings)])


def _drivers(year: int, shares: VarianceShares, swings: pd.DataFrame) -> list[_Row]:
    asked, found = shares.measure, shares.table.to_dict("records")
    rows: list[_Row] = [
        (
            f"Variance share|{asked.name}|{row['group']}",
            "fraction of the variance",
            year,
            "value",
            float(row["total"]),
        )
        for row in found
        if shares.varies
    ]
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
