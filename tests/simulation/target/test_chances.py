"""Probabilities and shortfalls with their Monte Carlo error."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from analysis import simulation
from analysis.errors import ModelError
from analysis.simulation import READINGS, Simulation
from analysis.simulation.target.chance_table import chances_table
from analysis.simulation.target.proportions import exact_interval

Run = Callable[..., Simulation]


@pytest.mark.parametrize(("count", "draws"), [(0, 20_000), (27, 20_000), (1, 2), (400, 400)])
def test_the_exact_interval_is_that_of_scipy(count: int, draws: int) -> None:
    expected = stats.binomtest(count, draws).proportion_ci(method="exact")
    np.testing.assert_allclose(exact_interval(count, draws), tuple(expected), rtol=1e-9)


def test_none_of_n_draws_is_a_bound_not_a_certainty() -> None:
    low, high = exact_interval(0, 20_000)
    assert low == 0
    assert high == pytest.approx(1 - 0.025 ** (1 / 20_000))
    assert exact_interval(20_000, 20_000) == pytest.approx((1 - high, 1.0))


def test_the_exact_interval_holds_the_truth_as_often_as_it_says() -> None:
    for truth in (0.001, 0.1, 0.5):
        counts = np.arange(401)
        weights = stats.binom.pmf(counts, 400, truth)
        holds = [low <= truth <= high for low, high in (exact_interval(k, 400) for k in counts)]
        assert weights @ holds >= 0.95


@pytest.mark.parametrize(
    ("count", "draws", "level"), [(-1, 5, 0.9), (6, 5, 0.9), (0, 0, 0.9), (1, 5, 1)]
)
def test_a_count_that_cannot_be_is_refused(count: int, draws: int, level: float) -> None:
    with pytest.raises(ModelError, match=rf"count {count} must lie in 0 to draws {draws}"):
        exact_interval(count, draws, level=level)


def test_the_table_says_what_the_simulation_counted(central: Simulation) -> None:
    table = chances_table(central).set_index("reading")
    assert list(table.index) == list(READINGS)
    for reading, row in table.iterrows():
        assert row["probability"] == simulation.probability(central, str(reading))
        expected = simulation.expected_shortfall(central, str(reading))
        assert row["shortfall"] == pytest.approx(expected, rel=1e-6)
        missed = row["shortfall_given_miss"] * (1 - row["probability"])
        assert missed == pytest.approx(row["shortfall"], rel=1e-12)
        assert row["low"] <= row["probability"] <= row["high"]
    assert table.at["net_new", "high"] < 2e-4


def test_lifting_the_ceiling_helps_every_reading_that_needs_workers(central: Simulation) -> None:
    capped, free = (
        chances_table(central, labour_ceiling=ceiling).set_index("reading")
        for ceiling in (True, False)
    )
    assert free.at["net_new", "draws_met"] > capped.at["net_new", "draws_met"] == 0
    assert free.at["hpw_stock", "shortfall"] < capped.at["hpw_stock", "shortfall"]
    assert free.loc["gross_new"].equals(capped.loc["gross_new"])


def test_nothing_is_missing_where_the_target_is_met_for_certain(run: Run) -> None:
    row = chances_table(run(target_jobs=1)).set_index("reading").loc["hpw_stock"]
    assert (row["probability"], row["shortfall"], row["shortfall_error"]) == (1, 0, 0)
    assert np.isnan(row["shortfall_given_miss"])
    assert np.isnan(row["shortfall_given_miss_error"])
    assert row["low"] == pytest.approx(0.025 ** (1 / 400))


def test_without_a_programme_the_whole_target_is_missing_without_error(run: Run) -> None:
    row = chances_table(run(scenario_name="no_programme")).set_index("reading").loc["net_new"]
    assert (row["shortfall"], row["shortfall_error"], row["draws_met"]) == (160_000, 0, 0)


@pytest.mark.end_to_end
def test_errors_are_as_large_as_the_scatter_over_seeds(run: Run) -> None:
    # The ratio of variances leaves (0.4, 2.2) once in ten thousand with 40 seeds, three looks.
    tables = [chances_table(run(seed=seed)).set_index("reading") for seed in range(40)]
    for reading, name, error in (
        ("hpw_stock", "probability", "monte_carlo_error"),
        ("hpw_stock", "shortfall", "shortfall_error"),
        ("gross_new", "shortfall_given_miss", "shortfall_given_miss_error"),
    ):
        found = np.array([table.at[reading, name] for table in tables])
        stated = np.array([table.at[reading, error] for table in tables])
        assert 0.4 < found.var(ddof=1) / np.mean(stated**2) < 2.2
