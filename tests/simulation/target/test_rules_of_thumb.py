"""Rules of thumb against slopes that can be worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis import scenario
from analysis.errors import ModelError
from analysis.simulation.target.levers import LEVERS
from analysis.simulation.target.measures import measured
from analysis.simulation.target.moved import DRAWS, drawn, first_draws
from analysis.simulation.target.rules_of_thumb import rules_of_thumb

# Workers are never short, so jobs are proportional to money and to each share that is kept.
PLENTY = {"labour_inflow_share": 0.2, "labour_inflow_spread": 0.0}


pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def plenty() -> scenario.Scenario:
    return scenario.from_parameters(**PLENTY)


@pytest.fixture(scope="module")
def rules(plenty: scenario.Scenario) -> pd.DataFrame:
    return rules_of_thumb(plenty, "net_new").set_index("change")


@pytest.fixture(scope="module")
def mean(plenty: scenario.Scenario) -> float:
    return float(measured(drawn(first_draws(plenty)), plenty, "net_new").mean())


def test_net_jobs_are_proportional_to_the_money_promised(rules: pd.DataFrame, mean: float) -> None:
    row = rules.loc["RUB 1 bn more is promised"]
    assert row["effect_mean"] * 250 == pytest.approx(mean, rel=1e-4)
    assert row[["valid_from", "valid_to"]].tolist() == [200, 250]
    spent = rules.loc["RUB 1 bn more is spent by the horizon"]
    assert spent["effect_mean"] * spent["now"] == pytest.approx(mean, rel=1e-4)


def test_a_point_of_deadweight_takes_its_part_of_what_is_left(
    rules: pd.DataFrame, mean: float
) -> None:
    row = rules.loc["1 percentage point more deadweight"]
    # The panel response is led back to gross posts without deadweight, so all lenses lose it once.
    assert row["effect_mean"] == pytest.approx(-0.01 * mean / (1 - row["now"]), rel=0.02)
    assert row["valid_from"] == row["tried_from"]
    assert row["valid_to"] == row["tried_to"]


def test_dearer_posts_follow_a_hyperbola_as_far_as_a_tenth(
    rules: pd.DataFrame, mean: float
) -> None:
    row = rules.loc["posts are dearer in proportion, the median one by RUB 1 mn"]
    assert row["effect_mean"] == pytest.approx(-mean / row["now"], rel=0.01)
    # 1 / (1 + x) and 1 - x differ by the part x of the change.
    assert 1.05 < row["valid_to"] / row["now"] <= 1.11
    assert 0.89 <= row["valid_from"] / row["now"] < 0.95
    assert row["tried_from"] < row["valid_from"]


def test_the_error_is_that_of_other_draws(rules: pd.DataFrame) -> None:
    other = rules_of_thumb(scenario.from_parameters(**PLENTY, seed=7)).set_index("change")
    gap = (rules["effect_mean"] - other["effect_mean"]).abs()
    assert (gap <= 5 * np.hypot(rules["error_mean"], other["error_mean"])).all()
    assert set(rules["draws"]) == {DRAWS}


def test_what_does_not_move_the_answer_has_no_rule(rules: pd.DataFrame) -> None:
    told = set(rules.index)
    assert told < {lever.words for lever in LEVERS}
    assert not any("stock" in words for words in told)
    assert not any("inflow" in words for words in told)


def test_a_whole_number_is_moved_by_one(rules: pd.DataFrame) -> None:
    row = rules.loc["posts are filled a year later"]
    assert row["now"] == 1
    assert row["effect_mean"] < 0
    assert {row["valid_from"], row["valid_to"]} <= {0, 1, 2}


def test_an_unknown_outcome_is_refused(plenty: scenario.Scenario) -> None:
    with pytest.raises(ModelError, match="outcome 'jobs'"):
        rules_of_thumb(plenty, "jobs")
