"""Precedence, validation and the log of overrides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import scenario
from analysis.errors import ParameterError, ScenarioError


def test_every_file_on_disk_is_valid() -> None:
    assert scenario.validate_files() == []
    assert len(scenario.scenario_names()) >= 7


def test_the_default_is_the_central_case_of_the_first_programme() -> None:
    case = scenario.from_parameters()
    assert case == scenario.load("central")
    assert case.overrides() == {"programme": "ino_tomsk", "scenario_name": "central"}


def test_precedence_is_command_line_then_scenario_then_programme_then_default() -> None:
    assert scenario.load("central").investment_need_rub_bn == 250
    assert scenario.load("october_2014").investment_need_rub_bn == 200
    assert scenario.load("october_2014", investment_need_rub_bn=111).investment_need_rub_bn == 111


def test_the_log_tells_old_new_and_who_set_it() -> None:
    log = scenario.override_log(scenario.load("october_2014", investment_need_rub_bn="111", seed=7))
    money = log[log["parameter"] == "investment_need_rub_bn"]
    assert money[["old", "new"]].to_numpy().tolist() == [[250.0, 200.0], [200.0, 111.0]]
    assert money["set_by"].tolist() == ["data/scenarios/october_2014.yaml", "given"]
    seed = log[log["parameter"] == "seed"]["new"].tolist()
    assert repr(seed) == "[7]"


@settings(max_examples=40)
@given(
    name=st.sampled_from(["central", "october_2014", "zone_own_record", "no_programme"]),
    need=st.floats(0, 1000),
    seed=st.integers(0, 2**32 - 1),
    draws=st.integers(100, 1_000_000),
)
def test_overrides_rebuild_the_scenario(name: str, need: float, seed: int, draws: int) -> None:
    case = scenario.load(name, investment_need_rub_bn=need, seed=seed, draws=draws)
    assert scenario.from_parameters(**case.overrides()) == case


def test_all_problems_are_told_at_once_with_the_nearest_name() -> None:
    with pytest.raises(ParameterError) as caught:
        scenario.from_parameters(
            investment_ned_rub_bn=111, extra_budgetary_share=1.3, horizon=2050, draws=-4, as_of="x"
        )
    message = str(caught.value)
    assert (
        "investment_ned_rub_bn: unknown parameter (given); did you mean investment_need_rub_bn?"
        in message
    )
    assert (
        "extra_budgetary_share = 1.3 (given): allowed are 0 to 1 (fraction of the need)" in message
    )
    assert "horizon = 2050 (given): allowed are 2014 to 2030 (year)" in message
    assert "draws = -4 (given): allowed are 100 to 1000000 (count)" in message
    assert "as_of = 'x' (given): must be a whole number (year)" in message
    assert len(caught.value.problems) == 5
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"region": "RU-TOMSK"}, r"region = 'RU-TOMSK' .*did you mean RU-TOM"),
        ({"region": "RU"}, "region = 'RU' .*the nation is no region"),
        (
            {
                f"{lens}_weight": 0.0
                for lens in ("zone_record", "panel_response", "capital_intensity")
            },
            "zone_record_weight, .* = 0: at least one must be above 0 in the pool",
        ),
        ({"horizon": 2016}, "horizon = 2016: must be later than as_of = 2016"),
        ({"programme_end": 2014}, "programme_end = 2014: must be no earlier than programme_start"),
        ({"price_year": 2025}, "price_year = 2025: must be no later than horizon = 2020"),
        ({"draws": 1.5}, r"draws = 1.5 .*must be a whole number"),
        ({"seed": True}, r"seed = True .*not true or false"),
        ({"investment_need_rub_bn": float("nan")}, r"investment_need_rub_bn = nan .*finite number"),
        ({"investment_need_rub_bn": float("inf")}, r"investment_need_rub_bn = inf .*finite number"),
        ({"target_reading": "jobs"}, r"allowed are net_new \| gross_new \| hpw_stock"),
        ({"region": 3}, r"region = 3 .*must be text"),
        ({"scenario_name": 3}, "scenario_name = 3: must be the name of a file"),
    ],
)
def test_what_is_not_allowed_is_named(values: dict[str, object], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        scenario.from_parameters(**values)


def test_unknown_files_are_named_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"scenario 'centrl': no such file .*mean central\?"):
        scenario.load("centrl")
    with pytest.raises(
        ScenarioError, match=r"programme 'ino_omsk': no such file .*mean ino_tomsk\?"
    ):
        scenario.from_parameters(programme="ino_omsk")


def test_assignments_are_read_as_text_and_converted_by_type() -> None:
    values = scenario.parse_assignments(["draws=500", " seed = 7 ", "", "extra_budgetary_share=.4"])
    case = scenario.load("central", **values)
    assert (case.draws, case.seed, case.extra_budgetary_share) == (500, 7, 0.4)


@pytest.mark.parametrize(
    ("assignments", "message"),
    [
        (["draws"], "--set draws: must have the form name=value"),
        (["=3"], "must have the form name=value"),
        (["seed=1", "seed=2"], "--set seed: given twice, as 1 and as 2"),
        (["sed=1"], r"sed: unknown parameter \(command line\); did you mean seed\?"),
    ],
)
def test_bad_assignments_are_named(assignments: list[str], message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        scenario.parse_assignments(assignments)


def test_a_scenario_is_frozen_and_closed() -> None:
    case = scenario.load("central")
    with pytest.raises(ValueError, match="frozen"):
        case.seed = 3
    with pytest.raises(ValueError, match=r"extra_forbidden|Extra inputs"):
        scenario.Scenario(nonsense=1)
