"""Experiments, the question asked of them, and boxes that are known to be there."""

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from analysis import scenario
from analysis.errors import ModelError, ParameterError
from analysis.simulation import Simulation
from analysis.simulation.target.discovery import (
    Finding,
    Question,
    asked_of_draws,
    asked_of_parameters,
    find_box,
)
from analysis.simulation.target.experiments import experiments
from analysis.simulation.target.moved import first_draws, measured_when
from analysis.simulation.target.parameter_experiments import (
    ParameterExperiments,
    parameter_experiments,
)
from tests.models.test_scenario_discovery import (
    assert_same_steps,
    ignore_pandas_4,
    prim,  # noqa: F401  (a fixture)
)

Run = Callable[..., Simulation]
NAMES = ["hpw_growth_share", "hpw_regional_ratio", "job_lag_years", "deadweight_share"]


@pytest.fixture(scope="module")
def sets() -> ParameterExperiments:
    case = scenario.load("central")
    return parameter_experiments(case, 30, np.random.default_rng(1), NAMES)


@pytest.fixture(scope="module")
def planted(central: Simulation) -> Finding:
    """Nine of ten draws inside a box, and one of fifty outside."""
    inputs = experiments(central, draws=2_000)
    inside = (inputs["Deadweight (share of posts)"] < 0.45) & (
        inputs["Lens on jobs per ruble"] == "zone record"
    )
    cases = np.random.default_rng(5).random(len(inputs)) < np.where(inside, 0.9, 0.02)
    return find_box(Question(inputs, cases, "planted", target_met=False))


def test_experiments_are_what_was_drawn(central: Simulation) -> None:
    frame, jobs = experiments(central), central.sample.jobs
    assert len(frame) == central.sample.size
    posts = jobs.gross[-1] > 0
    lost = -jobs.steps["deadweight"][-1][posts] / jobs.gross[-1][posts]
    np.testing.assert_allclose(frame["Deadweight (share of posts)"][posts], lost, rtol=1e-5)
    np.testing.assert_array_equal(frame["Labour reserve in 2020 (persons)"], jobs.reserve[-1])


def test_what_is_certain_is_no_input(run: Run) -> None:
    frame = experiments(run(deadweight_spread=0.0, jobs_lens="zone_record"), draws=50)
    assert len(frame) == 50
    assert not set(frame) & {"Deadweight (share of posts)", "Lens on jobs per ruble"}
    assert not any("overrun" in name for name in frame)


def test_a_planted_box_is_found(planted: Finding) -> None:
    limits = planted.box.limits
    assert set(limits.index) == {"Deadweight (share of posts)", "Lens on jobs per ruble"}
    assert limits["maximum"]["Deadweight (share of posts)"] == pytest.approx(0.45, abs=0.02)
    assert limits["categories"]["Lens on jobs per ruble"] == ("zone record",)


def test_the_box_shown_counts_what_is_inside(planted: Finding) -> None:
    question, box = planted.question, planted.box
    inside = question.cases[box.rows]
    assert box.density == inside.mean()
    assert box.coverage == inside.sum() / question.cases.sum()
    assert (box.limits["quasi_p"] <= 0.05).all()


@pytest.mark.parametrize(
    ("target", "met", "words"),
    [
        (160_000, False, "the best tenth of the draws by net new jobs, since none has the target"),
        (3_000, True, "the target met, read as net new jobs"),
        (10_000_000, False, "none has the target met"),
    ],
)
def test_the_target_is_asked_for_where_some_draws_meet_it(
    run: Run, target: int, met: bool, words: str
) -> None:
    question = asked_of_draws(run(target_jobs=target), "net_new")
    assert question.target_met is met
    assert words in question.words
    assert met or question.share == pytest.approx(0.1, abs=0.01)


@pytest.mark.end_to_end
@ignore_pandas_4
def test_steps_are_those_of_the_second_implementation(
    prim: ModuleType,  # noqa: F811  (the fixture)
    planted: Finding,
) -> None:
    question = planted.question
    theirs = prim.Prim(question.inputs, question.cases, threshold=0.8)
    assert_same_steps(theirs.find_box(), planted.discovery.steps[0])


def test_no_programme_leaves_nothing_to_search_for(run: Run) -> None:
    finding = find_box(asked_of_draws(run(scenario_name="no_programme"), "net_new"))
    assert isinstance(finding, Finding)
    assert finding.box.restricted == 0
    assert finding.discovery.trajectory.empty


def test_the_stock_reading_hangs_on_its_own_two_inputs(central: Simulation) -> None:
    finding = find_box(asked_of_draws(central, "hpw_stock", draws=2_000))
    stock = {"Density of the stock (region to nation)", "Growth of the stock (share a year)"}
    assert stock <= set(finding.box.limits.index)
    assert finding.box.density > 5 * finding.question.share


def test_each_part_of_a_range_is_used_once(sets: ParameterExperiments) -> None:
    log = scenario.assumptions_log(scenario.load("central")).set_index("name")
    assert sets.refused == 0
    for name in ("hpw_growth_share", "deadweight_share"):
        low, high = log["low"][name], log["high"][name]
        parts = np.floor((sets.inputs[name] - low) / (high - low) * 30)
        assert sorted(parts) == list(range(30))
    assert sets.inputs["job_lag_years"].value_counts().tolist() == [10, 10, 10]


def test_answers_are_those_of_the_scenario(sets: ParameterExperiments) -> None:
    base = first_draws(scenario.load("central"), 2_000)
    row = sets.inputs.iloc[3].to_dict() | {"job_lag_years": int(sets.inputs["job_lag_years"][3])}
    expected = np.median(measured_when(base, "net_new", row))
    assert sets.answers["net_new"][3] == pytest.approx(expected, rel=2e-3)


def test_assumptions_are_asked_for_even_odds(sets: ParameterExperiments) -> None:
    question = asked_of_parameters(sets, "hpw_stock")
    assert question.target_met
    found = sets.answers["met:hpw_stock"] >= 0.5
    np.testing.assert_array_equal(question.cases, found)
    best = asked_of_parameters(sets, "net_new")
    assert best.cases.sum() == 3
    assert sets.answers["net_new"][best.cases].min() > sets.answers["net_new"][~best.cases].max()


def test_same_generator_same_sets(sets: ParameterExperiments) -> None:
    case = scenario.load("central")
    again = parameter_experiments(case, 30, np.random.default_rng(1), NAMES)
    pd.testing.assert_frame_equal(sets.answers, again.answers)


def test_without_names_the_leading_assumptions_are_moved() -> None:
    found = parameter_experiments(scenario.load("central"), 1, np.random.default_rng(1))
    names = set(found.inputs)
    assert {"extra_budgetary_realisation_share", "deadweight_share", "slip_years"} <= names
    assert not names & {"as_of", "panel_horizon_years", "deadweight_spread", "leakage_share"}


def test_refusals() -> None:
    case, rng = scenario.load("central"), np.random.default_rng(1)
    with pytest.raises(ParameterError, match="region: no range to move it over"):
        parameter_experiments(case, 5, rng, ["region"])
    with pytest.raises(ParameterError, match="n: 0 given; allowed: 1 or more"):
        parameter_experiments(case, 0, rng)
    with pytest.raises(ParameterError, match="names: none given"):
        parameter_experiments(case, 5, rng, [])


def test_an_unknown_reading_is_refused(central: Simulation, sets: ParameterExperiments) -> None:
    with pytest.raises(ModelError, match="outcome 'jobs'"):
        asked_of_draws(central, "jobs")
    with pytest.raises(ModelError, match="outcome 'jobs'"):
        asked_of_parameters(sets, "jobs")
