"""Draw the jobs of one chunk: posts through one of the lenses, and what is left of them."""

import numpy as np
from numpy.typing import NDArray

from analysis.models.additionality import DEDUCTIONS, gross_to_net
from analysis.models.labour_supply import fillable_jobs, labour_reserve
from analysis.models.lenses import choose_lens
from analysis.models.programme import weighted_total
from analysis.models.score_tables import common_factor_scores
from analysis.simulation.draws import REAL, Array, Jobs, Money, running_total, total
from analysis.simulation.evidence import LENSES, THOUSAND
from analysis.simulation.preparation import Prepared
from analysis.simulation.streams import Streams
from analysis.simulation.triangles import share, spread_around

__all__ = ["draw_jobs"]

# Where next to nothing is left of a gross post, net jobs say next to nothing about gross ones.
_LEAST_KEPT = 0.05


def draw_jobs(prepared: Prepared, money: Money, price: Array, streams: Streams) -> Jobs:
    """Turn money into jobs.

    Parameters
    ----------
    prepared
        What the draws share.
    money
        Programme money.
    price
        Price index of investment, `as_of` = 1, shape (years, draws).
    streams
        Random numbers.

    Returns
    -------
    Jobs
        All steps from gross posts to net jobs.

    Notes
    -----
    Gross posts to the end of year t: G_t = sum over years s <= t - lag and clusters c of
    I_cs y_c / P_s, with I_cs effective job-making rubles and y_c posts per ruble. A lens that
    measures net regional jobs is led back to gross posts by the draw's own losses after
    deadweight, so that no loss is deducted twice.
    """
    scenario, evidence = prepared.scenario, prepared.evidence
    multiplier = spread_around(scenario, "local_multiplier", "local_multiplier_spread", streams)
    deductions = {name: share(scenario, name, streams) for name in DEDUCTIONS}
    chosen = _chosen(prepared, streams)
    posts_per_rub_mn = _posts_per_rub_mn(
        prepared, chosen, _kept_of_response(deductions, multiplier), streams
    )
    given = share(scenario, "budget_money_job", streams)
    # Only the zone record is resident money a job; the other lenses see money of any source.
    budget_yield = np.where(chosen == LENSES.index("zone_record"), given, REAL(1))
    by_source = np.stack([np.ones_like(budget_yield), budget_yield, budget_yield])
    making = total(money.committed * by_source) * THOUSAND
    per_cluster = money.effective_share * posts_per_rub_mn
    lag = scenario.job_lag_years
    posts = weighted_total(per_cluster, money.timing) / price
    gross = making * _lagged(running_total(posts), lag)
    supplied = per_cluster * np.array(evidence.suppliers_per_post, dtype=REAL)[:, None]
    suppliers = making * _lagged(running_total(weighted_total(supplied, money.timing) / price), lag)
    steps = gross_to_net(gross, deductions, multiplier)
    # Where everything is lost, adding up leaves a rounding error on either side of zero.
    uncapped = np.maximum(gross + sum(steps.values()), 0.0)
    reserve = _reserve(prepared, streams)
    net = fillable_jobs(uncapped, reserve)
    steps["labour_ceiling"] = net - uncapped
    early = max(len(prepared.years) - lag, 0)
    # Summed over years before clusters are weighted: two arrays over years are enough.
    real_timing = total(np.swapaxes(money.timing[:, :early] / price[:early], 0, 1))
    return Jobs(
        lens=chosen,
        posts_per_rub_mn=posts_per_rub_mn,
        budget_yield=budget_yield,
        gross=gross,
        by_cluster=making * per_cluster * real_timing,
        steps=steps,
        uncapped=uncapped,
        net=net,
        reserve=reserve,
        construction=total(money.disbursed) / price * evidence.construction_jobs_per_rub_bn,
        suppliers=suppliers,
        full_posts=total(money.planned.astype(REAL)[:, None] * by_source)
        * THOUSAND
        * total(money.effective_share * real_timing),
    )


def _chosen(prepared: Prepared, streams: Streams) -> NDArray[np.int8]:
    weights = prepared.evidence.lens_weights
    return choose_lens(list(weights), streams.normal("lens")).astype(np.int8)


def _kept_of_response(deductions: dict[str, Array], multiplier: Array) -> Array:
    """Return net jobs a gross post once deadweight is out, not too close to zero."""
    kept = 1 + multiplier
    for name in DEDUCTIONS:
        if name != "deadweight":
            kept = kept * (1 - deductions[name])
    return np.maximum(kept, _LEAST_KEPT)


def _posts_per_rub_mn(
    prepared: Prepared, chosen: NDArray[np.int8], kept: Array, streams: Streams
) -> Array:
    """Return gross posts per RUB mn through the lens of each draw, shape (clusters, draws)."""
    clusters = len(prepared.evidence.clusters)
    own = common_factor_scores(
        streams.normal("yield of all clusters"),
        streams.normals("yield of a cluster", clusters),
        prepared.scenario.cluster_yield_correlation,
    )
    common = streams.normal("response of the region")
    posts = np.empty((clusters, streams.size), dtype=REAL)
    for place, (lens, response) in enumerate(
        zip(prepared.evidence.lenses, prepared.responses, strict=True)
    ):
        looking = chosen == place
        if not looking.any():
            continue
        if lens.measures == "net jobs":
            posts[:, looking] = response(common[looking]) / kept[looking]
        else:
            posts[:, looking] = response(own[:, looking])
    return posts


def _reserve(prepared: Prepared, streams: Streams) -> Array:
    scenario, evidence = prepared.scenario, prepared.evidence
    return labour_reserve(
        float(evidence.unemployed),
        share(scenario, "unemployed_available", streams),
        float(evidence.labour_force),
        share(scenario, "labour_inflow", streams),
        np.maximum(prepared.years - scenario.programme_start + 1, 0).astype(REAL),
    )


def _lagged(cumulative: Array, lag: int) -> Array:
    """Shift running totals by whole years; what comes in from before the first year is zero."""
    kept = max(len(cumulative) - lag, 0)
    return np.concatenate([np.zeros_like(cumulative[kept:]), cumulative[:kept]])
