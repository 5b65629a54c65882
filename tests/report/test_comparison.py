from dataclasses import replace

import numpy as np
import pytest

from analysis.report.comparison import (
    comparison_paragraph,
    comparison_tables,
    news_paragraph,
    news_table,
    scenario_labels,
    signed,
)
from analysis.report.news_footing import footing_paragraph
from analysis.report.tables import number
from analysis.scenario import from_parameters, load
from analysis.simulation import simulate
from analysis.simulation.comparison.compare import Comparison, compare
from analysis.simulation.comparison.news import News, news

FEW = 200


@pytest.fixture(scope="module")
def cut() -> Comparison:
    return compare(load("central"), load("budget_cut"), draws=FEW)


@pytest.fixture(scope="module")
def found() -> News:
    return news(load("central"), (2014, 2016), draws=FEW)


@pytest.mark.parametrize(("value", "text"), [(1580.2, "+1,580"), (-0.0048, "-0.00480"), (0.0, "0")])
def test_a_change_carries_its_sign(value: float, text: str):
    assert signed(value) == text


def test_tables_say_unit_horizon_information_set_and_draws(cut: Comparison):
    parameters, parts, outcomes = comparison_tables(cut)
    assert parameters.cells["parameter"].tolist() == cut.parameters["parameter"].tolist()
    assert "workplaces, by group of parameters" in parts.caption
    assert parts.cells["group"].tolist() == ["timing", "money that comes", "all"]
    assert parts.cells.iloc[-1, 1] == signed(cut.change)
    assert "horizon 2020, seen from 2016; 200 draws each, seed 2020" in outcomes.caption
    assert "per cent of central" in outcomes.cells.columns


def test_two_information_sets_are_both_named():
    found = compare(load("central"), load("october_2014"), draws=100)
    caption = comparison_tables(found)[2].caption
    assert "central: horizon 2020, seen from 2016; october_2014: horizon 2020" in caption
    assert "seen from 2014" in caption


def test_the_sentence_names_the_largest_part(cut: Comparison):
    words = comparison_paragraph(cut).text
    largest = cut.parts.loc[cut.parts["part"].abs().idxmax()]
    assert words.startswith("From central to budget_cut the answer (mean net jobs) moves from ")
    errors = [number(value, 2) for value in cut.errors]
    assert f"error of the change {errors[2]}, of the two levels {errors[0]} and" in words
    assert words.endswith(f"the largest part, {signed(largest['part'])}, is {largest['group']}.")


def test_identical_scenarios_are_called_identical():
    found = compare(load("central"), load("central"), draws=100)
    assert "central and central are identical" in comparison_paragraph(found).text
    _, parts, _ = comparison_tables(found)
    assert parts.cells.empty


def test_sampling_is_told_from_assumptions():
    found = compare(load("central"), from_parameters(seed=3), draws=100)
    words = comparison_paragraph(found).text
    assert "identical assumptions and differ in seed alone" in words
    assert "Monte Carlo error" in words
    assert scenario_labels(found) == ("central", "central changed")


def test_parameters_that_move_nothing_are_said_to():
    found = compare(load("central"), from_parameters(hpw_new_share=0.9), draws=100)
    words = comparison_paragraph(found).text
    assert "in 1 parameter, which does not move the answer (mean net jobs)" in words
    both = compare(load("central"), from_parameters(hpw_new_share=0.9, hpw_new_spread=0), draws=FEW)
    assert "in 2 parameters, none of which moves the answer" in comparison_paragraph(both).text


def test_a_probability_is_in_per_cent_and_its_change_in_percentage_points():
    other = load("promise_at_its_word")
    found = compare(load("central"), other, outcome="met:hpw_stock", draws=FEW)
    words = comparison_paragraph(found).text
    levels = [f"{number(100 * value)} %" for value in (found.before, found.after)]
    assert f"moves from {levels[0]} to {levels[1]}, by {signed(100 * found.change)} " in words
    assert "percentage points (Monte Carlo standard error of the change " in words
    assert f"change {number(100 * found.errors[2], 2)}, of the two" in words
    _, parts, outcomes = comparison_tables(found)
    assert ", percentage points, by group" in parts.caption
    assert parts.cells.iloc[-1, 1] == signed(100 * found.change)
    row = outcomes.cells.set_index("outcome").loc[found.label]
    assert (row["unit"], row["central"]) == ("%, differences in percentage points", levels[0][:-2])


def test_levels_that_differ_are_written_with_digits_that_do():
    near = replace(compare(load("central"), load("budget_cut"), draws=100), before=4881, after=4882)
    assert "moves from 4,881 workplaces to 4,882 workplaces, by +1.00" in (
        comparison_paragraph(near).text
    )
    one = replace(near, before=1, after=0)
    assert "moves from 1.00 workplace to 0 workplaces" in comparison_paragraph(one).text


def test_the_news_table_shows_levels_without_and_changes_with_a_sign(found: News):
    cells = news_table(found).cells.set_index("evidence")["2014 to 2016"]
    raw = found.parts.set_index("evidence")["part"]
    assert cells["zone record"] == signed(raw["zone record"])
    assert not cells["answer before"].startswith("+")
    assert cells["stock count"] == "0"


def test_the_news_paragraph_names_the_largest_piece(found: News):
    words = news_paragraph(found).text
    parts = found.parts.set_index("evidence")["part"]
    assert f"is {parts.abs().idxmax()}, " in words
    assert "No part: stock count." in words
    change = found.levels["mean:net_new"].diff().iloc[-1]
    assert f"({signed(change)})" in words
    assert np.isfinite(change)


def test_an_answer_of_zero_has_no_largest_news():
    words = news_paragraph(news(load("no_programme"), (2014, 2016), draws=100)).text
    assert words == (
        "Seen from 2014, mean net jobs by 2020 is 0 workplaces; seen from 2016, 0 workplaces (0). "
        "No piece of news moved it."
    )


def test_a_single_information_set_has_no_news():
    found = news(from_parameters(as_of=2014), draws=100)
    assert "no earlier information set than 2014" in news_paragraph(found).text
    assert news_table(found).cells.empty


def test_the_footing_says_how_few_reports_and_draws_there_are(found: News):
    words = footing_paragraph(simulate(load("central", draws=400)), found).text
    assert "By 2016 the zone record is 2 reports of 1 zone," in words
    assert "class of promises is 2 subjects, 1 of them the programme's own." in words
    assert "200 draws each" in words
    assert "all 400 draws of the case give" in words
