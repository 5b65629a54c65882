"""Parts of the draws that a moved parameter leaves alone are taken over, and only those."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import scenario
from analysis.errors import ParameterError
from analysis.simulation.drawing import draw
from analysis.simulation.preparation import Prepared, prepare
from analysis.simulation.target.moved import drawn, moved
from analysis.simulation.target.tornado import logged_ranges
from tests.simulation.exchanges import arrays, responding, weighing

DRAWS = 300
# What is not moved over a range, and still decides what is drawn.
OTHERS: list[dict[str, object]] = [
    {"horizon": 2019, "programme_end": 2019},
    {"programme_end": 2019},
    {"as_of": 2014, "treated_from": 2013},
    {"region": "RU-OMS"},
    {"jobs_lens": "zone_record"},
    {"target_jobs": 100_000.0},
    {"target_reading": "gross_new"},
]


@pytest.fixture(scope="module")
def base() -> Prepared:
    return prepare(scenario.from_parameters(draws=DRAWS))


def ends() -> list[tuple[str, str]]:
    names = logged_ranges(scenario.from_parameters()).index
    return [(name, end) for name in names for end in ("low", "high")]


def assert_as_from_nothing(base: Prepared, case: Prepared) -> None:
    """Draw the scenario, so that its parts are there, and hold another one to fresh numbers."""
    drawn(base)
    for (name, one), (_, other) in zip(
        arrays(drawn(case)), arrays(draw(case, 0, DRAWS)), strict=True
    ):
        np.testing.assert_array_equal(one, other, err_msg=name)


@pytest.mark.parametrize(("name", "end"), ends())
def test_a_moved_parameter_reaches_all_that_hangs_on_it(
    base: Prepared, name: str, end: str
) -> None:
    value = type(getattr(base.scenario, name))(logged_ranges(base.scenario)[end][name])
    try:
        assert_as_from_nothing(base, moved(base, {name: value}))
    except ParameterError:
        # Another parameter rules the end out: the last weight cannot go.
        assert value == 0


@pytest.mark.parametrize("changes", OTHERS, ids=str)
def test_so_does_what_is_not_moved_over_a_range(base: Prepared, changes: dict[str, object]) -> None:
    assert_as_from_nothing(base, moved(base, changes))


def test_evidence_and_money_exchanged_by_hand_are_seen(base: Prepared) -> None:
    assert_as_from_nothing(base, weighing(base, 1.0, 0.0, 0.0))
    assert_as_from_nothing(base, responding(base, *reversed(base.evidence.lenses)))
    assert_as_from_nothing(base, replace(base, realised=base.realised[::-1]))
    assert_as_from_nothing(base, replace(base, responses=base.responses[::-1]))


def test_what_is_not_touched_is_not_made_again(base: Prepared) -> None:
    before = drawn(base)
    stock = drawn(moved(base, {"hpw_growth_share": 0.0}))
    assert stock.money is before.money
    assert stock.jobs is before.jobs
    assert stock.stock is not before.stock
    weighed = drawn(moved(base, {"zone_record_weight": 0.2}))
    assert weighed.money is before.money
    assert weighed.jobs is not before.jobs
    late = drawn(moved(base, {"slip_years": 3.0}))
    assert late.price is before.price
    assert late.money is not before.money


def test_shared_parts_cannot_be_changed(base: Prepared) -> None:
    draws = drawn(base)
    for part in (draws.price, draws.money.spent, draws.jobs.steps["deadweight"]):
        with pytest.raises(ValueError, match="read-only"):
            part[:] = 0
