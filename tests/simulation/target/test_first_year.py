"""The first year in which the target is met."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis import simulation
from analysis.errors import ModelError
from analysis.simulation import READINGS, Simulation
from analysis.simulation.target.chance_table import chances_table
from analysis.simulation.target.first_year import first_year_met

Run = Callable[..., Simulation]


@pytest.mark.parametrize("reading", READINGS)
def test_the_years_and_never_add_up_to_one(central: Simulation, reading: str) -> None:
    first = first_year_met(central, reading)
    assert first["probability"].sum() == pytest.approx(1, abs=1e-12)
    assert first["year"].isna().tolist() == [False] * (len(first) - 1) + [True]
    assert (first["low"] <= first["probability"]).all()
    assert (first["probability"] <= first["high"]).all()
    error = np.sqrt(first["probability"] * (1 - first["probability"]) / 20_000)
    np.testing.assert_allclose(first["monte_carlo_error"], error)


@pytest.mark.parametrize("reading", ["net_new", "gross_new"])
def test_jobs_never_fall_so_the_years_are_steps_of_the_probability(run: Run, reading: str) -> None:
    sim = run(target_jobs=500)
    first = first_year_met(sim, reading).set_index("when")["probability"]
    reached = [simulation.probability(sim, reading, year=year) for year in sim.years]
    np.testing.assert_allclose(first.iloc[:-1], np.diff(reached, prepend=0), atol=1e-12)
    assert first["in no year to 2020"] == pytest.approx(1 - reached[-1])


@pytest.mark.parametrize("overrides", [{}, {"as_of": 2018, "target_jobs": 130_000}], ids=str)
def test_a_stock_that_shrinks_is_met_at_first_and_lost_again(
    run: Run, overrides: dict[str, int]
) -> None:
    sim = run(**overrides, hpw_growth_share=-0.01)
    ever = 1 - first_year_met(sim, "hpw_stock")["probability"].iloc[-1]
    row = chances_table(sim).set_index("reading").loc["hpw_stock"]
    assert ever == pytest.approx(row["probability"] + row["lost_again"], abs=1e-12)
    assert bool(overrides) == (row["lost_again"] > 0)


def test_what_was_met_before_the_programme_is_said_apart(run: Run) -> None:
    first = first_year_met(run(target_jobs=100_000), "hpw_stock")
    met = (run(target_jobs=100_000).sample.stock.initial >= 100_000).mean()
    assert first.loc[0, ["when", "period"]].tolist() == [
        "by the count of 2014",
        "before the programme",
    ]
    assert first.loc[0, "probability"] == pytest.approx(met)
    assert first["period"].unique().tolist() == [
        "before the programme", "to 2016", "after 2016", "none",
    ]  # fmt: skip


def test_a_later_count_is_not_before_the_programme(run: Run) -> None:
    first = first_year_met(run(as_of=2018), "hpw_stock")
    assert first["when"].tolist()[0] == "by the count of 2017"
    assert first["year"].tolist()[:-1] == [2017, 2018, 2019, 2020]
    assert first["period"].tolist() == ["to 2018", "to 2018", "after 2018", "after 2018", "none"]


def test_without_a_programme_no_job_is_ever_made(run: Run) -> None:
    first = first_year_met(run(scenario_name="no_programme", target_jobs=1), "net_new")
    assert first["probability"].tolist() == [0.0] * 6 + [1.0]


def test_an_unknown_reading_is_refused(run: Run) -> None:
    with pytest.raises(ModelError, match="reading 'all'"):
        first_year_met(run(), "all")
