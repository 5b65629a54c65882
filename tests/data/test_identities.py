"""The committed figures: counts, keys, and sums that must hold."""

import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analysis import data
from analysis.data.package import Resource, read_package
from analysis.data.tables import read_table

ROWS = {
    "promises": 68,
    "regions": 96,
    "regional_panel": 1806,
    "tomsk_industry": 224,
    "programme_facts": 69,
    "zone_facts": 421,
    "zone_panel": 48,
    "zone_conflicts": 27,
    "treatments": 34,
    "national_hpw": 4,
    "national_io_2016": 2000,
    "national_industry_2016": 34,
    "io_concordance": 98,
    "germany_1995_io": 9,
}
BALANCE_RUB_MN = 35


def published_differences() -> pd.DataFrame:
    """Sum of leaves against the country, per cent, as tabulated in SOURCES.md."""
    text = (data.project_root() / "data" / "SOURCES.md").read_text(encoding="utf-8")
    lines = text[text.index("Sum of leaves against the RU row") :].splitlines()[2:]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if re.match(r"\| (year|\d{4}) ", line)
    ]
    frame = pd.DataFrame(rows[1:], columns=rows[0]).set_index("year")
    frame.index = frame.index.astype(int)
    return frame.replace("", np.nan).astype(float)


@pytest.mark.parametrize(("name", "rows"), ROWS.items())
def test_each_table_has_its_rows(name: str, rows: int):
    assert len(read_table(name)) == rows


def test_every_table_is_counted_here():
    assert set(ROWS) == {resource.name for resource in read_package().resources}


@pytest.mark.parametrize("resource", read_package().resources, ids=lambda resource: resource.name)
def test_primary_keys_are_complete_and_unique(resource: Resource):
    keys = read_table(resource.name)[list(resource.table.primary_key)]
    assert not keys.isna().any(axis=None)
    assert not keys.duplicated().any()


def test_there_are_85_leaves_and_each_has_every_year():
    regions = data.load_regions()
    leaves = regions.index[regions["is_leaf"]]
    panel = data.load_panel(regions=list(leaves))
    assert len(leaves) == 85
    assert panel.index.is_unique
    assert len(panel) == 85 * 21
    assert set(panel.index.unique("year")) == set(range(2000, 2021))


def test_parents_lead_to_the_country():
    parents = data.load_regions()["parent"]
    for code in parents.index:
        path = [code]
        while path[-1] != "RU":
            path.append(parents[path[-1]])
            assert len(path) < 5
        assert path[-1] == "RU"


def test_leaves_add_up_to_the_country_as_published():
    published = published_differences()
    regions = data.load_regions()
    leaves = data.load_panel(regions=list(regions.index[regions["is_leaf"]]))
    sums = leaves[published.columns].groupby(level="year").sum(min_count=1)
    country = data.load_panel(regions="RU").droplevel("code")[published.columns]
    difference = 100 * (sums / country - 1)
    assert published.shape == (21, 11)
    assert published.notna().sum().sum() == 21 * 8 + 3 * 3
    pd.testing.assert_frame_equal(
        difference, published, check_names=False, rtol=0, atol=0.005 + 1e-9
    )


def test_product_rows_balance():
    table = read_table("national_io_2016")
    products = table[table["row_type"] == "product"]
    used = products[products["column_type"] != "total"].groupby("row")["value_rub_mn"].sum()
    total = products[products["column"] == "use_total"].set_index("row")["value_rub_mn"]
    output = data.load_industry()["gross_output_rub_mn"]
    assert (used - total).abs().max() <= BALANCE_RUB_MN
    assert (total - output).abs().max() <= BALANCE_RUB_MN


def test_industry_columns_balance():
    table = read_table("national_io_2016")
    columns = table[table["column_type"] == "industry"]
    inputs = columns[columns["row_type"].isin(["product", "imports", "taxes_on_products"])]
    added = columns[columns["row"] == "value_added"].set_index("column")["value_rub_mn"]
    output = columns[columns["row"] == "output"].set_index("column")["value_rub_mn"]
    imbalance = inputs.groupby("column")["value_rub_mn"].sum() + added - output
    assert len(imbalance) == 34
    assert imbalance.abs().max() <= BALANCE_RUB_MN


def test_value_added_is_the_sum_of_its_components():
    table = read_table("national_io_2016")
    columns = table[(table["column_type"] == "industry") & (table["row_type"] == "value_added")]
    components = columns.groupby("column")["value_rub_mn"].sum()
    added = table[(table["row"] == "value_added") & (table["column_type"] == "industry")]
    difference = components - added.set_index("column")["value_rub_mn"]
    assert difference.abs().max() <= 3


def test_flows_are_the_square_part_in_the_order_of_the_industries():
    flows = data.load_io_flows()
    table = data.load_io_table().set_index(["row", "column"])["value_rub_mn"]
    industries = list(data.load_industry().index)
    assert list(flows.index) == list(flows.columns) == industries
    assert flows.loc["F", "26"] == table["F", "26"]
    assert flows.loc["26", "F"] == table["26", "F"]
    assert all(flows.loc[r, c] == table[r, c] for r in industries for c in industries)


def test_national_totals_of_2016():
    table = data.load_io_table().set_index(["row", "column"])["value_rub_mn"]
    industries = list(data.load_industry().index)
    assert table["output"][industries].sum() == 153_394_504
    assert table["value_added"][industries].sum() == 77_077_163
    assert data.load_industry()["employment_thousand"].sum() == pytest.approx(77_794.6, abs=0.1)


def test_largest_domestic_coefficient_sum_is_the_published_one():
    coefficients = data.load_io_flows() / data.load_industry()["gross_output_rub_mn"]
    radius = np.abs(np.linalg.eigvals(coefficients.to_numpy())).max()
    assert coefficients.sum().max() == pytest.approx(0.785, abs=5e-4)
    assert radius == pytest.approx(0.476, abs=5e-4)


def test_value_added_shares_add_up_to_a_hundred():
    shares = data.load_regional_industry("RU-TOM")["gva_share_pct"]
    totals = shares.groupby(level="year").sum(min_count=1).dropna()
    assert list(totals.index) == list(range(2009, 2021))
    assert (totals - 100).abs().max() <= 0.5


def test_zone_panel_figures_stand_in_the_fact_table():
    jobs = data.load_zone_panel().loc[("sez_tomsk", 2016), "jobs_cumulative"]
    facts = data.load_facts("sez_tomsk").query("indicator == 'jobs_created'")
    assert jobs == 1822
    assert 1822 in facts["value"].to_list()


def test_the_promise_is_in_the_facts():
    values = data.load_facts("ino_tomsk")["value"].to_list()
    assert 250 in values
    assert 160_000 in values


def test_high_productivity_workplaces_are_those_of_the_press():
    frame = data.load_national_hpw().set_index(["kind", "year"])["value_mn"]
    assert frame.to_dict() == {
        ("actual", 2013): 17.5,
        ("actual", 2014): 18.3,
        ("actual", 2017): 17.0,
        ("target", 2020): 25.0,
    }


def test_german_columns_add_up_to_output_before_imports_and_taxes():
    table = data.load_reference_io()
    sectors = list(table.columns)
    inputs = table.loc[sectors].sum() + table.loc["value_added"]
    assert (inputs < table.loc["output"]).all()


def test_panel_is_sorted_and_numeric():
    panel = data.load_panel()
    assert panel.index.names == ["code", "year"]
    assert panel.index.is_monotonic_increasing
    assert set(panel.dtypes) == {np.dtype("float64")}
    assert all(earlier <= later for earlier, later in pairwise(panel.index))
