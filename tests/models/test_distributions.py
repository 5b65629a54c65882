"""Quantile transforms: moments, bounds, limits and monotonicity."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ModelError
from analysis.models.distributions import gamma_delay, scaled_beta, triangular

GRID = (np.arange(20_000) + 0.5) / 20_000
shares = st.floats(0.0, 1.0)


@given(mode=shares, spread=shares)
def test_triangular_agrees_with_scipy_inside_its_bounds(mode: float, spread: float) -> None:
    low, high = max(0.0, mode - spread), min(1.0, mode + spread)
    drawn = triangular(GRID[::97], mode, spread, lower=0.0, upper=1.0)
    if high - low < 1e-6:
        np.testing.assert_allclose(drawn, mode, atol=1e-6)
        return
    expected = stats.triang((mode - low) / (high - low), low, high - low).ppf(GRID[::97])
    np.testing.assert_allclose(drawn, expected, atol=1e-9)


def test_triangular_without_spread_is_certain() -> None:
    assert set(triangular(GRID, 0.3, 0.0, lower=0.0, upper=1.0)) == {0.3}


@pytest.mark.parametrize(("mode", "spread"), [(1.2, 0.1), (-0.1, 0.1), (0.5, -0.1)])
def test_triangular_refuses_what_it_cannot_draw(mode: float, spread: float) -> None:
    with pytest.raises(ModelError, match="triangular: mode"):
        triangular(GRID, mode, spread, lower=0.0, upper=1.0)


@pytest.mark.parametrize("mean", [0.1, 0.5, 1.19])
@pytest.mark.parametrize("dispersion", [0.2, 0.45])
def test_scaled_beta_has_the_mean_and_dispersion_asked_for(mean: float, dispersion: float) -> None:
    drawn = scaled_beta(GRID, mean, ceiling=1.5, dispersion=dispersion)
    assert drawn.mean() == pytest.approx(mean, abs=2e-4)
    assert drawn.std() == pytest.approx(dispersion * np.sqrt(mean * (1.5 - mean)), rel=2e-3)
    assert drawn.min() >= 0
    assert drawn.max() <= 1.5


def test_scaled_beta_without_dispersion_is_certain() -> None:
    assert set(scaled_beta(GRID, 1.0, ceiling=1.5, dispersion=0.0)) == {1.0}


def test_scaled_beta_refuses_a_mean_above_its_ceiling() -> None:
    with pytest.raises(ModelError, match=r"mean 1\.6 must lie in 0 to 1\.5"):
        scaled_beta(GRID, 1.6, ceiling=1.5, dispersion=0.3)


def test_gamma_delay_has_the_mean_asked_for_and_may_be_none() -> None:
    assert gamma_delay(GRID, 1.5).mean() == pytest.approx(1.5, abs=1e-3)
    assert gamma_delay(GRID, 0.0).max() == 0
    with pytest.raises(ModelError, match="must not be negative"):
        gamma_delay(GRID, -1.0)


@pytest.mark.parametrize("mean", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("dispersion", [0.0, 0.3, 0.9])
def test_equal_luck_with_a_higher_mean_is_never_less(mean: float, dispersion: float) -> None:
    def drawn(value: float) -> np.ndarray:
        return scaled_beta(GRID, value, ceiling=1.5, dispersion=dispersion)

    assert (drawn(mean + 0.2) >= drawn(mean)).all()
    assert (np.diff(drawn(mean)) >= 0).all()
