"""Quantiles of mixtures: of one part its own, of several with the probability asked for below."""

import numpy as np
import pytest
from scipy import special, stats

from analysis.errors import ModelError
from analysis.models.mixtures import mixture_quantiles

LEVELS = np.array([1e-4, 0.025, 0.5, 0.9, 0.9999])


@pytest.mark.parametrize("sd", [10.0, 0.1, 1e-7, 1e-14])
def test_one_part_has_the_quantiles_of_its_distribution(sd: float) -> None:
    found = mixture_quantiles(np.array([10.0]), np.array([sd]), np.ones(1), 5, LEVELS)
    np.testing.assert_allclose(found, 10 + sd * stats.t.ppf(LEVELS, 5), rtol=1e-12)


def test_a_quantile_has_its_probability_below_it() -> None:
    rng = np.random.default_rng(4)
    mean, sd, weights = rng.normal(size=300), rng.uniform(0.01, 2, 300), rng.dirichlet(np.ones(300))
    found = mixture_quantiles(mean, sd, weights, 3, LEVELS)
    below = special.stdtr(3, (found[:, None] - mean) / sd) @ weights
    np.testing.assert_allclose(below, LEVELS, rtol=1e-3)
    np.testing.assert_allclose(below, LEVELS, atol=1e-5)


def test_parts_far_apart_leave_a_gap() -> None:
    apart = np.array([-1e6, 1e6])
    low, high = mixture_quantiles(apart, np.ones(2), np.full(2, 0.5), 4, np.array([0.4, 0.6]))
    assert low == pytest.approx(-1e6, abs=2)
    assert high == pytest.approx(1e6, abs=2)


def test_what_is_no_number_is_told() -> None:
    with pytest.raises(ModelError, match="none found for"):
        mixture_quantiles(np.array([np.nan, 1.0]), np.ones(2), np.full(2, 0.5), 4, LEVELS)
