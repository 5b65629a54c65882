"""What a simulation shows of its region: published years, regions, the stock, the reserve."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import data, scenario, simulation
from analysis.errors import ModelError
from analysis.simulation import READINGS, Simulation, reached, simulate
from analysis.simulation.simulate import count_outcomes
from tests.simulation.exchanges import assert_close, assuming, first_draws, prepared_case

Run = Callable[..., Simulation]


def _small(**overrides: object) -> Simulation:
    return simulate(scenario.from_parameters(**{"draws": 200, **overrides}))


@given(targets=st.lists(st.integers(0, 400_000), min_size=2, max_size=6))
def test_every_chance_falls_as_the_target_rises(targets: list[int]) -> None:
    drawn = first_draws(prepared_case())
    for reading in READINGS:
        got = reached(drawn, reading)[-1]
        chances = [float((got >= target).mean()) for target in sorted(targets)]
        assert chances == sorted(chances, reverse=True)


@pytest.mark.parametrize("reading", READINGS)
def test_every_probability_falls_as_the_target_rises(reading: str) -> None:
    chances, missing = [], []
    for target in (1_000, 10_000, 100_000, 160_000, 300_000):
        prepared = assuming(prepared_case(), target_jobs=target)
        sim = Simulation(prepared, count_outcomes(prepared, threads=1))
        chances.append(simulation.probability(sim, reading))
        missing.append(simulation.expected_shortfall(sim, reading))
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[-1]
    assert missing == sorted(missing)


def test_figures_up_to_as_of_are_the_published_ones(central: Simulation) -> None:
    published = data.load_panel().xs("RU-TOM", level="code")["employed_thousand"] * 1e3
    drawn = central.sample
    for year in (2015, 2016):
        assert set(drawn.employment[drawn.at(year)]) == {published[year]}
    assert drawn.employment[drawn.at(2017)].std() > 0


def test_no_programme_makes_no_job_and_the_stock_grows_by_reclassification_alone(run: Run) -> None:
    drawn = run(scenario_name="no_programme").sample
    assert drawn.jobs.net.max() == 0
    stock = drawn.stock
    np.testing.assert_array_equal(stock.total, stock.initial + stock.reclassified)


def test_a_region_without_figures_is_named() -> None:
    with pytest.raises(ModelError, match=r"region RU-SEV.*"):
        _small(region="RU-SEV", as_of=2014)
    with pytest.raises(ModelError, match=r"^region RU-CRI, as_of 2016: employment: series: 2 val"):
        _small(region="RU-CRI")
    with pytest.raises(ModelError, match=r"^region RU-SEV, as_of 2016: prices of investment: "):
        _small(region="RU-SEV")


@pytest.mark.parametrize("region", ["RU-NVS", "RU-MOW", "RU-TA", "RU-CHU"])
def test_any_region_can_be_asked(region: str) -> None:
    sim = _small(region=region)
    assert np.isfinite(sim.summary()["value"]).all()
    assert sim.sample.size == 200
    assert sim.sample.employment.shape == sim.sample.price.shape == (len(sim.years), 200)


@pytest.mark.parametrize("as_of", [2014, 2016, 2017, 2018, 2019])
def test_the_stock_in_the_year_of_its_count_is_the_count(as_of: int) -> None:
    drawn = first_draws(prepared_case(as_of=as_of))
    year = prepared_case(as_of=as_of).evidence.stock.year
    assert year == (2014 if as_of < 2017 else 2017)
    if year in drawn.years:
        np.testing.assert_array_equal(drawn.stock.total[drawn.at(year)], drawn.stock.initial)


def test_the_stock_grows_by_whole_years_since_the_count(run: Run) -> None:
    sim = run(
        scenario_name="no_programme", hpw_growth_share=0.03, hpw_growth_spread=0.0,
        hpw_regional_ratio=1.0, hpw_regional_spread=0.0,
    )  # fmt: skip
    panel = data.load_panel()["employed_thousand"].xs(2014, level="year")
    count = 18.3e6 * panel["RU-TOM"] / panel["RU"]
    assert_close(sim.sample.stock.total[-1], np.full(400, count * 1.03**6))


def test_the_labour_reserve_counts_years_from_the_start_of_the_programme(run: Run) -> None:
    sim = run(
        unemployed_available_share=0.5, unemployed_available_spread=0.0,
        labour_inflow_share=0.01, labour_inflow_spread=0.0,
    )  # fmt: skip
    last = data.load_panel().loc[("RU-TOM", 2016)]
    force = last["labour_force_thousand"] * 1e3
    reserve = 0.5 * force * last["unemployment_rate_pct"] / 100 + 0.01 * force * 6
    assert_close(sim.sample.jobs.reserve[-1], np.full(400, reserve))


def test_the_own_zone_sets_the_cost_of_a_post(central: Simulation) -> None:
    records = central.evidence.zone_records
    own = records.loc[records["subject"] == "sez_tomsk", "real_cost_rub_mn"].iloc[-1]
    jobs = central.sample.jobs
    costs = 1 / jobs.posts_per_rub_mn[:, jobs.lens == 0]
    assert np.median(costs) == pytest.approx(own, rel=0.03)


def test_a_region_without_a_zone_knows_less_of_the_cost_of_a_post(central: Simulation) -> None:
    own, other = central.evidence.cost, prepared_case(region="RU-NVS").evidence.cost
    assert other.log_sd > 1.2 * own.log_sd
    assert (own.own_weight, other.own_weight) == (pytest.approx(1.0), 0.0)


def test_years_and_threads_that_do_not_exist_are_refused(run: Run) -> None:
    sim = run()
    with pytest.raises(ModelError, match="year 2031: the simulation holds 2015 to 2020"):
        simulation.probability(sim, "net_new", year=2031)
    with pytest.raises(ModelError, match="year 2014: the simulation holds 2015 to 2020"):
        simulation.expected_shortfall(sim, "net_new", year=2014)
    with pytest.raises(ModelError, match="threads 0 and blocks_at_once 2 must be at least 1"):
        simulate(sim.scenario, threads=0, blocks_at_once=2)
    with pytest.raises(ModelError, match="threads 1 and blocks_at_once 0 must be at least 1"):
        simulate(sim.scenario, threads=1, blocks_at_once=0)
