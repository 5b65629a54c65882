"""How much of a forecast error is revision: figures of which two prints are on file."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.models.revisions import revision_split
from analysis.models.zone_records import at_least
from analysis.simulation.evidence import THOUSAND
from analysis.simulation.outturn.figures import Opened, opened
from analysis.simulation.outturn.forecasts import forecasts
from analysis.simulation.simulate import Simulation
from analysis.simulation.views.zones import programme_zones

__all__ = ["revision_table"]

EDITION = "2022"
# Statements that print a figure of the panel, by the subject that stands for the region.
_SUBJECTS = {"RU-TOM": "tomsk_region"}
_OF_PANEL = {
    "employed": ("employment", "persons", "employed_thousand", THOUSAND),
    "fixed_investment": ("investment", "RUB bn/yr, nominal", "investment_rub_mn", 1 / THOUSAND),
    "grp": ("grp", "RUB bn/yr, nominal", "grp_rub_mn", 1 / THOUSAND),
}
_OF_ZONES = {
    "jobs_created": ("jobs created", "jobs"),
    "resident_investment": ("resident investment", "RUB bn, nominal"),
}


class _Print(NamedTuple):
    item: str
    unit: str
    year: int
    value: float
    published_on: str
    exact: bool


def revision_table(sim: Simulation, tables: Opened | None = None) -> pd.DataFrame:
    """Split the error of the median forecast into that of the first print and its revision.

    Parameters
    ----------
    sim
        A simulation.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        One row a figure after `as_of`: item, unit, year, forecast (median, or the average pace of
        a zone without a curve; missing where neither is), first_print and first_on, later_print and
        later_on, exact (neither is "more than"), then error, first_error, revision and
        revision_share as from `analysis.models.revisions.revision_split`. Employment has a row a
        year even where one print alone is on file; other figures only where there are two.

    Notes
    -----
    Where a print is a lower bound the split would be a guess and is left missing.
    """
    known = tables if tables is not None else opened()
    prints = pd.DataFrame(
        [*_panel_prints(sim, known), *_zone_prints(sim, known)], columns=_Print._fields
    )
    prints = prints[prints["year"].between(sim.scenario.as_of + 1, sim.scenario.horizon)]
    medians = _medians(sim)
    rows = [
        {**_pair(group), "forecast": medians.get(_name(group))}
        for _, group in prints.groupby(["item", "year"])
    ]
    pairs = pd.DataFrame(rows, columns=_COLUMNS)
    pairs = pairs[(pairs["item"] == "employment") | pairs["first_print"].notna()]
    numbers = ["forecast", "first_print", "later_print"]
    pairs = pairs.astype(dict.fromkeys(numbers, "float64")).reset_index(drop=True)
    split = revision_split(pairs)
    for name in ("first_error", "revision", "revision_share"):
        split[name] = split[name].where(split["exact"].astype(bool))
    return split


_COLUMNS = [
    "item",
    "unit",
    "year",
    "forecast",
    "first_print",
    "first_on",
    "later_print",
    "later_on",
    "exact",
]


def _name(group: pd.DataFrame) -> tuple[str, int]:
    return str(group["item"].iloc[0]), int(group["year"].iloc[0])


def _pair(group: pd.DataFrame) -> dict[str, object]:
    """Take the first and the last print of a figure; a single one counts as the later."""
    ordered = group.sort_values("published_on")
    first, last = ordered.iloc[0], ordered.iloc[-1]
    two = len(ordered) > 1
    item, year = _name(group)
    return {
        "item": item,
        "year": year,
        "unit": last["unit"],
        "first_print": first["value"] if two else np.nan,
        "first_on": first["published_on"] if two else "not on file",
        "later_print": last["value"],
        "later_on": last["published_on"],
        "exact": bool(ordered["exact"].iloc[[0, -1]].all()),
    }


def _medians(sim: Simulation) -> dict[tuple[str, int], float]:
    """Return the median forecast of each figure, or the pace of a zone without a curve."""
    found = {}
    for forecast in forecasts(sim, "employment", "investment", "zones"):
        said = forecast.draws if forecast.draws.size else forecast.reference
        if said.size:
            found[forecast.item, forecast.year] = float(np.median(said))
    return found


def _panel_prints(sim: Simulation, tables: Opened) -> list[_Print]:
    """List the panel's own figures, and statements that print one of them for a whole year."""
    region = tables.panel.xs(sim.scenario.region, level="code")
    facts = tables.facts[tables.facts["subject"] == _SUBJECTS.get(sim.scenario.region, "")]
    facts = facts[facts["kind"] == "actual"]
    prints = []
    for indicator, (item, unit, column, scale) in _OF_PANEL.items():
        levels = region[column].dropna() * scale
        for year, value in zip(levels.index.astype(int), levels, strict=True):
            prints.append(_Print(item, unit, year, float(value), EDITION, exact=True))
        own = facts[facts["indicator"] == indicator]
        own = own[~own["period_end"].str[4:].isin(["-06-30"])]
        for row in own.assign(exact=~at_least(own["value_as_reported"])).to_dict("records"):
            year = int(str(row["period_end"])[:4])
            told = str(row["published_on"])[:10]
            value = float(row["value"]) * _to_unit(str(row["unit"]))
            prints.append(_Print(item, unit, year, value, told, exact=bool(row["exact"])))
    return prints


def _to_unit(unit: str) -> float:
    return THOUSAND if unit == "thousand_persons" else 1.0


def _zone_prints(sim: Simulation, tables: Opened) -> list[_Print]:
    """List every print of the zones' running totals; those of January state the year before."""
    facts = tables.facts[tables.facts["subject"].isin(programme_zones(sim.scenario))]
    facts = facts[(facts["kind"] == "actual") & (facts["basis"] == "cumulative")]
    facts = facts[facts["indicator"].isin(_OF_ZONES)]
    prints = []
    for row in facts.assign(exact=~at_least(facts["value_as_reported"])).to_dict("records"):
        end = str(row["period_end"])
        year = int(end[:4]) - (end[5:7] == "01")
        measure, unit = _OF_ZONES[str(row["indicator"])]
        item, told = f"{row['subject']}: {measure}", str(row["published_on"])[:10]
        value = float(row["value"])
        prints.append(_Print(item, unit, year, value, told, exact=bool(row["exact"])))
    return prints
