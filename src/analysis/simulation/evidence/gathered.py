"""Everything one scenario sees, in one place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import pandas as pd

from analysis import data
from analysis.errors import ModelError
from analysis.models.capital_intensity import LensCost
from analysis.models.lenses import Lens
from analysis.models.panel_response import PanelResponse
from analysis.models.reference_class import Realisation, ReferenceClass
from analysis.models.zones import CostPerJob, cost_per_job
from analysis.scenario import Scenario
from analysis.simulation.evidence.courses import Course, panel_course, price_course
from analysis.simulation.evidence.job_years import (
    TABLE_YEAR,
    building_job_years,
    suppliers_per_post,
)
from analysis.simulation.evidence.lenses import (
    capital_costs,
    capital_lens,
    panel_lens,
    regional_response,
    weights_of_lenses,
    zone_lens,
)
from analysis.simulation.evidence.programme_record import (
    Clusters,
    money_classes,
    programme_clusters,
    realisation_by_source,
)
from analysis.simulation.evidence.units import MILLION, NATION, THOUSAND
from analysis.simulation.evidence.zone_record import zone_costs
from analysis.simulation.remembered import remembered

__all__ = ["FIGURE_PARAMETERS", "Evidence", "StockCount", "gather"]

# The parameters that decide which figures are read; all others only weigh them.
FIGURE_PARAMETERS = (
    "programme",
    "region",
    "as_of",
    "panel_horizon_years",
    "realisation_ceiling_share",
)

# What the cost of a post and the clusters hang on besides.
_COST_PARAMETERS = ("cost_per_job_log_sd_prior",)
_CLUSTER_PARAMETERS = ("cluster_concentration",)

_Record = TypeVar("_Record")


@dataclass(frozen=True)
class StockCount:
    """Last national count of high-productivity workplaces, with employment of the same year."""

    year: int
    lower_bound: bool
    workplaces: float
    national_employed: float
    regional_employed: float


@dataclass(frozen=True)
class Evidence:
    """Figures seen by one scenario; persons and workplaces are counts, money is RUB bn.

    Attributes
    ----------
    region_name
        English name of the region.
    employment, investment
        The region's course to `as_of`: persons; RUB bn of current prices.
    deflator
        Implicit price index of investment, `as_of` = 1.
    unemployed, labour_force
        Persons in the last year seen.
    zone_records, cost
        Reports of the zones, and the cost of a post predicted from them, RUB mn of `as_of`.
    response
        Employment after investment in all regions.
    capital
        Capital behind a post in three ways, RUB mn.
    lenses, lens_weights
        The lenses in the order of `LENSES`, and the probability of each.
    clusters
        Parts of the programme.
    suppliers_per_post
        Job-years a year at suppliers for each post, one value a cluster.
    building
        Job-years per RUB bn invested by kind, in prices of the input-output table.
    construction_jobs_per_rub_bn
        The same for all kinds, in prices of `as_of`.
    money_classes, realisation
        What became of promises like this one, by measure, and the share of each source's promise
        expected.
    stock
        Last count of high-productivity workplaces.
    """

    region_name: str
    employment: Course
    investment: Course
    deflator: Course
    unemployed: float
    labour_force: float
    zone_records: pd.DataFrame
    cost: CostPerJob
    response: PanelResponse
    capital: dict[str, LensCost]
    lenses: tuple[Lens, ...]
    lens_weights: tuple[float, ...]
    clusters: Clusters
    suppliers_per_post: tuple[float, ...]
    building: pd.DataFrame
    construction_jobs_per_rub_bn: float
    money_classes: dict[str, ReferenceClass]
    realisation: dict[str, Realisation]
    stock: StockCount


def gather(scenario: Scenario, like: tuple[Scenario, Evidence] | None = None) -> Evidence:
    """Gather what a scenario may see.

    Parameters
    ----------
    scenario
        Resolved scenario; `FIGURE_PARAMETERS` decide which figures are read.
    like
        Another scenario and its evidence, which is taken over as far as it is the same.

    Returns
    -------
    Evidence
        Figures up to `as_of` only; the input-output table is of 2016 and was published later, so it
        serves the memo lines alone.

    Raises
    ------
    ModelError
        The region has no figures for `as_of`.

    Notes
    -----
    Figures are read once a process for the same data files and the same `FIGURE_PARAMETERS`: all
    other parameters are set to their defaults before, so the figures cannot depend on them. What
    only weighs the figures is worked out for each scenario.
    """
    known = None if like is None or not _agree(scenario, like[0], FIGURE_PARAMETERS) else like
    figures = _figures_of(scenario) if known is None else known[1]
    if known is not None and _agree(scenario, known[0], _COST_PARAMETERS):
        cost = figures.cost
    else:
        cost = _cost(figures.zone_records, scenario)
    if known is not None and _agree(scenario, known[0], _CLUSTER_PARAMETERS):
        clusters = figures.clusters
    else:
        clusters = programme_clusters(scenario)
    return replace(
        figures,
        cost=cost,
        lenses=(zone_lens(cost), *figures.lenses[1:]),
        lens_weights=weights_of_lenses(scenario),
        clusters=clusters,
        realisation=realisation_by_source(scenario, figures.money_classes),
    )


def _agree(one: Scenario, other: Scenario, names: Sequence[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _figures_of(scenario: Scenario) -> Evidence:
    usual = {name: field.default for name, field in Scenario.model_fields.items()}
    named = {name: getattr(scenario, name) for name in FIGURE_PARAMETERS}
    return _figures(tuple(data.input_files().items()), usual | named)


@remembered
def _figures(files: tuple[tuple[str, str], ...], parameters: dict[str, Any]) -> Evidence:
    """Read all figures; `files` tells one state of the data room from another."""
    del files
    scenario = Scenario.model_construct(**parameters)
    panel = data.load_panel(as_of=scenario.as_of)
    last = panel.xs(scenario.region, level="code").iloc[-1]
    employment = panel_course(panel, "employed_thousand", THOUSAND, "employment", scenario)
    investment = panel_course(panel, "investment_rub_mn", 1 / THOUSAND, "investment", scenario)
    deflator = price_course(panel, scenario)
    zones = zone_costs(panel, scenario.as_of)
    cost = _cost(zones, scenario)
    response = _read("panel_response", regional_response, panel, scenario)
    capital = _read("capital_intensity", capital_costs, panel, scenario)
    looking_at_panel = panel_lens(
        response,
        scenario,
        employed=float(employment.series.iloc[-1]),
        invested_rub_bn=float(investment.series.iloc[-1]),
    )
    clusters = programme_clusters(scenario)
    building = building_job_years()
    classes = money_classes(scenario)
    return Evidence(
        region_name=_region_name(scenario.region),
        employment=employment,
        investment=investment,
        deflator=deflator,
        unemployed=last["labour_force_thousand"] * last["unemployment_rate_pct"] / 100 * THOUSAND,
        labour_force=last["labour_force_thousand"] * THOUSAND,
        zone_records=zones,
        cost=cost,
        response=response,
        capital=capital,
        lenses=(zone_lens(cost), looking_at_panel, capital_lens(capital)),
        lens_weights=weights_of_lenses(scenario),
        clusters=clusters,
        suppliers_per_post=tuple(suppliers_per_post(clusters)),
        building=building,
        construction_jobs_per_rub_bn=_in_prices_of_as_of(building, deflator.series),
        money_classes=classes,
        realisation=realisation_by_source(scenario, classes),
        stock=_stock_count(panel, scenario),
    )


def _cost(zones: pd.DataFrame, scenario: Scenario) -> CostPerJob:
    own = zones.loc[zones["region_code"] == scenario.region, "subject"].unique().tolist()
    return cost_per_job(zones, own, log_sd_prior=scenario.cost_per_job_log_sd_prior)


def _read(
    lens: str,
    read: Callable[[pd.DataFrame, Scenario], _Record],
    panel: pd.DataFrame,
    scenario: Scenario,
) -> _Record:
    """Read a lens, or say for which scenario it cannot be read."""
    try:
        return read(panel, scenario)
    except ModelError as error:
        raise ModelError(
            f"lens {lens}: cannot be read for region {scenario.region}, as_of {scenario.as_of}: "
            f"{problem}; choose another region, another as_of or a smaller panel_horizon_years"
            for problem in error.problems
        ) from None


def _region_name(code: str) -> str:
    return str(data.load_regions().reset_index().set_index("code").loc[code, "name_en"])


def _in_prices_of_as_of(building: pd.DataFrame, deflator: pd.Series) -> float:
    """Return job-years per RUB bn of `as_of`; before the table's year its prices are unknown."""
    return float(building.loc["all", "total"] * deflator.get(TABLE_YEAR, 1.0))


def _stock_count(panel: pd.DataFrame, scenario: Scenario) -> StockCount:
    counts = data.load_national_hpw(as_of=scenario.as_of)
    counts = counts[counts["kind"] == "actual"].sort_values("year")
    if counts.empty:
        raise ModelError(f"national_hpw.csv: no count up to {scenario.as_of}")
    year = int(counts["year"].iloc[-1])
    employed = panel["employed_thousand"].xs(year, level="year") * THOUSAND
    return StockCount(
        year=year,
        lower_bound=bool(counts["bound"].iloc[-1] == "lower_bound"),
        workplaces=float(counts["value_mn"].iloc[-1]) * MILLION,
        national_employed=float(employed[NATION]),
        regional_employed=float(employed[scenario.region]),
    )
