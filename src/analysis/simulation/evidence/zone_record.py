"""What a job has cost in the zones, by their own reports."""

import pandas as pd

from analysis import data
from analysis.models.zones import (
    JobsBasis,
    cumulative_reports,
    deflate_cumulative,
    paired_reports,
)
from analysis.simulation.evidence.courses import deflator
from analysis.simulation.evidence.units import NATION, THOUSAND

__all__ = ["zone_costs", "zone_regions"]


def zone_regions() -> pd.Series:
    """Return the region code of every zone on file, by subject."""
    return data.load_zone_panel().reset_index().groupby("zone")["region_code"].first()


def zone_costs(
    panel: pd.DataFrame, as_of: int, *, jobs_basis: JobsBasis = "created"
) -> pd.DataFrame:
    """Tabulate investment, jobs and real cost per job for each zone and year seen.

    Parameters
    ----------
    panel
        Regional panel cut at `as_of`, indexed (code, year).
    as_of
        Year whose prices the real cost is in.
    jobs_basis
        ``created`` counts every post made so far, ``existing`` the posts that stand.

    Returns
    -------
    DataFrame
        Columns subject, region_code, year, investment_rub_bn, jobs, nominal_cost_rub_mn,
        real_cost_rub_mn. National and Siberian totals are left out: they contain the zones.
    """
    codes = zone_regions()
    codes = codes[codes != NATION]
    facts = data.load_facts(as_of=as_of)
    reports = cumulative_reports(facts[facts["subject"].isin(codes.index)], jobs_basis=jobs_basis)
    pairs = paired_reports(reports)
    pairs["region_code"] = pairs["subject"].map(codes)
    real = [
        _real_investment(reports, zone, codes[zone], panel) for zone in pairs["subject"].unique()
    ]
    pairs = pairs.merge(pd.concat(real), on=["subject", "year"]) if real else pairs.assign(real=[])
    pairs["nominal_cost_rub_mn"] = pairs["investment_rub_bn"] * THOUSAND / pairs["jobs"]
    pairs["real_cost_rub_mn"] = pairs.pop("real") * THOUSAND / pairs["jobs"]
    return pairs


def _real_investment(
    reports: pd.DataFrame, zone: str, code: str, panel: pd.DataFrame
) -> pd.DataFrame:
    rows = reports[(reports["subject"] == zone) & (reports["indicator"] == "resident_investment")]
    start = rows["start"].min()
    totals = rows.set_index("year")["value"]
    # A zone that prints no start is taken to be as old as the oldest that does.
    first = int(reports["start"].min() if pd.isna(start) else start)
    real = deflate_cumulative(totals, first, deflator(panel, code))
    return pd.DataFrame({"subject": zone, "year": real.index, "real": real.to_numpy()})
