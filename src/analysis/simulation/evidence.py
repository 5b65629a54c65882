"""The figures one scenario may see, gathered and cut at its information set."""

from dataclasses import dataclass

import pandas as pd

from analysis import data
from analysis.errors import ModelError
from analysis.models.prices import implicit_deflator, price_table
from analysis.models.zones import (
    CostPerJob,
    cost_per_job,
    cumulative_reports,
    deflate_cumulative,
    paired_reports,
)
from analysis.scenario import Scenario

__all__ = ["Course", "Evidence", "StockCount", "gather", "zone_costs"]

THOUSAND, MILLION = 1e3, 1e6
NATION = "RU"


@dataclass(frozen=True)
class StockCount:
    """Last national count of high-productivity workplaces, with employment of the same year."""

    year: int
    lower_bound: bool
    workplaces: float
    national_employed: float
    regional_employed: float


@dataclass(frozen=True)
class Course:
    """A region's own series, and what the baseline may borrow for it.

    Attributes
    ----------
    series
        Yearly values to `as_of`, without gaps.
    others
        The same variable of all leaf regions, years in rows, in the unit of the panel.
    breaks
        First years on a new method.
    subject
        Subject of the packaged calibration.
    """

    series: pd.Series
    others: pd.DataFrame
    breaks: tuple[int, ...]
    subject: str


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
    cost
        Log-normal cost of a post in RUB mn of `as_of` prices.
    zone_records
        The zone figures behind `cost`.
    stock
        Last count of high-productivity workplaces.
    """

    region_name: str
    employment: Course
    investment: Course
    deflator: Course
    unemployed: float
    labour_force: float
    cost: CostPerJob
    zone_records: pd.DataFrame
    stock: StockCount


def gather(scenario: Scenario) -> Evidence:
    """Gather what a scenario may see.

    Parameters
    ----------
    scenario
        Resolved scenario; `region` and `as_of` decide.

    Returns
    -------
    Evidence
        Figures up to `as_of` only.

    Raises
    ------
    ModelError
        The region has no figures for `as_of`.
    """
    panel = data.load_panel(as_of=scenario.as_of)
    region = panel.xs(scenario.region, level="code")
    last = region.iloc[-1]
    zones = zone_costs(panel, scenario.as_of)
    own = zones.loc[zones["region_code"] == scenario.region, "subject"].unique().tolist()
    return Evidence(
        region_name=_region_name(scenario.region),
        employment=_course(panel, "employed_thousand", THOUSAND, "employment", scenario),
        investment=_course(panel, "investment_rub_mn", 1 / THOUSAND, "investment", scenario),
        deflator=_price_course(panel, scenario.region),
        unemployed=last["labour_force_thousand"] * last["unemployment_rate_pct"] / 100 * THOUSAND,
        labour_force=last["labour_force_thousand"] * THOUSAND,
        cost=cost_per_job(zones, own, log_sd_prior=scenario.cost_per_job_log_sd_prior),
        zone_records=zones,
        stock=_stock_count(panel, scenario),
    )


def _region_name(code: str) -> str:
    return str(data.load_regions().reset_index().set_index("code").loc[code, "name_en"])


def _course(
    panel: pd.DataFrame, column: str, scale: float, subject: str, scenario: Scenario
) -> Course:
    regions = data.load_regions()
    leaves = panel[panel.index.get_level_values("code").isin(regions.index[regions["is_leaf"]])]
    breaks = data.load_breaks(column).query("kind == 'method' and codes == 'all'")["year"]
    return Course(
        series=_complete(panel[column].xs(scenario.region, level="code"), scenario) * scale,
        others=leaves[column].unstack("code"),  # noqa: PD010  (pivots an index level)
        breaks=tuple(int(year) for year in breaks if year <= scenario.as_of),
        subject=subject,
    )


def _complete(series: pd.Series, scenario: Scenario) -> pd.Series:
    """Return the run of years without gaps that ends at `as_of`."""
    if pd.isna(series.get(scenario.as_of)):
        raise ModelError(
            f"region {scenario.region}: no {series.name} for {scenario.as_of} in "
            f"regional_panel.csv; "
            "choose another region or as_of"
        )
    gaps = series.index[series.isna()]
    return series.loc[series.index > gaps.max()] if len(gaps) else series


def zone_costs(panel: pd.DataFrame, as_of: int) -> pd.DataFrame:
    """Tabulate investment, jobs and real cost per job for each zone and year seen.

    Parameters
    ----------
    panel
        Regional panel cut at `as_of`, indexed (code, year).
    as_of
        Year whose prices the real cost is in.

    Returns
    -------
    DataFrame
        Columns subject, region_code, year, investment_rub_bn, jobs, nominal_cost_rub_mn,
        real_cost_rub_mn. National and Siberian totals are left out: they contain the zones.
    """
    codes = data.load_zone_panel().reset_index().groupby("zone")["region_code"].first()
    codes = codes[codes != NATION]
    facts = data.load_facts(as_of=as_of)
    reports = cumulative_reports(facts[facts["subject"].isin(codes.index)])
    pairs = paired_reports(reports)
    pairs["region_code"] = pairs["subject"].map(codes)
    real = [
        _real_investment(reports, zone, codes[zone], panel) for zone in pairs["subject"].unique()
    ]
    pairs = pairs.merge(pd.concat(real), on=["subject", "year"]) if real else pairs.assign(real=[])
    pairs["nominal_cost_rub_mn"] = pairs["investment_rub_bn"] * THOUSAND / pairs["jobs"]
    pairs["real_cost_rub_mn"] = pairs.pop("real") * THOUSAND / pairs["jobs"]
    return pairs


def _price_course(panel: pd.DataFrame, code: str) -> Course:
    regions = data.load_regions()
    leaves = panel[panel.index.get_level_values("code").isin(regions.index[regions["is_leaf"]])]
    wide = {
        name: leaves[name].unstack("code")  # noqa: PD010
        for name in ("investment_rub_mn", "investment_real_index_pct")
    }
    return Course(
        series=_deflator(panel, code),
        others=price_table(wide["investment_rub_mn"], wide["investment_real_index_pct"]),
        breaks=(),
        subject="prices",
    )


def _deflator(panel: pd.DataFrame, code: str) -> pd.Series:
    region = panel.xs(code, level="code")
    return implicit_deflator(region["investment_rub_mn"], region["investment_real_index_pct"])


def _real_investment(
    reports: pd.DataFrame, zone: str, code: str, panel: pd.DataFrame
) -> pd.DataFrame:
    rows = reports[(reports["subject"] == zone) & (reports["indicator"] == "resident_investment")]
    start = rows["start"].min()
    deflator = _deflator(panel, code)
    totals = rows.set_index("year")["value"]
    # A zone that prints no start is taken to be as old as the oldest that does.
    first = int(reports["start"].min() if pd.isna(start) else start)
    real = deflate_cumulative(totals, first, deflator)
    return pd.DataFrame({"subject": zone, "year": real.index, "real": real.to_numpy()})


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
