"""Programme money: sources add up, nothing is lost in time, delay only delays."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from analysis.errors import ModelError
from analysis.models.programme import (
    SpendCurve,
    planned_by_source,
    planned_profile,
    spend_by_year,
    weighted_total,
)

YEARS = np.arange(2015, 2041)
# Time is rounded down to this part of the planned span; see the Notes of `SpendCurve`.
STEP = 1 / 65_536
# The curve is held in single precision: this is what a few sums of it may round.
SINGLE = 1e-6
shapes = st.floats(0.2, 10.0)
# A curve takes some ten milliseconds to tabulate.
tabulated = settings(max_examples=25)


def _curve(alpha: float = 2.0, beta: float = 2.0, *, end: int = 2020) -> SpendCurve:
    return SpendCurve(2015, end, alpha=alpha, beta=beta)


@given(need=st.floats(0, 1e5), outside=st.floats(0, 1), federal=st.floats(0, 1))
def test_sources_add_up_to_the_need(need: float, outside: float, federal: float) -> None:
    planned = planned_by_source(need, outside, federal)
    assert planned.sum() == pytest.approx(need, rel=1e-12, abs=1e-9)
    assert (planned >= -1e-9).all()


def test_the_promise_of_250_is_split_as_printed() -> None:
    np.testing.assert_allclose(planned_by_source(250, 0.65, 0.8), [162.5, 70.0, 17.5])


@pytest.mark.parametrize("arguments", [(-1, 0.5, 0.5), (1, 1.1, 0.5), (1, 0.5, -0.1)])
def test_impossible_plans_are_refused(arguments: tuple[float, float, float]) -> None:
    with pytest.raises(ModelError, match="planned_by_source: need"):
        planned_by_source(*arguments)


@tabulated
@given(alpha=shapes, beta=shapes, share=st.floats(-0.5, 1.5))
def test_the_curve_is_the_beta_distribution_up_to_its_step(
    alpha: float, beta: float, share: float
) -> None:
    spent = _curve(alpha, beta)(np.array([2015 + 6 * share]))[0]
    # A calendar time near 2015 is itself rounded, by some 10^-13 years.
    early, late = np.clip([share - STEP - 1e-13, share + 1e-13], 0, 1)
    low, high = special.betainc(alpha, beta, [early, late])
    assert low * (1 - SINGLE) <= spent <= high * (1 + SINGLE)


@tabulated
@given(alpha=shapes, beta=shapes, times=st.lists(st.floats(2000, 2050), min_size=2))
def test_spending_never_falls_and_ends_at_all_of_it(
    alpha: float, beta: float, times: list[float]
) -> None:
    curve = _curve(alpha, beta)
    assert (np.diff(curve(np.sort(times))) >= 0).all()
    assert curve(np.array([1990.0, 2015.0, 2021.0, 2100.0])).tolist() == [0, 0, 1, 1]


@tabulated
@given(alpha=shapes, beta=shapes, slip=st.floats(0, 10))
def test_all_money_is_spent_once_the_years_are_long_enough(
    alpha: float, beta: float, slip: float
) -> None:
    shares = spend_by_year(_curve(alpha, beta), YEARS, np.array([[slip]]))
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= 0).all()


@tabulated
@given(
    alpha=shapes,
    beta=shapes,
    slips=st.lists(st.floats(0, 60), min_size=6, max_size=6),
    first=st.integers(2005, 2018),
    last=st.integers(2019, 2030),
)
def test_no_more_than_all_money_is_spent_and_what_is_missing_comes_later(
    alpha: float, beta: float, slips: list[float], first: int, last: int
) -> None:
    curve, years = _curve(alpha, beta), np.arange(first, last + 1)
    delay = np.array(slips).reshape(2, 3)
    shares = spend_by_year(curve, years, delay)
    assert shares.shape == (2, len(years), 3)
    assert (shares >= 0).all()
    # Years before the start spend nothing, so the whole window holds what is spent by its end.
    begun = curve(np.maximum(first, 2015) - delay)
    np.testing.assert_allclose(shares.sum(axis=1), curve(last + 1.0 - delay) - begun, atol=SINGLE)
    assert (shares.sum(axis=1) <= 1 + SINGLE).all()
    assert (shares[:, years < 2015] == 0).all()


@tabulated
@given(alpha=shapes, beta=shapes, slip=st.floats(0, 3), more=st.floats(0, 3))
def test_a_longer_delay_never_brings_money_forward(
    alpha: float, beta: float, slip: float, more: float
) -> None:
    early, late = spend_by_year(_curve(alpha, beta), YEARS, np.array([[slip], [slip + more]]))
    assert (late.cumsum(axis=0) <= early.cumsum(axis=0) + SINGLE).all()


def test_a_uniform_curve_spends_the_same_each_year() -> None:
    shares = spend_by_year(_curve(1.0, 1.0, end=2019), YEARS, np.zeros((1, 1)))[0, :, 0]
    np.testing.assert_allclose(shares[:5], 0.2, atol=2 * STEP)
    assert shares[5:].sum() == 0


def test_a_slip_of_whole_years_shifts_the_profile() -> None:
    plain, late = spend_by_year(_curve(2.0, 3.0), YEARS, np.array([[0.0], [2.0]]))
    np.testing.assert_allclose(late[2:], plain[:-2], atol=SINGLE)


@tabulated
@given(alpha=shapes, beta=shapes)
def test_the_plan_is_the_profile_without_delay(alpha: float, beta: float) -> None:
    curve = _curve(alpha, beta)
    undelayed = spend_by_year(curve, YEARS, np.zeros((1, 1)))[0, :, 0]
    np.testing.assert_array_equal(planned_profile(curve, YEARS), undelayed)
    assert undelayed.sum() == pytest.approx(1.0, abs=SINGLE)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ModelError, match="end 2014 must not be before start 2015"):
        _curve(end=2014)


@given(
    overrun=st.floats(0, 3),
    realised=st.floats(0, 1.5),
    weights=st.lists(st.floats(0.01, 1), min_size=2, max_size=6),
)
def test_money_is_conserved_from_plan_to_clusters(
    overrun: float, realised: float, weights: list[float]
) -> None:
    planned = planned_by_source(250, 0.65, 0.8)
    shares = np.array(weights)[:, None] / sum(weights)
    timing = spend_by_year(_curve(), YEARS, np.full(shares.shape, 1.0))
    by_year = weighted_total(shares / (1 + overrun), timing)
    spent = planned[:, None, None] * realised * by_year
    assert spent.sum() * (1 + overrun) == pytest.approx(250 * realised)
    source = spent.sum(axis=(1, 2)) * (1 + overrun)
    np.testing.assert_allclose(source, planned * realised, atol=1e-9)


def test_a_weighted_total_is_the_sum_over_clusters() -> None:
    rng = np.random.default_rng(2)
    weights, by_year = rng.random((4, 7)), rng.random((4, 5, 7))
    expected = np.einsum("cn,cyn->yn", weights, by_year)
    np.testing.assert_allclose(weighted_total(weights, by_year), expected)
