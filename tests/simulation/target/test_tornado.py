"""Assumptions moved one at a time, and the short cuts by which that is quick."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from analysis import scenario
from analysis.errors import ModelError, ParameterError
from analysis.simulation import simulate
from analysis.simulation.preparation import prepare
from analysis.simulation.target.measures import centre, centre_error, measured
from analysis.simulation.target.moved import WHILE_DRAWING, drawn, first_draws, measured_when, moved
from analysis.simulation.target.tornado import logged_ranges, tornado
from tests.simulation.exchanges import arrays

FEW = ["deadweight_share", "slip_years", "labour_inflow_share", "hpw_growth_share"]


@pytest.fixture(scope="module")
def case() -> scenario.Scenario:
    return scenario.from_parameters(draws=300)


@pytest.fixture(scope="module")
def swings() -> pd.DataFrame:
    return tornado(scenario.load("central"), "net_new", FEW)


@pytest.mark.parametrize("name", sorted(WHILE_DRAWING - {"target_jobs"}))
def test_what_is_looked_at_while_drawing_needs_no_new_preparation(
    case: scenario.Scenario, name: str
) -> None:
    low = logged_ranges(case)["low"][name]
    value = low if low != getattr(case, name) else logged_ranges(case)["high"][name]
    base = prepare(case)
    short = moved(base, {name: value})
    long = prepare(short.scenario, like=base)
    for (_, one), (_, other) in zip(arrays(drawn(short)), arrays(drawn(long)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_paths_are_taken_over_only_where_they_are_the_same(case: scenario.Scenario) -> None:
    base = prepare(case)
    assert prepare(case.model_copy(update={"slip_years": 2.0}), like=base).price is base.price
    other = case.model_copy(update={"horizon": 2019, "programme_end": 2019})
    alone, beside = prepare(other), prepare(other, like=base)
    for field in fields(alone):
        if field.name in {"employment", "investment", "price"}:
            one, same = getattr(alone, field.name), getattr(beside, field.name)
            np.testing.assert_array_equal(one, same)


def test_a_coarse_preparation_is_off_by_less_than_a_thousandth(case: scenario.Scenario) -> None:
    change = {"extra_budgetary_realisation_share": 0.3}
    fine, coarse = (
        drawn(moved(prepare(case), change, coarse=coarse)).money.realised
        for coarse in (False, True)
    )
    np.testing.assert_allclose(coarse, fine, rtol=1e-3, atol=1e-6)


def test_ends_are_the_scenarios_with_that_value(swings: pd.DataFrame) -> None:
    central = scenario.load("central")
    row = swings.set_index("parameter").loc["slip_years"]
    late = scenario.from_parameters(slip_years=row["high"])
    assert row["at_high"] == centre(measured(simulate(late).sample, late, "net_new"), "net_new")
    assert row["at_value"] == centre(measured_when(first_draws(central), "net_new", {}), "net_new")
    assert row["draws"] == central.draws


def test_as_assumed_is_the_median_that_every_notebook_shows(swings: pd.DataFrame) -> None:
    shown = simulate(scenario.load("central")).tally.quantiles("Jobs|Net", [0.5])[0, -1]
    assert swings["at_value"].tolist() == pytest.approx([shown] * len(swings), rel=1e-7)


def test_the_error_of_a_median_is_its_spread_over_other_draws() -> None:
    # Of a normal, sqrt(pi / 2n); the mean of 400 estimates, each scattered by a tenth.
    rng = np.random.default_rng(11)
    found = [centre_error(rng.normal(size=2_000), "net_new") for _ in range(400)]
    assert np.mean(found) == pytest.approx(np.sqrt(np.pi / 2 / 2_000), rel=0.05)
    assert centre_error(np.repeat([0.0, 1.0], [75, 25]), "met:net_new") == pytest.approx(
        np.sqrt(0.25 * 0.75 / 100)
    )


def test_swings_go_the_way_they_must(swings: pd.DataFrame) -> None:
    found = swings.set_index("parameter")
    assert swings["swing"].is_monotonic_decreasing
    for name in ("deadweight_share", "slip_years"):
        assert found["at_low"][name] > found["at_value"][name] > found["at_high"][name]
    assert found["swing"]["hpw_growth_share"] == 0
    assert found["quality"]["hpw_growth_share"] == "red"


@pytest.mark.end_to_end
def test_without_names_all_that_move_the_answer_are_moved(case: scenario.Scenario) -> None:
    found = tornado(case.model_copy(update={"jobs_lens": "zone_record"}), "spent")
    assert "extra_budgetary_realisation_share" in set(found["parameter"])
    assert not set(found["parameter"]) & {"deadweight_share", "as_of", "seed", "hpw_new_share"}
    assert (found["swing"] > 0).all()


@pytest.mark.end_to_end
def test_the_pool_is_given_up_for_each_lens(case: scenario.Scenario) -> None:
    lens = tornado(case, "gross_new").set_index("parameter").loc["jobs_lens"]
    assert lens["low"] == "panel_response"
    assert lens["at_low"] < lens["at_value"] < lens["at_high"]


def test_an_end_that_another_parameter_rules_out_is_left_open() -> None:
    alone = {"panel_response_weight": 0.0, "capital_intensity_weight": 0.0}
    row = tornado(scenario.from_parameters(**alone), "net_new", ["zone_record_weight"]).iloc[0]
    assert np.isnan(row["at_low"])
    assert row["at_high"] == row["at_value"]


def test_a_yes_or_no_is_told_by_its_probability() -> None:
    row = tornado(scenario.load("central"), "met:hpw_stock", ["hpw_regional_ratio"]).iloc[0]
    assert 0 <= row["at_low"] < row["at_value"] < row["at_high"] < 1


def test_refusals(case: scenario.Scenario) -> None:
    with pytest.raises(ParameterError, match="target_jobs: no range to move it over; allowed"):
        tornado(case, "net_new", ["target_jobs"])
    with pytest.raises(ModelError, match="outcome 'jobs': allowed are net_new"):
        tornado(case, "jobs")
