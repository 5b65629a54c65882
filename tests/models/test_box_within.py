"""A box whose limits are given is described like one that was searched for."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.scenario_discovery import box_within, discover


@pytest.fixture(scope="module")
def experiments() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    places = rng.choice(["east", "north", "south"], 600)
    return pd.DataFrame({"a": rng.random(600), "b": rng.random(600), "place": places})


@pytest.fixture(scope="module")
def outcome(experiments: pd.DataFrame) -> np.ndarray:
    return ((experiments["a"] > 0.6) & (experiments["place"] != "east")).to_numpy()


def test_limits_of_a_box_found_give_that_box(
    experiments: pd.DataFrame, outcome: np.ndarray
) -> None:
    for found in discover(experiments, outcome).steps[0]:
        limits = {
            name: frozenset(row["categories"]) or (row["minimum"], row["maximum"])
            for name, row in found.limits.iterrows()
        }
        again = box_within(experiments, outcome, limits)
        assert (again.coverage, again.density, again.mass) == (
            found.coverage, found.density, found.mass,
        )  # fmt: skip
        if found.restricted:
            pd.testing.assert_frame_equal(again.limits.loc[found.limits.index], found.limits)


def test_no_limits_are_all_experiments(experiments: pd.DataFrame, outcome: np.ndarray) -> None:
    box = box_within(experiments, outcome, {})
    assert (box.restricted, box.coverage, box.mass) == (0, 1.0, 1.0)
    assert box.density == outcome.mean()


def test_refusals(experiments: pd.DataFrame, outcome: np.ndarray) -> None:
    with pytest.raises(ModelError, match="limits: 'c' is no input that varies; inputs: a, b"):
        box_within(experiments, outcome, {"c": (0.0, 1.0)})
    with pytest.raises(ModelError, match="limits: no experiment is inside"):
        box_within(experiments, outcome, {"a": (2.0, 3.0)})
