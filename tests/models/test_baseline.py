"""The baseline forecast: identities, calibration on simulated series, and refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.baseline import MODELS, forecast


def simulated(seed: int, n: int = 15, drift: float = 0.03, spread: float = 0.04) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return 400.0 * np.exp(np.cumsum(drift + spread * rng.standard_normal(n)))


@pytest.mark.parametrize("model", MODELS)
def test_same_generator_gives_same_finite_positive_draws(model: str) -> None:
    series = simulated(1)
    first = forecast(series, 5, draws=300, rng=np.random.default_rng(7), model=model)
    again = forecast(series, 5, draws=300, rng=np.random.default_rng(7), model=model)
    assert first.shape == (300, 5)
    assert np.isfinite(first).all()
    assert (first > 0).all()
    np.testing.assert_array_equal(first, again)


def test_drift_model_is_the_textbook_student_interval() -> None:
    logs = np.log(simulated(2))
    growth = np.diff(logs)
    n, step = growth.size, 3
    error = growth.std(ddof=1) * np.sqrt(step + step**2 / n)
    expected = logs[-1] + step * growth.mean() + error * stats.t.ppf([0.1, 0.5, 0.9], n - 1)
    paths = forecast(np.exp(logs), step, draws=400_000, rng=np.random.default_rng(3), model="drift")
    np.testing.assert_allclose(
        np.quantile(np.log(paths[:, -1]), [0.1, 0.5, 0.9]), expected, atol=6e-4
    )


@pytest.mark.parametrize("model", MODELS)
def test_unit_of_the_series_does_not_matter(model: str) -> None:
    series = simulated(4)
    small = forecast(series, 4, draws=50, rng=np.random.default_rng(5), model=model)
    large = forecast(series * 1e6, 4, draws=50, rng=np.random.default_rng(5), model=model)
    np.testing.assert_allclose(large, small * 1e6, rtol=1e-9)


def test_bands_cover_nominally_when_the_model_is_right() -> None:
    rng = np.random.default_rng(11)
    inside = 0
    for _ in range(400):
        path = np.exp(np.cumsum(0.02 + 0.05 * rng.standard_normal(15)))
        paths = forecast(path[:12], 3, draws=400, rng=rng, model="drift")
        low, high = np.quantile(paths[:, -1], [0.1, 0.9])
        inside += low <= path[-1] <= high
    # Three binomial standard errors of 400 series.
    assert inside / 400 == pytest.approx(0.8, abs=0.06)


def test_paths_widen_and_hold_together() -> None:
    paths = np.log(forecast(simulated(6), 5, draws=20_000, rng=np.random.default_rng(1)))
    assert (np.diff(paths.std(axis=0)) > 0).all()
    assert np.corrcoef(paths[:, 3], paths[:, 4])[0, 1] > 0.7


def test_series_without_variation_is_continued() -> None:
    flat = forecast(np.full(10, 5.0), 3, draws=4, rng=np.random.default_rng(0))
    np.testing.assert_allclose(flat, 5.0)
    doubling = forecast(2.0 ** np.arange(9), 2, draws=4, rng=np.random.default_rng(0))
    np.testing.assert_allclose(doubling, [[512.0, 1024.0]] * 4)


def test_pandas_series_is_accepted() -> None:
    series = pd.Series(simulated(8), index=range(2002, 2017))
    array = forecast(series.to_numpy(), 2, draws=9, rng=np.random.default_rng(2))
    frame = forecast(series, 2, draws=9, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(array, frame)


@pytest.mark.parametrize(
    ("series", "arguments", "message"),
    [
        (np.ones(7), {}, "7 values given, at least 8"),
        (np.r_[np.ones(9), 0.0], {}, r"not positive at positions \[9\]"),
        (np.r_[np.ones(9), np.nan], {}, r"not finite at positions \[9\]"),
        (np.ones((4, 4)), {}, "one dimension"),
        (np.ones(9), {"steps": 0}, "steps: 0 given"),
        (np.ones(9), {"draws": 0}, "draws: 0 given"),
        (np.ones(9), {"model": "damped_trnd"}, "did you mean 'damped_trend'"),
    ],
)
def test_refusals(series: np.ndarray, arguments: dict, message: str) -> None:
    call = {"steps": 2, "draws": 5, "rng": np.random.default_rng(0), **arguments}
    with pytest.raises(ModelError, match=message):
        forecast(series, **call)


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(ModelError) as caught:
        forecast(np.zeros(3), 0, draws=0, rng=np.random.default_rng(0), model="x")
    assert len(caught.value.problems) == 5
