import numpy as np
import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.scenario import Scenario, from_parameters, load
from analysis.simulation import probability, simulate
from analysis.simulation.comparison.attribution import SHAPLEY, TWO_ORDERS
from analysis.simulation.comparison.compare import Comparison, compare
from analysis.simulation.comparison.measures import MEASURES, reached_at_horizon
from analysis.simulation.preparation import prepare

FEW = 400


@pytest.fixture(scope="module")
def a() -> Scenario:
    return load("central")


@pytest.fixture(scope="module")
def cut(a: Scenario) -> Comparison:
    return compare(a, load("budget_cut"), draws=FEW)


def test_parts_add_up_to_the_whole_change(cut: Comparison):
    assert cut.change < 0
    for column in ("part", "in_order", "in_reverse"):
        assert cut.parts[column].sum() == pytest.approx(cut.change, rel=1e-9)
    assert cut.parts["share"].sum() == pytest.approx(1, rel=1e-9)


def test_the_ends_are_what_the_simulations_give(cut: Comparison):
    for scenario, value, column in ((cut.a, cut.before, "a"), (cut.b, cut.after, "b")):
        sim = simulate(scenario.model_copy(update={"draws": FEW}))
        rows = cut.outcomes.set_index("outcome")[column]
        assert value == pytest.approx(float(sim.tally.mean("Jobs|Net")[-1]), rel=1e-6)
        median = float(sim.tally.quantiles("Jobs|Gross", [0.5])[0, -1])
        assert rows["median:gross_new"] == pytest.approx(median, rel=1e-6)
        assert rows["met:hpw_stock"] == pytest.approx(probability(sim, "hpw_stock"), abs=1e-9)
        spent = float(sim.tally.mean("Programme money|Disbursed, cumulative")[-1])
        assert rows["mean:spent"] == pytest.approx(spent, rel=1e-6)


def test_parameters_of_a_group_stand_beside_its_part(cut: Comparison):
    timing = cut.parts.set_index("group").loc["timing"]
    assert timing["parameters"] == "slip_years"
    assert timing["part"] == pytest.approx((timing["in_order"] + timing["in_reverse"]) / 2)


def test_one_group_carries_the_whole_change(a: Scenario):
    found = compare(a, load("no_programme"), draws=FEW)
    assert found.parts["group"].tolist() == ["money promised"]
    assert found.parts.loc[0, "part"] == found.change == -found.before


def test_a_group_that_cannot_move_the_outcome_has_no_part(a: Scenario):
    b = from_parameters(hpw_new_share=0.9, deadweight_share=0.2)
    parts = compare(a, b, draws=FEW).parts.set_index("group")["part"]
    assert parts["high-productivity stock"] == 0
    assert parts["losses"] > 0


def test_outcomes_carry_unit_difference_and_percent(cut: Comparison):
    assert cut.outcomes["outcome"].tolist() == list(MEASURES)
    rows = cut.outcomes.set_index("outcome")
    assert rows.loc["mean:spent", "unit"] == "RUB bn, nominal"
    np.testing.assert_allclose(rows["difference"], rows["b"] - rows["a"])
    known = rows[rows["a"] != 0]
    np.testing.assert_allclose(known["percent"], 100 * (known["b"] / known["a"] - 1))
    assert rows.loc[rows["a"] == 0, "percent"].isna().all()


def test_a_scenario_is_identical_to_itself(a: Scenario):
    found = compare(a, a, draws=FEW)
    assert found.identical
    assert not found.only_sampling
    assert found.change == 0
    assert found.parts.empty
    assert (found.outcomes["difference"] == 0).all()


def test_another_seed_is_sampling_and_no_assumption(a: Scenario):
    found = compare(a, from_parameters(seed=7, draws=1000), draws=FEW)
    assert not found.identical
    assert found.only_sampling
    assert found.parameters["kind"].tolist() == ["sampling", "sampling"]
    assert found.change == 0


def test_swapping_the_scenarios_turns_every_part_round(a: Scenario, cut: Comparison):
    back = compare(load("budget_cut"), a, draws=FEW)
    np.testing.assert_allclose(back.parts["part"], -cut.parts["part"], rtol=1e-9)


def test_parts_that_pull_apart_have_no_share(a: Scenario):
    b = from_parameters(deadweight_share=0.2, slip_years=3.0)
    assert compare(a, b, draws=FEW).parts["share"].isna().all()


def test_tied_groups_are_one_row(a: Scenario):
    b = from_parameters(as_of=2014, treated_from=2010, price_year=2014)
    found = compare(a.model_copy(update={"treated_from": 2016}), b, draws=FEW)
    assert found.parts["group"].tolist() == ["information set and synthetic control"]


def test_many_groups_are_split_by_two_orders(a: Scenario):
    b = from_parameters(
        target_jobs=100_000,
        investment_need_rub_bn=200.0,
        slip_years=2.0,
        additional_share=0.4,
        cluster_yield_correlation=0.4,
        leakage_share=0.2,
        local_multiplier=1.0,
    )
    found = compare(a, b, draws=100)
    assert len(found.parts) == 7
    assert found.method == TWO_ORDERS
    assert found.parts["part"].sum() == pytest.approx(found.change, rel=1e-9)
    assert compare(a, load("budget_cut"), draws=100).method == SHAPLEY


@pytest.mark.parametrize("outcome", MEASURES)
def test_any_outcome_can_be_split(a: Scenario, outcome: str):
    found = compare(a, load("private_stalls"), outcome=outcome, draws=100)
    assert (found.unit, found.label) == (MEASURES[outcome].unit, MEASURES[outcome].label)
    assert found.parts["part"].sum() == pytest.approx(found.change, rel=1e-9, abs=1e-12)


def test_the_leading_reading_decides_the_outcome(a: Scenario):
    stock = a.model_copy(update={"target_reading": "hpw_stock"})
    assert compare(stock, a, draws=100).outcome == "mean:hpw_stock"
    assert compare(a, stock, outcome="gross_new", draws=100).outcome == "mean:gross_new"


@pytest.mark.end_to_end
def test_errors_are_the_scatter_of_other_seeds(a: Scenario):
    b = load("budget_cut")
    found = [compare(a.model_copy(update={"seed": seed}), b, draws=FEW) for seed in range(40)]
    for name in ("mean:net_new", "median:gross_new", "met:hpw_stock"):
        rows = pd.DataFrame([each.outcomes.set_index("outcome").loc[name] for each in found])
        for value, error in (
            ("a", "error_a"),
            ("b", "error_b"),
            ("difference", "error_difference"),
        ):
            # Of 40 seeds a true standard deviation shows within a third for 998 of 1,000 sets.
            assert rows[error].mean() == pytest.approx(rows[value].std(), rel=1 / 3), (name, value)


def test_shared_random_numbers_make_the_change_better_known_than_the_levels(cut: Comparison):
    before, after, change = cut.errors
    assert 0 < change < min(before, after)


def test_the_error_of_a_share_and_of_a_mean_are_the_textbook_ones(cut: Comparison):
    rows = cut.outcomes.set_index("outcome")
    share = rows.loc["met:hpw_stock", "a"]
    assert rows.loc["met:hpw_stock", "error_a"] == pytest.approx(np.sqrt(share * (1 - share) / FEW))
    values = reached_at_horizon(prepare(cut.a.model_copy(update={"draws": FEW})))["spent"]
    assert rows.loc["mean:spent", "error_a"] == pytest.approx(values.std() / np.sqrt(FEW))


def test_bad_input_is_named(a: Scenario):
    with pytest.raises(ParameterError, match=r"a: 'central' given; allowed: a resolved scenario"):
        compare("central", a)
    with pytest.raises(ParameterError, match=r"b: 'budget_cut' given; allowed: a resolved"):
        compare(a, "budget_cut")
    with pytest.raises(ParameterError, match=r"'met:net_mew'.*did you mean met:net_new"):
        compare(a, a, outcome="met:net_mew")
    with pytest.raises(ParameterError, match="draws = 10"):
        compare(a, a, draws=10)
