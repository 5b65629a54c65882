"""Any programme, region and information set gives finite, tidy results."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import scenario
from analysis.simulation import LENSES, READINGS, Simulation, probability, simulate
from tests.simulation.exchanges import assuming, first_draws, prepared_case, through

REGIONS = ["RU-TOM", "RU-TA", "RU-MOW", "RU-CHU", "RU-KDA"]


def _assert_sound(sim: Simulation) -> None:
    results, ledger = sim.summary(), sim.ledger()
    assert np.isfinite(results["value"]).all()
    assert not results.duplicated(["variable", "year", "statistic"]).any()
    assert np.isfinite(ledger.drop(columns=["parameters", "sources"])["mean"]).all()
    assert all(0 <= probability(sim, reading) <= 1 for reading in READINGS)
    jobs = sim.sample.jobs
    assert (jobs.net >= 0).all()
    assert (jobs.net <= jobs.reserve).all()


@pytest.mark.end_to_end
@pytest.mark.parametrize("as_of", range(2014, 2020))
@pytest.mark.parametrize("programme", scenario.programme_names())
def test_any_programme_can_be_asked_with_any_information_set(programme: str, as_of: int) -> None:
    sim = simulate(scenario.from_parameters(programme=programme, as_of=as_of, draws=200))
    _assert_sound(sim)


@pytest.mark.end_to_end
@settings(max_examples=30)
@given(
    programme=st.sampled_from(scenario.programme_names()),
    region=st.sampled_from(REGIONS),
    as_of=st.integers(2014, 2019),
    lag=st.integers(0, 10),
    lens=st.sampled_from(["pooled", *LENSES]),
)
def test_any_case_looked_at_from_2030_is_sound(
    programme: str, region: str, as_of: int, lag: int, lens: str
) -> None:
    case = scenario.from_parameters(
        programme=programme,
        region=region,
        as_of=as_of,
        job_lag_years=lag,
        jobs_lens=lens,
        horizon=2030,
        draws=200,
    )
    _assert_sound(simulate(case))


@pytest.mark.parametrize("programme", scenario.programme_names())
def test_every_programme_is_simulated_through_every_lens(programme: str) -> None:
    prepared = prepared_case(programme=programme)
    for lens in LENSES:
        for lag in (0, 10):
            jobs = first_draws(assuming(through(prepared, lens), job_lag_years=lag)).jobs
            assert np.isfinite(jobs.gross).all()
            assert jobs.posts_per_rub_mn.shape == (len(prepared.evidence.clusters), 400)
            assert (jobs.gross[-1].max() > 0) == (lag == 0)
