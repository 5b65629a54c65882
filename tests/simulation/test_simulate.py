"""Identities, monotonicity, reproducibility and the information set of the whole simulation."""

import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analysis import data, scenario
from analysis.errors import ModelError
from analysis.simulation import READINGS, Simulation, reached, simulate
from tests.simulation.certainties import CERTAIN, NOTHING_LOST

Run = Callable[..., Simulation]


def _small(**overrides: object) -> Simulation:
    return simulate(scenario.from_parameters(**{"draws": 200, **overrides}))


@settings(max_examples=15, phases=[Phase.generate])
@given(
    need=st.floats(0, 2000),
    outside=st.floats(0, 1),
    slip=st.floats(0, 5),
    start=st.integers(2013, 2018),
    overrun=st.floats(0, 1),
)
def test_money_is_conserved(
    need: float, outside: float, slip: float, start: int, overrun: float
) -> None:
    sim = _small(
        investment_need_rub_bn=need,
        extra_budgetary_share=outside,
        slip_years=slip,
        programme_start=start,
        cost_overrun_share=overrun,
        horizon=2030,
    )
    assert sim.money.planned.sum() == pytest.approx(need)
    assert sim.money.planned[0] == pytest.approx(need * outside)
    spent = sim.money.spent.sum(axis=1) * (1 + sim.money.overrun)[:, None]
    committed = sim.money.planned * sim.money.realised
    assert (spent <= committed * (1 + 1e-9) + 1e-9).all()
    inside = sim.money.spent.sum(axis=(1, 2)) > 0
    np.testing.assert_allclose(
        sim.money.spent[inside] / sim.price[inside][:, :, None], sim.money.real[inside]
    )


def test_without_slip_all_committed_money_is_spent_by_the_planned_end(run: Run) -> None:
    sim = run(slip_years=0.0)
    committed = (sim.money.planned * sim.money.realised).sum(axis=1)
    np.testing.assert_allclose(sim.money.spent.sum(axis=(1, 2)), committed)


def test_with_nothing_lost_and_no_multiplier_net_is_gross(run: Run) -> None:
    sim = run(**NOTHING_LOST)
    np.testing.assert_array_equal(sim.jobs.uncapped, sim.jobs.gross)
    below = sim.jobs.gross < sim.jobs.reserve
    np.testing.assert_array_equal(sim.jobs.net[below], sim.jobs.gross[below])


def test_gross_and_all_steps_add_up_to_net(central: Simulation) -> None:
    total = central.jobs.gross + sum(central.jobs.steps.values())
    np.testing.assert_allclose(total, central.jobs.net, atol=1e-9)
    assert (central.jobs.net >= 0).all()
    assert (central.jobs.net <= central.jobs.reserve).all()


def test_without_uncertainty_gross_posts_are_money_over_cost(run: Run) -> None:
    sim = run(**CERTAIN, job_lag_years=0, budget_money_job_share=1.0, budget_money_job_spread=0.0)
    real = sim.money.real.sum(axis=(1, 2))
    np.testing.assert_allclose(sim.jobs.gross[:, -1] * sim.jobs.cost / 1e3, real)
    np.testing.assert_allclose(sim.money.spent.sum(axis=(1, 2)), 250.0)


def test_jobs_come_after_the_lag(run: Run) -> None:
    prompt, late = run(job_lag_years=0).jobs.gross, run(job_lag_years=2).jobs.gross
    assert (late[:, :2] == 0).all()
    np.testing.assert_array_equal(late[:, 2:], prompt[:, :-2])
    assert (run(job_lag_years=10).jobs.gross == 0).all()


@pytest.mark.parametrize(
    ("name", "low", "high", "sign"),
    [
        ("extra_budgetary_realisation_share", 0.3, 0.8, 1),
        ("federal_realisation_share", 0.3, 0.8, 1),
        ("investment_need_rub_bn", 100.0, 250.0, 1),
        ("local_multiplier", 0.5, 1.0, 1),
        ("budget_money_job_share", 0.1, 0.9, 1),
        ("deadweight_share", 0.3, 0.7, -1),
        ("displacement_share", 0.2, 0.6, -1),
        ("leakage_share", 0.05, 0.3, -1),
        ("slip_years", 0.5, 2.0, -1),
        ("cost_overrun_share", 0.0, 0.4, -1),
    ],
)
def test_jobs_move_the_right_way_in_every_draw(
    run: Run, name: str, low: float, high: float, sign: int
) -> None:
    less, more = (run(**{name: value}).jobs.net[:, -1] for value in (low, high))
    assert (sign * (more - less) >= -1e-6).all()
    assert sign * (more.mean() - less.mean()) > 0


def test_every_probability_falls_as_the_target_rises(central: Simulation) -> None:
    for reading in READINGS:
        got = reached(central, reading)[:, -1]
        chances = [float((got >= target).mean()) for target in (1e3, 1e4, 1e5, 1.6e5, 3e5)]
        assert chances == sorted(chances, reverse=True)


def test_the_same_seed_gives_the_same_bytes(run: Run) -> None:
    first, second = run(seed=7).summary(), run(seed=7).summary()
    assert first.to_csv().encode() == second.to_csv().encode()
    assert run(seed=8).summary().to_csv() != first.to_csv()


def test_a_component_does_not_move_the_numbers_of_another(run: Run) -> None:
    plain, other = run(), run(deadweight_spread=0.0, slip_years=0.0, hpw_new_share=0.1)
    np.testing.assert_array_equal(plain.money.realised, other.money.realised)
    np.testing.assert_array_equal(plain.jobs.cost, other.jobs.cost)
    np.testing.assert_array_equal(plain.employment, other.employment)
    np.testing.assert_array_equal(plain.jobs.steps["leakage"] == 0, plain.jobs.gross == 0)


def test_figures_up_to_as_of_are_the_published_ones(central: Simulation) -> None:
    published = data.load_panel().xs("RU-TOM", level="code")["employed_thousand"] * 1e3
    for year in (2015, 2016):
        assert set(central.employment[:, central.at(year)]) == {published[year]}
    assert central.employment[:, central.at(2017)].std() > 0


def test_no_programme_makes_no_job_and_the_stock_grows_by_reclassification_alone(run: Run) -> None:
    sim = run(scenario_name="no_programme")
    assert sim.jobs.net.max() == 0
    np.testing.assert_array_equal(
        sim.stock.total, sim.stock.initial[:, None] + sim.stock.reclassified
    )


@pytest.mark.parametrize("as_of", [2014, 2016, 2018])
def test_poisoning_what_is_later_than_as_of_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_of: int
) -> None:
    clean = _small(as_of=as_of)
    folder = tmp_path / "data"
    shutil.copytree(data.data_folder(), folder)
    panel = pd.read_csv(folder / "regional_panel.csv", dtype=str)
    later = panel["year"].astype(int) > as_of
    numeric = [name for name in panel if name not in ("code", "year")]
    panel.loc[later, numeric] = panel.loc[later, numeric].where(
        panel.loc[later, numeric].isna(), "77"
    )
    panel.to_csv(folder / "regional_panel.csv", index=False)
    for name in ("zone_facts.csv", "programme_facts.csv"):
        facts = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        facts.loc[facts["period_end"].str[:4] > str(as_of), "value"] = "77"
        facts.to_csv(folder / name, index=False)
    hpw = pd.read_csv(folder / "national_hpw.csv", dtype=str, keep_default_na=False)
    hpw.loc[hpw["year"].astype(int) > as_of, "value_mn"] = "77"
    hpw.to_csv(folder / "national_hpw.csv", index=False)
    monkeypatch.setenv("TOMSK2020_DATA", str(folder))
    assert (data.load_panel().xs(2020, level="year")["employed_thousand"].dropna() == 77).all()
    poisoned = _small(as_of=as_of)
    assert poisoned.summary().to_csv() == clean.summary().to_csv()


def test_a_region_without_figures_is_named() -> None:
    with pytest.raises(ModelError, match=r"region RU-SEV.*"):
        _small(region="RU-SEV", as_of=2014)


@pytest.mark.parametrize("region", ["RU-NVS", "RU-MOW", "RU-TA", "RU-CHU"])
def test_any_region_can_be_asked(region: str) -> None:
    sim = _small(region=region)
    assert np.isfinite(sim.summary()["value"]).all()
    assert all(
        len(getattr(sim, field.name)) == 200
        for field in fields(sim)
        if field.name in ("employment", "price")
    )


@pytest.mark.parametrize("as_of", [2014, 2016, 2017, 2018, 2019])
def test_the_stock_in_the_year_of_its_count_is_the_count(as_of: int) -> None:
    sim = _small(as_of=as_of)
    year = sim.evidence.stock.year
    assert year == (2014 if as_of < 2017 else 2017)
    if year in sim.years:
        np.testing.assert_array_equal(sim.stock.total[:, sim.at(year)], sim.stock.initial)


def test_the_stock_grows_by_whole_years_since_the_count(run: Run) -> None:
    sim = run(
        scenario_name="no_programme", hpw_growth_share=0.03, hpw_growth_spread=0.0,
        hpw_regional_ratio=1.0, hpw_regional_spread=0.0,
    )  # fmt: skip
    panel = data.load_panel()["employed_thousand"].xs(2014, level="year")
    count = 18.3e6 * panel["RU-TOM"] / panel["RU"]
    np.testing.assert_allclose(sim.stock.total[:, -1], count * 1.03**6)


def test_the_labour_reserve_counts_years_from_the_start_of_the_programme(run: Run) -> None:
    sim = run(
        unemployed_available_share=0.5, unemployed_available_spread=0.0,
        labour_inflow_share=0.01, labour_inflow_spread=0.0,
    )  # fmt: skip
    last = data.load_panel().loc[("RU-TOM", 2016)]
    force = last["labour_force_thousand"] * 1e3
    reserve = 0.5 * force * last["unemployment_rate_pct"] / 100 + 0.01 * force * 6
    np.testing.assert_allclose(sim.jobs.reserve[:, -1], reserve)


def test_the_own_zone_sets_the_cost_of_a_post(central: Simulation) -> None:
    records = central.evidence.zone_records
    own = records.loc[records["subject"] == "sez_tomsk", "real_cost_rub_mn"].iloc[-1]
    assert np.median(central.jobs.cost) == pytest.approx(own, rel=0.03)
    assert _small(region="RU-NVS").evidence.cost.log_mean != central.evidence.cost.log_mean
