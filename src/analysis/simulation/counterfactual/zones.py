"""The first zones of the country together: difference in differences, event study, lots."""

from typing import NamedTuple, get_args

import numpy as np
import pandas as pd

from analysis import data
from analysis.errors import ModelError
from analysis.models.difference_in_differences import (
    EventStudy,
    difference_in_differences,
    event_study,
)
from analysis.models.treatment_lots import permutation_p_value
from analysis.scenario import Scenario
from analysis.scenario.sections import CounterfactualOutcome
from analysis.simulation.counterfactual.donors import donors
from analysis.simulation.counterfactual.outcome_tables import (
    OUTCOMES,
    OutcomeTable,
    outcome_table,
)
from analysis.simulation.counterfactual.treatments import zone_cohort
from analysis.simulation.streams import stream

__all__ = ["ZoneEvents", "cohort_names", "zone_differences", "zone_events"]

# Reassignments by lot; the smallest p-value is one over one more.
_LOTS = 999
# The years before a pretended start are the first two thirds, as in a placebo in time.
_THIRDS, _FEWEST = 3, 2


class ZoneEvents(NamedTuple):
    """The event study of the first zones.

    Attributes
    ----------
    table
        As `EventStudy.table`, relative to the last year before; no rows if it cannot be made.
    pretrend_p_value
        Of the hypothesis that there was no difference before; missing if there is no study.
    unit
        Of estimates.
    words
        Why there is no study; empty if there is one.
    """

    table: pd.DataFrame
    pretrend_p_value: float
    unit: str
    words: str


class _Cohort(NamedTuple):
    """Zones and controls in one outcome: the long table has columns y and zone."""

    table: OutcomeTable
    treated: list[str]
    frame: pd.DataFrame


def cohort_names(scenario: Scenario) -> list[str]:
    """Name the regions whose zones were the first of the country.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    list of str
        English names, by code.
    """
    names = data.load_regions()["name_en"]
    return [str(names[code]) for code in zone_cohort(scenario.as_of).index]


def zone_differences(scenario: Scenario) -> pd.DataFrame:
    r"""Compare the change in the regions of the first zones with that in untreated regions.

    Parameters
    ----------
    scenario
        Resolved scenario: information set, donor pool (of the controls) and seed.

    Returns
    -------
    DataFrame
        One row an outcome: outcome, unit, years (first to last), treated and controls (regions),
        estimate, std_error, low, high (95 %, clustered by region), lots_p_value (rank among the
        same treatment given to other regions by lot), pretend_estimate and pretend_p_value (of a
        start two thirds into the years before, by lot), pretrend_p_value (joint test of the event
        study, clustered), words (why a figure is missing).

    Notes
    -----
    :math:`y_{it} = \alpha_i + \gamma_t + \tau D_{it} + u_{it}`; y is the logarithm of the level, or
    the share as published. All zones start in one year, so no treated region serves as a control of
    another. See `analysis.models.difference_in_differences` and `analysis.models.treatment_lots`.
    """
    rows = []
    for name in get_args(CounterfactualOutcome):
        row: dict[str, object] = {"outcome": OUTCOMES[name].label, "words": ""}
        try:
            row |= _differences(scenario, name)
        except ModelError as error:
            row["words"] = "; ".join(error.problems)
        rows.append(row)
    numbers = ["estimate", "std_error", "low", "high", "lots_p_value", "pretend_estimate"]
    columns = ["outcome", "unit", "years", "treated", "controls", *numbers, "pretend_p_value"]
    return pd.DataFrame(rows).reindex(columns=[*columns, "pretrend_p_value", "words"])


def zone_events(scenario: Scenario, name: CounterfactualOutcome | None = None) -> ZoneEvents:
    """Estimate the difference in each year before and after the first zones began.

    Parameters
    ----------
    scenario
        Resolved scenario.
    name
        A key of `OUTCOMES`; None for `counterfactual_outcome`.

    Returns
    -------
    ZoneEvents
        Estimates by year, or why there are none.
    """
    try:
        cohort = _cohort(scenario, name or scenario.counterfactual_outcome)
        found = _event_study(cohort)
    except ModelError as error:
        columns = ["relative_year", "estimate", "std_error", "low", "high"]
        return ZoneEvents(pd.DataFrame(columns=columns), np.nan, "", "; ".join(error.problems))
    return ZoneEvents(found.table, found.pretrend_p_value, _unit(cohort.table), "")


def _differences(scenario: Scenario, name: CounterfactualOutcome) -> dict[str, object]:
    cohort = _cohort(scenario, name)
    frame, table = cohort.frame, cohort.table
    found = difference_in_differences(frame, "y", "zone", entity="code", time="year")
    rng = stream(scenario.seed, f"lots of zones: {name}")
    row: dict[str, object] = {
        "unit": _unit(table),
        "years": f"{table.before[0]}-{table.after[-1]}",
        "treated": len(cohort.treated),
        "controls": frame.index.get_level_values(0).nunique() - len(cohort.treated),
        "estimate": found.estimate,
        "std_error": found.std_error,
        "low": found.low,
        "high": found.high,
        "lots_p_value": permutation_p_value(
            frame, "y", "zone", draws=_LOTS, rng=rng, entity="code", time="year"
        ),
    }
    try:
        row["pretrend_p_value"] = _event_study(cohort).pretrend_p_value
        return row | _pretended(cohort, rng)
    except ModelError as error:
        return row | {"words": "; ".join(error.problems)}


def _pretended(cohort: _Cohort, rng: np.random.Generator) -> dict[str, object]:
    """Difference and rank for a start in the last third of the years before."""
    years = cohort.table.before
    tried = max(_FEWEST, len(years) // _THIRDS)
    if len(years) <= tried:
        raise ModelError(f"{len(years)} years before: too few for a pretended start")
    early = cohort.frame[cohort.frame.index.get_level_values(1) <= years[-1]]
    codes, when = (early.index.get_level_values(level) for level in (0, 1))
    zone = codes.isin(cohort.treated) & (when >= years[-tried])
    early = early.assign(zone=zone.astype(float))
    found = difference_in_differences(early, "y", "zone", entity="code", time="year")
    rank = permutation_p_value(early, "y", "zone", draws=_LOTS, rng=rng, entity="code", time="year")
    return {"pretend_estimate": found.estimate, "pretend_p_value": rank}


def _event_study(cohort: _Cohort) -> EventStudy:
    table = cohort.table
    return event_study(
        cohort.frame,
        "y",
        dict.fromkeys(cohort.treated, table.treated_from),
        leads=len(table.before),
        lags=len(table.after) - 1,
        entity="code",
        time="year",
    )


def _cohort(scenario: Scenario, name: CounterfactualOutcome) -> _Cohort:
    starts = zone_cohort(scenario.as_of)
    treated, start = [str(code) for code in starts.index], int(starts.iloc[0])
    table = outcome_table(name, as_of=scenario.as_of, treated_from=start, treated=treated)
    levels = table.levels[[*treated, *donors(scenario, table, treated)]]
    y = levels.transform("log") if table.outcome.indexed else levels
    # Sorted by region: the lots draw from paths in a fixed order.
    paths = y.T.rename_axis(index="code", columns="year").stack()  # noqa: PD013
    frame = pd.DataFrame({"y": paths})
    codes, years = (frame.index.get_level_values(level) for level in (0, 1))
    return _Cohort(
        table, treated, frame.assign(zone=(codes.isin(treated) & (years >= start)).astype(float))
    )


def _unit(table: OutcomeTable) -> str:
    return "log points" if table.outcome.indexed else "percentage points"
