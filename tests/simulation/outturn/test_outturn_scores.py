"""What came, and how forecasts and rivals score against it."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis import data, scenario
from analysis.simulation import Simulation, simulate
from analysis.simulation.outturn import (
    LEADING,
    Opened,
    coverage_table,
    item_words,
    opened,
    outturn_bands,
    outturns,
    score_table,
    scored_origins,
    skill_by_item,
    subject_words,
    unit_words,
)
from analysis.simulation.outturn.forecasts import forecasts

Run = Callable[..., Simulation]


@pytest.fixture(scope="module")
def tables() -> Opened:
    return opened()


@pytest.fixture(scope="module")
def scores(tables: Opened) -> pd.DataFrame:
    return score_table(simulate(scenario.from_parameters(draws=400)), tables)


def test_outturns_are_published_figures_after_as_of(tables: Opened) -> None:
    came = outturns(scenario.from_parameters(), tables)
    assert came["year"].between(2017, 2020).all()
    jobs = came[came["item"] == "employment"].set_index("year")["outturn"]
    published = data.load_panel()["employed_thousand"].xs("RU-TOM", level="code")
    np.testing.assert_allclose(jobs, 1000 * published.loc[2017:2020])
    # The index of investment in 2017 is real investment over that of 2016.
    real = came[came["item"] == "real_investment"].set_index("year")["outturn"]
    panel = data.load_panel(regions="RU-TOM").xs("RU-TOM", level="code")
    assert real[2017] == pytest.approx(
        panel["investment_rub_mn"][2016] / 1000 * panel["investment_real_index_pct"][2017] / 100
    )


def test_the_money_is_that_of_the_programmes_own_promise(tables: Opened) -> None:
    came = outturns(scenario.from_parameters(), tables).set_index("item")
    assert came.loc["money", "outturn"] == 53
    # Shares as printed: 64, about 30 and 6.5 per cent, which add up to 100.5.
    parts = came.loc[["money_extra_budgetary", "money_federal", "money_regional"], "outturn"]
    assert parts.sum() == pytest.approx(53 * 1.005)


def test_a_total_that_counts_from_before_the_programme_is_not_scored(tables: Opened) -> None:
    zone = scenario.from_parameters(programme="alabuga")
    assert "money" not in set(outturns(zone, tables)["item"])
    whole = scenario.from_parameters(programme="alabuga", programme_start=2006)
    came = outturns(whole, tables).set_index("item")
    assert came.loc["money", ["outturn", "bound"]].tolist() == [179, "upper_bound"]


@pytest.mark.parametrize(("as_of", "horizon"), [(2014, 2020), (2016, 2025), (2019, 2020)])
def test_the_years_scored_lie_between_as_of_and_what_is_on_file(
    tables: Opened, as_of: int, horizon: int
) -> None:
    came = outturns(scenario.from_parameters(as_of=as_of, horizon=horizon), tables)
    panel = came[came["item"].isin(LEADING)]
    assert (panel["year"].min(), panel["year"].max()) == (as_of + 1, 2020)


def test_the_promise_is_scored_at_its_word(scores: pd.DataFrame) -> None:
    table = scores.set_index(["item", "year"])
    assert table.loc[("money", 2020), "crps_promise"] == 250 - 53
    jobs = table.loc["employment"]
    assert jobs.loc[2020, "crps_promise"] == 487_800 + 160_000 - 479_100
    assert jobs.loc[2017:2019, "crps_promise"].isna().all()


def test_skill_is_one_less_the_ratio_of_scores(scores: pd.DataFrame) -> None:
    known = scores.dropna(subset=["crps", "crps_no_change"])
    np.testing.assert_allclose(
        known["skill_no_change"].astype(float), 1 - known["crps"] / known["crps_no_change"]
    )
    one = known[(known["item"] == "employment") & (known["year"] < 2020)]
    pooled = skill_by_item(scores).set_index(["item", "period"])
    assert pooled.loc[("employment", "before 2020"), "skill_no_change"] == pytest.approx(
        1 - one["crps"].sum() / one["crps_no_change"].sum()
    )
    assert pooled.loc[("employment", "2020"), "figures"] == 1


def test_investment_with_the_programme_starts_at_the_published_level() -> None:
    sim = simulate(scenario.from_parameters(draws=400))
    flow = sim.sample.additional_share * sim.sample.money.disbursed.sum(axis=0)
    held = {(f.item, f.year): f.draws for f in forecasts(sim, "investment", "real_investment")}
    row = sim.sample.at(2018)
    added = flow[row] - flow[sim.sample.at(2016)]
    nominal = held["investment", 2018]
    np.testing.assert_allclose(nominal - held["investment_without", 2018], added, atol=1e-3)
    np.testing.assert_allclose(
        held["real_investment", 2018] * sim.sample.price[row], nominal, rtol=1e-5
    )
    counted = sim.summary("Investment|With programme").set_index(["year", "statistic"])["value"]
    assert np.median(nominal) == pytest.approx(counted[2018, "p50"], rel=1e-5)


def test_no_zone_is_held_to_a_promise_it_never_made(scores: pd.DataFrame) -> None:
    cost = scores[scores["item"].str.startswith("cost per post")]
    assert len(cost)
    assert cost["crps_promise"].isna().all()


def test_zones_without_a_curve_have_rivals_and_say_why(scores: pd.DataFrame) -> None:
    zone = scores[scores["item"].str.startswith("sez_tomsk")]
    assert zone["crps"].isna().all()
    assert zone["note"].str.contains("fewer points make any curve fit").all()
    assert zone["crps_no_change"].notna().all()
    assert (zone["crps_reference"] < zone["crps_no_change"]).all()


def test_coverage_leaves_bounds_and_doubles_out(scores: pd.DataFrame) -> None:
    held = coverage_table(scores).set_index("item")
    # Four years of employment, investment and product, and the money: nominal and real investment
    # of a year are one figure.
    assert held.loc["all", "figures"] == 13
    assert "real_investment" not in held.index
    assert held.loc["all", "figures"] == held.drop(index="all")["figures"].sum()
    assert held["inside_80"].le(held["inside_95"]).all()


@pytest.mark.end_to_end
def test_nothing_is_left_to_score_in_2020(tables: Opened) -> None:
    sim = simulate(scenario.from_parameters(as_of=2020, horizon=2022, draws=100))
    empty = score_table(sim, tables)
    assert empty.empty
    assert coverage_table(empty).empty
    assert skill_by_item(empty).empty
    assert not (outturn_bands(sim, tables)["kind"] == "outturn").any()


@pytest.mark.end_to_end
def test_the_scored_table_has_three_information_sets() -> None:
    case = scenario.from_parameters(draws=400)
    seen = scored_origins(case)
    assert sorted(seen["as_of"].unique()) == [2014, 2015, 2016]
    assert (seen["year"] > seen["as_of"]).all()
    alone = score_table(simulate(scenario.from_parameters(draws=400, as_of=2016)))
    last = seen[seen["as_of"] == 2016].drop(columns="as_of").reset_index(drop=True)
    np.testing.assert_allclose(last["crps"].astype(float), alone["crps"].astype(float))
    assert set(coverage_table(seen)["as_of"]) == {2014, 2015, 2016}


@pytest.mark.end_to_end
def test_other_cases_can_be_scored(tables: Opened) -> None:
    for changes in (
        {"as_of": 2018, "horizon": 2025},
        {"programme": "alabuga", "region": "RU-TA"},
        {"scenario_name": "no_programme"},
    ):
        sim = simulate(scenario.from_parameters(**{"draws": 200, **changes}))
        found = score_table(sim, tables)
        assert {"employment", "investment", "real_grp"} <= set(found["item"])
        # The total of Alabuga counts from before its programme and is not scored.
        assert ("money" in set(found["item"])) == ("programme" not in changes)
        # A growth curve can be fitted to the zone of Tomsk by 2018, and not by 2016.
        zone = found[found["item"] == "sez_tomsk: resident investment"]
        assert zone["crps"].notna().all() == ("as_of" in changes) or zone.empty


def test_bands_hold_history_forecast_and_outturn(run: Run, tables: Opened) -> None:
    frame = outturn_bands(run(), tables)
    assert frame["item"].unique().tolist() == list(LEADING)
    assert (frame.loc[frame["kind"] == "history", "year"] <= 2016).all()
    band = frame[frame["kind"] == "band"]
    assert (band["p05"] <= band["p95"]).all()
    assert frame.loc[frame["pandemic"], "year"].unique().tolist() == [2020]


def test_figures_have_words() -> None:
    assert item_words("sez_tomsk: jobs created") == "zone Tomsk, jobs created"
    assert item_words("cost per post: sez_st_petersburg") == "zone St Petersburg, cost per post"
    assert item_words("money_extra_budgetary") == "extra-budgetary money"
    assert item_words("something_else") == "something else"
    assert subject_words("sez_technopolis_moscow") == "zone Technopolis Moscow"
    assert unit_words("RUB_bn") == "RUB bn"
