"""The ledger: one row a step from planned money to net jobs."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.simulation.draws import Array, Draws

__all__ = ["QUANTILES", "ledger"]

QUANTILES = (0.05, 0.5, 0.95)
_NOMINAL = "RUB bn, nominal"


class _Row(NamedTuple):
    step: str
    block: str
    unit: str
    amounts: Array
    workplaces: Array
    parameters: tuple[str, ...]


def _money_rows(sim: Draws) -> Iterator[_Row]:
    scenario, money = sim.scenario, sim.money
    draws, end = scenario.draws, sim.at(scenario.horizon)
    need = float(money.planned.sum())
    per_ruble = scenario.target_jobs / need if need else 0.0
    gross_of_overrun = money.spent * (1 + money.overrun)[:, None, None]
    early = slice(0, max(end + 1 - scenario.job_lag_years, 0))
    steps = {
        "Planned": (np.full(draws, need), ("investment_need_rub_bn",)),
        "Committed": (
            (money.planned * money.realised).sum(axis=1),
            (
                "extra_budgetary_realisation_share",
                "federal_realisation_share",
                "regional_realisation_share",
            ),
        ),
        "Disbursed by the horizon": (
            gross_of_overrun.sum(axis=(1, 2)),
            ("slip_years", "spend_curve_alpha", "spend_curve_beta"),
        ),
        "Net of cost overrun": (money.spent.sum(axis=(1, 2)), ("cost_overrun_share",)),
        "Early enough for a post": (money.spent[:, early].sum(axis=(1, 2)), ("job_lag_years",)),
        "Job-making money": (sim.job_making(money.spent).sum(axis=1), ("budget_money_job_share",)),
    }
    for step, (values, parameters) in steps.items():
        yield _Row(step, "money", _NOMINAL, values, values * per_ruble, parameters)
    constant = sim.job_making(money.real).sum(axis=1)
    unit = f"RUB bn, prices of {scenario.as_of}"
    yield _Row("In constant prices", "money", unit, constant, constant * per_ruble, ("as_of",))


def _job_rows(sim: Draws) -> Iterator[_Row]:
    end = sim.at(sim.scenario.horizon)
    left = sim.jobs.gross[:, end]
    yield _Row(
        "Gross posts", "jobs", "workplaces", left, left, ("jobs_lens", "cost_per_job_log_sd_prior")
    )
    parameters = {
        "multiplier": ("local_multiplier",),
        "labour_ceiling": ("unemployed_available_share", "labour_inflow_share"),
    }
    labels = {
        "multiplier": "With local multiplier",
        "labour_ceiling": "Within labour supply: net jobs",
    }
    for name, change in sim.jobs.steps.items():
        left = left + change[:, end]
        label = labels.get(name, f"After {name}")
        yield _Row(
            label, "jobs", "workplaces", left, left, parameters.get(name, (f"{name}_share",))
        )


def _stock_rows(sim: Draws) -> Iterator[_Row]:
    end = sim.at(sim.scenario.horizon)
    count = sim.evidence.stock
    least = ", at least" if count.lower_bound else ""
    counted = f"High-productivity stock, {count.year}{least}"
    left = sim.stock.initial
    yield _Row(counted, "stock", "workplaces", left, left, ("hpw_regional_ratio",))
    left = left + sim.stock.reclassified[:, end]
    yield _Row("With posts reclassified", "stock", "workplaces", left, left, ("hpw_growth_share",))
    left = left + sim.stock.new[:, end]
    yield _Row("With net new jobs", "stock", "workplaces", left, left, ("hpw_new_share",))


def ledger(sim: Draws) -> pd.DataFrame:
    """Tabulate each step from the money planned to the jobs and the stock at the horizon.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        One row a step; columns step, block (money, jobs, stock), unit, mean, p05, p50, p95 (in the
        unit of the step), workplaces (mean; money is turned into workplaces at the promise's own
        ratio, target over need), change (of `workplaces` against the step before in the same
        chain; the money and jobs blocks are one chain), parameters (what moves the step).
    """
    rows = [*_money_rows(sim), *_job_rows(sim), *_stock_rows(sim)]
    frame = pd.DataFrame(
        {
            "step": [row.step for row in rows],
            "block": [row.block for row in rows],
            "unit": [row.unit for row in rows],
            "mean": [row.amounts.mean() for row in rows],
            "workplaces": [row.workplaces.mean() for row in rows],
            "parameters": [", ".join(row.parameters) for row in rows],
        }
    )
    quantiles = np.array([np.quantile(row.amounts, QUANTILES) for row in rows])
    for column, quantile in enumerate(QUANTILES):
        frame.insert(4 + column, f"p{round(quantile * 100):02d}", quantiles[:, column])
    chain = frame["block"].eq("stock")
    frame.insert(8, "change", frame.groupby(chain)["workplaces"].diff().fillna(frame["workplaces"]))
    return frame
