"""The ledger: one row a step from planned money to net jobs, with bands and sources."""

import numpy as np
import pandas as pd

from analysis.scenario import Scenario, parameter_table
from analysis.simulation.ledger_steps import Step, ledger_steps
from analysis.simulation.tally import Tally

__all__ = ["QUANTILES", "ledger"]

QUANTILES = (0.05, 0.5, 0.95)


def ledger(scenario: Scenario, tally: Tally) -> pd.DataFrame:
    """Tabulate each step from the money planned to the jobs and the stock at the horizon.

    Parameters
    ----------
    scenario
        Resolved scenario.
    tally
        Its outcomes, counted.

    Returns
    -------
    DataFrame
        One row a step; columns step, block (money, jobs, stock, memo), unit, mean, p05, p50, p95
        (in the unit of the step), workplaces and workplaces_p05, workplaces_p95 (mean and band;
        money is turned into workplaces at the promise's own ratio, target over need; job-years are
        never turned into workplaces), change (of `workplaces` against the step before in the same
        chain; the money and jobs blocks are one chain), parameters (what moves the step) and
        sources (where each of them comes from).
    """
    steps = ledger_steps(scenario.as_of)
    need = scenario.investment_need_rub_bn
    per_ruble = scenario.target_jobs / need if need else 0.0
    factors = {"money": per_ruble, "jobs": 1.0, "stock": 1.0, "memo": np.nan}
    frame = pd.DataFrame([_row(step, tally, factors[step.block]) for step in steps])
    chains = frame["block"].replace({"money": "jobs"})
    frame["change"] = frame.groupby(chains)["workplaces"].diff().fillna(frame["workplaces"])
    sources = parameter_table().set_index("name")["source"]
    frame["parameters"] = [", ".join(step.parameters) for step in steps]
    frame["sources"] = [
        "; ".join(f"{name}: {sources[name]}" for name in step.parameters) for step in steps
    ]
    return frame


def _row(step: Step, tally: Tally, factor: float) -> dict[str, object]:
    name = f"Ledger|{step.name}"
    mean = float(tally.mean(name)[0])
    low, middle, high = tally.quantiles(name, QUANTILES)[:, 0]
    return {
        "step": step.name,
        "block": step.block,
        "unit": step.unit,
        "mean": mean,
        "p05": low,
        "p50": middle,
        "p95": high,
        "workplaces": mean * factor,
        "workplaces_p05": low * factor,
        "workplaces_p95": high * factor,
    }
