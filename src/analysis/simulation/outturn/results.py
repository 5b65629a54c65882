"""Tidy rows of what notebook 08 shows."""

import pandas as pd

from analysis.simulation.outturn.blame import Blame
from analysis.simulation.simulate import Simulation
from analysis.simulation.summary import tidy

__all__ = ["outturn_results"]

_NUMBERS = ("p05", "p50", "p95", "crps")


def outturn_results(sim: Simulation, scores: pd.DataFrame, *seen: Blame) -> pd.DataFrame:
    """Lay the scores and the second looks down as tidy results.

    Parameters
    ----------
    sim
        A simulation.
    scores
        As from `analysis.simulation.outturn.scores.score_table`.
    *seen
        As from `analysis.simulation.outturn.blame`; of one with a problem there are no rows.

    Returns
    -------
    DataFrame
        Columns `analysis.simulation.summary.RESULT_COLUMNS`; variables start with ``Outturn|``. The
        number of figures scored is always there.
    """
    horizon = sim.scenario.horizon
    scored = scores.dropna(subset="crps")
    rows = [("Outturn|Figures scored", "count", horizon, "value", float(len(scored)))]
    for row in scores.to_dict("records"):
        name, unit, year = f"Outturn|{row['item']}", str(row["unit"]), int(row["year"])
        rows.append((name, unit, year, "value", float(row["outturn"])))
        if pd.isna(row["crps"]):
            continue
        rows += [(name, unit, year, statistic, float(row[statistic])) for statistic in _NUMBERS]
        rows.append((f"{name}|Place", "fraction", year, "pit", float(row["pit"])))
    for look in seen:
        for row in look.readings.to_dict("records"):
            name = f"Outturn|Seen with {look.item} known|{row['reading']}"
            for statistic in ("p05", "p50", "p95"):
                value = float(row[f"seen_{statistic}"])
                rows.append((name, "workplaces", horizon, statistic, value))
            odds = float(row["seen_probability"])
            rows.append((f"{name}|Target met", "probability", horizon, "probability", odds))
    return tidy(sim.scenario, rows)
