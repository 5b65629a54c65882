"""From an elasticity to jobs per RUB bn, and how far the answer hangs on the specification."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.panel_response import PanelResponse, jobs_per_rub_bn, panel_response
from analysis.models.response_robustness import ResponseData, robustness_table

YEARS = pd.RangeIndex(2000, 2017, name="year")
REGIONS = [f"R{number:02d}" for number in range(40)]


def tables(seed: int, elasticity: float = 0.02) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    shape = (len(YEARS), len(REGIONS))
    growth = pd.DataFrame(0.2 * rng.standard_normal(shape), YEARS, REGIONS)
    noise = 0.002 * rng.standard_normal(shape) + 0.02 * rng.standard_normal((shape[0], 1))
    return (elasticity * growth + noise).cumsum() + 5.0, growth


EMPLOYMENT, GROWTH = tables(1)
RESPONSE = panel_response(EMPLOYMENT, GROWTH, horizons=range(3), lags=1)
DATA = ResponseData(
    EMPLOYMENT, GROWTH, 0.5 * GROWTH + tables(2)[1], pd.Series(range(1, 41), REGIONS), (2010,)
)
CASE = {"employed": 500_000, "investment_rub_bn": 100.0}


def test_a_known_elasticity_is_found() -> None:
    # Within three of its own standard deviations, which are below a tenth of it.
    assert (abs(RESPONSE.elasticity - 0.02) < 3 * RESPONSE.sd).all()
    assert RESPONSE.sd.max() < 0.002
    np.testing.assert_allclose(np.diag(RESPONSE.covariance), RESPONSE.sd**2)


def test_jobs_per_ruble_are_the_elasticity_in_other_units() -> None:
    found = jobs_per_rub_bn(RESPONSE, horizon=1, **CASE)
    assert found.jobs == pytest.approx(RESPONSE.elasticity[1] * 500_000 / 100)
    assert found.sd == pytest.approx(RESPONSE.sd[1] * 500_000 / 100)
    assert found.freedom == len(REGIONS) - 1
    assert found.freedom_driscoll_kraay == RESPONSE.table["years"][1] - 1
    # In millions of rubles and thousands of persons it is the same figure.
    twice = jobs_per_rub_bn(RESPONSE, horizon=1, employed=1e6, investment_rub_bn=200.0)
    assert twice.jobs == pytest.approx(found.jobs)


def test_every_ruble_counts_when_investment_stays_higher() -> None:
    # Growth without memory lifts the level for good: a year more of the same money each year.
    np.testing.assert_allclose(RESPONSE.investment_years, [1.0, 2.0, 3.0], atol=0.3)
    first, every = (
        jobs_per_rub_bn(RESPONSE, horizon=2, every_ruble=flag, **CASE) for flag in (False, True)
    )
    assert every.jobs * RESPONSE.investment_years[2] == pytest.approx(first.jobs)
    assert every.sd / every.jobs == pytest.approx(first.sd / first.jobs)


def test_growth_that_is_undone_leaves_less_money_behind_it() -> None:
    rng = np.random.default_rng(3)
    level = pd.DataFrame(rng.standard_normal((200, 40)), range(1800, 2000), REGIONS)
    growth = level.diff()
    found = panel_response(level, growth, horizons=range(3), lags=1)
    # The change of white noise projected on two of its values: -2/3 in the next year, then zero.
    # The tolerance is two standard deviations of the sum.
    assert found.investment_years[1] == pytest.approx(2 - 2 / 3, abs=0.05)
    assert found.investment_years[2] == pytest.approx(3 - 4 / 3, abs=0.05)


def test_an_unknown_growth_rate_is_not_bridged() -> None:
    holes = GROWTH.copy()
    holes.iloc[8, 0] = np.nan
    found = panel_response(EMPLOYMENT, holes, horizons=range(2), lags=1)
    # The impulse of that year and the lag of the next are gone; the response is not.
    assert found.table["nobs"][0] == RESPONSE.table["nobs"][0] - 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"employed": 0}, "employed: 0; allowed: above zero"),
        ({"investment_rub_bn": float("nan")}, "investment_rub_bn: nan; allowed: above zero"),
        ({"horizon": 7}, "horizon: 7 was not estimated; allowed: 0, 1, 2"),
        ({"horizon": -2}, "horizon: -2 was not estimated"),
    ],
)
def test_amounts_that_make_no_sense(change: dict[str, float], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        jobs_per_rub_bn(RESPONSE, **({"horizon": 1, **CASE} | change))


def robustness() -> pd.DataFrame:
    return robustness_table(
        DATA,
        horizon=1,
        lags=1,
        without={"without R00": ["R00", "unknown"]},
        periods={"2000-2009": (2000, 2009), "2000-2002": (2000, 2002)},
        **CASE,
    ).set_index("specification")


TABLE = robustness()


def test_each_row_is_the_response_it_names() -> None:
    def estimate(response: PanelResponse) -> float:
        return response.elasticity[1]

    arguments = {"horizons": [1], "lags": 1, "breaks": (2010,)}
    less = {"log_employment": EMPLOYMENT[REGIONS[1:]], "investment_growth": GROWTH[REGIONS[1:]]}
    expected = {
        "baseline": estimate(panel_response(EMPLOYMENT, GROWTH, **arguments)),
        "without R00": estimate(panel_response(**less, **arguments)),
        "lags 2": estimate(panel_response(EMPLOYMENT, GROWTH, **(arguments | {"lags": 2}))),
        "jackknife": estimate(panel_response(EMPLOYMENT, GROWTH, jackknife=True, **arguments)),
        "across the breaks": estimate(panel_response(EMPLOYMENT, GROWTH, horizons=[1], lags=1)),
    }
    for name, value in expected.items():
        assert TABLE.loc[name, "estimate"] == pytest.approx(value), name
        assert TABLE.loc[name, "jobs_per_rub_bn"] == pytest.approx(value * 5000), name
    assert "lags 1" not in TABLE.index
    assert TABLE.loc["without R00", "entities"] == 39


def test_every_specification_finds_the_same_truth() -> None:
    found = TABLE[(TABLE["horizon"] >= 0) & (TABLE["nobs"] > 0)]
    assert ((found["estimate"] - 0.02).abs() < 3.5 * found["std_error"]).all()
    placebo = TABLE[TABLE["horizon"] < 0]
    assert (placebo["estimate"].abs() < 3.5 * placebo["std_error"]).all()
    assert placebo["jobs_per_rub_bn"].isna().all()


def test_a_specification_without_enough_years_says_so() -> None:
    row = TABLE.loc["2000-2002"]
    assert row["nobs"] == 0
    assert np.isnan(row["estimate"])
    assert "0 entities and 0 years are left" in row["note"]
    assert (TABLE.drop(index="2000-2002")["note"] == "").all()
