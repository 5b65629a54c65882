"""What the programme's own zones reported, as far as a scenario may see: plan, chain and cost."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import special

from analysis import data
from analysis.models.zone_records import JobsBasis
from analysis.models.zone_reports import chain_checks, plan_and_actual
from analysis.scenario import Scenario, read_programme
from analysis.simulation.evidence.zone_record import zone_costs, zone_regions
from analysis.simulation.simulate import Simulation

__all__ = [
    "programme_zones",
    "zone_chains",
    "zone_cost_pooling",
    "zone_costs_by_basis",
    "zone_overview",
    "zone_plans",
]

_PREFIX = "sez_"
_BASES: tuple[JobsBasis, ...] = ("created", "existing")


def programme_zones(scenario: Scenario) -> list[str]:
    """Name the zones among the subjects of the scenario's programme.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    list of str
        In the order of the programme file; empty if it names no zone.
    """
    subjects = read_programme(scenario.programme).subjects
    return [subject for subject in subjects if subject.startswith(_PREFIX)]


def stacked(
    scenario: Scenario, tabulate: Callable[[pd.DataFrame, str], pd.DataFrame]
) -> pd.DataFrame:
    """Tabulate each zone of the programme and put the tables below each other.

    Parameters
    ----------
    scenario
        Resolved scenario; statements are cut at its `as_of`.
    tabulate
        Takes statements and a zone, returns its table.

    Returns
    -------
    DataFrame
        The columns of `tabulate` behind a column subject; empty without a zone.
    """
    facts = data.load_facts(as_of=scenario.as_of)
    zones = programme_zones(scenario)
    # No subject has the empty name: its table is empty and has the columns.
    tables = [tabulate(facts, zone).assign(subject=zone) for zone in zones or [""]]
    table = pd.concat(tables, ignore_index=True)
    return table[["subject", *table.columns.drop("subject")]]


def zone_overview(scenario: Scenario) -> pd.DataFrame:
    """Say for each zone of the programme where it lies and how much is on file.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    DataFrame
        Columns subject, region_code, in_region (whether it lies in the scenario's region),
        statements (outturns of periods ended, and plans published, by `as_of`), first_outturn and
        last_outturn (years).
    """
    facts = data.load_facts(as_of=scenario.as_of)
    regions = zone_regions()
    rows = []
    for zone in programme_zones(scenario):
        own = facts[facts["subject"] == zone]
        periods = own.loc[own["kind"] == "actual", "period_end"].str[:4]
        code = str(regions.get(zone, "not on file"))
        first, last = (periods.min(), periods.max()) if len(periods) else ("", "")
        rows.append((zone, code, code == scenario.region, len(own), first, last))
    columns = ["subject", "region_code", "in_region", "statements", "first_outturn", "last_outturn"]
    return pd.DataFrame(rows, columns=columns)


def zone_plans(scenario: Scenario) -> pd.DataFrame:
    """Set the printed per cents of plan beside the outturns of the same year.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    DataFrame
        See `analysis.models.zone_reports.plan_and_actual`, with the zone in front.
    """
    return stacked(scenario, plan_and_actual)


def zone_chains(scenario: Scenario) -> pd.DataFrame:
    """Check whether last year's figure and the year's addition make this year's figure.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    DataFrame
        See `analysis.models.zone_reports.chain_checks`, with the zone in front.
    """
    return stacked(scenario, chain_checks)


def zone_costs_by_basis(scenario: Scenario) -> pd.DataFrame:
    """Tabulate investment per job of every zone, posts made apart from posts held.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    DataFrame
        Columns subject, region_code, basis (``created``: posts made since the start, a gross flow
        added up; ``existing``: posts held at a date, a net stock), year, investment_rub_bn (running
        total, nominal), jobs, nominal_cost_rub_mn, real_cost_rub_mn (prices of `as_of`).
    """
    panel = data.load_panel(as_of=scenario.as_of)
    tables = [
        zone_costs(panel, scenario.as_of, jobs_basis=basis).assign(basis=basis) for basis in _BASES
    ]
    columns = ["subject", "region_code", "basis", "year", "investment_rub_bn", "jobs"]
    table = pd.concat(tables, ignore_index=True)
    return table[[*columns, "nominal_cost_rub_mn", "real_cost_rub_mn"]]


def zone_cost_pooling(sim: Simulation) -> pd.DataFrame:
    """Show how the region's own zones and the others make the predicted cost of a post.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        Three rows: the region's own zones, other zones, a new programme; columns record,
        rub_mn_per_job (geometric mean or median, prices of `as_of`; missing where there is no
        zone), low and high (5 and 95 % of the prediction), weight, and log_sd.
    """
    cost = sim.evidence.cost
    reach = float(special.ndtri(0.95)) * cost.log_sd
    none = float("nan")
    rows = [
        ("zones of the region", cost.own_log_mean, none, none, cost.own_weight, none),
        ("zones of other regions", cost.others_log_mean, none, none, 1 - cost.own_weight, none),
        (
            "a new programme, predicted",
            cost.log_mean,
            cost.log_mean - reach,
            cost.log_mean + reach,
            1.0,
            cost.log_sd,
        ),
    ]
    names = ["record", "rub_mn_per_job", "low", "high", "weight", "log_sd"]
    table = pd.DataFrame(rows, columns=names)
    table[names[1:4]] = np.exp(table[names[1:4]])
    # A record of no zone has no weight, whatever is left of rounding.
    table.loc[table["rub_mn_per_job"].isna(), "weight"] = 0.0
    return table
