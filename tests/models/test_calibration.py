"""Widening: identities, recovery of a known deflation, and the packaged values."""

import numpy as np
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.calibration import (
    LEVELS,
    UNCALIBRATED,
    Calibration,
    factors_of_another,
    packaged,
    subjects,
    widening_factors,
)

PATHS = np.random.default_rng(0).standard_normal((1001, 3)).cumsum(axis=1)


def test_factors_of_one_change_nothing() -> None:
    np.testing.assert_allclose(UNCALIBRATED.widen(PATHS), PATHS, atol=1e-12)


def test_width_multiplies_deviations_from_the_median() -> None:
    wide = UNCALIBRATED.widen(PATHS, width=2.0)
    median = np.median(PATHS, axis=0)
    np.testing.assert_allclose(wide - median, 2.0 * (PATHS - median), atol=1e-12)


def test_bands_move_by_their_own_factor_and_ranks_stay() -> None:
    known = Calibration({"drift": 1.0}, ((1.1, 1.2, 1.5), (0.95, 0.9, 0.8)))
    moved = known.widen(PATHS)
    # The third horizon takes the factors of the last one given.
    for step, row in enumerate([known.factors[0], known.factors[1], known.factors[1]]):
        np.testing.assert_array_equal(np.argsort(moved[:, step]), np.argsort(PATHS[:, step]))
        median = np.median(PATHS[:, step])
        for level, factor in zip(LEVELS, row, strict=True):
            at = (1 + level) / 2
            before, after = np.quantile(PATHS[:, step], at), np.quantile(moved[:, step], at)
            assert (after - median) / (before - median) == pytest.approx(factor, rel=0.02)


def test_draws_do_not_overtake_each_other_when_factors_fall_steeply() -> None:
    moved = Calibration({"drift": 1.0}, ((3.0, 1.0, 0.2),)).widen(PATHS)
    order = np.argsort(PATHS[:, 0])
    assert (np.diff(moved[order, 0]) >= 0).all()


def test_a_deflation_by_half_is_found() -> None:
    rng = np.random.default_rng(1)
    # Outcomes from N(0, 1) against bands of N(0, 1/2).
    half = 0.5 * stats.norm.ppf((1 + np.array(LEVELS)) / 2)
    ratios = np.abs(rng.standard_normal((40_000, 1))) / half
    ages = rng.integers(0, 20, 40_000)
    factors = widening_factors(ratios, ages, half_life=1e9, prior=0.0)
    np.testing.assert_allclose(factors, 2.0, rtol=0.03)


def test_shrinkage_counts_years_not_regions() -> None:
    ratios = np.full((5000, 3), 4.0)
    one_year = widening_factors(ratios, np.zeros(5000), half_life=3.0, prior=1.0)
    two_years = widening_factors(ratios, np.arange(5000) % 2, half_life=1e9, prior=1.0)
    np.testing.assert_allclose(one_year, 4.0**0.5)
    np.testing.assert_allclose(two_years, 4.0 ** (2 / 3))


def test_old_outcomes_count_less() -> None:
    ratios = np.r_[np.full((50, 3), 1.0), np.full((50, 3), 3.0)]
    ages = np.r_[np.zeros(50), np.full(50, 12.0)]
    recent = widening_factors(ratios, ages, half_life=2.0, prior=0.0)
    flat = widening_factors(ratios, ages, half_life=1e9, prior=0.0)
    assert recent[1] == pytest.approx(1.0)
    assert flat[1] == pytest.approx(3.0)


def test_no_case_is_no_widening() -> None:
    factors = widening_factors(np.empty((0, 3)), np.empty(0), half_life=3.0, prior=2.0)
    np.testing.assert_array_equal(factors, 1.0)


def test_bands_of_one_more_subject_cover_what_they_say() -> None:
    rng = np.random.default_rng(2)
    spread, subjects, sets = 0.3, 5, 600
    normal = stats.norm.ppf((1 + np.array(LEVELS)) / 2)
    logs = spread * rng.standard_normal((sets, subjects + 1))
    factors = np.array([factors_of_another(np.exp(np.tile(row[1:], (3, 1)).T)) for row in logs])
    # The first of each set is the new subject: its errors are that much wider than its bands.
    inside = 2 * stats.norm.cdf(factors * normal / np.exp(logs[:, :1])) - 1
    # Standard error of each mean coverage: below 0.008.
    np.testing.assert_allclose(inside.mean(axis=0), LEVELS, atol=0.02)


def test_subjects_that_agree_are_taken_at_their_word() -> None:
    agreed = factors_of_another(np.full((5, 3), 1.4))
    np.testing.assert_allclose(agreed, 1.4)
    np.testing.assert_allclose(factors_of_another(np.array([[1.1, 1.2, 1.3]])), [1.1, 1.2, 1.3])
    np.testing.assert_array_equal(factors_of_another(np.empty((0, 3))), 1.0)


def test_subjects_that_disagree_widen_the_outer_bands_most() -> None:
    apart = factors_of_another(np.array([[0.6] * 3, [0.9] * 3, [1.2] * 3, [1.5] * 3]))
    middle = np.exp(np.log([0.6, 0.9, 1.2, 1.5]).mean())
    assert middle < apart[1] < apart[2]


@pytest.mark.parametrize("subject", subjects())
def test_packaged_values_use_no_later_outcome(subject: str) -> None:
    for year in range(2005, 2025):
        found = packaged(subject, until=year)
        assert found.until is None or found.until <= year
        assert sum(found.weights.values()) == pytest.approx(
            sum(found.weights.values()) if found.until is None else 1.0, abs=1e-3
        )
        assert len(found.factors) == (1 if found.until is None else 5)
    assert packaged(subject).until == 2020


def test_before_the_record_weights_are_equal() -> None:
    assert packaged(until=1999) == UNCALIBRATED


def test_unknown_subject() -> None:
    with pytest.raises(
        ModelError, match="'pay' given, allowed: employment, investment, prices, real_grp"
    ):
        packaged("pay")
