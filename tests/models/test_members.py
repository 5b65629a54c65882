"""Members: recovery of known truth, coverage on simulated series, and the ladder."""

import numpy as np
import pytest

from analysis.models.members import LADDER, MEMBERS, fit
from analysis.models.state_space import Predictive, Shape


@pytest.mark.parametrize("member", MEMBERS)
def test_weights_add_up_and_paths_are_finite(member: str) -> None:
    growth = 0.02 + 0.05 * np.random.default_rng(1).standard_normal(14)
    found = fit(growth, 5, member)
    assert found.rung == 0
    assert found.weights.sum() == pytest.approx(1.0)
    assert np.isfinite(found.draw(100, np.random.default_rng(0))).all()


@pytest.mark.parametrize("member", MEMBERS)
def test_scaling_growth_scales_the_paths(member: str) -> None:
    growth = 0.02 + 0.05 * np.random.default_rng(1).standard_normal(14)
    small = fit(growth, 3, member).draw(50, np.random.default_rng(0))
    large = fit(7.0 * growth, 3, member).draw(50, np.random.default_rng(0))
    np.testing.assert_allclose(large, 7.0 * small, rtol=1e-8)


def test_drift_is_recovered() -> None:
    growth = 0.03 + 0.01 * np.random.default_rng(3).standard_normal(400)
    found = fit(growth, 2, "drift")
    np.testing.assert_allclose(found.means[0], [0.03, 0.06], atol=0.002)
    assert found.factors[0, 0, 0] == pytest.approx(0.01, rel=0.1)


def test_noise_share_of_a_local_level_is_recovered() -> None:
    rng = np.random.default_rng(4)
    level = rng.standard_normal(600).cumsum() + np.sqrt(2.0) * rng.standard_normal(600)
    found = fit(np.diff(level), 1, "theta")
    noise = [shape.cycle for shape in MEMBERS["theta"]]
    assert found.weights @ noise == pytest.approx(2.0, abs=0.7)


def test_persistence_of_a_damped_trend_is_recovered() -> None:
    rng = np.random.default_rng(5)
    slope = np.zeros(4000)
    for year in range(1, slope.size):
        slope[year] = 0.9 * slope[year - 1] + np.sqrt(0.5) * rng.standard_normal()
    found = fit(slope + rng.standard_normal(slope.size), 1, "damped_trend")
    persistence = [shape.slope_persistence for shape in MEMBERS["damped_trend"]]
    share = [shape.slope for shape in MEMBERS["damped_trend"]]
    assert found.weights @ persistence == pytest.approx(0.9, abs=0.05)
    assert found.weights @ share == pytest.approx(0.5, abs=0.15)


def simulate(member: str, rng: np.random.Generator, years: int) -> np.ndarray:
    """Growth from the member itself, its parameters drawn from its own grid."""
    shape = MEMBERS[member][rng.integers(len(MEMBERS[member]))]
    shocks = rng.standard_normal((years, 3)) * [1.0, shape.slope**0.5, shape.cycle**0.5]
    slope = np.empty(years)
    slope[0] = (
        rng.normal(0.0, (shape.slope / (1.0 - shape.slope_persistence**2)) ** 0.5)
        if shape.slope_start == "stationary"
        else 1.0
    )
    for year in range(1, years):
        slope[year] = shape.slope_persistence * slope[year - 1] + shocks[year, 1]
    drift = 0.7 if shape.drift == "free" else 0.0
    return drift + slope + shocks[:, 0] + np.diff(shocks[:, 2], prepend=0.0)


@pytest.mark.parametrize(
    "member", ["drift", pytest.param("local_trend", marks=pytest.mark.end_to_end)]
)
def test_bands_cover_on_two_thousand_series_when_the_model_is_right(member: str) -> None:
    rng = np.random.default_rng(6)
    inside = np.zeros((2000, 2))
    for one in range(2000):
        growth = simulate(member, rng, 17)
        paths = fit(growth[:14], 3, member).draw(400, rng)[:, -1]
        outcome = growth[14:].sum()
        place = (paths < outcome).mean()
        inside[one] = abs(place - 0.5) <= 0.4, abs(place - 0.5) <= 0.475
    # Three binomial standard errors of 2,000 series, and what 400 draws add to them.
    assert inside[:, 0].mean() == pytest.approx(0.80, abs=0.03)
    assert inside[:, 1].mean() == pytest.approx(0.95, abs=0.017)


def test_constant_growth_is_continued_on_the_last_rung() -> None:
    found = fit(np.full(9, 0.02), 3, "damped_trend")
    assert found.rung == len(LADDER)
    paths = found.draw(4, np.random.default_rng(0))
    np.testing.assert_allclose(paths, np.tile([0.02, 0.04, 0.06], (4, 1)))


def test_a_member_without_usable_shape_falls_to_the_next_rung(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from analysis.models import members

    growth = 0.02 + 0.05 * np.random.default_rng(1).standard_normal(14)
    expected = fit(growth, 3, "drift")
    real = members.predict

    def broken(values: np.ndarray, steps: int, shape: Shape) -> Predictive:
        found = real(values, steps, shape)
        return found._replace(log_likelihood=np.nan) if shape.slope else found

    monkeypatch.setattr(members, "predict", broken)
    monkeypatch.setitem(
        members.MEMBERS, "local_trend", tuple(s for s in MEMBERS["local_trend"] if s.slope)
    )
    found = fit(growth, 3, "local_trend")
    assert found.rung == 1
    np.testing.assert_array_equal(found.means, expected.means)
