"""The error record shown beside the baseline: cut at the information set, and recomputable."""

import numpy as np
import pandas as pd
import pytest

from analysis import scenario, simulation
from analysis.errors import ModelError
from analysis.models.track_record import COLUMNS, error_table, packaged_scores


@pytest.mark.parametrize("as_of", [2014, 2016, 2020])
def test_no_outcome_after_as_of_is_in_the_record(as_of: int) -> None:
    scores = packaged_scores("employment", until=as_of)
    assert (scores["origin"] + scores["horizon"]).max() == as_of
    assert tuple(scores.columns) == COLUMNS


def test_an_unknown_subject_is_named() -> None:
    with pytest.raises(
        ModelError, match="'pay' given, allowed: employment, investment, prices, real_grp"
    ):
        packaged_scores("pay")


def test_errors_are_summarised_by_hand() -> None:
    scores = pd.DataFrame(
        {
            "region": ["a", "a", "b", "b"],
            "horizon": [1, 1, 1, 2],
            "smape": [1.0, 3.0, 8.0, 5.0],
            "pit": [0.5, 0.95, 0.99, 0.2],
        }
    )
    table = error_table(scores, ["a"]).set_index("horizon")
    assert table.loc[1, "own_error_pct"] == 2.0
    assert table.loc[1, "all_error_pct"] == 3.0
    assert table.loc[1, "all_inside_80"] == pytest.approx(1 / 3)
    assert table.loc[1, "all_inside_95"] == pytest.approx(2 / 3)
    assert np.isnan(table.loc[2, "own_error_pct"])
    assert table.loc[2, "all_outcomes"] == 1


def test_the_ensemble_beats_drift_on_every_subject_in_2016() -> None:
    skill = simulation.skill_by_member(scenario.load("central")).set_index(["subject", "model"])
    ours = skill.xs("ensemble", level="model")
    assert (ours["drift_low"] > 0).all()
    assert (ours["no_change_low"] > 0).all()
    assert (ours["drift_low"] < ours["gain_over_drift"]).all()
    assert np.isnan(skill.loc[("prices", "drift"), "gain_over_drift"])


def test_places_are_probabilities_of_every_subject() -> None:
    places = simulation.forecast_places(scenario.load("central"))
    assert list(places) == ["employment", "investment", "prices"]
    assert all(values.between(0, 1).all() for values in places.values())
