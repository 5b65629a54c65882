"""Growth of the programme's zones: curves with bands where the reports suffice, else words."""

from typing import NamedTuple

import pandas as pd

from analysis import data
from analysis.errors import ModelError
from analysis.models.growth_curves import GrowthCurve, growth_curve
from analysis.models.zone_records import at_least, cumulative_reports
from analysis.models.zone_reports import course_to
from analysis.scenario import Scenario
from analysis.simulation.remembered import remembered
from analysis.simulation.views.zones import programme_zones, stacked

__all__ = ["ZoneGrowth", "zone_courses", "zone_growth", "zone_past_courses"]

_MEASURES = {"jobs_created": "jobs created", "resident_investment": "resident investment"}
_UNITS = {"jobs_created": "jobs", "resident_investment": "RUB bn, nominal"}
# Units of amounts that can be carried on, and years looked back at most.
_AMOUNTS, _YEARS_BACK = ("jobs", "RUB_bn", "count"), 8
_SHOWN = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}

_curve = remembered(growth_curve)


class ZoneGrowth(NamedTuple):
    """Running totals of the zones, and the curves through them.

    Attributes
    ----------
    reports
        Columns subject, measure, unit, year (with fraction; the end of 2016 is 2016.0), value,
        at_least (printed as "more than").
    bands
        Columns subject, measure, unit, year, p05, p25, p50, p75, p95: what will be reported, from
        the last report to the horizon; no rows where no curve could be fitted.
    status
        One row a zone and measure: subject, measure, reports, exact (reports that are no lower
        bound), curve (what was fitted, or why nothing was), saturation (in words).
    """

    reports: pd.DataFrame
    bands: pd.DataFrame
    status: pd.DataFrame


def zone_growth(scenario: Scenario) -> ZoneGrowth:
    """Fit growth curves to the jobs and the investment of the programme's zones.

    Parameters
    ----------
    scenario
        Resolved scenario; only outturns of periods that ended by `as_of` are fitted, to its
        horizon. Some of them were printed in the year after.

    Returns
    -------
    ZoneGrowth
        Reports, bands and what could be done; see `analysis.models.growth_curves.growth_curve`.
    """
    reports = _reports(scenario)
    bands, status = [], []
    for zone in programme_zones(scenario):
        for indicator, measure in _MEASURES.items():
            own = reports[(reports["subject"] == zone) & (reports["measure"] == measure)]
            labels = {"subject": zone, "measure": measure, "unit": _UNITS[indicator]}
            exact = int((~own["at_least"]).sum())
            row = {"subject": zone, "measure": measure, "reports": len(own), "exact": exact}
            try:
                curve = _curve(
                    own["year"].tolist(),
                    own["value"].tolist(),
                    lower_bounds=own["at_least"].tolist(),
                    running_total=True,
                )
            except ModelError as error:
                words = str(error).removeprefix("growth_curve: ")
                status.append({**row, "curve": f"none: {words}", "saturation": ""})
                continue
            bands.append(_band(curve, float(own["year"].iloc[-1]), scenario).assign(**labels))
            status.append({**row, "curve": _forms(curve), "saturation": _saturation(curve)})
    columns = ["subject", "measure", "unit", "year", *_SHOWN]
    table = pd.concat(bands, ignore_index=True)[columns] if bands else pd.DataFrame(columns=columns)
    names = ["subject", "measure", "reports", "exact", "curve", "saturation"]
    return ZoneGrowth(reports, table, pd.DataFrame(status, columns=names))


def zone_courses(scenario: Scenario) -> pd.DataFrame:
    """Carry the zones' running totals on to the horizon at their pace.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    DataFrame
        See `analysis.models.zone_reports.course_to`, with the zone in front and without what came,
        which is later than `as_of`; amounts only, no index.
    """
    table = stacked(scenario, lambda known, zone: course_to(known, zone, horizon=scenario.horizon))
    return table[table["unit"].isin(_AMOUNTS)].drop(columns="came").reset_index(drop=True)


def zone_past_courses(scenario: Scenario) -> pd.DataFrame:
    """Set straight lines drawn in earlier years beside what is reported for `as_of`.

    Parameters
    ----------
    scenario
        Resolved scenario; no outturn of a period that ended after its `as_of` is used.

    Returns
    -------
    DataFrame
        Columns subject, seen_from (the information set of the line), measure, unit, last_year,
        last, at_average_pace, at_latest_pace, came (the total of `as_of`), and came_over_average (a
        ratio: below one, the line promised too much). Of several information sets with the same
        last report the first is kept.
    """
    facts = data.load_facts(as_of=scenario.as_of)

    def look_back(_: pd.DataFrame, zone: str) -> pd.DataFrame:
        tables = [
            course_to(
                data.load_facts(as_of=origin), zone, horizon=scenario.as_of, later=facts
            ).assign(seen_from=origin)
            for origin in range(scenario.as_of - _YEARS_BACK, scenario.as_of)
        ]
        return pd.concat(tables, ignore_index=True)

    table = stacked(scenario, look_back).dropna(subset="came")
    table = table[table["unit"].isin(_AMOUNTS)]
    table = table.drop_duplicates(["subject", "measure", "last_year"], keep="first")
    amounts = ["last", "at_average_pace", "at_latest_pace", "came"]
    table = table.astype(dict.fromkeys(amounts, "float64"))
    table["came_over_average"] = table["came"] / table["at_average_pace"]
    columns = ["subject", "measure", "unit", "seen_from", "last_year", "last", "at_average_pace"]
    table = table[[*columns, "at_latest_pace", "came", "came_over_average"]]
    return table.sort_values(["subject", "measure", "seen_from"]).reset_index(drop=True)


def _reports(scenario: Scenario) -> pd.DataFrame:
    facts = data.load_facts(as_of=scenario.as_of)
    facts = facts[facts["subject"].isin(programme_zones(scenario)) & (facts["kind"] == "actual")]
    found = cumulative_reports(facts)
    words = facts.assign(
        year=facts["period_end"].str[:4].astype("int64"),
        date=_end_of_period(facts["period_end"]),
        at_least=at_least(facts["value_as_reported"]),
    )
    # One figure may be printed twice; the later day and the firmer wording count.
    words = words.sort_values(["date", "at_least"], ascending=[True, False])
    key = ["subject", "indicator", "year", "value"]
    words = words.drop_duplicates(key, keep="last")[[*key, "date", "at_least"]]
    table = found.merge(words, on=key, how="left").sort_values(["subject", "indicator", "year"])
    table["unit"] = table["indicator"].map(_UNITS)
    table["measure"] = table["indicator"].map(_MEASURES)
    table["year"] = table["date"]
    table["at_least"] = table["at_least"].astype(bool)
    columns = ["subject", "measure", "unit", "year", "value", "at_least"]
    return table[columns].reset_index(drop=True)


def _end_of_period(period_end: pd.Series) -> pd.Series:
    """Return dates as years; the end of December 2016, or of 2016, is 2016.0."""
    year = period_end.str[:4].astype("float64")
    month = period_end.str[5:7].replace("", "12").fillna("12").astype("float64")
    # January 1 of a year states the end of the year before.
    opening = period_end.str.endswith("-01-01")
    return year - 1 + (month / 12).mask(opening, 0.0)


def _band(curve: GrowthCurve, start: float, scenario: Scenario) -> pd.DataFrame:
    whole = [float(year) for year in range(int(start) + 1, scenario.horizon + 1)]
    years = [start, *(year for year in whole if year > start)]
    levels = curve.quantiles(years, list(_SHOWN.values()))
    return pd.DataFrame(levels, columns=list(_SHOWN)).assign(year=years)


def _forms(curve: GrowthCurve) -> str:
    weights = sorted(curve.form_weights.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {weight:.2f}" for name, weight in weights)


def _saturation(curve: GrowthCurve) -> str:
    if not curve.saturation_identified:
        return "not identified: mostly the prior"
    low, middle, high = curve.saturation
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"
