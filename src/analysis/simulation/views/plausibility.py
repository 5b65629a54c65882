"""Arithmetic on published figures that sizes a promise before any model."""

from typing import NamedTuple

import pandas as pd

from analysis import data
from analysis.scenario import Scenario, read_programme
from analysis.simulation.evidence import MILLION, NATION, THOUSAND, gather
from analysis.simulation.views.zone_prints import EXCEEDED_BY

__all__ = ["plausibility", "promise_as_printed", "restated_figures"]


class _Size(NamedTuple):
    measure: str
    value: float
    unit: str
    figures: str


def promise_as_printed(scenario: Scenario) -> pd.DataFrame:
    """Tabulate the promised values with the words they were printed in.

    Parameters
    ----------
    scenario
        Resolved scenario; its programme file names the source rows.

    Returns
    -------
    DataFrame
        Columns parameter, value_as_reported, value, unit, published_on, source_title; one row a
        promised value. The promise is the question asked, not evidence, so it is shown in full
        even where the page is later than `as_of`.
    """
    facts = data.load_facts()
    rows = []
    for name, key in read_programme(scenario.programme).facts.items():
        match = facts[
            (facts["subject"] == key.subject)
            & (facts["indicator"] == key.indicator)
            & (facts["published_on"].astype(str) == key.published_on)
        ].iloc[[0]]
        rows.append(match.assign(parameter=name))
    columns = ["parameter", "value_as_reported", "value", "unit", "published_on", "source_title"]
    return pd.DataFrame(pd.concat(rows)[columns].reset_index(drop=True))


def restated_figures(scenario: Scenario) -> pd.DataFrame:
    """Tabulate figures whose print cannot stand, beside the value used and the reason.

    Parameters
    ----------
    scenario
        Resolved scenario; its programme file names the subjects looked at.

    Returns
    -------
    DataFrame
        Columns subject, indicator, value_as_reported, value, unit, note: rows whose unit was
        corrected, and per cents of plan printed as "exceeded by".
    """
    subjects = read_programme(scenario.programme).subjects
    facts = data.load_facts()
    facts = facts[facts["subject"].isin(subjects)]
    exceeded = (facts["kind"] == "plan_percent") & facts["value_as_reported"].str.contains(
        EXCEEDED_BY, case=False, regex=True
    )
    columns = ["subject", "indicator", "value_as_reported", "value", "unit", "note"]
    chosen = facts["unit_corrected"] | exceeded
    return pd.DataFrame(facts.loc[chosen, columns].reset_index(drop=True))


def plausibility(scenario: Scenario) -> pd.DataFrame:
    """Size the promised workplaces and their cost against what the region has and does.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    DataFrame
        Columns measure, value, unit, figures (the numbers behind it, in words); one row a
        measure. Figures not published by `as_of` give no row.
    """
    evidence = gather(scenario)
    panel = data.load_panel(as_of=scenario.as_of)
    sizes = [
        _share_of_employed(scenario, float(evidence.employment.series.iloc[-1])),
        *_years_of_hires(scenario, panel),
        *_costs(scenario, evidence.zone_records),
        *_national_part(scenario, panel),
        _Size(
            "Best year of employment growth since the series begins",
            float(evidence.employment.series.diff().max()),
            "persons",
            f"{scenario.region}, {evidence.employment.series.index[0]}-{scenario.as_of}",
        ),
    ]
    return pd.DataFrame(sizes)


def _share_of_employed(scenario: Scenario, employed: float) -> _Size:
    return _Size(
        "Promised workplaces as a share of all employed",
        scenario.target_jobs / employed,
        "fraction",
        f"{scenario.target_jobs:,} of {employed:,.0f} employed in {scenario.as_of}",
    )


def _years_of_hires(scenario: Scenario, panel: pd.DataFrame) -> list[_Size]:
    hires = panel["hires_new_workplaces_thousand"].xs(scenario.region, level="code")
    hires = hires.dropna() * THOUSAND
    if hires.empty:
        return []
    span = f"{hires.index[0]}-{hires.index[-1]}"
    return [
        _Size(
            "Years of hiring on new workplaces that make up the promise",
            float(scenario.target_jobs / hires.mean()),
            "years",
            f"{hires.mean():,.0f} a year hired on additionally introduced workplaces, {span}, "
            "organisations without small business",
        )
    ]


def _costs(scenario: Scenario, records: pd.DataFrame) -> list[_Size]:
    need = scenario.investment_need_rub_bn
    promised = [
        _Size(
            "Promised money per promised workplace",
            need * THOUSAND / scenario.target_jobs,
            "RUB mn, nominal",
            f"RUB {need:,g} bn for {scenario.target_jobs:,}",
        )
    ]
    reported = [
        _Size(
            f"Resident investment per job, {row['subject']}, {row['year']}",
            float(row["nominal_cost_rub_mn"]),
            "RUB mn, nominal",
            f"RUB {row['investment_rub_bn']:,g} bn and {row['jobs']:,.0f} jobs, running totals",
        )
        for row in records.to_dict("records")
    ]
    return promised + reported


def _national_part(scenario: Scenario, panel: pd.DataFrame) -> list[_Size]:
    targets = data.load_national_hpw(as_of=scenario.as_of).query("kind == 'target'")
    if targets.empty:
        return []
    target = float(targets["value_mn"].iloc[-1]) * MILLION
    employed = panel["employed_thousand"].xs(scenario.as_of, level="year")
    share = float(employed[scenario.region] / employed[NATION])
    return [
        _Size(
            "The region's part of the national target of high-productivity workplaces, by "
            "employment",
            share * target,
            "workplaces",
            f"{share:.2%} of {target:,.0f}; an inference, no source says that the promise is "
            f"this part",
        )
    ]
