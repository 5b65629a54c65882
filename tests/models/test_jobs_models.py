"""Prices, zone costs, additionality, labour supply and the stock of productive workplaces."""

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
from analysis.models.zones import (
    cost_per_job,
    cumulative_reports,
    deflate_cumulative,
    paired_reports,
)

fractions = st.floats(0.0, 1.0)


def _fact(**values: object) -> dict[str, object]:
    row = {
        "subject": "sez_a",
        "indicator": "resident_investment",
        "kind": "actual",
        "basis": "cumulative",
        "unit": "RUB_bn",
        "period_start": "2006",
        "period_end": "2014-12-31",
        "published_on": "2015-01-31",
        "value": 6.3,
        "note": "",
    }
    return row | values


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


def test_a_running_total_above_a_later_one_is_left_out() -> None:
    facts = pd.DataFrame(
        [_fact(period_end="2010", value=4.5), _fact(period_end="2011", value=3.5), _fact()]
    )
    assert list(cumulative_reports(facts)["year"]) == [2011, 2014]


def test_of_two_figures_for_a_year_the_later_published_counts() -> None:
    facts = pd.DataFrame([_fact(value=7.0, published_on="2016-01-31"), _fact(value=6.0)])
    assert cumulative_reports(facts)["value"].tolist() == [7.0]


@pytest.mark.parametrize("change", [{"kind": "plan"}, {"basis": "annual"}, {"unit": "USD_mn"}])
def test_plans_flows_and_other_units_are_not_running_totals(change: dict[str, str]) -> None:
    assert cumulative_reports(pd.DataFrame([_fact(**change)])).empty


def test_only_years_with_both_figures_are_paired() -> None:
    facts = pd.DataFrame(
        [
            _fact(),
            _fact(period_end="2016"),
            _fact(indicator="jobs_created", unit="jobs", value=1700.0),
        ]
    )
    pairs = paired_reports(cumulative_reports(facts))
    assert pairs.to_dict("records") == [
        {"subject": "sez_a", "year": 2014, "investment_rub_bn": 6.3, "jobs": 1700.0}
    ]


def test_deflating_with_constant_prices_changes_nothing() -> None:
    totals = pd.Series([3.5, 6.3, 10.0], index=[2011, 2014, 2016])
    flat = pd.Series(1.0, index=range(2006, 2017))
    np.testing.assert_allclose(deflate_cumulative(totals, 2006, flat), totals)


def test_deflating_spreads_a_total_evenly_over_its_years() -> None:
    prices = pd.Series([0.5, 1.0], index=[2015, 2016])
    real = deflate_cumulative(pd.Series([10.0], index=[2016]), 2015, prices)
    assert real.iloc[0] == pytest.approx(5 / 0.5 + 5 / 1.0)


def test_the_cost_of_a_job_counts_each_zone_once_and_takes_the_own_zone_as_centre() -> None:
    records = pd.DataFrame(
        {
            "subject": ["a", "a", "b", "c"],
            "year": [2014, 2016, 2012, 2014],
            "real_cost_rub_mn": [9.0, 4.0, 2.0, 8.0],
        }
    )
    cost = cost_per_job(records, ["b"], log_sd_prior=np.log(2))
    assert cost.zones == 3
    assert np.exp(cost.log_mean) == pytest.approx(2.0)
    # Prior and sample variance agree here, so the new programme adds its sqrt(4/3) alone.
    assert cost.log_sd == pytest.approx(np.log(2) * np.sqrt(4 / 3))
    elsewhere = cost_per_job(records, [], log_sd_prior=np.log(2))
    assert np.exp(elsewhere.log_mean) == pytest.approx(4.0)


def test_fewer_zones_never_make_the_cost_surer() -> None:
    same = pd.DataFrame({"subject": list("abcdef"), "year": 2014, "real_cost_rub_mn": 5.0})
    spreads = [cost_per_job(same.head(n), [], log_sd_prior=0.8).log_sd for n in range(1, 7)]
    assert spreads == sorted(spreads, reverse=True)
    assert spreads[0] == pytest.approx(0.8 * np.sqrt(2))


def test_a_figure_in_dispute_is_left_out() -> None:
    disputed = _fact(note="conflicts with 4,600 at 2019: may be planned")
    assert cumulative_reports(pd.DataFrame([disputed])).empty


def test_without_any_report_there_is_no_cost() -> None:
    empty = pd.DataFrame({"subject": [], "year": [], "real_cost_rub_mn": []})
    with pytest.raises(ModelError, match="no zone reports both"):
        cost_per_job(empty, [], log_sd_prior=0.5)


@given(shares=st.tuples(*[fractions] * 4), multiplier=st.floats(0, 3))
def test_gross_to_net_is_the_identity_of_the_additionality_guide(
    shares: tuple[float, ...], multiplier: float
) -> None:
    gross = np.array([[1000.0, 2000.0]])
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
    np.testing.assert_allclose(reserve, [[20e3, 25e3, 30e3]])
    np.testing.assert_allclose(
        fillable_jobs(np.array([[1e3, 9e4, 9e4]]), reserve), [[1e3, 25e3, 30e3]]
    )


def test_the_national_part_of_the_stock_is_by_employment() -> None:
    stock = national_density_stock(18.3e6, 67.8e6, 485.8e3, np.array([1.0, 2.0]))
    np.testing.assert_allclose(stock, [131_124.2, 262_248.4], rtol=1e-5)


def test_the_stock_grows_by_reclassification_and_by_new_jobs_apart() -> None:
    reclassified, new = stock_changes(
        np.array([100.0]),
        np.array([0.1]),
        np.array([0.5]),
        np.array([[0.0, 20.0, 40.0]]),
        np.array([0, 1, 2]),
    )
    np.testing.assert_allclose(reclassified, [[0, 10, 21]])
    np.testing.assert_allclose(new, [[0, 10, 20]])


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
