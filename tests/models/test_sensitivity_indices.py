"""Sobol indices against closed forms, and what the analysis refuses."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.saltelli_design import saltelli_design
from analysis.models.sensitivity_indices import SobolIndices, sobol_indices
from analysis.verification import sensitivity_cases as closed

UNIT = (0.0, 1.0)


def linear(frame: pd.DataFrame) -> pd.Series:
    return 3.0 * frame["a"] + 2.0 * frame["b"] + frame["c"]


def product(frame: pd.DataFrame) -> pd.Series:
    return frame["a"] * frame["b"]


def indices(function=linear, inputs=None, n=1024, seed=0, **settings) -> SobolIndices:  # noqa: ANN001, ANN003
    given = {"a": UNIT, "b": UNIT, "c": UNIT} if inputs is None else inputs
    return sobol_indices(function, given, n, rng=np.random.default_rng(seed), **settings)


@pytest.mark.end_to_end
@pytest.mark.parametrize("seed", [0, 2])
@pytest.mark.parametrize(
    ("function", "bounds", "expected"),
    [
        (closed._ishigami, [(-np.pi, np.pi)] * 3, closed._ISHIGAMI),
        (closed._sobol_g, [UNIT] * 8, closed._sobol_g_indices()),
    ],
    ids=["ishigami", "sobol-g"],
)
def test_closed_forms_are_reproduced(function, bounds, expected, seed) -> None:  # noqa: ANN001
    # Of 150 seeds, one missed .01 in a first-order index of Ishigami: an unlucky sequence.
    inputs = {f"x{i}": ends for i, ends in enumerate(bounds)}
    found = indices(function, inputs, n=8192, seed=seed).indices
    for column, values in expected.items():
        assert found[column].to_numpy() == pytest.approx(np.array(values), abs=0.01)


def test_shares_of_a_sum_are_its_squared_coefficients() -> None:
    found = indices()
    expected = np.array([9, 4, 1]) / 14
    assert found.indices["first_order"].to_numpy() == pytest.approx(expected, abs=0.01)
    assert found.indices["total"].to_numpy() == pytest.approx(expected, abs=0.01)
    assert found.mean == pytest.approx(3.0, abs=0.01)
    assert found.variance == pytest.approx(14 / 12, rel=0.01)
    assert found.evaluations == 1024 * 5


def test_second_order_is_the_interaction_alone() -> None:
    # For x y on independent normals of mean 0 all variance is interaction.
    normal = {"a": stats.norm.ppf, "b": stats.norm.ppf, "c": UNIT}
    found = indices(product, normal, second_order=True, n=4096)
    pairs = found.second_order.set_index(["one", "other"])["second_order"]
    assert pairs["a", "b"] == pytest.approx(1.0, abs=0.05)
    assert pairs["a", "c"] == pytest.approx(0.0, abs=0.05)
    assert found.indices["first_order"].to_numpy() == pytest.approx(np.zeros(3), abs=0.05)
    assert found.indices["total"].to_numpy() == pytest.approx([1, 1, 0], abs=0.05)
    assert found.evaluations == 4096 * 8


def test_groups_vary_as_one() -> None:
    found = indices(groups={"money": ["a", "c"]})
    assert found.indices.index.tolist() == ["money", "b"]
    assert found.indices["total"].to_numpy() == pytest.approx([10 / 14, 4 / 14], abs=0.01)
    assert found.evaluations == 1024 * 4


def test_constants_are_handed_over_and_have_no_share() -> None:
    found = indices(inputs={"a": UNIT, "b": 0.5, "c": (2.0, 2.0)})
    assert found.indices.index.tolist() == ["a", "b", "c"]
    assert (found.indices.loc[["b", "c"]] == 0.0).all(axis=None)
    assert found.indices.loc["a", "first_order"] == pytest.approx(1.0, abs=0.01)
    assert found.mean == pytest.approx(1.5 + 1.0 + 2.0, abs=0.01)


def test_quantiles_set_the_distribution() -> None:
    found = indices(inputs={"a": stats.norm(0, 1).ppf, "b": stats.norm(0, 2).ppf, "c": 0.0})
    assert found.indices.loc["a", "first_order"] == pytest.approx(9 / 25, abs=0.02)


def test_same_generator_gives_the_same_bits() -> None:
    pd.testing.assert_frame_equal(indices(seed=3).indices, indices(seed=3).indices)
    assert not indices(seed=3).indices.equals(indices(seed=4).indices)


def test_intervals_widen_with_confidence() -> None:
    narrow, wide = indices(confidence=0.5).indices, indices(confidence=0.99).indices
    for name in ("first_order", "total"):
        widths = [table[f"{name}_high"] - table[f"{name}_low"] for table in (narrow, wide)]
        assert (widths[0] < widths[1]).all()
        assert (narrow[name] < narrow[f"{name}_high"]).all()


def test_an_identity_is_a_correlation_that_is_accepted() -> None:
    names = list("abc")
    found = indices(correlation=pd.DataFrame(np.eye(3), names, names))
    pd.testing.assert_frame_equal(found.indices, indices().indices)


def test_correlated_inputs_are_refused() -> None:
    names = list("abc")
    matrix = pd.DataFrame(np.eye(3), names, names)
    matrix.loc["a", "b"] = matrix.loc["b", "a"] = 0.6
    with pytest.raises(ModelError, match=r"correlation: 0\.6 between a and b; allowed: 0"):
        indices(correlation=matrix)
    with pytest.raises(ModelError, match="rows and columns differ"):
        indices(correlation=matrix.iloc[::-1])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n": 1000}, "n: 1000 given; allowed: a power of two, at least 2"),
        ({"n": 1}, "n: 1 given; allowed: a power of two, at least 2"),
        ({"n": 1024.0}, r"n: 1024\.0 given; .* as a whole number"),
        ({"confidence": 1.0}, "confidence: 1.0 given"),
        ({"inputs": {"a": (1.0, 0.0)}}, "a: range 1.0 to 0.0 given; allowed: finite, low first"),
        ({"inputs": {"a": 1.0}}, "none varies"),
        ({"inputs": {"a": lambda p: p[:3], "b": UNIT}}, r"a: quantiles of shape \(3,\)"),
        ({"groups": {"money": ["d"]}}, "'d' in money is no input; inputs: a, b, c"),
        ({"groups": {"x": ["a"], "y": ["a"]}}, "'a' given more than once"),
        ({"groups": {"b": ["a"]}}, "'b' is also the name of an input outside"),
        ({"groups": {"all": list("abc")}}, "one group holds every varying input"),
        ({"function": lambda frame: np.ones(len(frame))}, "every output is 1; allowed"),
        ({"function": lambda frame: frame["a"].iloc[:5]}, r"output of shape \(5,\)"),
        ({"function": lambda frame: frame["a"].where(frame["a"] > 0.5)}, "are not finite"),
    ],
)
def test_refusals(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        indices(**settings)


def test_a_seed_is_no_generator() -> None:
    words = r"rng: 3 given; allowed: a generator, such as numpy\.random\.default_rng"
    with pytest.raises(ModelError, match=words):
        sobol_indices(linear, {"a": UNIT, "b": UNIT}, 8, rng=3)
    with pytest.raises(ModelError, match=words):
        saltelli_design(["a", "b"], 8, second_order=False, rng=3)
