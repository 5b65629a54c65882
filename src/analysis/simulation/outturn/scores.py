"""Forecasts against outturns: place, score and skill, for one information set or several."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import AnalysisError
from analysis.models.outturn_scores import OutturnScore, pooled_skill, score_outturn
from analysis.models.scoring import crps
from analysis.scenario import Scenario, from_parameters
from analysis.simulation.outturn.figures import PANDEMIC_YEAR, Opened, opened, outturns
from analysis.simulation.outturn.forecast import Forecast
from analysis.simulation.outturn.forecasts import forecasts
from analysis.simulation.simulate import Simulation, simulate
from analysis.simulation.streams import stream

__all__ = [
    "COUNTED",
    "LEADING",
    "RIVALS",
    "coverage_table",
    "score_table",
    "scored_origins",
    "skill_by_item",
]

RIVALS = ("promise", "reference", "no_change")
# What is drawn and averaged: with the programme, and money as a whole.
LEADING = ("employment", "investment", "real_investment", "real_grp", "money")
# What coverage counts: real investment is the investment of the same years, seen a second time.
COUNTED = tuple(item for item in LEADING if item != "real_investment")
# Two scores that are equal may differ by rounding, which is no skill.
_DIGITS = 9
_RIVAL_SCORES = [f"{part}_{rival}" for part in ("crps", "skill") for rival in RIVALS]
_COLUMNS = ["item", "unit", "year", "pandemic", "outturn", "bound", *OutturnScore._fields]
_COLUMNS += [*_RIVAL_SCORES, "reference_is", "note"]


def score_table(sim: Simulation, tables: Opened | None = None) -> pd.DataFrame:
    """Set every figure that came after `as_of` against its forecast and the three rivals.

    Parameters
    ----------
    sim
        A simulation.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        One row an item and year, in the order of the forecasts; columns item, unit, year, pandemic,
        outturn, bound, p05, p50, p95, pit, crps, inside_80, inside_95 (missing where the model
        makes no forecast), crps_promise, crps_reference, crps_no_change (of the rivals; missing
        where one says nothing), skill_promise, skill_reference, skill_no_change (one minus the
        ratio of the scores), reference_is and note. Without rows where nothing is left to score.

    Notes
    -----
    A figure printed as "more than" is scored as if it were the number printed; `bound` says so, and
    coverage leaves it out. The rival "no change" of money is that none comes.
    """
    known = outturns(sim.scenario, tables)
    came = {(row["item"], row["year"]): row for row in known.to_dict("records")}
    rows = []
    for forecast in forecasts(sim) if came else ():
        outturn = came.get((forecast.item.removesuffix("_without"), forecast.year))
        if outturn is None:
            continue
        rows.append(_row(forecast, float(outturn["outturn"]), str(outturn["bound"]), sim.scenario))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _row(forecast: Forecast, came: float, bound: str, scenario: Scenario) -> dict[str, object]:
    row: dict[str, object] = {
        "item": forecast.item,
        "unit": forecast.unit,
        "year": forecast.year,
        "pandemic": forecast.year == PANDEMIC_YEAR,
        "outturn": came,
        "bound": bound,
        "reference_is": forecast.reference_is,
        "note": forecast.note,
    }
    own = float("nan")
    if forecast.draws.size:
        rng = stream(scenario.seed, f"place of {forecast.item} in {forecast.year}")
        score = score_outturn(forecast.draws, came, rng=rng)
        row |= score._asdict()
        own = score.crps
    rivals = {
        "promise": abs(forecast.promise - came),
        "reference": _score_of(forecast.reference, came),
        "no_change": abs(forecast.no_change - came),
    }
    for name, value in rivals.items():
        row[f"crps_{name}"] = value
        row[f"skill_{name}"] = round(1 - own / value, _DIGITS) if value > 0 else float("nan")
    return row


def _score_of(draws: NDArray[np.float64], came: float) -> float:
    """Score draws; a single one is a point."""
    if not draws.size:
        return float("nan")
    return abs(float(draws[0]) - came) if draws.size == 1 else float(crps(draws, came))


def scored_origins(scenario: Scenario, origins: Sequence[int] = (2014, 2015, 2016)) -> pd.DataFrame:
    """Score the same scenario seen from several years.

    Parameters
    ----------
    scenario
        Resolved scenario; every parameter but `as_of` is kept.
    origins
        Information sets.

    Returns
    -------
    DataFrame
        As from `score_table`, with the column as_of in front. An information set that a model
        cannot work with has no rows.
    """
    tables, scored = opened(), []
    for origin in origins:
        try:
            case = from_parameters(**{**scenario.model_dump(), "as_of": origin})
            table = score_table(simulate(case), tables)
        except AnalysisError:
            continue
        table.insert(0, "as_of", origin)
        scored.append(table)
    if not scored:
        return pd.DataFrame(columns=["as_of", *_COLUMNS])
    # An information set with nothing to score would make columns of numbers into objects.
    return pd.concat([t for t in scored if len(t)] or scored[:1], ignore_index=True)


def skill_by_item(scores: pd.DataFrame) -> pd.DataFrame:
    """Average scores over years, the pandemic year apart, and compare with the rivals.

    Parameters
    ----------
    scores
        As from `score_table` or `scored_origins`.

    Returns
    -------
    DataFrame
        One row an item and period (and as_of, if there is one): figures (scored), crps (mean, in
        `unit`), skill_promise, skill_reference, skill_no_change.
    """
    before, after = f"before {PANDEMIC_YEAR}", str(PANDEMIC_YEAR)
    usable = scores.dropna(subset="crps")
    keys = [name for name in ("as_of", "item", "unit") if name in usable]
    rows = []
    if len(usable):
        period = np.where(usable["pandemic"].astype(bool), after, before)
        for names, group in usable.groupby([*keys, period], sort=False):
            row = dict(zip([*keys, "period"], names, strict=True))
            row |= {"figures": len(group), "crps": float(group["crps"].mean())}
            for rival in RIVALS:
                row[f"skill_{rival}"] = pooled_skill(group["crps"], group[f"crps_{rival}"])
            rows.append(row)
    columns = [*keys, "period", "figures", "crps", *(f"skill_{rival}" for rival in RIVALS)]
    return pd.DataFrame(rows, columns=columns)


def coverage_table(scores: pd.DataFrame) -> pd.DataFrame:
    """Count how many exact outturns lay in their bands.

    Parameters
    ----------
    scores
        As from `score_table` or `scored_origins`.

    Returns
    -------
    DataFrame
        One row an item of `COUNTED` and one for all (and as_of, if there is one): item, figures,
        inside_80 and inside_95 (fractions), below and above (figures outside the 95 % band on
        either side).

    Notes
    -----
    Years of one series, and series of one region, share their shocks: the figures are far from
    independent, so a share of few of them proves no band right or wrong.
    """
    exact = scores[scores["item"].isin(COUNTED) & (scores["bound"] == "exact")]
    exact = exact.dropna(subset="pit")
    keys = [name for name in ("as_of",) if name in exact]
    rows = []
    for origin in exact["as_of"].unique() if keys else [0]:
        own = exact[exact["as_of"] == origin] if keys else exact
        groups = [(item, own[own["item"] == item]) for item in COUNTED]
        rows += [
            {"as_of": origin, "item": item, **_covered(group)}
            for item, group in [*groups, ("all", own)]
            if len(group)
        ]
    columns = [*keys, "item", "figures", "inside_80", "inside_95", "below", "above"]
    return pd.DataFrame(rows, columns=columns)


def _covered(group: pd.DataFrame) -> dict[str, float]:
    outside = ~group["inside_95"].astype(bool)
    return {
        "figures": len(group),
        "inside_80": float(group["inside_80"].astype(float).mean()),
        "inside_95": float(group["inside_95"].astype(float).mean()),
        "below": int((outside & (group["pit"] < 0.5)).sum()),
        "above": int((outside & (group["pit"] > 0.5)).sum()),
    }
