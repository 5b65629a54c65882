"""The investment that meets the target: simulated back, it does so as often as asked for."""

import numpy as np
import pytest

from analysis import scenario
from analysis.errors import ModelError
from analysis.simulation import READINGS, answers_table, probability, simulate
from analysis.simulation.preparation import prepare
from analysis.simulation.target.required import funded_case, required_investment
from analysis.simulation.target.required_table import (
    REQUIRED_WORDS,
    monte_carlo_interval,
    required_investment_table,
)
from tests.simulation.exchanges import arrays, first_draws

Case = scenario.Scenario
# Case, reading, probability; each of them reachable.
REACHABLE = [
    ({}, "gross_new", 0.5),
    ({}, "hpw_stock", 0.1),
    ({"programme": "alabuga"}, "net_new", 0.5),
]
ALSO_REACHABLE = [
    ({}, "gross_new", 0.1),
    ({"target_jobs": 5_000}, "net_new", 0.5),
    ({"target_jobs": 15_000}, "net_new", 0.9),
    ({"programme": "alabuga"}, "gross_new", 0.9),
    ({"as_of": 2018, "target_jobs": 140_000}, "hpw_stock", 0.1),
    ({"scenario_name": "no_programme", "target_jobs": 5_000}, "gross_new", 0.5),
]


def _met(case: Case, need: float, reading: str) -> float:
    return probability(simulate(case.model_copy(update={"investment_need_rub_bn": need})), reading)


@pytest.mark.parametrize(
    ("overrides", "reading", "chance"),
    [*REACHABLE, *(pytest.param(*case, marks=pytest.mark.end_to_end) for case in ALSO_REACHABLE)],
    ids=str,
)
def test_the_required_sum_simulated_back_gives_the_probability(
    overrides: dict[str, object], reading: str, chance: float
) -> None:
    case = scenario.from_parameters(draws=2_000, **overrides)
    need = required_investment(case, reading, chance)
    assert chance <= _met(case, need, reading) < chance + 2e-3
    assert _met(case, need * (1 - 1.01e-3), reading) < chance


def test_other_draws_agree_within_monte_carlo_error() -> None:
    case = scenario.load("central", draws=5_000)
    need = required_investment(case, "gross_new", 0.5)
    other = _met(case.model_copy(update={"seed": 77}), need, "gross_new")
    # Both samples err: 4 standard errors of the difference, once in 16,000.
    assert abs(other - 0.5) < 4 * np.sqrt(2 * 0.25 / 5_000)


def test_a_changed_need_is_the_scenario_with_that_need() -> None:
    case = scenario.from_parameters(scenario_name="no_programme", draws=400)
    changed = first_draws(funded_case(prepare(case), "net_new").prepared)
    plain = first_draws(prepare(scenario.from_parameters(draws=400, investment_need_rub_bn=1.0)))
    for (name, one), (_, other) in zip(arrays(changed), arrays(plain), strict=True):
        np.testing.assert_array_equal(one, other, err_msg=name)


def test_what_the_scenario_says_of_the_need_is_of_no_account() -> None:
    sums = [
        required_investment(
            scenario.from_parameters(draws=1_000, investment_need_rub_bn=need), "gross_new", 0.5
        )
        for need in (0.0, 250.0, 90_000.0)
    ]
    np.testing.assert_allclose(sums, sums[0], rtol=2e-3)


def test_a_wider_tolerance_asks_for_no_less_than_it_says() -> None:
    case = scenario.load("central", draws=1_000)
    fine = required_investment(case, "gross_new", 0.5, tolerance=1e-4)
    for tolerance in (1e-3, 0.05, 0.6):
        coarse = required_investment(case, "gross_new", 0.5, tolerance=tolerance)
        assert fine * (1 - 1e-4) <= coarse <= fine / (1 - tolerance)


@pytest.mark.parametrize(
    ("overrides", "reading", "expected"),
    [
        ({}, "net_new", np.inf),
        ({}, "hpw_stock", np.inf),
        ({"target_jobs": 1}, "hpw_stock", 0.0),
        ({"job_lag_years": 10}, "gross_new", np.inf),
        ({"scenario_name": "no_programme", "target_jobs": 100_000}, "hpw_stock", 0.0),
    ],
)
def test_out_of_reach_and_met_already_are_answers(
    overrides: dict[str, object], reading: str, expected: float
) -> None:
    case = scenario.from_parameters(draws=400, **overrides)
    assert required_investment(case, reading, 0.5) == expected


def test_one_workplace_is_cheap() -> None:
    case = scenario.from_parameters(draws=1_000, target_jobs=1)
    for reading in ("net_new", "gross_new"):
        assert 0 < required_investment(case, reading, 0.5) < 0.2


@pytest.mark.parametrize("reading", READINGS)
def test_more_money_never_makes_the_target_less_likely(reading: str) -> None:
    case = scenario.from_parameters(
        draws=1_000, target_jobs=60_000 if reading != "hpw_stock" else 150_000
    )
    chances = [_met(case, need, reading) for need in (0.0, 30.0, 250.0, 3_000.0, 90_000.0)]
    assert chances == sorted(chances)


def test_the_table_answers_every_reading_and_probability() -> None:
    case = scenario.load("central", draws=2_000)
    table = required_investment_table(case).set_index(["reading", "probability"])
    assert len(table) == 9
    assert set(table.loc["net_new", "status"]) == {"no_workers"}
    assert table.loc["gross_new", "status"].tolist() == [
        "reachable",
        "reachable",
        "beyond_scenario",
    ]
    assert (table["answer"] == table["status"].map(REQUIRED_WORDS)).all()
    found = table[np.isfinite(table["need_rub_bn"])]
    slack = found["tolerance_rub_bn"]
    assert (found["low_rub_bn"] - slack <= found["need_rub_bn"]).all()
    assert (found["need_rub_bn"] <= found["high_rub_bn"] + slack).all()
    row = table.loc[("gross_new", 0.5)]
    assert row["multiple_of_promise"] == pytest.approx(row["need_rub_bn"] / 250)
    assert row["multiple_of_year"] == pytest.approx(row["need_rub_bn"] / 104.385424)
    odds = answers_table(simulate(case)).set_index("reading")["need_for_even_odds"]
    assert row["need_rub_bn"] == pytest.approx(odds["gross_new"], rel=1e-3)


def test_out_of_reach_comes_with_the_most_that_can_be_reached() -> None:
    case = scenario.load("central", draws=2_000)
    most = required_investment_table(case).set_index(["reading", "probability"])["most_reachable"]
    reserve = simulate(case).sample.jobs.reserve[-1]
    assert most["net_new", 0.5] == pytest.approx(np.median(reserve), rel=0.05)
    assert most["net_new", 0.5] < case.target_jobs
    for reading, chance in (("net_new", 0.5), ("hpw_stock", 0.9)):
        reachable = int(most[reading, chance])
        sure = case.model_copy(update={"target_jobs": reachable - 1})
        assert np.isfinite(required_investment(sure, reading, chance))
        more = case.model_copy(update={"target_jobs": reachable + 1})
        assert required_investment(more, reading, chance) == np.inf


def test_where_too_few_draws_make_posts_the_workers_are_not_blamed() -> None:
    case = scenario.from_parameters(draws=1_000, jobs_lens="panel_response")
    table = required_investment_table(case, probabilities=(0.5, 0.9)).set_index(
        ["reading", "probability"]
    )
    assert table.at[("gross_new", 0.9), "status"] == "no_posts"
    assert table.at[("net_new", 0.5), "status"] == "no_workers"


def test_no_programme_has_no_multiple() -> None:
    case = scenario.from_parameters(scenario_name="no_programme", target_jobs=100_000, draws=400)
    table = required_investment_table(case, probabilities=(0.5,)).set_index("reading")
    assert table["multiple_of_promise"].tolist() == [np.inf, np.inf, 0.0]
    assert table.at["hpw_stock", "status"] == "already_met"


@pytest.mark.end_to_end
def test_the_interval_holds_the_quantile_of_many_draws_as_often_as_it_says() -> None:
    case = scenario.load("central", draws=60_000)
    truth = required_investment(case, "gross_new", 0.5)
    held = 0
    for seed in range(40):
        few = case.model_copy(update={"seed": seed, "draws": 400})
        low, high = monte_carlo_interval(funded_case(prepare(few), "gross_new"), 0.5)
        held += low <= truth <= high
    # Fewer than 32 of 40 at 95 % coverage: less than once in two thousand.
    assert held >= 32


@pytest.mark.parametrize("chance", [0.0, 1.0, 1.5])
def test_certainty_cannot_be_bought(chance: float) -> None:
    case = scenario.load("central", draws=200)
    with pytest.raises(ModelError, match=f"probability {chance} must lie between 0 and 1"):
        required_investment(case, "net_new", chance)
    with pytest.raises(ModelError, match=f"probability {chance} must lie between 0 and 1"):
        required_investment_table(case, probabilities=(0.5, chance))


def test_a_tolerance_or_reading_that_cannot_be_is_refused() -> None:
    case = scenario.load("central", draws=200)
    with pytest.raises(ModelError, match=r"tolerance 0\.0 must lie between 0 and 1"):
        required_investment(case, "net_new", 0.5, tolerance=0.0)
    with pytest.raises(ModelError, match="reading 'posts'"):
        required_investment(case, "posts", 0.5)
