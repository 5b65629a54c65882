"""The pool of lenses: a mixture of its parts, and what the panel lens promises to be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models.additionality import DEDUCTIONS
from analysis.simulation import LENSES, Simulation
from analysis.simulation.draws import Array, running_total
from analysis.simulation.preparation import Prepared
from analysis.simulation.streams import Streams
from analysis.simulation.triangles import share, spread_around
from tests.simulation.exchanges import (
    DRAWS,
    assert_close,
    assuming,
    first_draws,
    prepared_case,
    through,
    weighing,
)

# Below this much of a gross post left, net jobs are not led back to gross ones any further.
FLOOR = 0.05
weights = st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any)


def test_the_lenses_are_those_of_the_evidence(central: Simulation) -> None:
    assert tuple(lens.name for lens in central.evidence.lenses) == LENSES
    assert central.evidence.lens_weights == (0.5, 0.25, 0.25)


@pytest.mark.parametrize("lens", LENSES)
def test_one_lens_asked_for_is_looked_through_in_every_draw(lens: str) -> None:
    prepared = prepared_case(jobs_lens=lens)
    assert set(first_draws(prepared).jobs.lens) == {LENSES.index(lens)}
    np.testing.assert_array_equal(
        first_draws(prepared).jobs.net, first_draws(through(prepared_case(), lens)).jobs.net
    )


@settings(max_examples=20)
@given(counts=weights)
def test_the_mean_of_the_pool_is_the_weighted_mean_of_its_lenses(counts: list[int]) -> None:
    pool = first_draws(weighing(prepared_case(), *(count / sum(counts) for count in counts)))
    total = np.zeros(len(pool.years))
    for place, lens in enumerate(LENSES):
        looking = pool.jobs.lens == place
        alone = first_draws(through(prepared_case(), lens))
        for name in ("gross", "uncapped", "net", "suppliers"):
            np.testing.assert_array_equal(
                getattr(pool.jobs, name)[:, looking], getattr(alone.jobs, name)[:, looking]
            )
        if looking.any():
            total += looking.mean() * alone.jobs.gross[:, looking].mean(axis=1)
        assert looking.any() <= (counts[place] > 0)
    assert_close(pool.jobs.gross.mean(axis=1), total)


def test_the_pool_converges_on_its_weights(central: Simulation) -> None:
    # A share of 20,000 draws has a standard error of .0035 at most and is off by five of them less
    # than once in a million; so is the pooled mean with its own error.
    lens = central.sample.jobs.lens
    shares = np.bincount(lens, minlength=3) / len(lens)
    np.testing.assert_allclose(shares, central.evidence.lens_weights, atol=0.018)
    alone = [first_draws(through(central.prepared, name), len(lens)).jobs.gross for name in LENSES]
    expected = np.dot(central.evidence.lens_weights, [gross[-1].mean() for gross in alone])
    pooled = central.sample.jobs.gross[-1]
    error = pooled.std() / np.sqrt(len(lens))
    assert pooled.mean() == pytest.approx(expected, abs=5 * error)


def _response_and_losses(prepared: Prepared) -> tuple[Array, Array, Array]:
    """Return jobs per RUB mn seen by the panel, deadweight, and what is left after it."""
    streams = Streams(prepared.scenario.seed, 0, DRAWS)
    response = prepared.responses[LENSES.index("panel_response")](
        streams.normal("response of the region")
    )
    kept = 1 + spread_around(
        prepared.scenario, "local_multiplier", "local_multiplier_spread", streams
    )
    for name in DEDUCTIONS[1:]:
        kept = kept * (1 - share(prepared.scenario, name, streams))
    return response, share(prepared.scenario, "deadweight", streams), kept


@settings(max_examples=40)
@given(
    deadweight=st.floats(0, 1),
    displacement=st.floats(0, 1),
    leakage=st.floats(0, 1),
    multiplier=st.floats(0, 2),
    lag=st.integers(0, 6),
)
def test_net_jobs_of_the_panel_lens_are_its_response_less_deadweight(
    deadweight: float, displacement: float, leakage: float, multiplier: float, lag: int
) -> None:
    prepared = assuming(
        through(prepared_case(), "panel_response"),
        deadweight_share=deadweight,
        displacement_share=displacement,
        leakage_share=leakage,
        local_multiplier=multiplier,
        job_lag_years=lag,
    )
    drawn = first_draws(prepared)
    response, lost, kept = _response_and_losses(prepared)
    early = max(len(drawn.years) - lag, 0)
    real = np.zeros_like(drawn.jobs.gross)
    real[len(real) - early :] = running_total(drawn.money.real.sum(axis=0))[:early]
    measured = response * real * 1e3 * (1 - lost)
    enough = kept > FLOOR
    left = np.where(enough, measured, measured * kept / FLOOR)
    assert_close(drawn.jobs.uncapped, left, scale=drawn.jobs.gross)


def test_by_default_the_floor_is_out_of_the_way() -> None:
    _, _, kept = _response_and_losses(prepared_case())
    assert kept.min() > 2 * FLOOR


def test_the_panel_lens_deducts_no_loss_twice() -> None:
    panel = through(prepared_case(), "panel_response")
    plain = first_draws(panel).jobs
    for change in (
        {"displacement_share": 0.6},
        {"leakage_share": 0.3},
        {"substitution_share": 0.3},
        {"local_multiplier": 1.5},
    ):
        jobs = first_draws(assuming(panel, **change)).jobs
        assert_close(jobs.uncapped, plain.uncapped, scale=jobs.gross)
        assert not np.allclose(jobs.gross[-1], plain.gross[-1])


def test_only_the_zone_record_discounts_budget_rubles() -> None:
    for place, lens in enumerate(LENSES):
        yields = first_draws(through(prepared_case(), lens)).jobs.budget_yield
        assert (yields.std() > 0) == (place == 0)
        assert place == 0 or set(yields) == {1.0}
