"""What the lenses of a simulation say side by side, and how far each can be trusted."""

import numpy as np
import pandas as pd
from scipy import stats

from analysis import data
from analysis.models.lens_agreement import Agreement, agreement
from analysis.models.lenses import Lens, Measure, cost_lens, lens_table
from analysis.models.panel_response import jobs_per_rub_bn
from analysis.models.response_robustness import ResponseData, robustness_table
from analysis.simulation.evidence import LENSES, THOUSAND
from analysis.simulation.evidence.courses import leaves_table
from analysis.simulation.evidence.lenses import LAGS, panel_breaks, panel_tables
from analysis.simulation.remembered import remembered
from analysis.simulation.simulate import Simulation

__all__ = [
    "MEASURE_WORDS",
    "capital_table",
    "lens_agreement",
    "lens_comparison",
    "response_robustness",
    "response_table",
]

MEASURE_WORDS: dict[Measure, str] = {
    "gross posts": "posts that residents' money made, before any loss",
    "net jobs": "regional jobs that went with investment, displacement and multiplier included",
    "average stock": "assets behind an average existing post, whoever paid for them",
}
_CAPITAL_WORDS = {
    "book": "assets a worker at book value",
    "restated": "the same in prices of the information set (the lens)",
    "marginal": "investment behind one more worker, where employment grew",
}
_CAPITALS = ("RU-MOW", "RU-SPE")
_OIL_OKRUGS = ("RU-KHM", "RU-YAN", "RU-NEN")

_robustness = remembered(robustness_table)


def lens_comparison(sim: Simulation) -> pd.DataFrame:
    """Tabulate cost and yield of every lens with its weight in the pool.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        One row a lens, in prices of `as_of`: lens, what_it_sees, the columns of
        `analysis.models.lenses.lens_table`, mean_before_cut and jobs_per_rub_bn_mean (means before
        and after jobs below zero are cut), weight (probability in the pool) and
        net_jobs_per_rub_bn: what a billion spent on one project leaves, all losses and the
        multiplier counted, workers no limit; the median over the draws that look through this lens,
        one footing for all. Missing for a lens that no draw uses, and without any post.

    Notes
    -----
    One project has one draw of a lens. A sum over clusters is no single project: where their costs
    vary apart, its median is lifted by the luckiest of them.
    """
    table = lens_table(list(sim.evidence.lenses)).reset_index()
    table.insert(1, "what_it_sees", table["measures"].map(dict(MEASURE_WORDS)))
    lenses = sim.evidence.lenses
    table["mean_before_cut"] = [_mean(lens) for lens in lenses]
    table["jobs_per_rub_bn_mean"] = [_mean(lens, cut=True) for lens in lenses]
    table["weight"] = sim.evidence.lens_weights
    table["net_jobs_per_rub_bn"] = [_net_yield(sim, name) for name in LENSES]
    return table


def _net_yield(sim: Simulation, lens: str) -> float:
    """Median net jobs that a RUB bn of one project leaves in the draws through one lens."""
    jobs = sim.sample.jobs
    looking = jobs.lens == LENSES.index(lens)
    gross = jobs.gross[-1]
    # Losses are read off posts: without a post in any draw there is nothing to read.
    if not gross[looking].any():
        return float("nan")
    kept = np.divide(jobs.uncapped[-1], gross, out=np.zeros_like(gross), where=gross > 0)
    # Each cluster is one project with the same distribution, so all of them count.
    return float(np.median((jobs.posts_per_rub_mn * kept)[:, looking]) * THOUSAND)


def _mean(lens: Lens, *, cut: bool = False) -> float:
    """Mean jobs per RUB bn, with jobs below zero as they are or cut to none."""
    if lens.scale == "cost":
        return float(THOUSAND * np.exp(lens.spread**2 / 2 - lens.centre))
    # The mean of a t variable of one degree of freedom or fewer does not exist.
    if lens.freedom <= 1:
        return float("nan")
    if not cut or lens.spread == 0:
        return max(lens.centre, 0.0) if cut else lens.centre
    # E max(0, b + s T) = b P(T < b/s) + s f(b/s) (v + (b/s)^2) / (v - 1).
    ratio = lens.centre / lens.spread
    normal = np.isinf(lens.freedom)
    law = stats.norm() if normal else stats.t(lens.freedom)
    tail = 1.0 if normal else (lens.freedom + ratio**2) / (lens.freedom - 1)
    return float(lens.centre * law.cdf(ratio) + lens.spread * law.pdf(ratio) * tail)


def lens_agreement(sim: Simulation) -> Agreement:
    """Compare the lenses of a simulation pair by pair.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    Agreement
        See `analysis.models.lens_agreement.agreement`; central intervals are 5 to 95 %.
    """
    return agreement(list(sim.evidence.lenses))


def response_table(sim: Simulation) -> pd.DataFrame:
    """Tabulate the response of employment to investment by horizon, placebo years first.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        Columns horizon (years after the investment), role (``placebo`` before it, else
        ``response``), estimate with its 95 % interval low and high (log points for a log point,
        clustered by region), std_error, std_error_driscoll_kraay, nobs, entities, years,
        jobs_per_rub_bn and jobs_sd (of the first year's money), jobs_per_rub_bn_every_ruble and its
        standard error; a placebo has no jobs.
    """
    table = sim.evidence.response.table.copy()
    table.insert(1, "role", np.where(table["horizon"] < 0, "placebo", "response"))
    jobs = pd.DataFrame([_jobs(sim, int(horizon)) for horizon in table["horizon"]])
    return pd.concat([table.reset_index(drop=True), jobs], axis=1)


def _jobs(sim: Simulation, horizon: int) -> dict[str, float]:
    if horizon < 0:
        return {}
    first, every = (
        jobs_per_rub_bn(
            sim.evidence.response,
            employed=float(sim.evidence.employment.series.iloc[-1]),
            investment_rub_bn=float(sim.evidence.investment.series.iloc[-1]),
            horizon=horizon,
            every_ruble=every_ruble,
        )
        for every_ruble in (False, True)
    )
    return {
        "jobs_per_rub_bn": first.jobs,
        "jobs_sd": first.sd,
        "jobs_per_rub_bn_every_ruble": every.jobs,
        "jobs_sd_every_ruble": every.sd,
    }


def response_robustness(sim: Simulation) -> pd.DataFrame:
    """Estimate the response once more on other samples, controls and corrections.

    Parameters
    ----------
    sim
        A simulation; `panel_horizon_years` after the investment are looked at.

    Returns
    -------
    DataFrame
        See `analysis.models.response_robustness.robustness_table`.
    """
    scenario = sim.scenario
    panel = data.load_panel(as_of=scenario.as_of)
    employed, growth = panel_tables(panel)
    breaks = panel_breaks(scenario.as_of)
    output = pd.DataFrame(np.log(leaves_table(panel, "grp_real_index_pct") / 100))
    tables = ResponseData(employed, growth, output, np.exp(employed.iloc[-1]) * THOUSAND, breaks)
    last_break = max(breaks, default=None)
    first = int(growth.index[0])
    periods = (
        {}
        if last_break is None
        else {
            f"{first} to {last_break - 1}": (first, last_break - 1),
            f"{last_break} to {scenario.as_of}": (last_break, scenario.as_of),
        }
    )
    return _robustness(
        tables,
        employed=float(sim.evidence.employment.series.iloc[-1]),
        investment_rub_bn=float(sim.evidence.investment.series.iloc[-1]),
        horizon=scenario.panel_horizon_years,
        lags=LAGS,
        without={
            "without Moscow and St Petersburg": _CAPITALS,
            "without oil okrugs": _OIL_OKRUGS,
            "without the region itself": (scenario.region,),
        },
        periods=periods,
    )


def capital_table(sim: Simulation) -> pd.DataFrame:
    """Tabulate the capital behind a post: book, restated and marginal side by side.

    Parameters
    ----------
    sim
        A simulation.

    Returns
    -------
    DataFrame
        Columns reading, what_it_is, rub_mn_per_job_low, _median, _high (5, 50 and 95 %),
        jobs_per_rub_bn_median, regions (the spread comes from them) and left_out_share (regions
        looked at that have no such cost).
    """
    costs = sim.evidence.capital
    lenses = [
        cost_lens(name, "average stock", log_mean=cost.log_mean, log_sd=cost.log_sd)
        for name, cost in costs.items()
    ]
    table = lens_table(lenses).reset_index(names="reading")
    columns = [name for name in table if str(name).startswith("rub_mn_per_job")]
    table = table[["reading", *columns, "jobs_per_rub_bn_median"]]
    table.insert(1, "what_it_is", table["reading"].map(_CAPITAL_WORDS))
    table["regions"] = [cost.regions for cost in costs.values()]
    table["left_out_share"] = [cost.left_out_share for cost in costs.values()]
    return table
