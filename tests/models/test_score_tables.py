"""Tabulated quantile functions: against scipy's own, and the copula that joins their scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ModelError
from analysis.models.distributions import gamma_delay, scaled_beta, triangular
from analysis.models.score_tables import ScoreTable, common_factor_scores

SCORES = np.linspace(-5.0, 5.0, 9_973)
_UNIFORMS = stats.norm.cdf(SCORES)


@pytest.mark.parametrize("mean", [0.1, 0.55, 1.2])
@pytest.mark.parametrize("dispersion", [0.2, 0.45, 0.6])
def test_a_tabulated_beta_agrees_with_scipy(mean: float, dispersion: float) -> None:
    table = ScoreTable(lambda luck: scaled_beta(luck, mean, ceiling=1.5, dispersion=dispersion))
    concentration = 1 / dispersion**2 - 1
    shapes = (concentration * mean / 1.5, concentration * (1 - mean / 1.5))
    expected = 1.5 * stats.beta(*shapes).ppf(_UNIFORMS)
    np.testing.assert_allclose(table(SCORES), expected, atol=2e-6)


@pytest.mark.parametrize("mean", [0.3, 1.0, 4.0])
def test_a_tabulated_delay_agrees_with_scipy(mean: float) -> None:
    table = ScoreTable(lambda luck: gamma_delay(luck, mean))
    expected = stats.gamma(2.0, scale=mean / 2).ppf(_UNIFORMS)
    np.testing.assert_allclose(table(SCORES), expected, atol=2e-6 * mean)


@pytest.mark.parametrize(("mode", "spread"), [(0.2, 0.1), (0.0, 0.4)])
def test_a_tabulated_triangle_agrees_with_scipy(mode: float, spread: float) -> None:
    table = ScoreTable(lambda luck: triangular(luck, mode, spread, lower=0.0, upper=np.inf))
    low = max(0.0, mode - spread)
    width = mode + spread - low
    expected = stats.triang((mode - low) / width, low, width).ppf(_UNIFORMS)
    np.testing.assert_allclose(table(SCORES), expected, atol=2e-6)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=20))
def test_more_luck_is_never_less_and_scores_out_of_reach_take_the_ends(scores: list[float]) -> None:
    table = ScoreTable(lambda luck: gamma_delay(luck, 2.0))
    found = table(np.sort(np.array(scores)))
    assert (np.diff(found) >= 0).all()
    assert np.isfinite(found).all()
    assert table(np.array([-50.0]))[0] == table(np.array([-8.2]))[0]
    assert table(np.array([50.0]))[0] == pytest.approx(table(np.array([8.2]))[0], rel=1e-9)


def test_a_certain_quantity_is_exact_and_keeps_the_shape() -> None:
    table = ScoreTable(lambda luck: np.full(luck.shape, 0.1))
    assert table.constant
    found = table(SCORES[:12].reshape(3, 4))
    assert found.shape == (3, 4)
    assert set(found.ravel()) == {np.float32(0.1)}


def test_scores_are_left_as_they_were() -> None:
    scores = SCORES.copy()
    ScoreTable(lambda luck: gamma_delay(luck, 1.0))(scores)
    np.testing.assert_array_equal(scores, SCORES)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_a_quantile_function_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ModelError, match=r"must be finite inside \(0, 1\)"):
        ScoreTable(lambda luck: np.where(luck > 0.9, value, luck))


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_a_common_factor_gives_the_correlation_asked_for(correlation: float) -> None:
    # 100,000 draws: the standard error of a correlation is at most .0032; five of them are crossed
    # by chance less than once in a million.
    rng = np.random.default_rng(1)
    factor, own = rng.standard_normal(100_000), rng.standard_normal((3, 100_000))
    scores = common_factor_scores(factor, own, correlation)
    off_diagonal = np.corrcoef(scores)[np.triu_indices(3, 1)]
    np.testing.assert_allclose(off_diagonal, correlation, atol=0.016)
    np.testing.assert_allclose(scores.mean(axis=1), 0.0, atol=0.016)
    np.testing.assert_allclose(scores.std(axis=1), 1.0, atol=0.012)


def test_full_correlation_moves_all_alike_and_none_leaves_each_alone() -> None:
    rng = np.random.default_rng(1)
    factor, own = rng.standard_normal(50), rng.standard_normal((3, 50))
    joined = common_factor_scores(factor, own, 1.0)
    np.testing.assert_array_equal(joined, np.broadcast_to(factor, (3, 50)))
    np.testing.assert_array_equal(common_factor_scores(factor, own, 0.0), own)


@pytest.mark.parametrize("correlation", [-0.1, 1.1, float("nan")])
def test_a_correlation_that_is_none_is_refused(correlation: float) -> None:
    with pytest.raises(ModelError, match=f"correlation {correlation} must lie in 0 to 1"):
        common_factor_scores(np.zeros(2), np.zeros((1, 2)), correlation)
