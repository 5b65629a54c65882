"""The promise stands where its own terms put it on the axis of the frontier."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.errors import ModelError
from analysis.simulation import Simulation
from analysis.simulation.draws import total
from analysis.simulation.target.promise_point import promise_point

Run = Callable[..., Simulation]
# Every draw as planned: no delay, no loss, no spread of what budget rubles make.
PLAIN = {
    "jobs_lens": "zone_record", "budget_money_job_share": 0.4, "budget_money_job_spread": 0.0,
    "slip_years": 0.0, "job_lag_years": 0,
}  # fmt: skip
CERTAIN = {
    f"{name}_{part}": value
    for name in ("deadweight", "displacement", "leakage", "substitution")
    for part, value in (("share", 0.1), ("spread", 0.0))
} | {"local_multiplier": 0.5, "local_multiplier_spread": 0.0}


def test_the_printed_ruble_is_led_to_private_rubles_of_the_information_set(run: Run) -> None:
    sim = run(**PLAIN)
    point = promise_point(sim, "gross_new")
    assert point.printed_rub_mn == 250e3 / 160e3
    assert point.budget_yield == pytest.approx(0.4)
    assert point.cost_rub_mn == pytest.approx(point.real_rub_mn * (0.65 + 0.35 * 0.4))
    assert point.posts == 1
    assert point.price_year == sim.scenario.as_of


def test_at_that_cost_all_the_money_on_time_makes_the_posts_promised(run: Run) -> None:
    sim = run(**PLAIN)
    posts = sim.sample.jobs.full_posts / promise_point(sim, "gross_new").cost_rub_mn
    # Draws differ from the median price path alone.
    assert np.median(posts) == pytest.approx(sim.scenario.target_jobs, rel=0.02)


def test_prices_before_and_after_the_information_set_pull_apart(run: Run) -> None:
    early = promise_point(run(**PLAIN, spend_curve_beta=8.0), "gross_new")
    late = promise_point(run(**PLAIN, spend_curve_alpha=8.0), "gross_new")
    assert early.real_rub_mn > early.printed_rub_mn > late.real_rub_mn
    assert early.printed_rub_mn == late.printed_rub_mn


def test_net_jobs_are_told_by_the_gross_posts_they_take(run: Run) -> None:
    sim = run(**PLAIN, **CERTAIN)
    net, gross = (promise_point(sim, reading) for reading in ("net_new", "gross_new"))
    assert net.posts == pytest.approx(1 / (0.9**4 * 1.5), rel=1e-5)
    assert net.cost_rub_mn * net.posts == pytest.approx(gross.cost_rub_mn)


def test_of_the_stock_only_what_is_missing_takes_posts(run: Run) -> None:
    sim = run(**PLAIN, **CERTAIN)
    draws = sim.sample
    alone = draws.stock.initial + draws.stock.reclassified[-1]
    missing = np.maximum(1 - alone / sim.scenario.target_jobs, 0)
    wanted = np.median(missing / draws.stock.new_share) / (0.9**4 * 1.5)
    assert promise_point(sim, "hpw_stock").posts == pytest.approx(wanted, rel=1e-4)
    assert np.isinf(promise_point(run(target_jobs=1), "hpw_stock").cost_rub_mn)


def test_no_money_promised_is_no_cost(run: Run) -> None:
    sim = run(investment_need_rub_bn=0.0)
    assert total(total(sim.sample.money.disbursed)).max() == 0
    for reading in ("gross_new", "net_new"):
        assert promise_point(sim, reading).cost_rub_mn == 0


def test_an_unknown_reading_is_refused(run: Run) -> None:
    with pytest.raises(ModelError, match="reading"):
        promise_point(run(), "jobs")
