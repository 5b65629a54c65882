"""Job-years behind final demand, investment and posts: sums, units and what is left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import data
from analysis.errors import ModelError
from analysis.models.input_output import multipliers
from analysis.models.investment_demand import investment_job_years
from analysis.models.job_years import job_years_per_rub_bn, matched_jobs, supply_chain_per_post

LABELS = ["build", "make", "home"]
# Columns balance: 1000, 2000 and 100 of output; nobody buys from or sells to the last.
FLOWS = pd.DataFrame([[100, 200, 0], [300, 500, 0], [0, 0, 0]], LABELS, LABELS, dtype=float)
OUTPUT = pd.Series([1000.0, 2000.0, 100.0], LABELS)
PRIMARY = pd.DataFrame(
    [[100, 400, 0], [20, 50, 0], [480, 850, 100]],
    ["imports", "taxes", "value_added"],
    LABELS,
    dtype=float,
)
JOBS = pd.Series([0.5, 0.4, np.nan], LABELS)
SPENT = pd.Series({"build": 600.0, "make": 200.0, "imports": 150.0, "taxes": 50.0})
KINDS = {"build": "construction", "make": "machinery", "imports": "machinery"}
INVESTED = {"capital_formation_rub_mn": SPENT, "primary_rub_mn": PRIMARY, "kinds": KINDS}


def invested(**changes: object) -> pd.DataFrame:
    return investment_job_years(FLOWS, OUTPUT, JOBS, **{**INVESTED, **changes})


def test_a_billion_of_final_demand_counts_persons() -> None:
    found = job_years_per_rub_bn(FLOWS, OUTPUT, JOBS)
    # 500 persons make RUB 1,000 mn.
    assert found.loc["build", "direct"] == pytest.approx(500.0)
    np.testing.assert_allclose(found["type_1"], found["direct"] + found["supply_chain"])
    assert found.loc["home"].isna().all()
    households = {"compensation_rub_mn": OUTPUT * 0.3, "consumption_rub_mn": OUTPUT * 0.1}
    closed = job_years_per_rub_bn(FLOWS, OUTPUT, JOBS.fillna(0), **households)
    np.testing.assert_allclose(closed["type_2"], closed["type_1"] + closed["induced"])


def test_every_ruble_invested_is_value_added_imports_or_taxes() -> None:
    found = invested()
    np.testing.assert_allclose(found[list(PRIMARY.index)].sum(axis=1), 1.0)
    assert found.index.tolist() == ["construction", "machinery", "other", "all"]
    np.testing.assert_allclose(found["share"], [0.6, 0.35, 0.05, 1.0])
    assert found.loc["other", ["total", "taxes"]].tolist() == [0.0, 1.0]


def test_investment_of_the_table_makes_the_jobs_of_its_deliveries() -> None:
    per_unit = multipliers(FLOWS, OUTPUT, JOBS)["type_1"]
    thousand = per_unit["build"] * 600 + per_unit["make"] * 200
    assert invested().loc["all", "total"] == pytest.approx(1000 * thousand)


def test_imported_machines_make_no_jobs() -> None:
    found = invested()
    domestic = invested(capital_formation_rub_mn=SPENT.drop("imports"), kinds={"make": "machinery"})
    assert found.loc["machinery", "total"] == pytest.approx(
        domestic.loc["machinery", "total"] * 200 / 350
    )
    assert found.loc["machinery", "imports"] > 150 / 350


@settings(max_examples=20)
@given(st.floats(0.0, 1.0))
def test_composition_is_a_weighted_mean(share: float) -> None:
    mixed = invested(composition={"construction": share, "machinery": 1.0 - share})
    columns = ["direct", "supply_chain", "total", *PRIMARY.index]
    expected = (
        share * mixed.loc["construction", columns] + (1 - share) * mixed.loc["machinery", columns]
    )
    np.testing.assert_allclose(mixed.loc["all", columns].astype(float), expected.astype(float))


def test_investment_refuses_what_does_not_fit() -> None:
    with pytest.raises(ModelError, match=r"\['ships'\] given; allowed: labels of capital"):
        invested(kinds={"ships": "machinery"})
    with pytest.raises(ModelError, match=r"\['margin'\] given; allowed: one number for each"):
        invested(capital_formation_rub_mn=pd.concat([SPENT, pd.Series({"margin": 1.0})]))
    with pytest.raises(ModelError, match="shares of construction, machinery, other that add up"):
        invested(composition={"construction": 0.5})
    with pytest.raises(ModelError, match=r"no capital formation in \['machinery'\]"):
        invested(
            capital_formation_rub_mn=SPENT * [1, 0, 0, 1],
        )
    with pytest.raises(ModelError, match=r"missing for \['home'\], which deliver"):
        invested(capital_formation_rub_mn=pd.concat([SPENT, pd.Series({"home": 1.0})]))


def test_pooled_industries_share_one_ratio_and_keep_their_jobs() -> None:
    found = matched_jobs(JOBS, OUTPUT, pools=[("build", "make")])
    assert found["build"] / OUTPUT["build"] == pytest.approx(found["make"] / OUTPUT["make"])
    assert found[["build", "make"]].sum() == pytest.approx(0.9)
    assert np.isnan(found["home"])


def test_output_without_jobs_does_not_thin_the_ratio() -> None:
    found = matched_jobs(JOBS, OUTPUT, measured_on_rub_mn=OUTPUT * [0.5, 1.0, 1.0])
    assert found["build"] == pytest.approx(1.0)
    assert found["make"] == pytest.approx(0.4)


def test_pools_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ModelError, match=r"pools: \['boats'\] given"):
        matched_jobs(JOBS, OUTPUT, pools=[("build", "boats")])
    with pytest.raises(ModelError, match=r"pools: \['build'\] given"):
        matched_jobs(JOBS, OUTPUT, pools=[("build", "make"), ("home", "build")])
    with pytest.raises(ModelError, match="jobs_thousand: its industries"):
        matched_jobs(JOBS.drop("home"), OUTPUT)


def test_suppliers_of_a_post() -> None:
    ratio = multipliers(FLOWS, OUTPUT, JOBS)["type_1_ratio"] - 1
    weights = pd.DataFrame({"make": [1.0, 0.25], "build": [0.0, 0.75]}, ["plant", "site"])
    found = supply_chain_per_post(FLOWS, OUTPUT, JOBS, weights)
    assert found["plant"] == pytest.approx(ratio["make"])
    assert found["site"] == pytest.approx(0.25 * ratio["make"] + 0.75 * ratio["build"])


@settings(max_examples=20)
@given(st.floats(0.01, 0.99))
def test_shares_of_output_are_shares_of_posts_by_jobs_per_output(share: float) -> None:
    direct = multipliers(FLOWS, OUTPUT, JOBS)["direct"]
    output = pd.DataFrame({"build": [share], "make": [1 - share]})
    posts = output * direct[["build", "make"]]
    posts = posts / posts.to_numpy().sum()
    by_output = supply_chain_per_post(FLOWS, OUTPUT, JOBS, output, weights_of="output")
    np.testing.assert_allclose(by_output, supply_chain_per_post(FLOWS, OUTPUT, JOBS, posts))


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ({"ships": [1.0]}, "allowed: industries of the table"),
        ({"make": [0.9]}, "add up to 1"),
        ({"make": [1.5], "build": [-0.5]}, "0 or more"),
        ({"home": [1.0]}, "allowed: industries with jobs"),
    ],
)
def test_weights_that_do_not_fit_are_refused(weights: dict[str, list[float]], problem: str) -> None:
    with pytest.raises(ModelError, match=problem):
        supply_chain_per_post(FLOWS, OUTPUT, JOBS, pd.DataFrame(weights))


def test_the_national_table_answers_for_every_industry_with_jobs() -> None:
    industry, flows = data.load_industry(), data.load_io_flows()
    output = industry["gross_output_rub_mn"]
    jobs = matched_jobs(industry["employment_thousand"], output, pools=[("29", "34t35")])
    assert jobs.sum() == pytest.approx(industry["employment_thousand"].sum())
    found = job_years_per_rub_bn(flows, output, jobs)
    assert found.index[found["type_1"].isna()].tolist() == ["P"]
    final_demand = output - flows.sum(axis=1)
    behind = (found["type_1"] * final_demand).sum() / 1e6
    assert behind == pytest.approx(jobs.sum())
    industries = found.index.drop("P")
    each = pd.DataFrame(np.eye(len(industries)), industries, industries)
    per_post = supply_chain_per_post(flows, output, jobs, each)
    ratio = found.loc[industries, "type_1"] / found.loc[industries, "direct"]
    np.testing.assert_allclose(per_post, ratio - 1)
