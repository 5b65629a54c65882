"""The steps of the ledger: what each amounts to in a chunk of draws, and what moves it."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import numpy as np

from analysis.models.additionality import DEDUCTIONS
from analysis.simulation.draws import REAL, Array, Draws, total
from analysis.simulation.preparation import Prepared

__all__ = ["MOVES_NO_STEP", "Step", "ledger_steps"]

_NOMINAL = "RUB bn, nominal"
_COMING = (
    "extra_budgetary_share",
    "federal_budget_share",
    "extra_budgetary_realisation_share",
    "federal_realisation_share",
    "regional_realisation_share",
    "inside_view_weight",
    "reference_class_weight",
    "realisation_ceiling_share",
    "realisation_dispersion",
    "realisation_correlation",
)
_TIMING = (
    "programme_start",
    "programme_end",
    "horizon",
    "slip_years",
    "spend_curve_alpha",
    "spend_curve_beta",
    "cluster_concentration",
)
_LENS = ("jobs_lens", "zone_record_weight", "panel_response_weight", "capital_intensity_weight")
_YIELD = (
    *_LENS,
    "panel_horizon_years",
    "cost_per_job_log_sd_prior",
    "cluster_yield_correlation",
)
_OVERRUN = ("cost_overrun_share", "cost_overrun_spread")
_BUDGET = ("budget_money_job_share", "budget_money_job_spread")
# What is seen, and of whom: prices, lenses, workers and the count come with it.
_SEEN = ("as_of", "region")

MOVES_NO_STEP: Mapping[str, str] = {
    "programme": "names the file from which other parameters come",
    "scenario_name": "names the file from which other parameters come",
    "target_jobs": "what the last step is held against; no amount contains it",
    "target_reading": "says which answer leads",
    "price_year": "base of the real money shown in results; the ledger has prices of as_of",
    "additional_share": "moves regional investment, which is no step towards jobs",
    "additional_spread": "moves regional investment, which is no step towards jobs",
    "counterfactual_outcome": "says what notebook 07 shows; no draw contains it",
    "treated_from": "says what notebook 07 shows; no draw contains it",
    "donor_pool": "says what notebook 07 compares; no draw contains it",
    "fit_largest_misfit_share": "rule of notebook 07; no draw contains it",
    "fit_fewest_years": "rule of notebook 07; no draw contains it",
    "draws": "how finely the same distributions are counted",
    "seed": "chance of the count, no assumption",
}
"""Parameters that no step of the ledger names, each with the reason."""


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
        Parameters of the scenario that move the step, given the step before it; a step of the memo
        has none before it and names all.
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
            (*_COMING, "as_of"),
            lambda _, draws: total(draws.money.committed),
        ),
        Step(
            "Disbursed by the horizon",
            "money",
            _NOMINAL,
            _TIMING,
            lambda _, draws: total(total(draws.money.disbursed)),
        ),
        Step(
            "Net of cost overrun",
            "money",
            _NOMINAL,
            _OVERRUN,
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
            (*_BUDGET, *_LENS),
            lambda prepared, draws: _job_making(prepared, draws, draws.money.spent),
        ),
        Step(
            "In constant prices",
            "money",
            f"RUB bn, prices of {as_of}",
            _SEEN,
            lambda prepared, draws: _job_making(prepared, draws, draws.money.real),
        ),
    ]


def _job_steps() -> list[Step]:
    moved_by = {name: _with_spread(f"{name}_share") for name in DEDUCTIONS}
    multiplier = ("local_multiplier", "local_multiplier_spread")
    workers = [*_with_spread("unemployed_available_share"), *_with_spread("labour_inflow_share")]
    named = [
        ("Gross posts", (*_YIELD, *_SEEN, *_led_back(moved_by, multiplier))),
        *((f"After {name}", parameters) for name, parameters in moved_by.items()),
        ("With local multiplier", multiplier),
        ("Within labour supply: net jobs", (*workers, "programme_start", *_SEEN)),
    ]
    return [
        Step(name, "jobs", "workplaces", parameters, _after(count))
        for count, (name, parameters) in enumerate(named)
    ]


def _with_spread(share: str) -> tuple[str, str]:
    return share, f"{share.removesuffix('_share')}_spread"


def _led_back(
    moved_by: Mapping[str, tuple[str, ...]], multiplier: tuple[str, ...]
) -> tuple[str, ...]:
    """Name what leads the panel's net jobs back to gross posts."""
    later = (names for loss, names in moved_by.items() if loss != "deadweight")
    return (*(name for names in later for name in names), *multiplier)


def _stock_steps() -> list[Step]:
    return [
        Step(
            "Stock at the last national count",
            "stock",
            "workplaces",
            ("hpw_regional_ratio", "hpw_regional_spread", *_SEEN),
            lambda _, draws: draws.stock.initial,
        ),
        Step(
            "With posts reclassified",
            "stock",
            "workplaces",
            (*_with_spread("hpw_growth_share"), "as_of", "horizon"),
            lambda _, draws: draws.stock.initial + draws.stock.reclassified[-1],
        ),
        Step(
            "With net new jobs",
            "stock",
            "workplaces",
            _with_spread("hpw_new_share"),
            lambda _, draws: draws.stock.total[-1],
        ),
    ]


def _memo_steps() -> list[Step]:
    return [
        Step(
            "Building the programme, all years",
            "memo",
            "national job-years",
            ("investment_need_rub_bn", *_COMING, *_TIMING, *_SEEN),
            lambda _, draws: total(draws.jobs.construction),
        ),
        Step(
            "Suppliers of the posts, all years",
            "memo",
            "national job-years",
            (
                "investment_need_rub_bn",
                *_COMING,
                *_TIMING,
                *_OVERRUN,
                "job_lag_years",
                *_BUDGET,
                *_YIELD,
                *_SEEN,
            ),
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
