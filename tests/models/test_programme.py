"""Programme money: sources add up, nothing is lost in time, delay only delays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ModelError
from analysis.models.programme import disbursed, planned_by_source, spend_shares

YEARS = np.arange(2015, 2041)
shapes = st.floats(0.2, 10.0)


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


@given(alpha=shapes, beta=shapes, slip=st.floats(0, 10))
def test_all_money_is_spent_once_the_years_are_long_enough(
    alpha: float, beta: float, slip: float
) -> None:
    shares = spend_shares(
        YEARS, start=2015, end=2020, alpha=alpha, beta=beta, slip=np.array([slip])
    )
    assert shares.sum() == pytest.approx(1.0)
    assert (shares >= -1e-15).all()


def test_a_uniform_curve_spends_the_same_each_year() -> None:
    shares = spend_shares(YEARS, start=2015, end=2019, alpha=1.0, beta=1.0, slip=np.zeros(1))
    np.testing.assert_allclose(shares[0, :5], 0.2)
    assert shares[0, 5:].sum() == 0


def test_a_slip_of_whole_years_shifts_the_profile() -> None:
    plain, late = spend_shares(
        YEARS, start=2015, end=2020, alpha=2.0, beta=3.0, slip=np.array([0.0, 2.0])
    )
    np.testing.assert_allclose(late[2:], plain[:-2], atol=1e-15)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ModelError, match="end 2014 must not be before start 2015"):
        spend_shares(YEARS, start=2015, end=2014, alpha=1.0, beta=1.0, slip=np.zeros(1))


@given(overrun=st.floats(0, 3), realised=st.floats(0, 1.5))
def test_money_is_conserved(overrun: float, realised: float) -> None:
    planned = planned_by_source(250, 0.65, 0.8)
    shares = spend_shares(YEARS, start=2015, end=2020, alpha=2.0, beta=2.0, slip=np.array([1.0]))
    spent = disbursed(planned, np.full((1, 3), realised), np.array([overrun]), shares)
    assert spent.sum() * (1 + overrun) == pytest.approx(250 * realised)
    np.testing.assert_allclose(spent.sum(axis=1)[0] * (1 + overrun), planned * realised, atol=1e-9)
