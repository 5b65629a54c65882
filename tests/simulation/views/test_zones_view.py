"""The zones as a scenario may see them."""

import numpy as np
import pytest

from analysis import data, scenario
from analysis.scenario import Scenario
from analysis.simulation import (
    programme_zones,
    restated_figures,
    simulate,
    zone_chains,
    zone_cost_pooling,
    zone_costs_by_basis,
    zone_courses,
    zone_growth,
    zone_overview,
    zone_past_courses,
    zone_percents,
    zone_plans,
    zone_results,
    zone_units,
)

TABLES = (
    zone_overview,
    zone_plans,
    zone_chains,
    zone_units,
    zone_percents,
    zone_courses,
    zone_past_courses,
)


def case(as_of: int = 2018, **changes: object) -> Scenario:
    return scenario.from_parameters(**{"as_of": as_of, "draws": 200, **changes})


def test_zones_come_from_the_programme_file() -> None:
    assert programme_zones(case()) == ["sez_tomsk"]
    assert programme_zones(case(programme="alabuga")) == ["sez_alabuga"]
    elsewhere = zone_overview(case(region="RU-NVS"))
    assert elsewhere["in_region"].tolist() == [False]


@pytest.mark.end_to_end
def test_a_programme_without_a_zone_has_empty_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("zones", "growth", "results"):
        monkeypatch.setattr(f"analysis.simulation.views.{module}.programme_zones", lambda _: [])
    for table in TABLES:
        assert table(case()).empty, table.__name__
    growth = zone_growth(case())
    assert growth.reports.empty
    assert growth.bands.empty
    assert growth.status.empty
    rows = zone_results(simulate(case()))
    assert rows["value"].iloc[0] == 0


@pytest.mark.end_to_end
@pytest.mark.parametrize("name", ["ino_tomsk", "alabuga"])
@pytest.mark.parametrize("as_of", [2014, 2017])
def test_later_statements_change_nothing(
    name: str, as_of: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = case(as_of, programme=name)
    before = [table(asked).to_json() for table in TABLES]
    full = data.load_facts

    def poisoned(subject: str | None = None, as_of: int | None = None) -> object:
        facts = full(subject, as_of)
        return facts if as_of is not None else facts.assign(value=facts["value"] * 1e6)

    monkeypatch.setattr(data, "load_facts", poisoned)
    assert [table(asked).to_json() for table in TABLES] == before


def test_a_million_is_ruled_out_by_the_total_before_and_the_report_after() -> None:
    total = zone_units(case()).query("basis == 'total'").set_index("reading")
    assert total["contradicted_by"].to_dict() == {
        "million": "running total below that of 2014; report of 2017",
        "billion": "",
    }
    earlier = zone_units(case(2016)).query("basis == 'total'").set_index("reading")
    assert earlier.loc["million", "contradicted_by"] == "running total below that of 2014"
    assert earlier["reported_next"].isna().all()


def test_exceeded_by_means_of_plan() -> None:
    table = zone_percents(case()).set_index("reading")
    assert table["contradicted_by"]["107 % of plan"] == ""
    assert "report of 2017" in table["contradicted_by"]["107 % above plan"]
    assert table.loc["107 % of plan", "implied_plan"] == pytest.approx(1822 / 1.07)


def test_a_plan_of_companies_is_a_whole_number() -> None:
    table = zone_percents(case(programme="alabuga")).set_index("reading")
    # Nine companies at 180 % are a plan of five; no whole plan lies 180 % below nine.
    assert table.loc["180 % of plan", "implied_plan"] == pytest.approx(5)
    assert table["contradicted_by"].tolist() == ["", "no whole plan prints this per cent"]


def test_restated_figures_read_russian_prints_too() -> None:
    assert "на 180%" in restated_figures(case(programme="alabuga"))["value_as_reported"].tolist()


def test_posts_made_are_the_lens_and_posts_held_are_not() -> None:
    sim = simulate(case())
    costs = zone_costs_by_basis(sim.scenario)
    made = costs[costs["basis"] == "created"].reset_index(drop=True)
    records = sim.evidence.zone_records
    np.testing.assert_allclose(made["real_cost_rub_mn"], records["real_cost_rub_mn"])
    assert set(costs["basis"]) == {"created", "existing"}


def test_the_pooled_cost_is_the_lens_with_its_weights() -> None:
    sim = simulate(case())
    table = zone_cost_pooling(sim).set_index("record")
    own, others = (table.loc[f"zones of {name}"] for name in ("the region", "other regions"))
    assert own["weight"] + others["weight"] == pytest.approx(1)
    weighted = own["weight"] * np.log(own["rub_mn_per_job"])
    predicted = table.loc["a new programme, predicted"]
    assert own["rub_mn_per_job"] < predicted["rub_mn_per_job"] < others["rub_mn_per_job"]
    assert weighted < np.log(predicted["rub_mn_per_job"])
    assert np.log(predicted["high"] / predicted["low"]) == pytest.approx(
        2 * 1.6448536 * predicted["log_sd"]
    )


@pytest.mark.end_to_end
def test_no_curve_is_fitted_to_fewer_than_four_reports() -> None:
    early, late = (zone_growth(case(as_of)).status.set_index("measure") for as_of in (2016, 2018))
    assert early["curve"].str.startswith("none").all()
    assert "at least 4" in early.loc["resident investment", "curve"]
    assert late["curve"].str.startswith("none").to_dict() == {
        "jobs created": False,
        "resident investment": False,
    }


@pytest.mark.end_to_end
def test_a_band_never_falls_below_the_last_report() -> None:
    growth = zone_growth(case())
    last = growth.reports.query("measure == 'resident investment'")["value"].iloc[-1]
    assert (growth.bands["p05"] >= last * (1 - 1e-9)).all()
    assert (growth.bands["p05"] <= growth.bands["p95"]).all()
    assert growth.bands["year"].max() == 2020


@pytest.mark.parametrize("name", ["ino_tomsk", "alabuga"])
@pytest.mark.parametrize("as_of", [2014, 2016, 2018])
def test_lines_go_through_the_reports_that_curves_go_through(name: str, as_of: int) -> None:
    asked = case(as_of, programme=name)
    reports = zone_growth(asked).reports
    courses = zone_courses(asked).set_index("measure")
    for measure, words in (("jobs", "jobs created"), ("resident_investment",) * 2):
        own = reports[reports["measure"] == words.replace("_", " ")]["value"]
        # A line needs two reports.
        assert (measure in courses.index) == (len(own) > 1)
        if len(own) > 1:
            line = courses.loc[measure]
            ends = [line["reports"], line["first"], line["last"]]
            assert ends == [len(own), own.iloc[0], own.iloc[-1]]


def test_what_came_belongs_to_the_information_set() -> None:
    past = zone_past_courses(case(2016)).set_index("measure")
    # From 1,100 in 2010 and 1,700 in 2014 the line leads to 2,000 in 2016.
    jobs = past.loc["jobs"]
    assert (jobs["seen_from"], jobs["at_average_pace"], jobs["came"]) == (2014, 2000, 1822)
    assert "came" not in zone_courses(case(2016))
