"""The two-piece normal against its moments, its integral, and the normal it contains."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from analysis.errors import ModelError
from analysis.models.two_piece_normal import TwoPieceNormal

SPREADS = st.floats(0.1, 10.0)
LEVELS = (np.arange(100_000) + 0.5) / 100_000


def test_equal_spreads_are_a_normal() -> None:
    normal = TwoPieceNormal(2.0, 3.0, 3.0)
    uniforms = np.linspace(0.01, 0.99, 9)
    np.testing.assert_allclose(normal.quantiles(uniforms), stats.norm(2, 3).ppf(uniforms))
    assert normal.crps(2.0) == pytest.approx(3 * (np.sqrt(2 / np.pi) - 1 / np.sqrt(np.pi)))


def test_moments_are_those_of_the_quantiles() -> None:
    skewed = TwoPieceNormal(1.0, 0.5, 2.0)
    draws = skewed.quantiles(LEVELS)
    assert draws.mean() == pytest.approx(skewed.mean(), abs=1e-4)
    assert draws.var() == pytest.approx(skewed.variance(), rel=1e-3)
    assert (draws < 1.0).mean() == pytest.approx(0.5 / 2.5, abs=1e-5)


@pytest.mark.parametrize("outcome", [-4.0, -0.3, 0.0, 0.7, 6.0])
def test_score_is_the_integral_of_the_squared_distance(outcome: float) -> None:
    below, above = 0.6, 1.7

    def distribution(x: float) -> float:
        half = stats.norm.cdf(x / (below if x < 0 else above))
        if x < 0:
            return 2 * below * half / (below + above)
        return (below + above * (2 * half - 1)) / (below + above)

    low = integrate.quad(lambda x: distribution(x) ** 2, -20, outcome, points=[min(outcome, 0)])
    high = integrate.quad(
        lambda x: (1 - distribution(x)) ** 2, outcome, 30, points=[max(outcome, 0)]
    )
    assert TwoPieceNormal(0.0, below, above).crps(outcome) == pytest.approx(low[0] + high[0])


@given(SPREADS, SPREADS, st.floats(-20.0, 20.0))
def test_score_is_that_of_the_mirror_image(below: float, above: float, outcome: float) -> None:
    mirrored = TwoPieceNormal(0.0, above, below).crps(-outcome)
    assert TwoPieceNormal(0.0, below, above).crps(outcome) == pytest.approx(mirrored)


@given(SPREADS, SPREADS)
def test_quantiles_rise_through_the_mode(below: float, above: float) -> None:
    found = TwoPieceNormal(0.0, below, above).quantiles([0.001, below / (below + above), 0.999])
    assert found[0] < 0 < found[2]
    assert found[1] == pytest.approx(0.0, abs=1e-9)


def test_spreads_are_positive() -> None:
    with pytest.raises(ModelError, match=r"sd_below, sd_above: 1\.0 and 0\.0 given"):
        TwoPieceNormal(0.0, 1.0, 0.0).mean()
