"""Promises scored, records of jobs, and revisions."""

import pandas as pd
import pytest

from analysis import data, scenario
from analysis.models.reference_class import class_members, realisation_class
from analysis.simulation import simulate
from analysis.simulation.outturn import (
    Opened,
    class_forecasts,
    job_records,
    money_class_subjects,
    opened,
    plans_after,
    promise_scores,
    promise_tally,
    revision_table,
)


@pytest.fixture(scope="module")
def tables() -> Opened:
    return opened()


@pytest.fixture(scope="module")
def promises(tables: Opened) -> pd.DataFrame:
    return promise_scores(scenario.from_parameters(), tables)


def test_every_promise_is_scored_once(promises: pd.DataFrame) -> None:
    assert sorted(promises["id"]) == sorted(data.load_promises()["id"])
    assert promises.loc[promises["outcome"].isin(["reached", "missed"]), "share"].notna().all()
    judged = promises[promises["bound"] == "exact"]
    reached = judged.loc[judged["outcome"] == "reached", "share"]
    assert (reached >= 1).all()
    assert (judged.loc[judged["outcome"] == "missed", "share"] < 1).all()


def test_the_programmes_own_promises_are_marked(promises: pd.DataFrame) -> None:
    asked = promises[promises["asked"]].set_index("measure")
    assert asked.loc["money", "share"] == pytest.approx(53 / 250)
    assert asked.loc["workplaces", "outcome"] == "no outturn"
    other = promise_scores(scenario.from_parameters(programme="alabuga"))
    assert set(other.loc[other["asked"], "subject"]) == {"sez_alabuga"}


def test_targets_and_yearly_plans_are_counted_apart(promises: pd.DataFrame) -> None:
    tally = promise_tally(promises)
    counts = ["reached", "missed", "under_way", "no_outturn", "left_out"]
    assert (tally[counts].sum(axis=1) == tally["promises"]).all()
    every = tally[tally["measure"] == "all"].set_index("kind")
    assert every.loc["target of years", "share_median"] < 1
    assert every.loc["plan of the year", "share_median"] > 1
    parts = tally[(tally["measure"] != "all")]
    assert parts["promises"].sum() == len(promises)


def test_promises_are_judged_by_the_rule_of_the_reference_class(promises: pd.DataFrame) -> None:
    amounts = ["money", "budget", "jobs", "workplaces", "residents", "revenue", "taxes"]
    for kind, words in (("multi_year", "target of years"), ("annual_plan", "plan of the year")):
        members = class_members(data.load_promises(), measure=amounts, ceiling=1.5, kind=kind)
        counted = promises[(promises["kind"] == words) & (promises["left_out"] == "")]
        judged = counted[counted["outcome"].isin(["reached", "missed"])]
        under_way = counted[counted["outcome"] == "under way"]
        assert set(judged["id"]) <= set(members["id"]) <= {*judged["id"], *under_way["id"]}


def test_of_the_targets_that_count_one_was_reached(promises: pd.DataFrame) -> None:
    tally = promise_tally(promises).set_index(["kind", "measure"])
    row = tally.loc[("target of years", "all")]
    assert row[["promises", "reached", "missed"]].tolist() == [27, 1, 7]
    # Three promises of INO Tomsk are judged by one outturn.
    assert row[["outturns", "outturns_missed"]].tolist() == [6, 5]
    out = promises.set_index("id")["left_out"]
    assert out["ino_tomsk_funding_2011"] == "replaced by a later figure"
    assert out["sez_lipetsk_jobs_2010"].startswith("on file only from")


def test_one_of_two_subjects_of_the_money_class_is_the_programmes_own_zone() -> None:
    found = money_class_subjects(scenario.from_parameters()).set_index("subject")["own"]
    assert found.to_dict() == {"sez_alabuga": False, "sez_tomsk": True}
    other = money_class_subjects(scenario.from_parameters(programme="alabuga", region="RU-TA"))
    assert not other["own"].any()


def test_the_class_leaves_the_own_subject_out(tables: Opened) -> None:
    case = scenario.from_parameters()
    foretold = class_forecasts(case, tables).set_index("id")
    own = foretold.loc["ino_tomsk_need_2017"]
    seen = data.load_promises(as_of=2016)
    expected = realisation_class(seen, measure="money", ceiling=1.5, exclude=["ino_tomsk"])
    assert own["class_subjects"] == expected.subjects
    assert own["crps_promise"] == pytest.approx(1 - 53 / 250)
    assert (foretold["due"].str[:4].astype(int) > 2016).all()
    assert not foretold.index.duplicated().any()


def test_a_promise_of_a_single_subject_is_not_foretold_with_certainty(tables: Opened) -> None:
    foretold = class_forecasts(scenario.from_parameters(), tables)
    alone = foretold[foretold["class_subjects"] == 1]
    assert len(alone)
    assert (alone["p95"] - alone["p05"] > 0.3).all()


def test_no_outturn_of_the_promised_jobs_is_said(tables: Opened) -> None:
    records = job_records(scenario.from_parameters(), tables)
    assert "no outturn is on file" in records["what_it_says"][0]
    assert "nothing is on file after 2016" in records["what_it_says"][1]
    early = job_records(scenario.from_parameters(as_of=2014), tables)
    hires = early[early["record"].str.startswith("hires")]
    assert hires[["year", "value"]].to_numpy().tolist() == [[2015, 2500]]
    other = job_records(scenario.from_parameters(programme="alabuga"), tables)
    assert other["value"][0] == 7600


def test_zone_plans_after_as_of_are_those_of_later_years(tables: Opened) -> None:
    plans = plans_after(scenario.from_parameters(), tables)
    assert (plans["year"] == 2017).all()
    jobs = plans[plans["measure"] == "jobs"].iloc[0]
    assert jobs["actual"] / jobs["implied_plan"] == pytest.approx(1.14)


def test_two_prints_of_one_figure_are_split(tables: Opened) -> None:
    sim = simulate(scenario.from_parameters(draws=200))
    found = revision_table(sim, tables).set_index(["item", "year"])
    zone = found.loc[("sez_tomsk: resident investment", 2018)]
    assert (zone["first_print"], zone["later_print"]) == (14.1, 15.7)
    assert zone["first_error"] + zone["revision"] == pytest.approx(zone["error"])
    bound = found.loc[("grp", 2019)]
    assert pd.isna(bound["revision"])
    jobs = found.loc["employment"]
    assert jobs["first_print"].isna().all()
    assert jobs["error"].notna().all()


def test_a_second_vintage_of_employment_would_be_split_by_year(tables: Opened) -> None:
    row = tables.facts[tables.facts["indicator"] == "grp"].iloc[[0]].assign(
        indicator="employed", value=490.0, unit="thousand_persons", value_as_reported="490",
        period_start="2017-01-01", period_end="2017-12-31", published_on="2018-06-30",
    )  # fmt: skip
    more = tables._replace(facts=pd.concat([tables.facts, row], ignore_index=True))
    found = revision_table(simulate(scenario.from_parameters(draws=200)), more)
    year = found[(found["item"] == "employment") & (found["year"] == 2017)].iloc[0]
    assert (year["first_print"], year["later_print"]) == (490_000, 496_100)
    assert year["revision"] == -6_100
    assert year["first_error"] + year["revision"] == pytest.approx(year["error"])
