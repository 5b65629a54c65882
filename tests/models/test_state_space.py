"""The state-space family against statsmodels' own models and against textbook formulas."""

import numpy as np
import pytest
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.statespace.structural import UnobservedComponents

from analysis.models.state_space import Shape, predict

GROWTH = 0.03 + 0.05 * np.random.default_rng(2).standard_normal(18)
LOGS = np.r_[0.0, GROWTH.cumsum()]


def test_drift_is_the_textbook_interval() -> None:
    found = predict(GROWTH, 4, Shape("free"))
    steps = np.arange(1, 5)
    np.testing.assert_allclose(found.mean, steps * GROWTH.mean())
    variance = GROWTH.var(ddof=1) * (steps + steps**2 / GROWTH.size)
    np.testing.assert_allclose(np.diag(found.factor @ found.factor.T), variance)
    assert found.freedom == GROWTH.size - 1


def test_no_change_has_no_drift_and_all_degrees_of_freedom() -> None:
    found = predict(GROWTH, 3, Shape("none"))
    np.testing.assert_array_equal(found.mean, 0.0)
    np.testing.assert_allclose(
        np.diag(found.factor @ found.factor.T), np.mean(GROWTH**2) * np.arange(1, 4)
    )
    assert found.freedom == GROWTH.size


@pytest.mark.parametrize("noise", [0.0, 0.5, 2.0])
def test_local_level_agrees_with_unobserved_components(noise: float) -> None:
    found = predict(GROWTH, 4, Shape("none", cycle=noise))
    # Scale of the level shocks as concentrated out here.
    scale = (found.factor @ found.factor.T)[0, 0]
    model = UnobservedComponents(LOGS, "llevel", use_exact_diffuse=True)
    with_unit = model.smooth([noise, 1.0]).get_forecast(4)
    ratio = with_unit.var_pred_mean / with_unit.var_pred_mean[0]
    np.testing.assert_allclose(with_unit.predicted_mean - LOGS[-1], found.mean, atol=1e-9)
    np.testing.assert_allclose(np.diag(found.factor @ found.factor.T) / scale, ratio)


@pytest.mark.parametrize("slope", [0.05, 0.5])
def test_local_linear_trend_agrees_with_unobserved_components(slope: float) -> None:
    found = predict(GROWTH, 4, Shape("none", slope, 1.0, "unknown", 0.5))
    model = UnobservedComponents(LOGS, "lltrend", use_exact_diffuse=True)
    other = model.smooth([0.5, 1.0, slope]).get_forecast(4)
    np.testing.assert_allclose(other.predicted_mean - LOGS[-1], found.mean, atol=1e-9)
    covariance = np.diag(found.factor @ found.factor.T)
    np.testing.assert_allclose(
        covariance / covariance[0], other.var_pred_mean / other.var_pred_mean[0]
    )


def test_autoregressive_growth_agrees_with_sarimax() -> None:
    # With hardly any level shocks, growth is a first-order autoregression.
    found = predict(GROWTH, 3, Shape("none", 1e6, 0.6))
    model = SARIMAX(GROWTH, order=(1, 0, 0))
    expected = model.smooth([0.6, 1.0]).forecast(3).cumsum()
    np.testing.assert_allclose(found.mean, expected, rtol=1e-4)


def test_likelihood_is_that_of_sarimax_without_unknown_states() -> None:
    shapes = [Shape("none", 4.0, 0.8), Shape("none", 0.5, 0.3)]
    ours = [predict(GROWTH, 1, shape).log_likelihood for shape in shapes]
    theirs = []
    for shape in shapes:
        # AR(1) plus white noise, scale concentrated out.
        model = UnobservedComponents(GROWTH, autoregressive=1, irregular=True)
        model.ssm.filter_concentrated = True
        theirs.append(model.loglike([1.0, shape.slope, shape.slope_persistence]))
    np.testing.assert_allclose(ours[0] - ours[1], theirs[0] - theirs[1], atol=1e-8)


def test_unknown_growth_costs_a_year_and_is_not_filled() -> None:
    gap = GROWTH.copy()
    gap[7] = np.nan
    found = predict(gap, 2, Shape("free"))
    known = np.delete(GROWTH, 7)
    np.testing.assert_allclose(found.mean, known.mean() * np.arange(1, 3))
    np.testing.assert_allclose(found.factor[0, 0] ** 2, known.var(ddof=1) * (1 + 1 / known.size))
    assert found.freedom == known.size - 1


def test_likelihood_with_unknown_growth_is_the_residual_likelihood() -> None:
    shapes = [Shape("none", 0.5, 0.8, "unknown"), Shape("none", 0.1, 0.98, "unknown")]
    ours = [predict(GROWTH, 1, shape).log_likelihood for shape in shapes]
    theirs = [residual_log_likelihood(shape) for shape in shapes]
    np.testing.assert_allclose(ours[0] - ours[1], theirs[0] - theirs[1], atol=1e-7)


def residual_log_likelihood(shape: Shape) -> float:
    """Restricted likelihood of generalised least squares on the unknown first growth."""
    n = GROWTH.size
    years = np.arange(n)
    effect = shape.slope_persistence**years
    kick = np.tril(shape.slope_persistence ** np.abs(years[:, None] - years), -1) / (
        shape.slope_persistence
    )
    omega = np.eye(n) + shape.slope * kick @ kick.T
    weight = np.linalg.inv(omega)
    information = effect @ weight @ effect
    residual = GROWTH - effect * (effect @ weight @ GROWTH) / information
    scale = residual @ weight @ residual / (n - 1)
    log_det = np.linalg.slogdet(omega)[1] + np.log(information / (effect @ effect))
    return -0.5 * (log_det + (n - 1) * np.log(scale))
