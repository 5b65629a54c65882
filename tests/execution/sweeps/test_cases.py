import numpy as np
import pytest

from analysis import scenario
from analysis.errors import ParameterError, ScenarioError
from analysis.execution.sweeps import Case, Sample, Sampler, as_cases, sweep_cases
from analysis.execution.sweeps.sampling import unit_points
from analysis.scenario import Scenario


def resolved(names: list[str] | None = None, **grid: list[object]) -> list[Scenario]:
    found = [case.scenario for case in sweep_cases(names or [], grid)]
    assert None not in found
    return found


def test_without_a_wish_there_is_the_default_scenario():
    assert resolved() == [scenario.load("central")]


def test_a_grid_is_every_combination_the_last_parameter_moving_fastest():
    found = resolved(seed=["1", "2"], slip_years=["0", "0.5", "3"])
    assert [(one.seed, one.slip_years) for one in found] == [
        (seed, years) for seed in (1, 2) for years in (0.0, 0.5, 3.0)
    ]


def test_files_times_grid_resolve_as_one_by_one():
    names = ["central", "zone_own_record"]
    values = {"deadweight_share": ["0.3", "0.4"], "as_of": ["2015", "2016"]}
    expected = [
        scenario.load(name, deadweight_share=share, as_of=year)
        for name in names
        for share in ("0.3", "0.4")
        for year in ("2015", "2016")
    ]
    assert resolved(names, **values) == expected


def test_labels_say_what_was_asked():
    cases = sweep_cases([], {"seed": ["1"]}, Sample(2, ranges={"slip_years": (0.0, 1.0)}))
    assert [case.label for case in cases] == ["central seed=1 point 1", "central seed=1 point 2"]


def test_what_resolves_alike_is_done_once():
    cases = sweep_cases(["central", "central"], {"slip_years": ["1", "1.0", "2"]})
    assert len(cases) == 2
    assert cases.dropped == 4
    again = as_cases([scenario.load("central"), scenario.load("central"), *cases])
    assert (len(again), again.dropped) == (2, 2)


def test_all_problems_of_a_grid_are_told_at_once():
    with pytest.raises(ParameterError) as caught:
        sweep_cases([], {"deadweight_share": ["0.5", "1.3"], "draws": ["100", "-5"], "sed": ["1"]})
    told = "\n".join(caught.value.problems)
    assert "deadweight_share = '1.3'" in told
    assert "draws = '-5'" in told
    assert "did you mean seed?" in told
    assert len(caught.value.problems) == 3


def test_a_combination_a_rule_refuses_is_an_error_of_the_grid():
    with pytest.raises(ParameterError, match="horizon = 2016: must be later than as_of = 2016"):
        sweep_cases([], {"horizon": ["2016", "2018"], "as_of": ["2015", "2016"]})


@pytest.mark.parametrize(
    ("names", "grid", "sample", "message"),
    [
        (["central"], {"scenario_name": ["central"]}, None, "as --scenario and as --set"),
        ([], {"seed": []}, None, "seed: no value was given"),
        ([], {"slip_years": ["1"]}, Sample(2, ranges={"slip_years": None}), "in the grid and in"),
        ([], {}, Sample(0), "sample = 0: must be 1 point or more"),
        ([], {}, Sample(6, "sobol"), "powers of two only; allowed are 4, 8"),
        ([], {}, Sample(2, "grid"), "sampler = 'grid': allowed are lhs, sobol"),
        ([], {}, Sample(2, ranges={"slip": None}), "--over slip: unknown parameter"),
        ([], {}, Sample(2, ranges={"region": None}), "--over region: not a number"),
        ([], {}, Sample(2, ranges={"target_jobs": None}), "no range in the assumptions log"),
        ([], {}, Sample(2, ranges={"leakage_share": (0.5, 1.5)}), "must rise within 0 to 1"),
        ([], {}, Sample(2, ranges={"leakage_share": (0.5, 0.5)}), "must rise within 0 to 1"),
        ([], {}, Sample(2, ranges={"job_lag_years": (0.5, 2)}), "must be whole numbers"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(
    names: list[str], grid: dict[str, list[str]], sample: Sample | None, message: str
):
    with pytest.raises(ParameterError, match=message):
        sweep_cases(names, grid, sample)


def test_an_unknown_file_is_an_error_of_the_files():
    with pytest.raises(ScenarioError, match="did you mean central"):
        sweep_cases(["centrl"])


def test_nothing_to_do_is_refused():
    with pytest.raises(ParameterError, match="no scenario was given"):
        as_cases([])


def test_a_sampled_point_a_rule_refuses_is_an_outcome():
    sample = Sample(6, ranges={"as_of": (2014, 2019)})
    cases = sweep_cases([], {"horizon": ["2017"], "price_year": ["2016"]}, sample)
    refused = [case for case in cases if case.scenario is None]
    assert sorted(case.resolved["as_of"] for case in refused) == [2017, 2018, 2019]
    assert all("must be later than as_of" in case.problems[0] for case in refused)
    assert all(case.resolved["slip_years"] == 1.0 for case in refused)


def test_one_point_lies_in_each_part_of_each_range():
    points = unit_points(Sample(50, seed=3), 4)
    parts = np.sort(np.floor(points * 50), axis=0)
    assert (parts == np.arange(50)[:, None]).all()
    assert np.abs(np.corrcoef(points.T) - np.eye(4)).max() < 0.4


def test_sobol_points_are_balanced_in_every_pair_of_halves():
    points = unit_points(Sample(64, "sobol", seed=3), 3)
    halves = (points >= 0.5) @ np.array([4, 2, 1])
    assert np.bincount(halves).tolist() == [8] * 8


@pytest.mark.parametrize("sampler", ["lhs", "sobol"])
def test_points_depend_on_the_seed_alone(sampler: Sampler):
    first, again, other = (unit_points(Sample(8, sampler, seed=s), 2) for s in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_whole_numbers_are_sampled_evenly_with_both_ends():
    cases = sweep_cases([], {}, Sample(30, ranges={"job_lag_years": None}))
    assert len(cases) == 3
    assert cases.dropped == 27
    assert sorted(case.scenario.job_lag_years for case in cases) == [0, 1, 2]


def test_by_default_what_the_log_gives_a_range_is_sampled_but_no_choice_and_no_grid():
    cases = sweep_cases([], {"leakage_share": ["0.2"]}, Sample(2))
    moved = set(cases.cases[0].values)
    assert {"slip_years", "deadweight_share", "local_multiplier"} <= moved
    assert not {"as_of", "draws", "seed", "price_year", "leakage_share"} & moved
    assert {case.scenario.leakage_share for case in cases} == {0.2}


def test_scenarios_share_the_points():
    cases = sweep_cases(["central", "zone_own_record"], {}, Sample(3, ranges={"slip_years": None}))
    years = [case.scenario.slip_years for case in cases]
    assert years[:3] == years[3:]
    assert 0 <= min(years) < max(years) <= 3


def test_cases_are_taken_as_they_are():
    case = Case("mine", {}, scenario.load("central"))
    assert list(as_cases([case])) == [case]
