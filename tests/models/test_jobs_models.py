"""Prices, additionality, labour supply and the stock of productive workplaces."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ModelError
from analysis.models.additionality import DEDUCTIONS, gross_to_net
from analysis.models.high_productivity import national_density_stock, stock_changes
from analysis.models.labour_supply import fillable_jobs, labour_reserve
from analysis.models.prices import implicit_deflator, price_table, volume_table

fractions = st.floats(0.0, 1.0)


def test_the_implicit_deflator_undoes_its_own_construction() -> None:
    years = range(2010, 2016)
    price = pd.Series([1.0, 1.1, 1.3, 1.2, 1.5, 2.0], index=years)
    volume = pd.Series([50.0, 60, 55, 70, 65, 80], index=years)
    found = implicit_deflator(price * volume, volume / volume.shift(1) * 100)
    np.testing.assert_allclose(found, price / 2.0)
    assert found.iloc[-1] == 1


def test_the_deflator_starts_after_the_last_gap() -> None:
    nominal = pd.Series([1.0, np.nan, 2.0, 3.0], index=range(2010, 2014))
    found = implicit_deflator(nominal, pd.Series(100.0, index=nominal.index))
    assert list(found.index) == [2012, 2013]
    np.testing.assert_allclose(found, [2 / 3, 1])


def test_a_deflator_without_a_last_pair_is_refused() -> None:
    nominal = pd.Series([1.0, 2.0, np.nan], index=range(2010, 2013))
    with pytest.raises(ModelError, match="for both 2012 and the year before"):
        implicit_deflator(nominal, pd.Series(100.0, index=nominal.index))


@given(shares=st.tuples(*[fractions] * 4), multiplier=st.floats(0, 3))
def test_gross_to_net_is_the_identity_of_the_additionality_guide(
    shares: tuple[float, ...], multiplier: float
) -> None:
    gross = np.array([[1000.0], [2000.0]])
    lost = {name: np.array([share]) for name, share in zip(DEDUCTIONS, shares, strict=True)}
    steps = gross_to_net(gross, lost, np.array([multiplier]))
    net = gross + sum(steps.values())
    left = np.prod(1 - np.array(shares)) * (1 + multiplier)
    np.testing.assert_allclose(net, gross * left, atol=1e-9)


def test_without_deductions_and_multiplier_net_is_gross() -> None:
    none = {name: np.zeros(1) for name in DEDUCTIONS}
    steps = gross_to_net(np.array([[1234.5]]), none, np.zeros(1))
    assert sum(steps.values()) == 0


def test_a_missing_deduction_is_named() -> None:
    with pytest.raises(ModelError, match=r"must be .*'deadweight'"):
        gross_to_net(np.ones((1, 1)), {"leakage": np.zeros(1)}, np.zeros(1))


def test_the_reserve_grows_by_the_inflow_and_jobs_stop_at_it() -> None:
    reserve = labour_reserve(40e3, np.array([0.5]), 500e3, np.array([0.01]), np.array([0, 1, 2]))
    np.testing.assert_allclose(reserve, [[20e3], [25e3], [30e3]])
    np.testing.assert_allclose(
        fillable_jobs(np.array([[1e3], [9e4], [9e4]]), reserve), [[1e3], [25e3], [30e3]]
    )


def test_the_national_part_of_the_stock_is_by_employment() -> None:
    stock = national_density_stock(18.3e6, 67.8e6, 485.8e3, np.array([1.0, 2.0]))
    np.testing.assert_allclose(stock, [131_124.2, 262_248.4], rtol=1e-5)


def test_the_stock_grows_by_reclassification_and_by_new_jobs_apart() -> None:
    reclassified, new = stock_changes(
        np.array([100.0]),
        np.array([0.1]),
        np.array([0.5]),
        np.array([[0.0], [20.0], [40.0]]),
        np.array([0, 1, 2]),
    )
    np.testing.assert_allclose(reclassified, [[0], [10], [21]])
    np.testing.assert_allclose(new, [[0], [10], [20]])


@pytest.mark.parametrize("part", [slice(0, 1), slice(0, 5_000), slice(5_000, 11_234)])
def test_a_draw_has_the_same_stock_alone_and_among_others(part: slice) -> None:
    rng = np.random.default_rng(6)
    initial, growth = rng.uniform(1e5, 2e5, 20_000), rng.normal(0.02, 0.03, 20_000)
    jobs, since = np.ones((9, 20_000)), np.arange(9)
    whole, _ = stock_changes(initial, growth, initial, jobs, since)
    alone, _ = stock_changes(initial[part], growth[part], initial[part], jobs[:, part], since)
    np.testing.assert_array_equal(alone, whole[:, part])


def test_the_price_table_chains_each_region_and_skips_those_without_an_end() -> None:
    years = range(2010, 2013)
    nominal = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, np.nan]}, index=years)
    flat = pd.DataFrame(100.0, index=years, columns=["a", "b"])
    found = price_table(nominal, flat)
    np.testing.assert_allclose(found["a"], [1 / 3, 2 / 3, 1])
    assert found["b"].isna().all()


def test_the_volume_table_chains_growth() -> None:
    index = pd.DataFrame(
        {"a": [np.nan, 110.0, 50.0], "b": [100.0, 100.0, np.nan]}, [2010, 2011, 2012]
    )
    found = volume_table(index)
    np.testing.assert_allclose(found["a"], [1 / 0.55, 2, 1])
    assert found["b"].isna().all()


def test_the_price_table_agrees_with_the_deflator_of_each_region() -> None:
    rng = np.random.default_rng(4)
    years = range(2000, 2012)
    nominal = pd.DataFrame(rng.uniform(1, 9, (12, 3)), index=years, columns=list("abc"))
    volume = pd.DataFrame(rng.uniform(80, 120, (12, 3)), index=years, columns=list("abc"))
    nominal.loc[2004, "b"] = np.nan
    volume.loc[2008, "c"] = np.nan
    table = price_table(nominal, volume)
    for code in table:
        alone = implicit_deflator(nominal[code], volume[code])
        np.testing.assert_allclose(table[code].dropna(), alone)
        assert table[code].first_valid_index() == alone.index[0]
