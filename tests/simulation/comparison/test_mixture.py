"""Mixtures: laws of total probability and variance, weighted quantiles, one member alone."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import scenario, simulation
from analysis.errors import ModelError, ScenarioError
from analysis.simulation import READINGS, RESULT_COLUMNS
from analysis.simulation.comparison.mixture import Mixture, mixture
from analysis.simulation.comparison.pooled_draws import weighted_quantiles
from analysis.simulation.tally import LEVELS

# More draws than one block holds, so that the blocks have to be put together.
DRAWS = 6_000
SPENT = "Programme money|Disbursed, cumulative"


@pytest.fixture(scope="module")
def mixed() -> Mixture:
    return mixture({"central": 0.5, "private_stalls": 0.3, "zone_own_record": 0.2}, draws=DRAWS)


def _last(frame: pd.DataFrame, variable: str) -> pd.Series:
    rows = frame[(frame["variable"] == variable) & (frame["year"] == frame["year"].max())]
    return rows.set_index("statistic")["value"]


def _pooled(mixed: Mixture, variable: str) -> tuple[np.ndarray, np.ndarray]:
    """Return all draws of a variable at the horizon and their weights."""
    draws = {
        name: {"Jobs|Net": sim.sample.jobs.net, "Jobs|Gross": sim.sample.jobs.gross}[variable][-1]
        for name, sim in mixed.members.items()
    }
    weights = [np.full(DRAWS, mixed.probabilities[name] / DRAWS) for name in draws]
    return np.concatenate(list(draws.values())).astype(float), np.concatenate(weights)


def test_one_scenario_alone_is_that_scenario() -> None:
    alone = mixture({"central": 1.0, "budget_cut": 0.0}, draws=DRAWS)
    whole = simulation.simulate(scenario.load("central", draws=DRAWS)).summary()
    assert list(alone.members) == ["central"]
    pd.testing.assert_frame_equal(
        alone.summary().assign(scenario="central"), whole, rtol=1e-11, atol=0
    )


def test_a_scenario_mixed_with_itself_under_another_name_is_itself(mixed: Mixture) -> None:
    (sim,) = [sim for name, sim in mixed.members.items() if name == "central"]
    chosen = mixture({"central": 0.5, "budget_cut": 0.5}, draws=DRAWS).chosen
    twice = Mixture(chosen, {"central": sim, "budget_cut": sim}).summary()
    whole = sim.summary()
    difference = (twice["value"] - whole["value"]).abs()
    assert (difference <= 2e-3 * whole["value"].abs()).all()


def test_results_have_the_rows_of_a_simulation_and_the_name_of_the_set(mixed: Mixture) -> None:
    frame = mixed.summary()
    assert tuple(frame.columns) == RESULT_COLUMNS
    assert set(frame["scenario"]) == {"mixture"}
    labels = [name for name in RESULT_COLUMNS if name not in {"scenario", "value"}]
    pd.testing.assert_frame_equal(frame[labels], mixed.members["central"].summary()[labels])
    assert frame["value"].notna().all()
    jobs = mixed.summary("Jobs|Net")
    assert set(jobs["variable"]) == {"Jobs|Net"}
    assert jobs["value"].tolist() == frame.loc[frame["variable"] == "Jobs|Net", "value"].tolist()


def test_what_all_scenarios_give_is_given_back_to_the_last_digit(mixed: Mixture) -> None:
    frame, own = mixed.summary(), mixed.members["central"].summary()
    given = frame["statistic"].eq("value") & ~frame["variable"].str.endswith("Largest draw")
    assert given.sum() > 5
    assert frame.loc[given, "value"].tolist() == own.loc[given, "value"].tolist()
    seen = frame["year"].le(mixed.scenario.as_of) & frame["variable"].str.startswith("Employment")
    assert frame.loc[seen, "value"].tolist() == own.loc[seen, "value"].tolist()


def test_probabilities_obey_the_law_of_total_probability(mixed: Mixture) -> None:
    target = mixed.scenario.target_jobs
    for reading in READINGS:
        parts = {n: simulation.probability(sim, reading) for n, sim in mixed.members.items()}
        whole = sum(mixed.probabilities[name] * part for name, part in parts.items())
        assert mixed.probability(reading) == pytest.approx(whole, abs=1e-15)
    values, weights = _pooled(mixed, "Jobs|Gross")
    met = float(weights[values >= target].sum())
    assert met > 0
    assert mixed.probability("gross_new") == pytest.approx(met, rel=1e-6)
    with pytest.raises(ModelError, match="reading 'all': allowed are"):
        mixed.probability("all")


def test_means_and_quantiles_are_those_of_the_weighted_draws(mixed: Mixture) -> None:
    for variable in ("Jobs|Net", "Jobs|Gross"):
        values, weights = _pooled(mixed, variable)
        found = _last(mixed.summary(variable), variable)
        assert found["mean"] == pytest.approx(weights @ values, rel=1e-6)
        for statistic, level in (("p05", 0.05), ("p50", 0.5), ("p95", 0.95)):
            # Blocks are averaged, so a quantile is off by a fraction of its Monte Carlo error.
            below = weights[values <= found[statistic]].sum()
            assert below == pytest.approx(level, abs=2 * np.sqrt(level * (1 - level) / DRAWS))


def test_a_mixture_is_wider_than_the_mean_of_its_members(mixed: Mixture) -> None:
    found = _last(mixed.summary(SPENT), SPENT)
    members = [_last(sim.summary(SPENT), SPENT) for sim in mixed.members.values()]
    assert min(m["p50"] for m in members) < found["p50"] < max(m["p50"] for m in members)
    assert min(m["p95"] for m in members) < found["p95"] < max(m["p95"] for m in members)


def test_variance_is_split_into_between_and_within(mixed: Mixture) -> None:
    shares = mixed.variance_shares("Jobs|")
    assert (shares["between_share"] + shares["within_share"]).to_numpy() == pytest.approx(1)
    last = shares[shares["year"] == mixed.scenario.horizon].set_index("variable")
    values, weights = _pooled(mixed, "Jobs|Net")
    mean = weights @ values
    variance = weights @ (values - mean) ** 2
    assert last.loc["Jobs|Net", "standard_deviation"] == pytest.approx(variance**0.5, rel=1e-5)
    means = {n: sim.sample.jobs.net[-1].astype(float).mean() for n, sim in mixed.members.items()}
    between = sum(mixed.probabilities[n] * (part - mean) ** 2 for n, part in means.items())
    assert last.loc["Jobs|Net", "between_share"] == pytest.approx(between / variance, rel=1e-4)


def test_what_the_scenarios_share_is_no_doubt_between_them(mixed: Mixture) -> None:
    shares = mixed.variance_shares("Employment|Without programme", "Price index")
    assert shares["between_share"].max() < 1e-12
    assert shares["year"].min() > mixed.scenario.as_of


def test_certain_scenarios_leave_all_doubt_to_which_one_comes() -> None:
    certain = {"realisation_dispersion": 0.0, "reference_class_weight": 0.0, "slip_years": 0.0}
    two = mixture({"central": 0.75, "private_stalls": 0.25}, draws=300, **certain)
    committed = two.variance_shares("Programme money|Committed")
    assert committed["between_share"].tolist() == pytest.approx([1], abs=1e-9)
    means = [
        _last(sim.summary(), "Programme money|Committed")["mean"] for sim in two.members.values()
    ]
    spread = abs(means[0] - means[1]) * (0.75 * 0.25) ** 0.5
    assert committed["standard_deviation"].tolist() == pytest.approx([spread])


@given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=40))
def test_equal_weights_give_the_quantiles_of_numpy(values: list[float]) -> None:
    row = np.array([values], dtype=np.float32)
    expected = np.quantile(row[0].astype(float), LEVELS)
    assert weighted_quantiles([row], np.ones(1))[:, 0] == pytest.approx(expected, abs=1e-9)
    split = [row[:, :1], row[:, 1:]] if row.shape[1] > 1 else [row]
    weights = np.array([part.shape[1] for part in split], dtype=float)
    assert weighted_quantiles(split, weights)[:, 0] == pytest.approx(expected, abs=1e-9)


def test_a_weight_of_two_counts_like_a_draw_given_twice_in_many_draws() -> None:
    rng = np.random.default_rng(7)
    one, other = rng.normal(0, 1, (2, 1, 4_000)).astype(np.float32)
    found = weighted_quantiles([one, other + 1], np.array([2.0, 1.0]))[:, 0]
    expected = np.quantile(np.concatenate([one, one, other + 1], axis=1), LEVELS)
    assert found == pytest.approx(expected, abs=2e-3)


def test_probabilities_judged_with_later_figures_are_said_to_be_hindsight(mixed: Mixture) -> None:
    assert not mixed.hindsight
    for judged, late in ((2016, False), (2017, True)):
        chosen = mixed.chosen.model_copy(update={"as_of": judged})
        assert Mixture(chosen, mixed.members).hindsight is late


def test_probabilities_that_do_not_add_up_stop_the_call() -> None:
    with pytest.raises(ScenarioError, match=r"probabilities add up to 0\.9, not to 1"):
        mixture({"central": 0.5, "budget_cut": 0.4})
