"""Blocks of draws: no result depends on how they are cut, on threads, or on what is beside."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import ModelError
from analysis.models.score_tables import ScoreTable
from analysis.simulation import Simulation
from analysis.simulation.drawing import draw
from analysis.simulation.preparation import Prepared
from analysis.simulation.simulate import SAMPLE, count_outcomes
from analysis.simulation.streams import BLOCK, Streams, stream
from tests.simulation.exchanges import (
    arrays,
    assert_close,
    assuming,
    first_draws,
    keeping_clusters,
    prepared_case,
    weighing,
)

Run = Callable[..., Simulation]


def _bytes(prepared: Prepared, threads: int, blocks_at_once: int) -> tuple[bytes, bytes]:
    tally = count_outcomes(prepared, threads=threads, blocks_at_once=blocks_at_once)
    sim = Simulation(prepared, tally)
    return sim.summary().to_csv().encode(), sim.ledger().to_csv().encode()


# The last block is half full, or holds a single draw.
@pytest.mark.parametrize("draws", [2 * BLOCK + 2_345, 2 * BLOCK + 1])
def test_neither_chunks_nor_threads_change_a_byte(draws: int) -> None:
    prepared = prepared_case(draws=draws)
    expected = _bytes(prepared, 1, 1)
    for blocks_at_once in (1, 2, 5):
        for threads in (1, 2, 3):
            found = _bytes(prepared, threads, blocks_at_once)
            assert found == expected, f"{blocks_at_once} blocks at once, {threads} threads"


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    seventh = prepared_case(seed=7)
    assert _bytes(seventh, 2, 2) == _bytes(prepared_case(seed=7, draws=400), 1, 1)
    assert _bytes(prepared_case(seed=8), 1, 1) != _bytes(seventh, 1, 1)


def test_more_draws_keep_the_earlier_ones() -> None:
    few, many = prepared_case(draws=6_000), prepared_case(draws=12_000)
    later = dict(arrays(draw(many, 0, 12_000)))
    for name, values in arrays(draw(few, 0, 6_000)):
        shared = values.shape[-1] == 6_000
        kept = later[name][..., :6_000] if shared else later[name]
        np.testing.assert_array_equal(values, kept, err_msg=name)


def test_a_chunk_holds_the_same_draws_as_the_whole() -> None:
    prepared = prepared_case(draws=12_000)
    whole = dict(arrays(draw(prepared, 0, 12_000)))
    for start, stop in ((0, 1), (0, 37), (BLOCK, 2 * BLOCK), (2 * BLOCK, 12_000)):
        for name, values in arrays(draw(prepared, start, stop)):
            if values.shape[-1] == stop - start:
                np.testing.assert_array_equal(values, whole[name][..., start:stop], err_msg=name)


def test_the_sample_is_the_first_draws_and_no_more_than_asked_for(run: Run) -> None:
    assert run().sample.size == 400
    many = prepared_case(draws=SAMPLE + 1)
    sample = Simulation(many, count_outcomes(prepared_case())).sample
    assert sample.size == SAMPLE
    np.testing.assert_array_equal(sample.jobs.net[:, :400], run().sample.jobs.net)


def test_paths_of_the_region_come_round_again_and_nothing_else_does() -> None:
    prepared = prepared_case()
    assert prepared.employment.shape[1] == BLOCK
    first, again = draw(prepared, 0, 400), draw(prepared, BLOCK, BLOCK + 400)
    for name in ("employment", "investment", "price"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert not np.isin(first.money.realised, again.money.realised).any()


def _certain(value: float) -> ScoreTable:
    return ScoreTable(lambda luck: np.full(luck.shape, value))


# What rests on random numbers of its own, and nothing else.
_DRAWN = (
    "employment", "investment", "price", "additional_share", "money.realised",
    "money.cluster_share", "money.slip", "money.overrun", "jobs.lens", "jobs.posts_per_rub_mn",
    "jobs.budget_yield", "jobs.reserve", "stock.initial", "stock.new_share", "stock.reclassified",
)  # fmt: skip
_CHANGES: dict[str, tuple[Callable[[Prepared], Prepared], set[str]]] = {
    "lens weight": (
        lambda case: weighing(case, 0.1, 0.2, 0.7),
        {"jobs.lens", "jobs.posts_per_rub_mn", "jobs.budget_yield"},
    ),
    "deadweight": (lambda case: assuming(case, deadweight_share=0.9, deadweight_spread=0.0), set()),
    "displacement": (
        lambda case: assuming(case, displacement_spread=0.0),
        {"jobs.posts_per_rub_mn"},
    ),
    "slip": (lambda case: replace(case, slip=_certain(0.0)), {"money.slip"}),
    "overrun": (lambda case: replace(case, overrun=_certain(0.4)), {"money.overrun"}),
    "realisation": (
        lambda case: replace(case, realised=(_certain(1.0),) * 3),
        {"money.realised"},
    ),
    "inflow": (lambda case: assuming(case, labour_inflow_spread=0.0), {"jobs.reserve"}),
    "new posts that count": (lambda case: assuming(case, hpw_new_share=0.1), {"stock.new_share"}),
    "reclassification": (
        lambda case: assuming(case, hpw_growth_spread=0.0),
        {"stock.reclassified"},
    ),
}


@pytest.mark.parametrize("change", _CHANGES)
def test_a_component_does_not_move_the_numbers_of_another(change: str) -> None:
    exchange, moved = _CHANGES[change]
    plain = dict(arrays(first_draws(prepared_case())))
    other = dict(arrays(first_draws(exchange(prepared_case()))))
    for name in _DRAWN:
        assert np.array_equal(plain[name], other[name]) == (name not in moved), name


def test_a_changed_scenario_keeps_the_numbers_of_the_rest(run: Run) -> None:
    plain, other = run(), run(deadweight_spread=0.0, slip_years=0.0, hpw_new_share=0.1)
    one, two = plain.sample, other.sample
    np.testing.assert_array_equal(one.money.realised, two.money.realised)
    np.testing.assert_array_equal(one.jobs.posts_per_rub_mn, two.jobs.posts_per_rub_mn)
    np.testing.assert_array_equal(one.employment, two.employment)
    np.testing.assert_array_equal(one.jobs.steps["leakage"] == 0, one.jobs.gross == 0)


def test_fewer_clusters_leave_the_others_their_luck() -> None:
    plain = dict(arrays(first_draws(prepared_case())))
    other = dict(arrays(first_draws(keeping_clusters(prepared_case(), 2))))
    for name in _DRAWN:
        kept = plain[name]
        if name == "money.cluster_share":
            kept = kept[:2] / kept[:2].sum(axis=0)
            assert_close(other[name], kept)
        elif name in ("money.slip", "money.overrun", "jobs.posts_per_rub_mn"):
            np.testing.assert_array_equal(other[name], kept[:2], err_msg=name)
        else:
            np.testing.assert_array_equal(other[name], kept, err_msg=name)


def test_streams_differ_by_name_block_and_seed() -> None:
    numbers = {
        stream(seed, name, block).random()
        for seed in (1, 2)
        for name in ("slip", "overrun")
        for block in (0, 1)
    }
    assert len(numbers) == 8


def test_uniform_numbers_are_open_at_both_ends_and_shares_add_up() -> None:
    streams = Streams(3, 0, BLOCK + 7)
    uniform = streams.uniform("u")
    assert uniform.shape == (BLOCK + 7,)
    assert ((uniform > 0) & (uniform < 1)).all()
    shares = streams.shares("s", np.array([0.5, 1.0, 4.0]))
    assert_close(shares.sum(axis=0), np.ones(BLOCK + 7))
    # A block of draws knows a mean to .004; five of these are crossed less than once in a million.
    np.testing.assert_allclose(shares.mean(axis=1), np.array([0.5, 1, 4]) / 5.5, atol=0.02)


@pytest.mark.parametrize(("start", "stop"), [(1, 10), (0, 0), (BLOCK, BLOCK - 1)])
def test_a_chunk_starts_with_a_block_and_holds_a_draw(start: int, stop: int) -> None:
    with pytest.raises(ModelError, match=f"draws {start} to {stop} must start at a multiple of"):
        Streams(1, start, stop)
