"""Weights, pooled quantiles and shares of draws."""

import numpy as np
import pytest
from scipy import stats

from analysis.models.ensemble import (
    allocate,
    average_quantiles,
    pool_quantiles,
    pool_weights,
    spreads_between,
)

AT = (np.arange(100) + 0.5) / 100


def test_the_better_member_gets_the_weight() -> None:
    # Two point forecasts: the pool's CRPS is smallest on the exact one.
    weights = pool_weights(np.array([1.0, 2.0]), np.array([[0.0, 1.0], [1.0, 0.0]]), ridge=0.0)
    np.testing.assert_allclose(weights, [1.0, 0.0], atol=1e-6)


def test_weights_of_two_members_in_closed_form() -> None:
    errors, spreads = np.array([1.0, 1.2]), np.array([[0.8, 1.1], [1.1, 0.9]])
    # Minimum over w of e1 w + e2 (1 - w) - half the quadratic, by hand.
    a = -0.5 * (0.8 + 0.9 - 2 * 1.1)
    b = 1.0 - 1.2 - (1.1 - 0.9)
    weights = pool_weights(errors, spreads, ridge=0.0)
    assert weights[0] == pytest.approx(min(-b / (2 * a), 1.0), abs=1e-6)


def test_a_strong_ridge_gives_equal_weights() -> None:
    weights = pool_weights(np.array([1.0, 9.0, 4.0]), np.ones((3, 3)), ridge=1e5)
    np.testing.assert_allclose(weights, 1 / 3, atol=1e-4)


def test_weights_do_not_depend_on_units() -> None:
    errors, spreads = np.array([1.0, 1.3]), np.array([[0.6, 0.9], [0.9, 0.7]])
    np.testing.assert_allclose(
        pool_weights(errors, spreads, ridge=1.0),
        pool_weights(50 * errors, 50 * spreads, ridge=1.0),
        atol=1e-9,
    )


def test_spread_between_two_uniforms() -> None:
    quantiles = np.stack([AT, AT + 2.0])[None, :, None, :]
    spreads = spreads_between(quantiles)[0, :, :, 0]
    np.testing.assert_allclose(spreads, [[1 / 3, 2.0], [2.0, 1 / 3]], atol=1e-3)


def test_pool_of_one_is_itself_and_of_two_the_mixture() -> None:
    quantiles = np.stack([AT, AT + 10.0])[None, :, None, :]
    alone = pool_quantiles(quantiles, np.array([1.0, 0.0]))
    np.testing.assert_allclose(alone[0, 0], AT, atol=1e-9)
    both = pool_quantiles(quantiles, np.array([0.75, 0.25]))[0, 0]
    assert (both < 5.0).mean() == pytest.approx(0.75)
    assert np.interp(0.375, AT, both) == pytest.approx(0.5, abs=0.01)


def test_average_of_two_normals_is_a_normal_and_narrower_than_their_mixture() -> None:
    normal = stats.norm.ppf(AT)
    quantiles = np.stack([normal, 3.0 + 2.0 * normal])[None, :, None, :]
    weights = np.array([0.25, 0.75])
    average = average_quantiles(quantiles, weights)[0, 0]
    np.testing.assert_allclose(average, 2.25 + 1.75 * normal)
    assert np.ptp(average) < np.ptp(pool_quantiles(quantiles, weights)[0, 0])


@pytest.mark.parametrize("draws", [1, 7, 1000, 20_000])
def test_shares_add_up(draws: int) -> None:
    weights = np.array([0.3, 0.3, 0.4])
    for seed in range(50):
        counts = allocate(5.0 * weights, draws, np.random.default_rng(seed))
        assert sum(counts) == draws
        assert (np.abs(np.array(counts) - draws * weights) < 1).all()


def test_blocks_of_draws_are_fair() -> None:
    rng = np.random.default_rng(0)
    weights = [0.05, 0.35, 0.6]
    shares = np.mean([allocate(weights, 7, rng) for _ in range(20_000)], axis=0) / 7
    # Standard error of a mean of 20,000 roundings: below 0.0006.
    np.testing.assert_allclose(shares, weights, atol=0.002)


def test_members_without_weight_get_no_draw() -> None:
    for seed in range(20):
        assert allocate([0.0, 1.0, 0.0], 5, np.random.default_rng(seed)) == [0, 5, 0]
