"""Lenses on one footing: units, quantiles, draws that never fall below zero, and the verdict."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from analysis.errors import ModelError
from analysis.models.lens_agreement import agreement
from analysis.models.lenses import (
    Lens,
    choose_lens,
    cost_lens,
    jobs_quantiles,
    lens_draws,
    lens_table,
    yield_lens,
)

SCORES = special.ndtri((np.arange(20_001) + 0.5) / 20_001)
ZONES = cost_lens("zones", "gross posts", log_mean=np.log(8.0), log_sd=1.0)
STOCK = cost_lens("capital", "average stock", log_mean=np.log(6.0), log_sd=0.4)
PANEL = yield_lens("panel", "net jobs", mean=30.0, sd=40.0, freedom=20)


def test_a_cost_of_eight_million_is_125_jobs_a_billion() -> None:
    row = lens_table([ZONES]).loc["zones"]
    assert row["rub_mn_per_job_median"] == pytest.approx(8.0)
    assert row["jobs_per_rub_bn_median"] == pytest.approx(125.0)
    assert row["rub_mn_per_job_high"] == pytest.approx(8 * np.exp(stats.norm.ppf(0.95)))
    assert row["jobs_per_rub_bn_low"] == pytest.approx(1e3 / row["rub_mn_per_job_high"])


def test_an_estimate_that_may_be_no_jobs_has_an_open_cost() -> None:
    row = lens_table([PANEL]).loc["panel"]
    assert row["rub_mn_per_job_high"] == np.inf
    assert row["jobs_per_rub_bn_low"] == 0
    assert row["rub_mn_per_job_median"] == pytest.approx(1e3 / 30)
    assert row["no_jobs_probability"] == pytest.approx(stats.t(20).cdf(-0.75))


@given(
    freedom=st.sampled_from([3.0, 8.0, 79.0, np.inf]),
    mean=st.floats(-50, 200),
    sd=st.floats(0.1, 80),
)
def test_yield_draws_have_the_quantiles_of_the_estimate(
    freedom: float, mean: float, sd: float
) -> None:
    lens = yield_lens("panel", "net jobs", mean=mean, sd=sd, freedom=freedom)
    drawn = lens_draws(lens, SCORES[::50]) * 1e3
    expected = mean + sd * stats.t(freedom).ppf(special.ndtr(SCORES[::50]))
    np.testing.assert_allclose(drawn, np.maximum(expected, 0), atol=2e-4 * sd)


@pytest.mark.parametrize("lens", [ZONES, PANEL], ids=["cost", "yield"])
def test_draws_keep_the_shape_rise_with_luck_and_are_never_negative(lens: Lens) -> None:
    jobs = lens_draws(lens, SCORES[:20_000].reshape(5, 40, 100))
    assert (jobs.shape, jobs.dtype) == ((5, 40, 100), np.float64)
    assert jobs.min() >= 0
    assert (np.diff(jobs.ravel()) >= 0).all()


def test_extreme_scores_stay_finite() -> None:
    assert np.isfinite(lens_draws(PANEL, np.array([-40.0, 40.0]))).all()


def test_table_and_draws_agree() -> None:
    for lens in (ZONES, STOCK, PANEL):
        drawn = np.quantile(lens_draws(lens, SCORES) * 1e3, [0.05, 0.5, 0.95])
        table = jobs_quantiles(lens, np.array([0.05, 0.5, 0.95]))
        np.testing.assert_allclose(drawn, table, rtol=1e-3)


def test_a_lens_agrees_with_itself() -> None:
    twin = ZONES._replace(name="twin")
    found = agreement([ZONES, twin])
    assert found.agree
    assert found.largest_ratio == 1
    assert found.pairs.loc[0, "probability_first_dearer"] == 0.5


def test_the_probability_of_being_dearer_is_that_of_two_normals() -> None:
    found = agreement([ZONES, STOCK]).pairs.loc[0]
    exact = stats.norm.cdf(np.log(8 / 6) / np.hypot(1.0, 0.4))
    assert found["probability_first_dearer"] == pytest.approx(exact, abs=1e-3)
    assert found["median_ratio"] == pytest.approx(8 / 6)
    assert (found["dearer"], found["same_measure"]) == ("zones", False)


def test_lenses_far_apart_disagree() -> None:
    dear = cost_lens("dear", "net jobs", log_mean=np.log(600.0), log_sd=0.4)
    found = agreement([STOCK, dear, ZONES])
    assert not found.agree
    assert found.largest_ratio == pytest.approx(100)
    assert (found.facts["dearest"], found.facts["cheapest"]) == ("dear", "capital")
    assert found.facts["overlapping_pairs"] == 1
    assert found.facts["open_ended"] == []


def test_a_lens_whose_median_is_no_job_is_infinitely_dearer() -> None:
    none = yield_lens("none", "net jobs", mean=-5.0, sd=10.0, freedom=79)
    found = agreement([none, ZONES])
    assert found.largest_ratio == np.inf
    assert found.facts["dearest"] == "none"
    assert found.facts["open_ended"] == ["none"]


def test_two_lenses_that_make_no_jobs_are_equally_dear() -> None:
    surely_none = [yield_lens(name, "net jobs", mean=-9.0, sd=0.1) for name in "ab"]
    assert agreement(surely_none).pairs.loc[0, "probability_first_dearer"] == 0.5


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4).filter(any))
def test_lenses_are_chosen_as_often_as_their_weights_say(counts: list[int]) -> None:
    weights = [count / sum(counts) for count in counts]
    chosen = choose_lens(weights, SCORES)
    shares = np.bincount(chosen, minlength=len(weights)) / len(SCORES)
    np.testing.assert_allclose(shares, weights, atol=1e-4)


def test_the_mean_of_the_pool_is_the_weighted_mean() -> None:
    rng = np.random.default_rng(3)
    scores, picks = rng.standard_normal((2, 200_000))
    lenses, weights = [STOCK, PANEL], [0.3, 0.7]
    jobs = np.stack([lens_draws(lens, scores) for lens in lenses])
    pooled = np.take_along_axis(jobs, choose_lens(weights, picks)[None], axis=0)
    expected = np.dot(weights, jobs.mean(axis=1))
    assert pooled.mean() == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("weights", [[], [0.5, 0.4], [1.2, -0.2], [np.nan, np.nan]])
def test_weights_that_are_no_probabilities_are_refused(weights: list[float]) -> None:
    with pytest.raises(ModelError, match="at least 0 and add up to 1"):
        choose_lens(weights, SCORES)


def test_what_is_no_lens_is_refused() -> None:
    with pytest.raises(ModelError, match="lens a: centre nan"):
        cost_lens("a", "gross posts", log_mean=np.nan, log_sd=1.0)
    with pytest.raises(ModelError, match="spread -1"):
        yield_lens("a", "net jobs", mean=1.0, sd=-1.0)
    with pytest.raises(ModelError, match="freedom 0"):
        yield_lens("a", "net jobs", mean=1.0, sd=1.0, freedom=0)
    with pytest.raises(ModelError, match="a name of its own"):
        lens_table([ZONES, ZONES])
    with pytest.raises(ModelError, match="nothing to agree with"):
        agreement([ZONES])
