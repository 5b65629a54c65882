"""Input-output algebra against printed examples, the identities of a table, and bad tables."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis import data
from analysis.errors import ModelError
from analysis.models.input_output import leontief_inverse, multipliers, primary_content

FLOWS = np.array([[150.0, 500.0], [200.0, 100.0]])
OUTPUT = np.array([1000.0, 2000.0])
LABELS = ["a", "b"]
TABLE = pd.DataFrame(FLOWS, LABELS, LABELS)
TOTAL = pd.Series(OUTPUT, LABELS)


def balanced(share: np.ndarray) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame]:
    """A table whose columns balance: inputs of industries, imports and value added."""
    n = share.shape[0]
    output = pd.Series(np.arange(1.0, n + 1), [f"i{k}" for k in range(n)])
    flows = pd.DataFrame(0.9 * share / n, output.index, output.index) * output
    rest = output - flows.sum()
    return flows, output, pd.DataFrame({"imports": 0.3 * rest, "value_added": 0.7 * rest}).T


SHARES = st.integers(1, 6).flatmap(
    lambda n: arrays.arrays(float, (n, n), elements=st.floats(0.0, 1.0, allow_subnormal=False))
)


def test_open_and_closed_example_of_the_textbook() -> None:
    # Miller and Blair (2009), sections 2.3 and 2.5: two sectors, then households as the third.
    np.testing.assert_allclose(
        leontief_inverse(FLOWS, OUTPUT), [[1.254, 0.330], [0.264, 1.122]], atol=5e-4
    )
    closed = leontief_inverse([[150, 500, 50], [200, 100, 400], [300, 500, 50]], [*OUTPUT, 1000])
    printed = [[1.365, 0.425, 0.251], [0.527, 1.348, 0.595], [0.570, 0.489, 1.289]]
    np.testing.assert_allclose(closed, printed, atol=5e-4)


@given(SHARES)
def test_output_meets_final_demand(share: np.ndarray) -> None:
    flows, output, _ = balanced(share)
    inverse = leontief_inverse(flows, output)
    final_demand = output - flows.sum(axis=1)
    np.testing.assert_allclose(inverse @ final_demand, output)
    assert (inverse.to_numpy() >= np.eye(len(output)) - 1e-12).all()


@given(SHARES)
def test_imports_and_value_added_make_up_every_unit_of_final_demand(share: np.ndarray) -> None:
    content = primary_content(*balanced(share))
    np.testing.assert_allclose(content.sum(axis=1), 1.0)


@given(SHARES, st.floats(1e-3, 1e3))
def test_another_unit_of_money_moves_jobs_only_by_that_unit(share: np.ndarray, unit: float) -> None:
    flows, output, primary = balanced(share)
    jobs = primary.loc["value_added"]
    found = multipliers(flows, output, jobs)
    scaled = multipliers(flows * unit, output * unit, jobs)
    np.testing.assert_allclose(scaled["type_1"] * unit, found["type_1"])
    np.testing.assert_allclose(scaled["output_multiplier"], found["output_multiplier"])


@given(SHARES)
def test_jobs_behind_all_final_demand_are_all_jobs(share: np.ndarray) -> None:
    flows, output, primary = balanced(share)
    jobs = primary.loc["value_added"]
    found = multipliers(flows, output, jobs)
    final_demand = output - flows.sum(axis=1)
    assert (found["type_1"] * final_demand).sum() == pytest.approx(jobs.sum())
    assert (found["type_1"] >= found["direct"] - 1e-12).all()


def test_closing_the_table_is_one_more_industry() -> None:
    wages, spent = (
        pd.Series([300.0, 500.0], LABELS),
        pd.Series([50.0, 400.0, 350.0], ["a", "b", "m"]),
    )
    found = multipliers(TABLE, TOTAL, [30.0, 10.0], compensation=wages, consumption=spent)
    closed = leontief_inverse([[150, 500, 50], [200, 100, 400], [300, 500, 0]], [*OUTPUT, 800])
    expected = np.array([0.03, 0.005, 0.0]) @ closed.to_numpy()
    np.testing.assert_allclose(found["type_2"], expected[:2])
    np.testing.assert_allclose(found["type_2_ratio"], expected[:2] / [0.03, 0.005])


def test_households_that_spend_less_make_fewer_jobs() -> None:
    given_both = {"compensation": [300.0, 500.0], "consumption": [50.0, 400.0]}
    spent, saved = (
        multipliers(TABLE, TOTAL, [30.0, 10.0], **given_both, household_income=income)
        for income in (800.0, 1600.0)
    )
    assert (spent["type_2"] > saved["type_2"]).all()
    assert (saved["type_2"] > saved["type_1"]).all()


def test_labels_are_matched_and_kept() -> None:
    turned = multipliers(TABLE.loc[:, ["b", "a"]], TOTAL[::-1], pd.Series({"b": 10.0, "a": 30.0}))
    plain = multipliers(FLOWS, OUTPUT, [30.0, 10.0])
    assert turned.index.tolist() == LABELS
    np.testing.assert_array_equal(turned, plain)


def test_a_missing_satellite_stays_with_an_industry_nobody_buys_from() -> None:
    lonely = pd.DataFrame([[150.0, 0.0], [200.0, 0.0]], LABELS, LABELS)
    found = multipliers(lonely.T, TOTAL, [30.0, np.nan])
    assert np.isnan(found.loc["b", "direct":]).all()
    assert found.loc["a", "type_1"] == pytest.approx(0.03 / 0.85)
    with pytest.raises(ModelError, match="satellite: missing for b, which others buy from"):
        multipliers(TABLE, TOTAL, [30.0, np.nan])


def test_an_industry_without_output_takes_no_part() -> None:
    wide = TABLE.reindex(index=["a", "b", "none"], columns=["a", "b", "none"], fill_value=0.0)
    found = multipliers(wide, [*OUTPUT, 0.0], [30.0, 10.0, 0.0])
    np.testing.assert_allclose(found.loc[LABELS], multipliers(TABLE, TOTAL, [30.0, 10.0]))
    assert found.loc["none", ["direct", "type_1"]].tolist() == [0.0, 0.0]
    with pytest.raises(ModelError, match="output: 0 for none, which have jobs or inputs"):
        multipliers(wide, [*OUTPUT, 0.0], [30.0, 10.0, 1.0])


def test_tables_that_are_none_are_refused() -> None:
    with pytest.raises(ModelError, match=r"flows: shape \(1, 2\) given"):
        leontief_inverse(FLOWS[:1], OUTPUT)
    with pytest.raises(ModelError, match=r"output: shape \(3,\) given; allowed: \(2,\)"):
        leontief_inverse(TABLE, [1.0, 2.0, 3.0])
    with pytest.raises(ModelError, match="output: negative for b"):
        leontief_inverse(TABLE, [1000.0, -1.0])
    with pytest.raises(ModelError, match="output: 0 for b, which use inputs"):
        leontief_inverse(TABLE, [1000.0, 0.0])
    with pytest.raises(ModelError, match="a cell is missing"):
        leontief_inverse(TABLE.where(TABLE > 100), TOTAL)
    with pytest.raises(ModelError, match=r"spectral radius 1\.\d+ .* below 1"):
        leontief_inverse(TABLE * 4, TOTAL)
    with pytest.raises(ModelError, match=r"spectral radius 1\.0000"):
        leontief_inverse([[500.0, 500.0], [500.0, 500.0]], [1000.0, 1000.0])


def test_labels_that_do_not_match_are_named() -> None:
    with pytest.raises(ModelError, match="columns of flows: c not in the table") as caught:
        leontief_inverse(TABLE.rename(columns={"b": "c"}), TOTAL)
    assert "columns of flows: b missing" in caught.value.problems
    with pytest.raises(ModelError, match="output: b repeated"):
        leontief_inverse(TABLE, pd.Series([1.0, 2.0, 3.0], ["a", "b", "b"]))
    with pytest.raises(ModelError, match="satellite: a missing"):
        multipliers(TABLE, TOTAL, pd.Series({"b": 1.0}))
    with pytest.raises(ModelError, match="imports: missing or infinite for b"):
        primary_content(TABLE, TOTAL, pd.DataFrame({"a": [1.0], "b": [np.nan]}, ["imports"]))


def test_households_are_given_whole() -> None:
    with pytest.raises(ModelError, match="one given alone"):
        multipliers(TABLE, TOTAL, [1.0, 1.0], compensation=[1.0, 1.0])
    with pytest.raises(ModelError, match=r"household_income: 0\.0 given"):
        multipliers(TABLE, TOTAL, [1, 1], compensation=[1, 1], consumption=[0.0, 0.0])


def test_the_national_table_leaks_what_it_imports() -> None:
    table = data.load_io_table().pivot_table(index="row", columns="column", values="value_rub_mn")
    flows, output = data.load_io_flows(), data.load_industry()["gross_output_rub_mn"]
    rows = ["imports", "taxes_on_products", "value_added"]
    content = primary_content(flows, output, table.loc[rows, flows.columns])
    # The table is rounded to RUB 35 million in a column.
    np.testing.assert_allclose(content.sum(axis=1), 1.0, atol=5e-5)
    final_demand = output - flows.sum(axis=1)
    leaked = (content["imports"] * final_demand).sum()
    assert leaked == pytest.approx(table.loc["imports", flows.columns].sum())
