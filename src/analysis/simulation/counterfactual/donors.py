"""Which regions may stand in for a treated one, and why the others may not."""

from collections.abc import Sequence

import pandas as pd

from analysis import data
from analysis.scenario import Scenario
from analysis.simulation.counterfactual.outcome_tables import OutcomeTable
from analysis.simulation.counterfactual.treatments import treated_regions

__all__ = ["DONOR", "donor_counts", "donors", "region_roles"]

DONOR = "donor"
_CAPITAL = "RU-MOW"
_DISTRICT = "RU-FD-"
_WITHOUT_OKRUGS = ("no_oil_okrugs", "no_oil_no_moscow")
_WITHOUT_CAPITAL = ("no_oil_no_moscow",)


def region_roles(
    scenario: Scenario, table: OutcomeTable, treated: Sequence[str] | None = None
) -> pd.DataFrame:
    """Say of every region whether it stands in, and if not, why.

    Parameters
    ----------
    scenario
        Resolved scenario: region, information set and donor pool.
    table
        The outcome.
    treated
        Regions whose effect is asked for; None for the scenario's own.

    Returns
    -------
    DataFrame
        Columns code, region, reason, one row a region of the panel: `DONOR`, ``treated here``, or
        the first reason to be left out. Oblasts that contain okrugs count without them, so nothing
        is counted twice.
    """
    regions = data.load_regions()
    leaves = regions[regions["is_leaf"].astype(bool)]
    rows = pd.DataFrame({"code": leaves.index, "region": leaves["name_en"].to_numpy()})
    focus = [scenario.region] if treated is None else list(treated)
    reasons = dict.fromkeys(table.jumping, "jumps at a break of the series")
    reasons |= dict.fromkeys(map(str, table.incomplete.index), "years missing")
    if scenario.donor_pool in _WITHOUT_CAPITAL:
        reasons[_CAPITAL] = "the capital, by choice of the pool"
    if scenario.donor_pool in _WITHOUT_OKRUGS:
        reasons |= dict.fromkeys(_okrugs(leaves), "oil okrug, by choice of the pool")
    known = treated_regions(scenario.as_of)
    reasons |= dict.fromkeys(known.index, f"treated by {scenario.as_of}")
    reasons |= dict.fromkeys(focus, "treated here")
    rows["reason"] = [reasons.get(code, DONOR) for code in rows["code"]]
    return rows


def donors(
    scenario: Scenario, table: OutcomeTable, treated: Sequence[str] | None = None
) -> list[str]:
    """List the regions that stand in.

    Parameters
    ----------
    scenario, table, treated
        As in `region_roles`.

    Returns
    -------
    list of str
        Codes, in the order of the key of regions.
    """
    roles = region_roles(scenario, table, treated)
    return [str(code) for code in roles.loc[roles["reason"] == DONOR, "code"]]


def donor_counts(roles: pd.DataFrame) -> pd.DataFrame:
    """Count the regions by role, the donors last.

    Parameters
    ----------
    roles
        As from `region_roles`.

    Returns
    -------
    DataFrame
        Columns reason, regions (number) and names; the donors are not named.
    """
    counts = roles.groupby("reason")["region"].agg(["size", ", ".join]).reset_index()
    counts.columns = pd.Index(["reason", "regions", "names"])
    counts["last"] = counts["reason"] == DONOR
    counts = counts.sort_values(["last", "reason"], ignore_index=True)
    counts.loc[counts["last"], "names"] = "all others"
    return counts.drop(columns="last")


def _okrugs(leaves: pd.DataFrame) -> list[str]:
    """Okrugs that are part of an oblast: parent no district, and a code of their own in ISO."""
    inside = ~leaves["parent"].str.startswith(_DISTRICT) & leaves["iso_3166_2"].notna()
    return [str(code) for code in leaves.index[inside]]
