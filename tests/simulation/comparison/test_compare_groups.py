import pytest

from analysis.scenario import Scenario, from_parameters, parameter_table
from analysis.simulation.comparison.groups import (
    GROUPS,
    NAMES,
    SAMPLING,
    differing_groups,
    differing_parameters,
)
from analysis.simulation.comparison.hybrids import (
    MOST_EXACT,
    Hybrids,
    joined_blocks,
    subsets_needed,
)


def test_every_parameter_is_in_one_group_or_is_no_assumption():
    grouped = [name for names in GROUPS.values() for name in names]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) | {*NAMES, *SAMPLING} == set(Scenario.model_fields)
    assert not set(grouped) & {"scenario_name", *SAMPLING}


def test_differences_come_in_the_order_of_the_schema_with_their_units():
    a, b = from_parameters(), from_parameters(scenario_name="budget_cut", seed=1, horizon=2022)
    found = differing_parameters(a, b)
    order = parameter_table()["name"].tolist()
    assert sorted(found["parameter"], key=order.index) == found["parameter"].tolist()
    rows = found.set_index("parameter")
    assert rows.loc["scenario_name", "kind"] == "name"
    assert rows.loc["seed", "kind"] == "sampling"
    assert tuple(rows.loc["horizon"]) == ("assumption", "timing", "year", 2020, 2022)
    assert differing_groups(a, b) == ["timing", "money that comes"]


def test_a_hybrid_takes_whole_groups_and_keeps_name_and_sampling():
    a, b = from_parameters(), from_parameters(scenario_name="budget_cut", seed=1)
    case = Hybrids(a, b).case(["timing"])
    assert case.slip_years == b.slip_years
    assert case.model_copy(update={"slip_years": a.slip_years}) == a


def test_groups_that_a_rule_ties_are_joined_and_no_others():
    a = from_parameters(treated_from=2016)
    b = from_parameters(as_of=2014, treated_from=2010, slip_years=2.0)
    blocks = joined_blocks(differing_groups(a, b), Hybrids(a, b).possible)
    assert blocks == [("information set", "synthetic control"), ("timing",)]


def test_two_rules_join_three_groups():
    a = from_parameters(treated_from=2016)
    b = from_parameters(as_of=2014, treated_from=2010, price_year=2029, horizon=2030)
    blocks = joined_blocks(differing_groups(a, b), Hybrids(a, b).possible)
    assert blocks == [("information set", "timing", "synthetic control")]


def test_a_group_that_no_rule_ties_stands_alone():
    blocks = joined_blocks("abcd", lambda part: ("b" in part) == ("d" in part))
    assert blocks == [("a",), ("b", "d"), ("c",)]


@pytest.mark.parametrize(("count", "subsets"), [(1, 2), (4, 16), (MOST_EXACT, 64), (8, 18)])
def test_beyond_a_few_groups_only_two_ways_are_valued(count: int, subsets: int):
    needed = subsets_needed([(f"group {k}",) for k in range(count)])
    assert len(needed) == subsets
