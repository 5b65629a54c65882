"""What is set and what the model says to it, without any widget."""

import numpy as np
import pandas as pd
import pytest

from analysis import scenario, simulation
from analysis.errors import ParameterError, ScenarioError
from analysis.explorer.answers import answer, stages
from analysis.explorer.problems import problems_by_control
from analysis.explorer.session import Session
from analysis.scenario import Scenario


def test_draws_come_in_stages_and_end_with_the_scenarios_own():
    assert stages(20_000) == [2_000, 20_000]
    assert stages(1_000_000) == [2_000, 20_000, 1_000_000]
    assert stages(500) == [500]


def test_all_draws_give_the_numbers_of_the_simulation(case: Scenario):
    found, sim = answer(case), simulation.simulate(case)
    assert found.complete
    for row in found.chances.itertuples():
        assert row.probability == simulation.probability(sim, row.reading)
    asked = simulation.chances_table(sim)[list(found.chances.columns)]
    pd.testing.assert_frame_equal(found.chances, asked, rtol=1e-12)
    assert found.ledger.equals(sim.ledger())
    assert found.results.equals(sim.summary())


def test_the_first_draws_are_the_first_of_all_draws(case: Scenario):
    few, all_draws = answer(case, 700), answer(case)
    assert (few.draws, few.complete, all_draws.draws) == (700, False, 3_000)
    np.testing.assert_array_equal(few.sim.sample.jobs.net, all_draws.sim.sample.jobs.net[:, :700])


def test_a_change_leaves_the_random_numbers_of_the_others_alone(case: Scenario):
    """Common random numbers: draw by draw more deadweight never makes more jobs."""
    session = Session(case)
    nets, posts = [], []
    for share in (0.4, 0.5, 0.6):
        session.set("deadweight_share", share)
        found, _ = session.answer(session.case(), 1_000)
        nets.append(found.sim.sample.jobs.net[-1])
        posts.append(found.sim.sample.jobs.gross)
    np.testing.assert_array_equal(posts[0], posts[2])
    assert (nets[1] <= nets[0] + 1e-3).all()
    assert (nets[2] <= nets[1] + 1e-3).all()
    assert nets[2].sum() < nets[0].sum()


@pytest.mark.parametrize(
    ("name", "low", "high", "what", "rises"),
    [
        ("extra_budgetary_realisation_share", 0.2, 0.9, "money spent", True),
        ("deadweight_share", 0.3, 0.7, "net new jobs", False),
        ("local_multiplier", 0.3, 1.5, "net new jobs", True),
        ("hpw_growth_share", 0.0, 0.04, "high-productivity stock", True),
    ],
)
def test_a_parameter_moves_the_answer_the_way_it_should(  # noqa: PLR0917  (its parameters)
    case: Scenario, name: str, low: float, high: float, what: str, rises: bool
):
    session = Session(case)
    middles = []
    for value in (low, high):
        session.set(name, value)
        found, _ = session.answer(session.case(), 2_000)
        middles.append(found.headlines.set_index("what").loc[what, "p50"])
    assert bool(middles[1] > middles[0]) is rises


def test_changes_are_those_against_the_file(case: Scenario):
    session = Session(scenario.load("budget_cut"))
    session.set("slip_years", 3.0)
    assert session.case().overrides() == {
        "programme": "ino_tomsk", "scenario_name": "budget_cut", "slip_years": 3.0,
    }  # fmt: skip
    session.set("slip_years", 1.5)
    assert session.case() == session.on_file


def test_another_file_drops_the_changes(case: Scenario):
    session = Session(case)
    session.set("deadweight_share", 0.9)
    assert session.set("scenario_name", "private_stalls")
    assert session.case() == scenario.load("private_stalls")


def test_reset_goes_back_to_the_file(case: Scenario):
    session = Session(case)
    session.set("horizon", 2016)
    with pytest.raises(ParameterError, match="must be later than as_of"):
        session.case()
    session.reset()
    assert session.case() == scenario.load("central")


def test_a_programme_that_the_scenario_is_not_made_for_is_refused(case: Scenario):
    session = Session(scenario.load("october_2014"))
    with pytest.raises(ScenarioError, match="made for programme ino_tomsk, asked for alabuga"):
        session.set("programme", "alabuga")
    assert session.shown["programme"] == "alabuga"
    session.reset()
    assert session.case() == scenario.load("october_2014")


def test_the_answer_on_file_has_as_many_draws(case: Scenario):
    session = Session(case)
    session.set("draws", 2_500)
    found, on_file = session.answer(session.case(), 2_500)
    assert found.draws == on_file.draws == 2_500
    assert found.headlines.equals(on_file.headlines)


def test_a_message_is_shown_beside_every_parameter_it_names():
    by_control, others = problems_by_control(
        [
            "horizon = 2016: must be later than as_of = 2016",
            "deadweight_share = 2 (given): allowed are 0 to 1 (fraction of gross posts)",
            "no room left",
        ],
        Scenario.model_fields,
    )
    assert set(by_control) == {"horizon", "as_of", "deadweight_share"}
    assert by_control["horizon"] == by_control["as_of"]
    assert others == ["no room left"]


def test_a_rule_over_many_parameters_reaches_each_of_them(case: Scenario):
    session = Session(case)
    weights = ["zone_record_weight", "panel_response_weight", "capital_intensity_weight"]
    for name in weights:
        session.set(name, 0.0)
    with pytest.raises(ParameterError) as caught:
        session.case()
    by_control, others = problems_by_control(caught.value.problems, Scenario.model_fields)
    assert set(by_control) == set(weights)
    assert not others
