"""Sentences on the target say what the tables say, and when the promise was printed."""

import numpy as np
import pandas as pd
import pytest

from analysis import scenario
from analysis.report.parameter_words import PARAMETER_WORDS, parameter_words
from analysis.report.question import question_paragraph
from analysis.report.target_paragraphs import (
    needs_paragraph,
    needs_table,
    odds_paragraph,
    target_answer,
)
from analysis.simulation.target.measures import MEASURES
from analysis.simulation.target.odds import Odds
from analysis.simulation.target.sobol import VarianceShares
from tests.report.test_sensitivity_figures import SHARES, SWINGS

NEEDS = pd.DataFrame(
    [
        ("gross new posts", 0.5, 600.0, 6.0, "reachable", "reachable"),
        ("gross new posts", 0.9, 90_000.0, 900.0, "beyond_scenario", "more than may be asked for"),
        ("net new jobs", 0.5, np.inf, np.inf, "no_workers", "not reachable"),
    ],
    columns=["label", "probability", "need_rub_bn", "multiple_of_year", "status", "answer"],
).assign(
    low_rub_bn=1.0, high_rub_bn=2.0, tolerance_rub_bn=0.1, multiple_of_promise=3.0,
    most_reachable=np.inf,
)  # fmt: skip
MOVED = pd.DataFrame(
    [
        ("hpw_growth_share", 0.0004, 0.11, 0.57, 0.57),
        ("hpw_regional_ratio", np.nan, 0.11, 0.5, 0.4),
    ],
    columns=["parameter", "at_low", "at_value", "at_high", "swing"],
)
ODDS = Odds(MEASURES["met:hpw_stock"], 0.11, 0.081, 20_000, MOVED)
CHANCES = pd.DataFrame(
    [("net new jobs", 0, 100, 0.0, 0.03), ("gross new posts", 11, 100, 0.11, 0.2)],
    columns=["label", "draws_met", "draws", "probability", "high"],
)


def _answer(case: scenario.Scenario, found: Odds) -> str:
    shares = VarianceShares(MEASURES["net_new"], SHARES, 5.0, 2.0, 64)
    return target_answer(case, CHANCES, NEEDS, SWINGS, shares, likeliest=found)


def test_every_parameter_has_words_of_its_own() -> None:
    assert set(PARAMETER_WORDS) == set(scenario.Scenario.model_fields)
    assert len(set(PARAMETER_WORDS.values())) == len(PARAMETER_WORDS)
    assert max(map(len, PARAMETER_WORDS.values())) <= 40
    assert not any("_" in words for words in PARAMETER_WORDS.values())
    assert parameter_words("Lens on jobs per ruble") == "Lens on jobs per ruble"


def test_sums_beyond_a_scenario_are_not_shown() -> None:
    cells = needs_table(NEEDS, "Money").cells
    assert cells["need rub bn"].tolist() == ["600", "", "no finite number"]
    assert cells["answer"].iloc[1] == "more than may be asked for"


def test_sums_are_held_against_a_year_and_their_supposition_is_named() -> None:
    text = repr(needs_paragraph(scenario.load("central"), NEEDS))
    assert "RUB 600 bn for gross new posts with a chance of 50 % are 6.0 times" in text
    assert "90,000" not in text
    assert "suppose that a ruble makes as many posts however many are spent" in text
    none = repr(needs_paragraph(scenario.load("central"), NEEDS.iloc[1:]))
    assert "No sum within a scenario's bounds meets a target" in none


def test_a_chance_is_told_with_what_moves_it() -> None:
    text = repr(odds_paragraph(ODDS))
    assert "is 11 % as assumed and 8.1 % without any money" in text
    assert "from less than 0.1 % to 57 % over the range of growth of the stock a year; " in text
    assert "11 % to 50 % over the range of density of the stock" in text
    still = Odds(ODDS.measure, 0.11, 0.11, 100, MOVED.head(0))
    assert "No assumption with weak evidence and high impact moves it" in repr(
        odds_paragraph(still)
    )


def test_the_answer_holds_the_chance_against_no_programme_and_its_widest_swing() -> None:
    text = _answer(scenario.load("central"), ODDS)
    assert "in none of 100 draws (a chance of at most 3.0 % by that count)" in text
    assert (
        "For the stock of high-productivity workplaces it is 8.1 % without the programme, and less "
        "than 0.1 % to 57 % over the range of growth of the stock a year alone."
    ) in text
    assert "gross new posts take RUB 600 bn, 6.0 times a year's investment" in text
    assert "the median moves most with choice of the lens (100 to 900)" in text
    none = Odds(ODDS.measure, 0.0, 0.0, 100, MOVED.head(0))
    assert "without the programme" not in _answer(scenario.load("central"), none)


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (2016, "printed on 2017-07-03, later than the information set of 2016"),
        (2018, "printed on 2017-07-03, within the information set of 2018"),
    ],
)
def test_the_promise_is_the_question_and_has_a_date(as_of: int, words: str) -> None:
    text = repr(question_paragraph(scenario.from_parameters(as_of=as_of)))
    assert text.startswith("The promise of INO Tomsk'2020 is the question here, no evidence")
    assert "160,000 workplaces by 2020 out of RUB 250 bn" in text
    assert words in text
    assert "other numbers" not in text


def test_numbers_that_were_not_printed_are_said_to_be_others() -> None:
    text = repr(question_paragraph(scenario.from_parameters(investment_need_rub_bn=100.0)))
    assert "The scenario asks for other numbers than were printed." in text
