"""Three lenses on jobs per ruble: the zones' record, the panel's response, capital per worker."""

import numpy as np
import pandas as pd

from analysis.models.capital_intensity import (
    LensCost,
    average_intensity,
    capital_per_worker,
    comparable_regions,
    marginal_intensity,
    restated_assets,
)
from analysis.models.lenses import Lens, cost_lens, yield_lens
from analysis.models.panel_response import PanelResponse, jobs_per_rub_bn, panel_response
from analysis.models.prices import price_table
from analysis.models.zones import CostPerJob
from analysis.scenario import Scenario
from analysis.simulation.evidence.courses import leaves_table, method_breaks
from analysis.simulation.remembered import remembered

__all__ = [
    "LAGS",
    "LENSES",
    "capital_costs",
    "capital_lens",
    "panel_lens",
    "regional_response",
    "weights_of_lenses",
    "zone_lens",
]

LENSES = ("zone_record", "panel_response", "capital_intensity")
# Regions held against the scenario's own, and years of growth held fixed in the panel.
_COMPARABLE, LAGS = 12, 1
_FIRST_YEAR = 2001

_response = remembered(panel_response)


def weights_of_lenses(scenario: Scenario) -> tuple[float, ...]:
    """Return the probability of each lens, in the order of `LENSES`.

    Parameters
    ----------
    scenario
        Resolved scenario; one lens is certain unless it asks for the pool.

    Returns
    -------
    tuple of float
        Adding up to one.
    """
    if scenario.jobs_lens != "pooled":
        return tuple(float(name == scenario.jobs_lens) for name in LENSES)
    weights = np.array([getattr(scenario, f"{name}_weight") for name in LENSES])
    return tuple((weights / weights.sum()).tolist())


def zone_lens(cost: CostPerJob) -> Lens:
    """Look through the zones' record: gross posts that resident money made.

    Parameters
    ----------
    cost
        Predicted cost of a post in a new programme.

    Returns
    -------
    Lens
        Cost of a gross post.
    """
    return cost_lens(LENSES[0], "gross posts", log_mean=cost.log_mean, log_sd=cost.log_sd)


def regional_response(panel: pd.DataFrame, scenario: Scenario) -> PanelResponse:
    """Estimate how employment followed investment in all regions up to `as_of`.

    Parameters
    ----------
    panel
        Regional panel cut at `as_of`, indexed (code, year).
    scenario
        Resolved scenario.

    Returns
    -------
    PanelResponse
        From two placebo years before the investment to `panel_horizon_years` after it.
    """
    employed, growth = panel_tables(panel)
    return _response(
        employed,
        growth,
        horizons=[-3, -2, *range(scenario.panel_horizon_years + 1)],
        lags=LAGS,
        breaks=panel_breaks(scenario.as_of),
    )


def panel_breaks(as_of: int) -> tuple[int, ...]:
    """Return the years that no window of the employment response may cross."""
    return method_breaks("employed_thousand", as_of, kinds=("method", "level"))


def panel_tables(panel: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return log employment and log growth of real investment, years x leaf regions.

    Parameters
    ----------
    panel
        Regional panel cut at `as_of`, indexed (code, year).

    Returns
    -------
    employment, growth
        Growth before a gap is left out: the panel response needs whole runs of years.
    """
    employed = pd.DataFrame(np.log(leaves_table(panel, "employed_thousand")))
    growth = pd.DataFrame(np.log(leaves_table(panel, "investment_real_index_pct") / 100))
    growth = growth.loc[growth.index >= _FIRST_YEAR]
    gap_ahead = growth.isna()[::-1].cummax()[::-1]
    return employed, growth.where(~gap_ahead)


def panel_lens(
    response: PanelResponse, scenario: Scenario, *, employed: float, invested_rub_bn: float
) -> Lens:
    """Look through the panel: net jobs that a ruble invested in the region went with.

    Parameters
    ----------
    response
        Response of employment to investment.
    scenario
        Resolved scenario; `panel_horizon_years` after the investment are looked at.
    employed, invested_rub_bn
        Of the region in `as_of`; persons, and RUB bn of that year.

    Returns
    -------
    Lens
        Jobs per RUB bn; of the two standard errors the larger one is taken.
    """
    jobs = jobs_per_rub_bn(
        response,
        employed=employed,
        investment_rub_bn=invested_rub_bn,
        horizon=scenario.panel_horizon_years,
        every_ruble=True,
    )
    errors = [(jobs.sd, jobs.freedom), (jobs.sd_driscoll_kraay, jobs.freedom_driscoll_kraay)]
    # With very few years Driscoll and Kraay's error does not exist.
    sd, freedom = max(error for error in errors if np.isfinite(error[0]))
    return yield_lens(LENSES[1], "net jobs", mean=jobs.jobs, sd=sd, freedom=freedom)


def capital_costs(panel: pd.DataFrame, scenario: Scenario) -> dict[str, LensCost]:
    """Read the capital behind a post of the region in three ways.

    Parameters
    ----------
    panel
        Regional panel cut at `as_of`, indexed (code, year).
    scenario
        Resolved scenario.

    Returns
    -------
    dict
        ``book`` and ``restated``: an average post at book value and in prices of `as_of`;
        ``marginal``: investment behind one more employed person.
    """
    employed = leaves_table(panel, "employed_thousand")
    assets = leaves_table(panel, "fixed_assets_rub_mn")
    nominal = leaves_table(panel, "investment_rub_mn")
    prices = price_table(nominal, leaves_table(panel, "investment_real_index_pct"))
    breaks = method_breaks("fixed_assets_rub_mn", scenario.as_of, kinds=("method", "level"))
    restated = restated_assets(assets, prices, breaks=breaks, investment_rub_mn=nominal)
    product = leaves_table(panel, "grp_rub_mn")
    last = scenario.as_of
    traits = pd.DataFrame(
        {"employed": employed.loc[last], "product": product.loc[last] / employed.loc[last]}
    )
    alike = comparable_regions(traits, scenario.region, _COMPARABLE)

    def average(table: pd.DataFrame) -> LensCost:
        intensity = capital_per_worker(table.loc[[last]], employed.loc[[last]])
        return average_intensity(intensity.iloc[0], scenario.region, alike)

    marginal = marginal_intensity(
        nominal / prices,
        employed,
        breaks=method_breaks("employed_thousand", scenario.as_of),
    )
    return {"book": average(assets), "restated": average(restated), "marginal": marginal}


def capital_lens(costs: dict[str, LensCost]) -> Lens:
    """Look through the capital that stands behind an average post, in prices of `as_of`.

    Parameters
    ----------
    costs
        As from `capital_costs`.

    Returns
    -------
    Lens
        Cost of a post like the average one of the region.
    """
    cost = costs["restated"]
    return cost_lens(LENSES[2], "average stock", log_mean=cost.log_mean, log_sd=cost.log_sd)
