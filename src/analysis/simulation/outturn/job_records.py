"""What is on file of jobs after `as_of`: of the promise, of hires, of zones and of the nation."""

import pandas as pd

from analysis.models.zone_reports import plan_and_actual
from analysis.scenario import Scenario, read_programme
from analysis.simulation.evidence import THOUSAND
from analysis.simulation.outturn.figures import Opened, opened, outturns, programme_promise
from analysis.simulation.outturn.words import item_words
from analysis.simulation.views.zones import programme_zones

__all__ = ["job_records", "plans_after"]

_COLUMNS = ["record", "year", "value", "unit", "bound", "what_it_says"]


def job_records(scenario: Scenario, tables: Opened | None = None) -> pd.DataFrame:
    """List what was reported of jobs after `as_of`, and where nothing was.

    Parameters
    ----------
    scenario
        Resolved scenario.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        Columns record, year, value, unit, bound and what_it_says; a record with nothing on file has
        one row without a year and value.
    """
    known = tables if tables is not None else opened()
    rows = [
        *_promise(scenario, known),
        *_hires(scenario, known),
        *_reported(scenario, known),
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _promise(scenario: Scenario, known: Opened) -> list[dict[str, object]]:
    """Look for an outturn of the promised workplaces."""
    record = f"workplaces promised by {read_programme(scenario.programme).title}"
    found = programme_promise(scenario, "target_jobs", known)
    found = found[found["reached"].notna()]
    if found.empty:
        words = "no outturn is on file: the promise of jobs itself cannot be scored"
        return [{"record": record, "unit": "workplaces", "what_it_says": words}]
    row = found.iloc[0]
    return [
        {
            "record": record,
            "year": int(str(row["reached_on_period"])[:4]),
            "value": float(row["reached"]),
            "unit": "workplaces",
            "bound": row["bound"],
            "what_it_says": f"{100 * float(row['share']):.0f} % of the promise",
        }
    ]


def _hires(scenario: Scenario, known: Opened) -> list[dict[str, object]]:
    """Take hires on newly created workplaces, whoever created them."""
    region = known.panel.xs(scenario.region, level="code")
    hires = (region["hires_new_workplaces_thousand"] * THOUSAND).dropna()
    base: dict[str, object] = {"record": "hires on new workplaces, whole region", "unit": "persons"}
    later = hires[hires.index > scenario.as_of]
    if later.empty:
        words = f"nothing is on file after {scenario.as_of}"
        return [base | {"what_it_says": words}]
    words = "of all employers without small business, not of the programme"
    return [
        base | {"year": year, "value": value, "bound": "exact", "what_it_says": words}
        for year, value in later.items()
    ]


def _reported(scenario: Scenario, known: Opened) -> list[dict[str, object]]:
    """Take posts made in the zones, and the nation's high-productivity workplaces."""
    came = outturns(scenario, known)
    chosen = came[came["item"].str.endswith(": jobs created") | (came["item"] == "national_hpw")]
    words = {
        "national_hpw": "existing posts of the nation, no new jobs",
    }
    made = "posts made since the start of the zone, part of the programme or not"
    return [
        {
            "record": item_words(str(row["item"])),
            "year": int(row["year"]),
            "value": float(row["outturn"]),
            "unit": str(row["unit"]),
            "bound": str(row["bound"]),
            "what_it_says": words.get(str(row["item"]), made),
        }
        for row in chosen.to_dict("records")
    ]


def plans_after(scenario: Scenario, tables: Opened | None = None) -> pd.DataFrame:
    """Set what the zones reported after `as_of` beside the plans of the same years.

    Parameters
    ----------
    scenario
        Resolved scenario.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        Columns subject, measure, year, basis, percent_of_plan, actual, unit, implied_plan; see
        `analysis.models.zone_reports.plan_and_actual`. Plans of a zone are set anew every year.
    """
    facts = (tables if tables is not None else opened()).facts
    columns = ["subject", "measure", "year", "basis", "percent_of_plan", "actual", "unit"]
    parts = [
        plan_and_actual(facts, zone).assign(subject=zone) for zone in programme_zones(scenario)
    ]
    if not parts:
        return pd.DataFrame(columns=[*columns, "implied_plan"])
    table = pd.concat(parts, ignore_index=True)
    later = table["year"].astype(int).between(scenario.as_of + 1, scenario.horizon)
    return table.loc[later, [*columns, "implied_plan"]].reset_index(drop=True)
