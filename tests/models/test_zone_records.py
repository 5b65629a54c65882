"""Which reports of a zone count, on which basis, and in which prices."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.zone_records import cumulative_reports, deflate_cumulative, paired_reports


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
        "value_as_reported": "6.3",
        "note": "",
    }
    return row | values


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


def test_a_figure_in_dispute_is_left_out() -> None:
    disputed = _fact(note="conflicts with 4,600 at 2019: may be planned")
    assert cumulative_reports(pd.DataFrame([disputed])).empty


def test_posts_made_and_posts_held_are_never_mixed() -> None:
    jobs = {"indicator": "jobs_created", "unit": "jobs"}
    facts = pd.DataFrame(
        [
            _fact(**jobs, value=2500.0),
            _fact(**jobs, value=2277.0, basis="stock", published_on="2016-01-31"),
        ]
    )
    assert cumulative_reports(facts)["value"].tolist() == [2500.0]
    assert cumulative_reports(facts, jobs_basis="existing")["value"].tolist() == [2277.0]


def test_a_stock_of_posts_may_fall() -> None:
    held = {"indicator": "jobs_created", "unit": "jobs", "basis": "stock"}
    facts = pd.DataFrame(
        [_fact(**held, period_end="2012", value=900.0), _fact(**held, value=700.0)]
    )
    assert cumulative_reports(facts, jobs_basis="existing")["year"].tolist() == [2012, 2014]


def test_an_unknown_basis_is_refused() -> None:
    with pytest.raises(ModelError, match="jobs_basis 'both' must be one of created, existing"):
        cumulative_reports(pd.DataFrame([_fact()]), jobs_basis="both")


def test_more_than_a_figure_contradicts_no_larger_one_before_it_and_says_nothing_after_it() -> None:
    facts = pd.DataFrame(
        [
            _fact(period_end="2010", value=1.1),
            _fact(period_end="2012", value=1.0, value_as_reported="more than 1.0"),
            _fact(period_end="2014", value=1.7, value_as_reported="более 1,7"),
        ]
    )
    assert cumulative_reports(facts)["year"].tolist() == [2010, 2014]
