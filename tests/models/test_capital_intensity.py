"""Capital behind a post: arithmetic, breaks respected, and what cannot be read off is refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.capital_intensity import (
    average_intensity,
    capital_per_worker,
    comparable_regions,
    marginal_intensity,
    restated_assets,
)

YEARS = range(2008, 2017)


def _flat(value: float, regions: str = "abcde") -> pd.DataFrame:
    return pd.DataFrame(value, index=YEARS, columns=list(regions))


def test_capital_per_worker_is_in_rub_mn_per_person() -> None:
    # Tomsk Oblast 2016, Rosstat "Regions of Russia" 2022, tables 9.1 and 2.3.
    assets, employed = pd.DataFrame({"t": [1171769.0]}), pd.DataFrame({"t": [487.8]})
    assert capital_per_worker(assets, employed).loc[0, "t"] == pytest.approx(2.40215, abs=1e-5)


def test_restating_with_constant_prices_changes_nothing() -> None:
    book = _flat(100.0).cumsum()
    np.testing.assert_allclose(restated_assets(book, _flat(1.0)), book.tail(1))


def test_every_purchase_is_restated_from_its_own_year() -> None:
    book = pd.DataFrame({"a": [100.0, 150.0, 250.0]}, index=[2014, 2015, 2016])
    prices = pd.DataFrame({"a": [0.5, 0.8, 1.0]}, index=book.index)
    found = restated_assets(book, prices)
    assert found.loc[2016, "a"] == pytest.approx(100 / 0.5 + 50 / 0.8 + 100)


def test_a_revaluation_is_not_taken_for_a_purchase() -> None:
    book = pd.DataFrame({"a": [100.0, 300.0, 310.0]}, index=[2018, 2019, 2020])
    prices = pd.DataFrame({"a": [0.25, 0.5, 1.0]}, index=book.index)
    spent = pd.DataFrame({"a": [9.0, 30.0, 12.0]}, index=book.index)
    found = restated_assets(book, prices, breaks=(2019,), investment_rub_mn=spent)
    # Old coverage, what was invested in the year of the break, and the rise after it.
    assert found.loc[2020, "a"] == 100 / 0.25 + 30 / 0.5 + 10
    with pytest.raises(ModelError, match=r"breaks \[2019\] need investment_rub_mn"):
        restated_assets(book, prices, breaks=(2019,))
    unbroken = restated_assets(book.loc[:2018], prices.loc[:2018], breaks=(2019,))
    assert unbroken.loc[2018, "a"] == 100 / 0.25


def test_a_region_is_restated_from_the_year_after_its_last_gap() -> None:
    book = pd.DataFrame({"a": [90.0, 100.0, 150.0], "b": [90.0, np.nan, 150.0]}, index=[1, 2, 3])
    prices = pd.DataFrame({"a": [np.nan, 0.5, 1.0], "b": [0.2, 0.5, 1.0]}, index=book.index)
    found = restated_assets(book, prices).loc[3]
    assert found.to_dict() == {"a": 100 / 0.5 + 50, "b": 150.0}


def test_a_region_without_a_last_year_is_not_restated() -> None:
    book = _flat(100.0)
    book.loc[2016, "b"] = np.nan
    missing = restated_assets(book, _flat(1.0)).isna().loc[2016]
    assert missing.index[missing].tolist() == ["b"]


def test_prices_of_other_years_are_refused() -> None:
    with pytest.raises(ModelError, match="the years must be the same"):
        restated_assets(_flat(1.0), _flat(1.0).loc[2010:])


def test_comparable_regions_are_the_nearest_in_proportion() -> None:
    traits = pd.DataFrame(
        {"employed": [100, 110, 300, 1000, 105], "wealth": [1.0, 1.1, 3.0, 1.0, np.nan]},
        index=list("abcde"),
    )
    assert comparable_regions(traits, "a", 3) == ["b", "d", "c"]
    # The unit of a trait does not matter.
    assert comparable_regions(traits * [1000, 7], "a", 3) == ["b", "d", "c"]


@pytest.mark.parametrize(
    ("region", "count", "message"),
    [("z", 1, "region 'z' has no complete row"), ("a", 3, "count 3 must lie in 1 to 2")],
)
def test_regions_that_do_not_exist_are_refused(region: str, count: int, message: str) -> None:
    traits = pd.DataFrame({"employed": [1.0, 2.0, 4.0]}, index=list("abc"))
    with pytest.raises(ModelError, match=message):
        comparable_regions(traits, region, count)


def test_the_average_is_the_regions_own_and_its_spread_the_scatter_around_it() -> None:
    intensity = pd.Series({"own": 2.0, "a": 1.0, "b": 4.0, "c": 1.0, "d": 4.0})
    found = average_intensity(intensity, "own", ["a", "b", "c", "d", "missing"])
    assert np.exp(found.log_mean) == pytest.approx(2.0)
    assert found.log_sd == pytest.approx(np.log(2))
    assert (found.regions, found.left_out_share) == (4, pytest.approx(0.2))


def test_neighbours_that_agree_on_another_figure_do_not_make_the_average_sure() -> None:
    intensity = pd.Series({"own": 2.0} | dict.fromkeys("abcd", 8.0))
    assert average_intensity(intensity, "own", list("abcd")).log_sd == pytest.approx(np.log(4))


def test_too_few_comparable_regions_have_no_spread() -> None:
    intensity = pd.Series({"own": 2.0, "a": 1.0, "b": 4.0})
    with pytest.raises(ModelError, match="2 comparable regions have figures; at least 4"):
        average_intensity(intensity, "own", ["a", "b"])
    with pytest.raises(ModelError, match="'elsewhere' has no capital per worker"):
        average_intensity(intensity, "elsewhere", ["a", "b"])


def _growing(added: list[float]) -> pd.DataFrame:
    employed = _flat(100.0, "abcdef"[: len(added)])
    employed.loc[2016] += added
    return employed


def test_the_marginal_cost_is_investment_over_added_workers_of_growing_regions() -> None:
    # 8 years of RUB 1 bn each for 1, 2, 4, 8 thousand workers are 8, 4, 2, 1 RUB mn a worker.
    employed = _growing([1.0, 2.0, 4.0, 8.0, -5.0, 0.0])
    found = marginal_intensity(_flat(1e3, "abcdef"), employed)
    assert np.exp(found.log_mean) == pytest.approx(np.sqrt(8.0))
    # Two of the six did not grow.
    assert (found.regions, found.left_out_share) == (4, pytest.approx(1 / 3))


def test_no_difference_crosses_a_break() -> None:
    employed = _growing([1.0, 2.0, 4.0, 8.0])
    employed.loc[:2009] /= 2
    found = marginal_intensity(_flat(1e3, "abcd"), employed, breaks=(2003, 2010))
    assert np.exp(found.log_mean) == pytest.approx(6 * np.sqrt(8.0) / 8)


def test_regions_that_hardly_grew_can_be_left_out() -> None:
    employed = _growing([0.01, 2.0, 4.0, 8.0, 16.0])
    investment = _flat(1e3)
    assert marginal_intensity(investment, employed).regions == 5
    assert marginal_intensity(investment, employed, smallest_growth=0.01).regions == 4


def test_where_employment_fell_there_is_no_marginal_cost() -> None:
    with pytest.raises(ModelError, match="grew in 1 regions between 2008 and 2016; at least 4"):
        marginal_intensity(_flat(1e3, "abc"), _growing([1.0, -1.0, 0.0]))
    with pytest.raises(ModelError, match="1 years since the break of 2016"):
        marginal_intensity(_flat(1e3), _growing([1.0] * 5), breaks=(2016,))
