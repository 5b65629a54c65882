"""National job-years behind the programme, from the input-output table of 2016."""

import pandas as pd

from analysis import data
from analysis.models.investment_demand import investment_job_years
from analysis.models.job_years import matched_jobs, supply_chain_per_post
from analysis.simulation.evidence.programme_record import Clusters
from analysis.simulation.remembered import remembered

__all__ = ["TABLE_YEAR", "building_job_years", "suppliers_per_post"]

TABLE_YEAR = 2016
# Machinery and transport equipment are drawn apart by the two sources and agree together.
_POOLS = (("29", "34t35"),)
# The table counts imputed rent as output; the source of the jobs does not.
_RENT = "70"
_KINDS = {
    "F": "construction works",
    "29": "machinery and equipment",
    "30t33": "machinery and equipment",
    "34t35": "machinery and equipment",
    "27t28": "machinery and equipment",
    "imports": "machinery and equipment",
}

_building = remembered(investment_job_years)
_suppliers = remembered(supply_chain_per_post)


def _industries() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Return domestic flows, output and jobs of the industries for which jobs are known."""
    industry = data.load_industry()
    flows = data.load_io_flows()
    output = industry["gross_output_rub_mn"].astype(float).reindex(flows.index)
    measured = output.copy()
    measured[_RENT] = industry["klems_gross_output_rub_mn"].astype(float)[_RENT]
    # Household plots are work, but nobody there is on a supplier's payroll.
    employed = industry["employed_rosstat_thousand"].fillna(industry["employment_thousand"])
    jobs = matched_jobs(
        employed.reindex(flows.index),
        output,
        measured_on_rub_mn=measured,
        pools=_POOLS,
    )
    return flows, output, jobs


def building_job_years() -> pd.DataFrame:
    """Job-years per RUB bn invested, by kind of investment, in prices of `TABLE_YEAR`.

    Returns
    -------
    DataFrame
        See `analysis.models.investment_demand.investment_job_years`; the row ``all`` has the
        composition of the nation's capital formation, and imports are machinery.
    """
    flows, output, jobs = _industries()
    table = data.load_io_table()
    wide = table.pivot_table(index="row", columns="column", values="value_rub_mn")
    primary = ["imports", "taxes_on_products", "value_added"]
    formation = wide["fd_gfcf"].reindex([*flows.index, *primary[:2]]).fillna(0.0)
    return _building(
        flows,
        output,
        jobs,
        capital_formation_rub_mn=formation,
        primary_rub_mn=wide.loc[primary, list(flows.columns)],
        kinds=_KINDS,
    )


def suppliers_per_post(clusters: Clusters) -> pd.Series:
    """Job-years a year at suppliers for each post of a cluster.

    Parameters
    ----------
    clusters
        Clusters with the industries of their posts.

    Returns
    -------
    Series
        By title. A cluster of unknown industries has the mix of all jobs of the nation.
    """
    flows, output, jobs = _industries()
    known = jobs.dropna()
    everything = (known / known.sum()).to_dict()
    mixes = [industries or everything for industries in clusters.industries]
    weights = pd.DataFrame(mixes, index=list(clusters.titles)).fillna(0.0)
    return _suppliers(flows, output, jobs, weights.div(weights.sum(axis=1), axis=0))
