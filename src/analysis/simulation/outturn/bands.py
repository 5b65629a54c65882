"""Forecast bands, published history and outturns in one long frame, to be drawn side by side."""

import numpy as np
import pandas as pd

from analysis.simulation.outturn.figures import PANDEMIC_YEAR, Opened, opened, outturns
from analysis.simulation.outturn.forecasts import forecasts
from analysis.simulation.outturn.rivals import real_volume
from analysis.simulation.outturn.scores import LEADING
from analysis.simulation.simulate import Simulation

__all__ = ["outturn_bands"]

_LEVELS = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
_YEARS_BACK = 10


def outturn_bands(sim: Simulation, tables: Opened | None = None) -> pd.DataFrame:
    """Lay history, forecast band and outturn of the leading figures below each other.

    Parameters
    ----------
    sim
        A simulation.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        Columns item, unit, year, kind (``history`` to `as_of`, ``band``, ``outturn``), value (of
        history and outturn), p05 to p95 (of bands), pandemic and bound (of outturns). Bands of
        years without an outturn are there too.
    """
    came = outturns(sim.scenario, tables if tables is not None else opened())
    came = came[came["item"].isin(LEADING)].assign(kind="outturn")
    came = came.rename(columns={"outturn": "value"})
    rows = []
    for forecast in forecasts(sim, *LEADING):
        if forecast.item not in LEADING:
            continue
        levels = np.quantile(forecast.draws, list(_LEVELS.values()))
        row: dict[str, object] = dict(zip(_LEVELS, levels.tolist(), strict=True))
        row |= {"item": forecast.item, "unit": forecast.unit, "year": forecast.year}
        rows.append({**row, "kind": "band"})
    columns = ["item", "unit", "year", "kind", "value", *_LEVELS, "bound"]
    parts = [_history(sim), pd.DataFrame(rows), came]
    frame = pd.concat([part.reindex(columns=columns) for part in parts if len(part)])
    frame["pandemic"] = (frame["year"] == PANDEMIC_YEAR) & (frame["kind"] == "outturn")
    order = {item: place for place, item in enumerate(LEADING)}
    frame = frame.assign(place=frame["item"].map(order))
    frame = frame.sort_values(["place", "kind", "year"], kind="stable")
    return frame.drop(columns="place").reset_index(drop=True)


def _history(sim: Simulation) -> pd.DataFrame:
    """Take the last published years of each series; the money of a programme has none."""
    evidence, as_of = sim.evidence, sim.scenario.as_of
    steps = max(sim.scenario.horizon - as_of, 1)
    series = {
        ("employment", "persons"): evidence.employment.series,
        ("investment", "RUB bn/yr, nominal"): evidence.investment.series,
        ("real_investment", f"RUB bn/yr, prices of {as_of}"): (
            evidence.investment.series / evidence.deflator.series
        ).dropna(),
        ("real_grp", f"{as_of} = 100"): real_volume(sim.scenario, "grp_real_index_pct", steps)[0],
    }
    rows = [
        {"item": item, "unit": unit, "year": year, "kind": "history", "value": value}
        for (item, unit), values in series.items()
        for year, value in values.iloc[-_YEARS_BACK:].items()
    ]
    return pd.DataFrame(rows)
