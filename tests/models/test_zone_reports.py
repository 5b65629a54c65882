"""Plan against actual as printed: arithmetic of the page, of misprints and of chains."""

import pandas as pd
import pytest

from analysis import data
from analysis.errors import ModelError
from analysis.models.zone_misprints import percent_hypotheses, unit_hypotheses
from analysis.models.zone_reports import chain_checks, course_to, plan_and_actual

ZONE = "sez_tomsk"


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return data.load_facts()


def statement(**cells: object) -> dict[str, object]:
    common = {
        "subject": "zone", "indicator": "resident_investment", "period_end": "2016-12-31",
        "value": 1.0, "unit": "RUB_bn", "value_as_reported": "one", "unit_corrected": False,
        "kind": "actual", "basis": "annual", "source_title": "page",
        "published_on": pd.Timestamp("2017-07-03"), "note": None,
    }  # fmt: skip
    return common | cells


def zone(*statements: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(statements), columns=list(statement()))


def test_the_implied_plan_is_the_outturn_over_the_printed_per_cent(facts: pd.DataFrame):
    table = plan_and_actual(facts, ZONE).set_index(["measure", "year", "basis"])
    assert table.loc[("jobs", 2016, "total"), "implied_plan"] == pytest.approx(1822 / 1.07)
    assert table.loc[("jobs", 2017, "total"), "implied_plan"] == pytest.approx(2045 / 1.14)
    # Nine new residents stand on another page than the 180 %; that page prints a plan of five.
    assert table.loc[("new_residents", 2016, "annual"), "implied_plan"] == pytest.approx(5.0)
    known = table.dropna(subset="actual")
    product = known["implied_plan"] * known["percent_of_plan"] / 100
    assert product.to_numpy() == pytest.approx(known["actual"].to_numpy())


def test_every_printed_per_cent_has_one_row(facts: pd.DataFrame):
    printed = facts[(facts["subject"] == ZONE) & (facts["kind"] == "plan_percent")]
    assert len(plan_and_actual(facts, ZONE)) == len(printed)


def test_the_outturn_of_the_same_page_is_preferred_to_a_later_one():
    later = statement(value=9.0, source_title="other", published_on=pd.Timestamp("2020-01-01"))
    percent = statement(
        kind="plan_percent", indicator="resident_investment_plan_percent", value=200.0
    )
    table = plan_and_actual(zone(statement(value=4.0), later, percent), "zone")
    assert table[["actual", "implied_plan"]].to_numpy().tolist() == [[4.0, 2.0]]


def test_part_of_a_year_is_not_taken_for_the_year():
    half = statement(period_end="2016-06-30")
    percent = statement(
        kind="plan_percent", indicator="resident_investment_plan_percent", value=200.0
    )
    assert plan_and_actual(zone(half, percent), "zone")["actual"].isna().all()


def test_only_billions_agree_with_the_report_of_the_next_year(facts: pd.DataFrame):
    table = unit_hypotheses(facts, ZONE)
    assert table.groupby("reading")["consistent"].agg(["all", "any"]).to_dict("index") == {
        "billion": {"all": True, "any": True},
        "million": {"all": False, "any": False},
    }
    total = table[(table["basis"] == "total") & (table["reading"] == "billion")].iloc[0]
    assert total["implied_next"] == pytest.approx(10 + 2.9975)
    assert total["reported_next"] == 13.3


def test_the_answer_does_not_hang_on_the_tolerances(facts: pd.DataFrame):
    for tolerance, factor in ((0.03, 1.5), (0.3, 100.0)):
        table = unit_hypotheses(facts, ZONE, tolerance=tolerance, largest_factor=factor)
        assert (table["consistent"] == (table["reading"] == "billion")).all()


def test_without_the_next_report_neither_unit_is_settled():
    known = data.load_facts(as_of=2016)
    table = unit_hypotheses(known, ZONE)
    assert len(table) == 4
    assert not table["consistent"].any()


def test_a_print_in_the_right_unit_for_millions_is_found():
    small = statement(value=3.0, unit_corrected=True, value_as_reported="3 million")
    following = statement(value=0.004, period_end="2017-12-31")
    table = unit_hypotheses(zone(small, following), "zone").set_index("reading")
    assert table["consistent"].to_dict() == {"million": True, "billion": False}


def test_exceeded_by_107_per_cent_means_107_per_cent_of_plan_and_jobs_since_the_start(
    facts: pd.DataFrame,
):
    table = percent_hypotheses(facts, ZONE, year=2016).set_index("reading")
    assert table["consistent"].to_dict() == {
        "107 % of plan": True,
        "107 % above": False,
        "since the start": True,
        "in 2016 alone": False,
    }
    assert table.loc["107 % above", "implied_plan"] == pytest.approx(1822 / 2.07)
    assert table.loc["107 % of plan", "lowest"] == pytest.approx(100 * 2045 / (1822 / 1.07 + 348))


def test_the_reading_needs_the_next_report():
    with pytest.raises(ModelError, match="sez_tomsk needs jobs and per cent of plan for 2016"):
        percent_hypotheses(data.load_facts(as_of=2016), ZONE, year=2016)


def test_chains_of_a_zone_whose_figures_add_up():
    rows = []
    for year, made, total in ((2015, 2.0, 10.0), (2016, 4.0, 14.0)):
        end = f"{year}-12-31"
        rows += [
            statement(period_end=end, value=made),
            statement(period_end=end, value=total, basis="cumulative"),
        ]
        for basis, percent in (("annual", 200.0), ("cumulative", 125.0)):
            name = "resident_investment_plan_percent"
            cells = {"indicator": name, "kind": "plan_percent", "value": percent, "basis": basis}
            rows.append(statement(period_end=end, **cells))
    table = chain_checks(zone(*rows), "zone").set_index(["year", "chain"])
    assert table.loc[(2016, "outturn"), "residual"] == 0
    assert table.loc[(2016, "outturn"), "verdict"] == "holds"
    # Plans 8 and 11.2 of the total, 2 of the year: 8 + 2 against 11.2, 10 + 2 against 11.2.
    assert table.loc[(2016, "plan on plan"), "residual"] == pytest.approx(1.2)
    assert table.loc[(2016, "plan on outturn"), "residual"] == pytest.approx(-0.8)
    assert table.loc[(2015, "outturn"), "verdict"] == "not on file"


def test_the_zones_investment_plan_goes_on_from_the_plan_not_from_the_outturn(facts: pd.DataFrame):
    table = chain_checks(facts, ZONE).set_index(["measure", "year", "chain"])["verdict"]
    assert table["resident_investment", 2017].to_dict() == {
        "outturn": "holds",
        "plan on outturn": "does not hold",
        "plan on plan": "holds",
    }
    assert table["taxes", 2017, "outturn"] == "does not hold"
    assert table["jobs", 2017, "outturn"] == "does not hold"


def test_identity_of_every_chain(facts: pd.DataFrame):
    table = chain_checks(facts, ZONE).dropna(subset="residual")
    total = (table["implied"] + table["residual"]).to_numpy()
    assert total == pytest.approx(table["reported"].to_numpy())
    assert (table["residual_share"].abs() <= 0.05).equals(table["verdict"] == "holds")


def test_a_straight_course_is_carried_on_and_set_beside_what_came():
    totals = [
        statement(period_end=str(year), value=float(year - 2010), basis="cumulative")
        for year in (2012, 2014, 2016, 2020)
    ]
    known, later = zone(*totals[:3]), zone(*totals)
    row = course_to(known, "zone", horizon=2020, later=later).iloc[0]
    assert (row["reports"], row["first_year"], row["last_year"]) == (3, 2012, 2016)
    assert row["at_average_pace"] == row["at_latest_pace"] == row["came"] == 10
    assert course_to(known, "zone", horizon=2020)["came"].isna().all()


def test_a_declared_total_above_a_later_one_is_left_out():
    totals = [
        statement(period_end=str(year), value=value, basis="cumulative")
        for year, value in ((2010, 4.5), (2011, 3.5), (2014, 6.5))
    ]
    row = course_to(zone(*totals), "zone", horizon=2020).iloc[0]
    assert (row["first_year"], row["first"], row["at_average_pace"]) == (2011, 3.5, 12.5)


def test_a_bound_that_says_nothing_and_posts_held_are_no_points_of_a_course():
    cells = {"indicator": "jobs_created", "unit": "jobs"}
    totals = [
        statement(**cells, period_end=end, value=value, value_as_reported=print_, basis=basis)
        for end, value, print_, basis in (
            ("2010", 1100.0, "1100", "cumulative"),
            ("2012-06", 1000.0, "more than 1000", "cumulative"),
            ("2013", 900.0, "900", "stock"),
            ("2014", 1700.0, "over 1,700", "cumulative"),
        )
    ]
    row = course_to(zone(*totals), "zone", horizon=2016).iloc[0]
    assert (row["reports"], row["first"], row["at_average_pace"]) == (2, 1100, 2000)


def test_other_zones_and_early_years_give_empty_tables_with_the_same_columns(facts: pd.DataFrame):
    for function in (plan_and_actual, chain_checks, unit_hypotheses):
        assert function(facts, "sez_kaluga").empty
        assert list(function(facts, "sez_kaluga")) == list(function(facts, ZONE))
    assert course_to(facts, "sez_kaluga", horizon=2030).empty


def test_bad_input_is_refused(facts: pd.DataFrame):
    with pytest.raises(ModelError, match="facts lack the columns unit, note"):
        plan_and_actual(facts.drop(columns=["unit", "note"]), ZONE)
    with pytest.raises(ModelError, match="tolerance 2 must lie between 0 and 1"):
        chain_checks(facts, ZONE, tolerance=2)
    with pytest.raises(ModelError, match=r"tolerance 0 must lie in \(0, 1\)"):
        unit_hypotheses(facts, ZONE, tolerance=0)
