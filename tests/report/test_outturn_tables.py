"""Tables of outturns have words and units, and only columns that say something."""

import pandas as pd
import pytest

from analysis import scenario
from analysis.report.blame_tables import blamed_table, sources_table
from analysis.report.outturn_tables import (
    Tables,
    coverage_by_origin,
    jobs_tables,
    revisions_table,
    score_tables,
    skill_by_origin,
)
from analysis.report.promise_tables import foretold_table, target_table
from analysis.simulation import Simulation, outturn, simulate

RAW = ("_", "True", "False", "sez", "exact outturn", "lower bound")


@pytest.fixture(scope="module")
def sim() -> Simulation:
    return simulate(scenario.from_parameters(draws=10_240))


@pytest.fixture(scope="module")
def scores(sim: Simulation) -> pd.DataFrame:
    return outturn.score_table(sim)


def test_scores_are_split_by_family_with_the_unit_above(scores: pd.DataFrame) -> None:
    parts = score_tables(scores, as_of=2016).parts
    assert len(parts) == 8
    assert sum(len(part.cells) for part in parts) == len(scores)
    assert parts[0].caption.startswith("Employment, persons, seen from 2016")
    assert all(len(part.cells.columns) <= 12 for part in parts)
    assert "skill over promise" not in parts[1].cells
    assert parts[-1].cells["error of the average pace"].ne("").all()
    nothing = score_tables(scores.iloc[:0], as_of=2020)
    assert repr(nothing) == "Figures after 2020 that can be scored: none"


def test_no_raw_name_is_shown(sim: Simulation, scores: pd.DataFrame) -> None:
    case, tables = sim.scenario, outturn.opened()
    by_origin = scores.assign(as_of=2016)
    looks = (outturn.blame(sim, tables=tables), outturn.blame_sources(sim, tables=tables))
    shown = [
        score_tables(scores, as_of=2016),
        skill_by_origin(outturn.skill_by_item(by_origin)),
        coverage_by_origin(outturn.coverage_table(by_origin)),
        jobs_tables(
            outturn.job_records(case, tables), outturn.plans_after(case, tables), as_of=2016
        ),
        revisions_table(outturn.revision_table(sim, tables)),
        target_table(outturn.promise_scores(case, tables)),
        foretold_table(outturn.class_forecasts(case, tables), as_of=2016),
        sources_table(outturn.source_table(sim, scores, *looks), *looks),
        blamed_table(outturn.blame_by_outturn(sim, tables=tables)),
    ]
    for one in shown:
        assert not [word for word in RAW if word in repr(one)], repr(one)
        assert one._repr_html_().startswith("<table")


def test_the_table_of_targets_counts_what_the_sentence_counts(sim: Simulation) -> None:
    promises = outturn.promise_scores(sim.scenario)
    tally = outturn.promise_tally(promises)
    every = tally[(tally["measure"] == "all") & tally["kind"].str.startswith("target")]
    row = every.to_dict("records")[0]
    shown = target_table(promises)
    assert shown.caption.startswith(f"{row['promises']} targets of several years")
    assert len(shown.cells) == row["promises"]
    assert (shown.cells["outcome"] == "not counted").sum() == row["left_out"]
    assert (shown.cells["outcome"] == "missed").sum() == row["missed"]


def test_outturns_without_a_plan_or_a_zone_can_be_shown() -> None:
    early = scenario.from_parameters(as_of=2014, draws=200)
    plans = outturn.plans_after(early)
    assert plans["unit"].isna().any()
    shown = jobs_tables(outturn.job_records(early), plans, as_of=2014)
    assert "nan" not in repr(shown)
    other = scenario.from_parameters(programme="alabuga", region="RU-TA", draws=200)
    assert "_" not in repr(jobs_tables(outturn.job_records(other), plans.iloc[:0], as_of=2016))


def test_tables_follow_each_other_in_page_and_text(scores: pd.DataFrame) -> None:
    parts = score_tables(scores, as_of=2016).parts[:2]
    both = Tables(*parts)
    assert repr(both) == f"{parts[0]!r}\n\n{parts[1]!r}"
    assert both._repr_html_().count("<table") == 2
