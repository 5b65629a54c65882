"""Parts of a change: the axioms, known games, and the order of switching."""

from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from analysis.errors import ModelError
from analysis.models.shapley import Subset, Value, sequential_change, shapley_change


def random_game(groups: list[str], seed: int = 0, scale: float = 1.0) -> Value:
    rng = np.random.default_rng(seed)
    values: dict[Subset, float] = {}

    def value(switched: Subset) -> float:
        return values.setdefault(switched, scale * float(rng.standard_normal()))

    return value


def glove_game(switched: Subset) -> float:
    """One left glove, two right gloves; a pair is worth 1."""
    return float("left" in switched and bool(switched & {"right", "other right"}))


def test_glove_game() -> None:
    # Of the six orders of arrival, the left glove completes the pair in four, each right in one.
    found = shapley_change(glove_game, ["left", "right", "other right"])
    assert found.parts.tolist() == pytest.approx([2 / 3, 1 / 6, 1 / 6], abs=1e-15)


def test_airport_game() -> None:
    # Each step of the runway is shared by those who need it: Littlechild and Owen 1973.
    costs = {"small": 1.0, "medium": 4.0, "large": 10.0}
    found = shapley_change(lambda used: max((costs[name] for name in used), default=0.0), [*costs])
    assert found.parts.to_dict() == pytest.approx(
        {"small": 1 / 3, "medium": 1 / 3 + 3 / 2, "large": 1 / 3 + 3 / 2 + 6}
    )


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e12])
@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_parts_add_up_to_the_change(count: int, scale: float) -> None:
    groups = [f"group {i}" for i in range(count)]
    found = shapley_change(random_game(groups, seed=count, scale=scale), groups)
    assert found.parts.sum() == pytest.approx(found.change, rel=1e-9)
    assert found.parts.index.tolist() == groups
    assert found.evaluations == 2**count


def test_parts_are_the_mean_over_all_orders() -> None:
    groups = list("abcd")
    value = random_game(groups)
    found = shapley_change(value, groups)
    orders = list(permutations(groups))
    mean = sum(sequential_change(value, order)["in_order"][groups] for order in orders)
    assert found.parts.to_numpy() == pytest.approx((mean / len(orders)).to_numpy(), rel=1e-12)


def test_groups_that_act_alike_get_the_same_part_and_an_idle_one_nothing() -> None:
    found = shapley_change(
        lambda on: 0.1 * len(on & {"a", "b"}) ** 3 + 0.7 * ("c" in on), ["idle", "a", "c", "b"]
    )
    assert found.parts["idle"] == 0.0
    assert found.parts["a"] == found.parts["b"]
    assert found.parts["c"] == pytest.approx(0.7)


def test_each_subset_is_valued_once() -> None:
    calls: Counter[Subset] = Counter()

    def value(switched: Subset) -> float:
        calls[switched] += 1
        return float(len(switched))

    shapley_change(value, list("abcdef"))
    assert len(calls) == 64
    assert set(calls.values()) == {1}


def test_no_change_has_no_parts() -> None:
    found = shapley_change(lambda _: 160.0, list("abc"))
    assert found.change == 0.0
    assert found.parts.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("order", [list("abc"), list("cab")])
def test_sequential_parts_add_up_in_both_orders(order: list[str]) -> None:
    value = random_game(order)
    table = sequential_change(value, order)
    change = value(frozenset(order)) - value(frozenset())
    assert table.index.tolist() == order
    assert table.sum().to_numpy() == pytest.approx([change, change], rel=1e-12)
    first, last = order[0], order[-1]
    assert table.loc[first, "in_order"] == value(frozenset([first])) - value(frozenset())
    assert table.loc[last, "in_reverse"] == value(frozenset([last])) - value(frozenset())


def test_two_groups_get_the_mean_of_both_orders() -> None:
    value = random_game(["a", "b"])
    both = sequential_change(value, ["a", "b"]).mean(axis=1)
    assert shapley_change(value, ["a", "b"]).parts.to_numpy() == pytest.approx(both.to_numpy())


def test_refusals() -> None:
    with pytest.raises(ModelError, match="groups: 13 given; allowed: at most 12"):
        shapley_change(glove_game, [str(i) for i in range(13)])
    for split in (shapley_change, sequential_change):
        with pytest.raises(ModelError, match="groups: none given"):
            split(glove_game, [])
        with pytest.raises(ModelError, match="groups: a given more than once"):
            split(glove_game, ["a", "b", "a"])
        with pytest.raises(ModelError, match="value: nan with a, b switched; allowed: a finite"):
            split(lambda on: float("nan") if len(on) == 2 else 0.0, ["b", "a"])
