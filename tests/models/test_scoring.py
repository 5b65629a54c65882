"""Scores against closed forms."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.scoring import coverage, crps, mase, pit, pit_histogram, smape


def test_crps_of_a_standard_normal_at_zero() -> None:
    # Closed form: 2 phi(0) - 1 / sqrt(pi) = 0.23369498 (Gneiting and Raftery 2007, eq. 5).
    draws = np.random.default_rng(0).standard_normal(400_000)
    assert float(crps(draws, 0.0)) == pytest.approx(0.23369498, abs=1e-3)


def test_crps_of_a_point_forecast_is_its_absolute_error() -> None:
    np.testing.assert_allclose(crps(np.full((50, 2), 3.0), [1.0, 7.0]), [2.0, 4.0])


def test_crps_works_on_paths() -> None:
    draws = np.random.default_rng(1).standard_normal((200, 4, 3))
    scores = crps(draws, np.zeros((4, 3)))
    assert scores.shape == (4, 3)
    assert scores[2, 1] == pytest.approx(float(crps(draws[:, 2, 1], 0.0)))


def test_coverage_is_nominal_for_a_right_forecast() -> None:
    rng = np.random.default_rng(2)
    draws, actual = rng.standard_normal((1000, 4000)), rng.standard_normal(4000)
    for level in (0.5, 0.8, 0.95):
        assert coverage(draws, actual, level).mean() == pytest.approx(level, abs=0.02)


def test_unknown_outcomes_stay_unknown() -> None:
    draws = np.zeros((10, 2))
    assert np.isnan(coverage(draws, [np.nan, 0.0], 0.8)).tolist() == [True, False]
    assert np.isnan(pit(draws, [np.nan, 0.0])).tolist() == [True, False]


def test_pit_counts_ties_half() -> None:
    np.testing.assert_allclose(pit([1.0, 2.0, 2.0, 5.0], 2.0), 0.5)


def test_pit_is_uniform_for_a_right_forecast() -> None:
    rng = np.random.default_rng(3)
    places = pit(rng.standard_normal((999, 3000)), rng.standard_normal(3000))
    assert stats.kstest(places, "uniform").pvalue > 0.01
    np.testing.assert_allclose(pit_histogram(places, 5), 0.2, atol=0.03)


def test_mase_of_the_naive_step_is_one() -> None:
    history = np.array([1.0, 3.0, 2.0, 5.0])
    np.testing.assert_allclose(mase([5.0], [7.0], history), [1.0])
    with pytest.raises(ModelError, match="constant"):
        mase([1.0], [1.0], np.ones(9))


def test_smape_is_symmetric() -> None:
    assert smape(100.0, 110.0) == pytest.approx(smape(110.0, 100.0))
    assert smape(90.0, 110.0) == pytest.approx(20.0)


def test_refusals() -> None:
    with pytest.raises(ModelError, match="level: 80 given"):
        coverage(np.zeros(3), 0.0, 80)
    with pytest.raises(ModelError, match="first axis holds the draws"):
        crps(np.zeros((5, 3)), np.zeros(4))
