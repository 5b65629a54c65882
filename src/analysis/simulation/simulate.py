"""Simulate one scenario: the region without the programme, the money, the jobs."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models import baseline
from analysis.models.additionality import DEDUCTIONS, gross_to_net
from analysis.models.calibration import packaged
from analysis.models.distributions import (
    common_factor_uniforms,
    gamma_delay,
    lognormal,
    scaled_beta,
    triangular,
)
from analysis.models.high_productivity import national_density_stock, stock_changes
from analysis.models.labour_supply import fillable_jobs, labour_reserve
from analysis.models.programme import SOURCES, disbursed, planned_by_source, spend_shares
from analysis.scenario import Scenario
from analysis.simulation.draws import Array, Draws, Jobs, Money, Stock, jobs_since
from analysis.simulation.evidence import THOUSAND, Course, Evidence, gather
from analysis.simulation.ledger import ledger
from analysis.simulation.streams import stream, uniforms
from analysis.simulation.summary import summarise

__all__ = ["Simulation", "simulate"]


class Simulation(Draws):
    """Draws of one scenario, with the tables made from them."""

    def summary(self, *prefixes: str) -> pd.DataFrame:
        """Summarise the draws as tidy results.

        Parameters
        ----------
        *prefixes
            Keep variables that start with one of these; all if none is given.

        Returns
        -------
        DataFrame
            Columns model, scenario, region, variable, unit, year, statistic, value.
        """
        return summarise(self, *prefixes)

    def ledger(self) -> pd.DataFrame:
        """Tabulate each step from the money planned to the jobs left at the horizon.

        Returns
        -------
        DataFrame
            See `analysis.simulation.ledger.ledger`.
        """
        return ledger(self)


def simulate(scenario: Scenario) -> Simulation:
    """Simulate one scenario.

    Parameters
    ----------
    scenario
        Resolved scenario. The same scenario gives the same draws, bit for bit, on one machine.

    Returns
    -------
    Simulation
        All draws.

    Raises
    ------
    DataError
        A table is damaged.
    ModelError
        The region has too few figures up to `as_of`.
    """
    evidence = gather(scenario)
    first = min(scenario.programme_start, scenario.as_of)
    years = np.arange(first, scenario.horizon + 1)
    employment = _course(scenario, evidence.employment, years)
    investment = _course(scenario, evidence.investment, years)
    price = _course(scenario, evidence.deflator, years)
    money = _money(scenario, years, price)
    jobs = _jobs(scenario, evidence, years, money)
    return Simulation(
        scenario=scenario,
        evidence=evidence,
        years=years,
        employment=employment,
        investment=investment,
        price=price,
        additional_share=_share(scenario, "additional"),
        money=money,
        jobs=jobs,
        stock=_stock(scenario, evidence, years, jobs.net),
    )


def _course(scenario: Scenario, course: Course, years: NDArray[np.int64]) -> Array:
    """Join published figures to draws; years before the first figure take its value."""
    ahead = baseline.forecast(
        course.series,
        scenario.horizon - scenario.as_of,
        draws=scenario.draws,
        rng=stream(scenario.seed, f"{course.subject} baseline"),
        breaks=course.breaks,
        wide=course.others,
        calibration=packaged(course.subject, until=scenario.as_of),
    )
    seen = course.series.reindex(years[years <= scenario.as_of]).bfill().to_numpy(dtype=np.float64)
    return np.hstack([np.broadcast_to(seen, (scenario.draws, len(seen))), ahead])


def _triangular(scenario: Scenario, name: str, spread: str, *, lower: float, upper: float) -> Array:
    return triangular(
        uniforms(scenario.seed, name, scenario.draws),
        getattr(scenario, name),
        getattr(scenario, spread),
        lower=lower,
        upper=upper,
    )


def _share(scenario: Scenario, stem: str) -> Array:
    return _triangular(scenario, f"{stem}_share", f"{stem}_spread", lower=0.0, upper=1.0)


def _money(scenario: Scenario, years: NDArray[np.int64], price: Array) -> Money:
    draws, seed = scenario.draws, scenario.seed
    planned = planned_by_source(
        scenario.investment_need_rub_bn,
        scenario.extra_budgetary_share,
        scenario.federal_budget_share,
    )
    luck = common_factor_uniforms(
        stream(seed, "realisation"), draws, len(SOURCES), scenario.realisation_correlation
    )
    realised = np.column_stack(
        [
            scaled_beta(
                luck[:, column],
                min(
                    getattr(scenario, f"{source}_realisation_share"),
                    scenario.realisation_ceiling_share,
                ),
                ceiling=scenario.realisation_ceiling_share,
                dispersion=scenario.realisation_dispersion,
            )
            for column, source in enumerate(SOURCES)
        ]
    )
    shares = spend_shares(
        years,
        start=scenario.programme_start,
        end=scenario.programme_end,
        alpha=scenario.spend_curve_alpha,
        beta=scenario.spend_curve_beta,
        slip=gamma_delay(uniforms(seed, "slip", draws), scenario.slip_years),
    )
    overrun = _triangular(
        scenario, "cost_overrun_share", "cost_overrun_spread", lower=0.0, upper=np.inf
    )
    spent = disbursed(planned, realised, overrun, shares)
    return Money(planned, realised, overrun, spent, spent / price[:, :, None])


def _jobs(scenario: Scenario, evidence: Evidence, years: NDArray[np.int64], money: Money) -> Jobs:
    seed, draws = scenario.seed, scenario.draws
    cost = lognormal(
        uniforms(seed, "cost per job", draws), evidence.cost.log_mean, evidence.cost.log_sd
    )
    budget_yield = _triangular(
        scenario, "budget_money_job_share", "budget_money_job_spread", lower=0.0, upper=1.0
    )
    outside, budget = money.real[:, :, 0], money.real[:, :, 1:].sum(axis=2)
    posts = (outside + budget_yield[:, None] * budget) * THOUSAND / cost[:, None]
    gross = _lagged(np.cumsum(posts, axis=1), scenario.job_lag_years)
    multiplier = _triangular(
        scenario, "local_multiplier", "local_multiplier_spread", lower=0.0, upper=np.inf
    )
    deductions = {name: _share(scenario, name) for name in DEDUCTIONS}
    steps = gross_to_net(gross, deductions, multiplier)
    uncapped = gross + sum(steps.values())
    reserve = labour_reserve(
        evidence.unemployed,
        _share(scenario, "unemployed_available"),
        evidence.labour_force,
        _share(scenario, "labour_inflow"),
        np.maximum(years - scenario.programme_start + 1, 0),
    )
    net = fillable_jobs(uncapped, reserve)
    steps["labour_ceiling"] = net - uncapped
    return Jobs(cost, budget_yield, gross, steps, uncapped, net, reserve)


def _lagged(cumulative: Array, lag: int) -> Array:
    """Shift running totals by whole years; what comes in from the left is zero."""
    kept = max(cumulative.shape[1] - lag, 0)
    return np.pad(cumulative[:, :kept], ((0, 0), (cumulative.shape[1] - kept, 0)))


def _stock(scenario: Scenario, evidence: Evidence, years: NDArray[np.int64], net: Array) -> Stock:
    count = evidence.stock
    ratio = _triangular(
        scenario, "hpw_regional_ratio", "hpw_regional_spread", lower=0.0, upper=np.inf
    )
    growth = _triangular(
        scenario, "hpw_growth_share", "hpw_growth_spread", lower=-1.0, upper=np.inf
    )
    initial = national_density_stock(
        count.workplaces, count.national_employed, count.regional_employed, ratio
    )
    since = np.maximum(years - count.year, 0)
    new_share = _share(scenario, "hpw_new")
    since_count = jobs_since(net, years, count.year)
    reclassified, new = stock_changes(initial, growth, new_share, since_count, since)
    return Stock(initial, reclassified, new_share, new)
