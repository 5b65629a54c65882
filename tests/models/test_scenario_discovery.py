"""PRIM: the planted box is found, and a second implementation takes the same steps."""

import warnings
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.prim_box import split_value
from analysis.models.scenario_discovery import Box, Discovery, box_within, discover

# ema_workbench calls pandas in a way that the next major version drops.
ignore_pandas_4 = pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.drop")
KINDS = ["continuous", "mixed"]


def planted(
    seed: int, kind: str = "continuous", rows: int = 800
) -> tuple[pd.DataFrame, np.ndarray]:
    """Experiments with the outcome in nine of ten cases inside a box and in one of ten outside."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.random((rows, 4)), columns=list("abcd"))
    inside = (frame["a"] > 0.6) & (frame["b"] < 0.5)
    if kind == "mixed":
        frame["whole"] = 2 * rng.integers(0, 6, rows)
        frame["place"] = rng.choice(["east", "north", "south"], rows)
        inside &= (frame["whole"] >= 4) & (frame["place"] != "east")
    chance = np.where(inside, 0.9, 0.1)
    return frame, rng.random(rows) < chance


@pytest.fixture(scope="module")
def prim() -> ModuleType:
    with warnings.catch_warnings():
        # ema_workbench tells at import which of its optional parts are missing; none is used here.
        warnings.filterwarnings("ignore", message="ipyparallel not installed", category=UserWarning)
        warnings.filterwarnings("ignore", message="altair based", category=ImportWarning)
        from ema_workbench.analysis import prim
    return prim


def assert_same_steps(theirs: object, ours: tuple[Box, ...]) -> None:
    path = theirs.peeling_trajectory  # type: ignore[attr-defined]
    found = [(box.coverage, box.density, box.mass, box.restricted) for box in ours]
    expected = path[["coverage", "density", "mass", "res_dim"]].to_numpy(dtype=float)
    np.testing.assert_allclose(np.array(found), expected, rtol=0, atol=1e-12)


def assert_same_limits(theirs: object, ours: Box) -> None:
    for name, row in ours.limits.iterrows():
        sides = theirs.box_lim[name].tolist()  # type: ignore[attr-defined]
        quasi_p = theirs.qp[-1][name]  # type: ignore[attr-defined]
        if row["categories"]:
            assert set(row["categories"]) == sides[0]
            assert row["quasi_p"] == pytest.approx(quasi_p[0], rel=1e-9)
        else:
            assert row[["minimum", "maximum"]].tolist() == pytest.approx(sides, abs=1e-12)
            ends = row[["quasi_p_minimum", "quasi_p_maximum"]].astype(float).fillna(-1.0)
            assert ends.tolist() == pytest.approx(quasi_p, rel=1e-9)


@pytest.mark.end_to_end
@ignore_pandas_4
@pytest.mark.parametrize("objective", ["lenient1", "lenient2", "original"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("seed", "alpha"), [(0, 0.05), (1, 0.1), (2, 0.05)])
def test_takes_the_steps_of_a_second_implementation(
    prim: ModuleType, seed: int, alpha: float, kind: str, objective: str
) -> None:
    frame, outcome = planted(seed, kind)
    # The other one forgets the steps of a box that falls short of the threshold.
    theirs = prim.Prim(
        frame,
        outcome,
        threshold=0.2,
        peel_alpha=alpha,
        obj_function=prim.PRIMObjectiveFunctions(objective),
    ).find_box()
    ours = discover(
        frame, outcome, threshold=0.2, peel_alpha=alpha, objective=objective, max_boxes=1
    )
    assert theirs.peeling_trajectory.shape[0] > 5
    assert_same_steps(theirs, ours.steps[0])
    assert_same_limits(theirs, ours.boxes[0])


@pytest.mark.end_to_end
@ignore_pandas_4
def test_covers_with_the_boxes_of_a_second_implementation(prim: ModuleType) -> None:
    frame, outcome = planted(3)
    outcome = outcome | ((frame["c"] > 0.7) & (frame["d"] < 0.4)).to_numpy()
    algorithm = prim.Prim(frame, outcome, threshold=0.7)
    theirs = [algorithm.find_box() for _ in range(2)]
    ours = discover(frame, outcome, threshold=0.7, max_boxes=2)
    assert len(ours.boxes) == 2
    for one, other in zip(theirs, ours.steps, strict=True):
        assert_same_steps(one, other)
        assert_same_limits(one, other[-1])


def test_planted_box_is_found_and_nothing_else_is_significant() -> None:
    for seed in range(10):
        frame, outcome = planted(seed, rows=3000)
        limits = discover(frame, outcome).boxes[0].limits
        # Peels of a twentieth overshoot a limit by about two of them.
        assert limits.loc["a", "minimum"] == pytest.approx(0.6, abs=0.1)
        assert limits.loc["b", "maximum"] == pytest.approx(0.5, abs=0.1)
        assert (limits.loc[["a", "b"], "quasi_p"] < 1e-9).all()
        assert (limits.drop(index=["a", "b"])["quasi_p"] > 0.05).all()


def test_categories_and_whole_numbers_of_a_planted_box_are_found() -> None:
    frame, outcome = planted(0, "mixed", rows=3000)
    limits = discover(frame, outcome).boxes[0].limits
    assert limits.loc["place", "categories"] == ("north", "south")
    assert limits.loc["whole", "minimum"] == 4


def test_booleans_are_categories() -> None:
    frame, _ = planted(0)
    frame["flag"] = frame["a"] > 0.5
    limits = discover(frame, frame["flag"]).boxes[0].limits
    assert limits.loc["flag", "categories"] == ("True",)


def test_noise_has_no_dense_box() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        frame = pd.DataFrame(rng.random((400, 5)))
        assert not discover(frame, rng.random(400) < 0.2).boxes


def test_an_outcome_dense_everywhere_needs_no_limits() -> None:
    rng = np.random.default_rng(0)
    found = discover(pd.DataFrame({"a": rng.random(300)}), rng.random(300) < 0.99)
    assert found.boxes[0].mass > 0.9
    assert found.boxes[0].density > 0.98


def test_shares_add_up_at_every_step() -> None:
    frame, outcome = planted(1, "mixed")
    found = discover(frame, outcome)
    path = found.trajectory
    assert np.allclose(path["coverage"] * outcome.sum(), path["cases"])
    assert np.allclose(path["density"] * path["mass"] * len(frame), path["cases"])
    first = path[path["box"] == 1]
    assert first.iloc[0][["coverage", "mass", "restricted"]].tolist() == [1, 1, 0]
    assert (first["mass"] >= 0.05).all()


def test_limits_hold_the_experiments_of_their_box() -> None:
    frame, outcome = planted(2, "mixed")
    box = discover(frame, outcome).boxes[0]
    rows = np.ones(len(frame), dtype=bool)
    for name, row in box.limits.iterrows():
        column = frame[str(name)]
        rows &= (
            column.isin(row["categories"])
            if row["categories"]
            else column.between(row["minimum"], row["maximum"])
        )
    assert (rows == box.rows).all()
    assert box.cases == outcome[rows].sum()


def two_boxes() -> Discovery:
    frame, outcome = planted(3)
    outcome = outcome | ((frame["c"] > 0.7) & (frame["d"] < 0.4)).to_numpy()
    return discover(frame, outcome, threshold=0.7)


def test_boxes_share_no_experiment_and_the_failed_search_is_kept() -> None:
    found = two_boxes()
    assert len(found.boxes) >= 2
    assert sum(box.rows.astype(int) for box in found.boxes).max() == 1
    assert len(found.steps) == len(found.boxes) + 1
    assert found.steps[-1][-1].density < 0.7
    shown = found.trajectory.groupby("box")["dense_enough"].all()
    assert shown.tolist() == [*[True] * len(found.boxes), False]
    assert set(found.limits.index.get_level_values("box")) == set(range(1, len(found.boxes) + 1))


def test_pasting_takes_back_what_a_coarse_peel_cut_off() -> None:
    frame, outcome = planted(1)
    steps = discover(frame, outcome, peel_alpha=0.1, max_boxes=1).steps[0]
    mass = np.array([box.mass for box in steps])
    grown = np.flatnonzero(np.diff(mass) > 0)
    assert grown.size
    assert all(steps[i + 1].density > steps[i].density for i in grown)


def test_whole_numbers_are_pasted_as_whole_numbers() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"whole": rng.integers(0, 30, 600), "other": rng.random(600)})
    outcome = (frame["whole"] > 11) & (rng.random(600) < 0.95)
    for box in discover(frame, outcome, peel_alpha=0.2).steps[0]:
        ends = box.limits.reindex(["whole"])[["minimum", "maximum"]].astype(float).to_numpy()
        assert np.isnan(ends).all() or (ends == ends.round()).all()


@pytest.mark.parametrize(
    ("values", "share", "limit"),
    [
        ([1.0, 2.0, 3.0, 4.0, 5.0], 0.25, 2.5),
        ([1.0, 2.0, 3.0, 4.0], 0.25, 1.5),
        ([1.0, 1.0, 1.0, 4.0], 0.05, 2.5),
        ([1.0, 4.0, 4.0, 4.0], 0.95, 2.5),
        ([7.0], 0.05, 7.0),
    ],
)
def test_limit_parts_distinct_values(values: list[float], share: float, limit: float) -> None:
    assert split_value(np.array(values), share) == limit


def test_constant_inputs_are_never_restricted() -> None:
    frame, outcome = planted(0)
    found = discover(frame.assign(fixed=1.0, place="east"), outcome)
    assert not {"fixed", "place"} & set(found.limits.index.get_level_values("input"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": np.ones(5)}, r"outcome: shape \(5,\) for 800"),
        ({"outcome": np.full(800, 0.5)}, "booleans or 0 and 1"),
        ({"outcome": pd.Series([True, pd.NA] * 400)}, "booleans or 0 and 1"),
        ({"outcome": np.zeros(800)}, "every experiment lacks it"),
        ({"outcome": np.ones(800)}, "every experiment has it"),
        ({"peel_alpha": 0.0}, "peel_alpha: 0.0 given; allowed: above 0 and below 0.5"),
        ({"mass_min": 0.6}, "mass_min: 0.6 given"),
        ({"threshold": 1.5}, "threshold: 1.5 given"),
        ({"objective": "best"}, "'best' given; allowed: lenient1, lenient2, original"),
        ({"max_boxes": 0}, "max_boxes: 0 given"),
        ({"experiments": pd.DataFrame()}, "allowed: rows and columns"),
        ({"experiments": np.zeros((800, 2))}, "experiments: ndarray given; allowed: a DataFrame"),
        ({"experiments": [[1.0, 2.0]]}, "experiments: list given; allowed: a DataFrame"),
    ],
)
def test_refusals(change: dict[str, object], message: str) -> None:
    frame, outcome = planted(0)
    with pytest.raises(ModelError, match=message):
        discover(**{"experiments": frame, "outcome": outcome, **change})


def test_an_outcome_with_other_labels_is_refused_and_with_the_same_is_an_array() -> None:
    frame, outcome = planted(0)
    labelled = pd.Series(outcome, index=frame.index)
    assert discover(frame, labelled).limits.equals(discover(frame, outcome).limits)
    with pytest.raises(ModelError, match="labelled 799 where the experiments are labelled 0"):
        discover(frame, labelled.iloc[::-1])
    with pytest.raises(ModelError, match="labelled 800 where the experiments are labelled 3"):
        box_within(frame, labelled.rename({3: 800}), {})


@pytest.mark.parametrize(
    ("value", "message"),
    [(np.nan, "a: 1 empty cells; allowed: none"), (np.inf, "a: has infinite values")],
)
def test_cells_without_a_number_are_refused(value: float, message: str) -> None:
    frame, outcome = planted(0)
    frame.loc[3, "a"] = value
    with pytest.raises(ModelError, match=message):
        discover(frame, outcome)


def test_columns_have_to_be_distinct_and_vary() -> None:
    frame, outcome = planted(0)
    with pytest.raises(ModelError, match="'a' occurs twice"):
        discover(pd.concat([frame, frame[["a"]]], axis=1), outcome)
    with pytest.raises(ModelError, match="no input has two values"):
        discover(pd.DataFrame({"place": ["east"] * 800}), outcome)
