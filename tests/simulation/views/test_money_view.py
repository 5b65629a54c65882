"""Money by its parts: the parts add up, and nothing later than the information set is in them."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.simulation import (
    Simulation,
    money_by_cluster,
    money_by_year,
    promise_record,
    realisation_table,
)


@pytest.fixture(scope="module")
def sim(run: Callable[..., Simulation]) -> Simulation:
    return run()


def test_years_and_sources_add_up(sim: Simulation) -> None:
    table = money_by_year(sim)
    np.testing.assert_allclose(
        table[["Extra-budgetary", "Federal", "Regional"]].sum(axis=1), table["mean"]
    )
    assert table["planned"].sum() == pytest.approx(sim.scenario.investment_need_rub_bn)
    spent = sim.ledger().set_index("step").loc["Net of cost overrun", "mean"]
    assert table["mean"].sum() == pytest.approx(spent)


def test_money_of_the_price_year_is_the_same_real_and_nominal(sim: Simulation) -> None:
    table = money_by_year(sim).set_index("year")
    year = sim.scenario.price_year
    assert table.loc[year, "real_mean"] == pytest.approx(table.loc[year, "mean"], rel=1e-6)


def test_clusters_add_up_to_the_programme(sim: Simulation) -> None:
    table = money_by_cluster(sim)
    assert table["prior_share"].sum() == pytest.approx(1)
    by_year = table[[str(year) for year in sim.years]].sum()
    np.testing.assert_allclose(by_year, money_by_year(sim)["mean"], rtol=1e-5)


def test_the_expected_share_lies_between_inside_view_and_class(sim: Simulation) -> None:
    for row in realisation_table(sim).to_dict("records"):
        parts = [row["inside_view"], row["class_mean"]]
        if row["class_weight"] == 0:
            assert row["expected"] == row["inside_view"]
        else:
            assert min(parts) <= row["expected"] <= max(parts)
        assert row["committed_rub_bn"] == pytest.approx(row["planned_rub_bn"] * row["expected"])


def test_the_class_of_the_table_is_the_class_of_the_draws(sim: Simulation) -> None:
    record = promise_record(sim.scenario)
    counted = record.dropna(subset="realised")
    found = sim.evidence.money_classes
    assert len(counted) == sum(each.promises for each in found.values())
    promised_by = {"ino_tomsk"}
    assert not set(counted["subject"]) & promised_by


def test_an_earlier_reader_knows_fewer_outturns(run: Callable[..., Simulation]) -> None:
    known = [
        promise_record(run(as_of=as_of).scenario)["share"].notna().sum() for as_of in (2014, 2016)
    ]
    assert known[0] < known[1]
    record = promise_record(run(as_of=2014).scenario)
    assert (record["promised_on"].str[:4].astype(int) <= 2014).all()
