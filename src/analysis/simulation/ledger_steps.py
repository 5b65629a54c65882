"""The steps of the ledger: what each amounts to in a chunk of draws, and what moves it."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from analysis.models.additionality import DEDUCTIONS
from analysis.simulation.draws import REAL, Array, Draws, total
from analysis.simulation.preparation import Prepared

__all__ = ["Step", "ledger_steps"]

_NOMINAL = "RUB bn, nominal"
_REALISATION = tuple(
    f"{source}_realisation_share" for source in ("extra_budgetary", "federal", "regional")
)


class Step(NamedTuple):
    """One row of the ledger.

    Attributes
    ----------
    name
        What is left after the step.
    block
        ``money`` and ``jobs`` are one chain; ``stock`` is another; ``memo`` stands beside both.
    unit
        Unit of the amount.
    parameters
        Parameters of the scenario that move the step.
    amount
        Amount at the horizon of each draw, shape (draws,).
    """

    name: str
    block: Literal["money", "jobs", "stock", "memo"]
    unit: str
    parameters: tuple[str, ...]
    amount: Callable[[Prepared, Draws], Array]


def _planned(prepared: Prepared, draws: Draws) -> Array:
    return np.full(draws.size, prepared.planned.sum(), dtype=REAL)


def _spent_early(prepared: Prepared, draws: Draws, money: Array) -> Array:
    """Add up money spent early enough for a post by the horizon, source by source."""
    early = max(len(draws.years) - prepared.scenario.job_lag_years, 0)
    return total(np.swapaxes(money[:, :early], 0, 1))


def _job_making(prepared: Prepared, draws: Draws, money: Array) -> Array:
    outside, *budgets = _spent_early(prepared, draws, money)
    return np.asarray(outside + draws.jobs.budget_yield * sum(budgets))


def _after(count: int) -> Callable[[Prepared, Draws], Array]:
    """Return what is left of gross posts after so many steps."""

    def amount(_: Prepared, draws: Draws) -> Array:
        changes = list(draws.jobs.steps.values())[:count]
        return np.asarray(draws.jobs.gross[-1] + sum(change[-1] for change in changes))

    return amount


def _money_steps(as_of: int) -> list[Step]:
    return [
        Step("Planned", "money", _NOMINAL, ("investment_need_rub_bn",), _planned),
        Step(
            "Committed",
            "money",
            _NOMINAL,
            (*_REALISATION, "reference_class_weight", "realisation_dispersion"),
            lambda _, draws: total(draws.money.committed),
        ),
        Step(
            "Disbursed by the horizon",
            "money",
            _NOMINAL,
            ("slip_years", "spend_curve_alpha", "spend_curve_beta", "cluster_concentration"),
            lambda _, draws: total(draws.money.disbursed),
        ),
        Step(
            "Net of cost overrun",
            "money",
            _NOMINAL,
            ("cost_overrun_share",),
            lambda _, draws: total(total(draws.money.spent)),
        ),
        Step(
            "Early enough for a post",
            "money",
            _NOMINAL,
            ("job_lag_years",),
            lambda prepared, draws: total(_spent_early(prepared, draws, draws.money.spent)),
        ),
        Step(
            "Job-making money",
            "money",
            _NOMINAL,
            ("budget_money_job_share",),
            lambda prepared, draws: _job_making(prepared, draws, draws.money.spent),
        ),
        Step(
            "In constant prices",
            "money",
            f"RUB bn, prices of {as_of}",
            ("as_of",),
            lambda prepared, draws: _job_making(prepared, draws, draws.money.real),
        ),
    ]


def _job_steps() -> list[Step]:
    moved_by = {name: (f"{name}_share",) for name in DEDUCTIONS}
    last = ("unemployed_available_share", "labour_inflow_share")
    named = [
        ("Gross posts", ("jobs_lens", "cost_per_job_log_sd_prior", "cluster_yield_correlation")),
        *((f"After {name}", parameters) for name, parameters in moved_by.items()),
        ("With local multiplier", ("local_multiplier",)),
        ("Within labour supply: net jobs", last),
    ]
    return [
        Step(name, "jobs", "workplaces", parameters, _after(count))
        for count, (name, parameters) in enumerate(named)
    ]


def _stock_steps() -> list[Step]:
    return [
        Step(
            "Stock at the last national count",
            "stock",
            "workplaces",
            ("hpw_regional_ratio",),
            lambda _, draws: draws.stock.initial,
        ),
        Step(
            "With posts reclassified",
            "stock",
            "workplaces",
            ("hpw_growth_share",),
            lambda _, draws: draws.stock.initial + draws.stock.reclassified[-1],
        ),
        Step(
            "With net new jobs",
            "stock",
            "workplaces",
            ("hpw_new_share",),
            lambda _, draws: draws.stock.total[-1],
        ),
    ]


def _memo_steps() -> list[Step]:
    return [
        Step(
            "Building the programme, all years",
            "memo",
            "national job-years",
            ("investment_need_rub_bn", *_REALISATION),
            lambda _, draws: total(draws.jobs.construction),
        ),
        Step(
            "Suppliers of the posts, all years",
            "memo",
            "national job-years",
            ("jobs_lens", "cluster_concentration"),
            lambda _, draws: total(draws.jobs.suppliers),
        ),
    ]


def ledger_steps(as_of: int) -> list[Step]:
    """List the steps of the ledger in order.

    Parameters
    ----------
    as_of
        Price year of constant rubles.

    Returns
    -------
    list of Step
        Money, jobs, stock, memo.
    """
    return [*_money_steps(as_of), *_job_steps(), *_stock_steps(), *_memo_steps()]
