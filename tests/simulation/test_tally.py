"""What is kept of the draws: means and quantiles, whatever the order in which blocks come."""

import numpy as np
import pytest

from analysis.errors import ModelError
from analysis.simulation.draws import REAL, Array
from analysis.simulation.outcomes import Kind, Outcome
from analysis.simulation.streams import BLOCK
from analysis.simulation.tally import KEPT, LEVELS, Tally
from tests.simulation.exchanges import assert_close, misplaced


def _tally(values: Array, starts: list[int], size: int = BLOCK, *, kind: Kind = "year") -> Tally:
    tally = Tally(values.shape[1])
    for start in starts:
        part = values[:, start : start + size]
        tally.add([Outcome("x", "one", part, kind)], start)
    return tally


def test_one_block_has_the_mean_and_quantiles_of_its_draws() -> None:
    values = np.random.default_rng(1).normal(3.0, 9.0, (2, 777)).astype(REAL)
    tally = _tally(values, [0])
    np.testing.assert_allclose(tally.mean("x"), values.mean(axis=1, dtype=float))
    assert_close(tally.quantiles("x"), np.quantile(values.astype(float), LEVELS, axis=1))
    np.testing.assert_array_equal(tally.highest("x"), values.max(axis=1))


def test_few_draws_have_exactly_the_quantiles_of_all_of_them() -> None:
    values = np.random.default_rng(5).lognormal(0, 1.5, (2, KEPT - 77)).astype(REAL)
    tally = _tally(values, [3 * BLOCK, 0, 2 * BLOCK, BLOCK])
    assert_close(tally.quantiles("x"), np.quantile(values.astype(float), LEVELS, axis=1))


def test_quantiles_of_many_blocks_stand_where_they_should() -> None:
    rng = np.random.default_rng(2)
    # Four in ten draws of the second variable are zero, away from the levels kept: the quantile of
    # a block jumps where a level falls on the edge of a tie.
    free = rng.normal(0.25, 1, 52_345)
    values = np.stack([rng.lognormal(0, 1.5, 52_345), np.maximum(free, 0)])
    tally = _tally(values, list(range(0, 52_345, BLOCK)))
    assert_close(tally.mean("x"), values.mean(axis=1))
    for level, found in zip(LEVELS, tally.quantiles("x"), strict=True):
        assert misplaced(values, found, level) < 1


def test_neither_the_order_nor_the_size_of_chunks_leaves_a_trace() -> None:
    values = np.random.default_rng(3).normal(0.0, 1.0, (3, 3 * BLOCK + 1))
    plain = _tally(values, [0, BLOCK, 2 * BLOCK, 3 * BLOCK])
    for other in (
        _tally(values, [2 * BLOCK, 3 * BLOCK, 0, BLOCK]),
        _tally(values, [2 * BLOCK, 0], 2 * BLOCK),
        _tally(values, [0], 5 * BLOCK),
    ):
        np.testing.assert_array_equal(other.mean("x"), plain.mean("x"))
        np.testing.assert_array_equal(other.quantiles("x"), plain.quantiles("x"))
        np.testing.assert_array_equal(other.highest("x"), plain.highest("x"))


@pytest.mark.parametrize("value", [0.0, 250.0, 0.1, -7e9])
def test_a_variable_that_never_varies_is_kept_as_it_is(value: float) -> None:
    tally = _tally(np.full((1, 2 * BLOCK + 17), value), [0, BLOCK, 2 * BLOCK])
    assert_close(tally.mean("x"), np.array([value]))
    assert_close(tally.quantiles("x"), np.full((len(LEVELS), 1), value))


def test_what_is_not_kept_is_refused() -> None:
    values = np.ones((1, 10))
    with pytest.raises(ModelError, match=r"levels \[0.42\] are not kept; allowed: \[0.05, 0.1"):
        _tally(values, [0]).quantiles("x", [0.5, 0.42])
    for kind in ("chance", "mean"):
        with pytest.raises(ModelError, match="x: only its mean is kept"):
            _tally(values, [0], kind=kind).quantiles("x")
