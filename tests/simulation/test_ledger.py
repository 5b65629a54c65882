"""The ledger and the tidy results: steps that add up, and counts that agree with whole draws."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis import scenario, simulation
from analysis.errors import ModelError
from analysis.simulation import READINGS, RESULT_COLUMNS, Simulation, reached, simulate
from analysis.simulation.ledger_steps import MOVES_NO_STEP, ledger_steps
from tests.simulation.exchanges import ROUNDING, misplaced

Run = Callable[..., Simulation]
# Quantiles of blocks are averaged, which moves them by less than their Monte Carlo error.
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def test_the_ledger_is_one_chain_from_the_promise_to_net_jobs(central: Simulation) -> None:
    ledger = central.ledger()
    chain = ledger[ledger["block"].isin(["money", "jobs"])]
    assert chain["workplaces"].iloc[0] == 160_000
    assert chain["change"].sum() == pytest.approx(chain["workplaces"].iloc[-1])
    np.testing.assert_allclose(chain["change"].cumsum(), chain["workplaces"])
    assert chain["workplaces"].iloc[-1] == pytest.approx(
        central.sample.jobs.net[-1].mean(dtype=float)
    )
    stock = ledger[ledger["block"] == "stock"]
    np.testing.assert_allclose(stock["change"].cumsum(), stock["workplaces"])
    assert stock["workplaces"].iloc[-1] == pytest.approx(
        central.sample.stock.total[-1].mean(dtype=float)
    )
    assert (ledger["p05"] <= ledger["p50"]).all()
    assert (ledger["p50"] <= ledger["p95"]).all()


def test_each_step_is_what_the_draws_say(central: Simulation) -> None:
    drawn, lag = central.sample, central.scenario.job_lag_years
    money, jobs = drawn.money, drawn.jobs
    early = slice(None, len(drawn.years) - lag)
    making = np.stack([np.ones(drawn.size), jobs.budget_yield, jobs.budget_yield])
    steps = {
        "Planned": np.full(drawn.size, 250.0),
        "Committed": (money.planned @ money.realised),
        "Disbursed by the horizon": money.disbursed.sum(axis=(0, 1)),
        "Net of cost overrun": money.spent.sum(axis=(0, 1)),
        "Early enough for a post": money.spent[:, early].sum(axis=(0, 1)),
        "Job-making money": (money.spent[:, early].sum(axis=1) * making).sum(axis=0),
        "In constant prices": (
            (money.spent[:, early] / drawn.price[early]).sum(axis=1) * making
        ).sum(axis=0),
        "Gross posts": jobs.by_cluster.sum(axis=0),
        "With local multiplier": jobs.uncapped[-1],
        "Within labour supply: net jobs": np.minimum(jobs.uncapped, jobs.reserve)[-1],
        "Stock at the last national count": drawn.stock.initial,
        "With net new jobs": drawn.stock.total[-1],
        "Building the programme, all years": jobs.construction.sum(axis=0),
    }
    ledger = central.ledger().set_index("step")
    for name, amount in steps.items():
        row = ledger.loc[name]
        assert row["mean"] == pytest.approx(amount.mean(dtype=float), rel=ROUNDING), name
        for statistic in ("p05", "p50", "p95"):
            found = np.array([row[statistic]])
            assert misplaced(amount[None], found, QUANTILES[statistic]) < 1, (name, statistic)


def test_money_only_shrinks_on_its_way_and_deductions_only_deduct(central: Simulation) -> None:
    ledger = central.ledger().set_index("step")
    money = ledger[ledger["block"] == "money"]
    # A step that takes nothing may round up.
    shrunk = money.loc["Committed":"Job-making money", "change"]
    assert (shrunk <= ROUNDING * money["workplaces"].max()).all()
    assert (ledger.loc["After deadweight":"After substitution", "change"] < 0).all()
    assert ledger.loc["With local multiplier", "change"] > 0
    assert ledger.loc["Within labour supply: net jobs", "change"] <= 0


def test_job_years_are_never_workplaces(central: Simulation) -> None:
    ledger = central.ledger()
    memo = ledger[ledger["block"] == "memo"]
    assert set(memo["unit"]) == {"national job-years"}
    assert memo[["workplaces", "workplaces_p05", "workplaces_p95", "change"]].isna().all(axis=None)
    assert ledger.loc[ledger["block"] != "memo", "workplaces"].notna().all()


def test_each_step_of_the_ledger_names_declared_parameters_and_their_sources(
    central: Simulation,
) -> None:
    ledger = central.ledger()
    named = ", ".join(ledger["parameters"]).split(", ")
    assert set(named) <= set(scenario.parameter_table()["name"])
    for row in ledger.itertuples():
        assert all(f"{name}: " in row.sources for name in row.parameters.split(", "))


def test_every_parameter_moves_a_step_or_has_a_reason_not_to() -> None:
    named = {name for step in ledger_steps(2016) for name in step.parameters}
    assert named | set(MOVES_NO_STEP) == set(scenario.parameter_table()["name"])
    assert not named & set(MOVES_NO_STEP)
    assert all(MOVES_NO_STEP.values())


# The values of the case asked for, and others, of parameters that are no plain quantity.
OTHERWISE = {
    "jobs_lens": "zone_record",
    "region": "RU-NVS",
    "as_of": 2018,
    "horizon": 2021,
    "programme_start": 2014,
    "programme_end": 2022,
    "panel_horizon_years": 1,
    "job_lag_years": 2,
    "target_jobs": 100_000,
    "target_reading": "gross_new",
    "price_year": 2014,
    "counterfactual_outcome": "employment",
    "donor_pool": "all_untreated",
    "treated_from": 2012,
    "fit_fewest_years": 8,
    "cost_overrun_share": 0.2,
    "cost_overrun_spread": 0.3,
}
# Files and chance: every step is another with them.
ANOTHER_CASE = {"programme", "scenario_name", "draws", "seed"}


@pytest.mark.end_to_end
def test_the_first_step_a_parameter_moves_names_it(run: Run) -> None:
    def amounts(case: Simulation) -> pd.Series:
        ledger = case.ledger()
        return ledger[ledger["block"] != "memo"].set_index("step")["mean"]

    base = run()
    before = amounts(base)
    named = {step.name: step.parameters for step in ledger_steps(2016)}
    for name in sorted(set(scenario.parameter_table()["name"]) - ANOTHER_CASE):
        value = OTHERWISE.get(name)
        changed = 0.8 * getattr(base.scenario, name) if value is None else value
        after = amounts(simulate(scenario.from_parameters(draws=400, **{name: changed})))
        moved = after.index[(after - before).abs() > 1e-7 * before.abs()].tolist()
        if name in MOVES_NO_STEP:
            assert moved == [], name
        else:
            assert name in named[moved[0]], name
            assert {step for step in after.index if name in named[step]} <= set(moved), name


def test_the_ledger_of_no_programme_is_empty_handed(run: Run) -> None:
    ledger = run(scenario_name="no_programme").ledger().set_index("block")
    assert (ledger.loc[["money", "jobs"], "workplaces"] == 0).all()
    assert (ledger.loc["memo", "mean"] == 0).all()


def test_results_are_tidy(central: Simulation) -> None:
    results = central.summary()
    assert tuple(results.columns) == RESULT_COLUMNS
    assert not results.duplicated(list(RESULT_COLUMNS[:-1])).any()
    assert results["value"].notna().all()
    assert results.groupby("variable")["unit"].nunique().max() == 1
    assert central.summary("Jobs")["variable"].str.startswith("Jobs").all()


def test_the_sum_over_sources_and_over_clusters_is_the_total(central: Simulation) -> None:
    means = central.summary("Programme money").query("statistic == 'mean'")
    parts = means[means["variable"].str.startswith("Programme money|Disbursed|")]
    total = means[means["variable"] == "Programme money|Disbursed"].set_index("year")["value"]
    np.testing.assert_allclose(parts.groupby("year")["value"].sum(), total, rtol=ROUNDING)
    clusters = means[means["variable"].str.startswith("Programme money|Cluster|")]
    assert len(clusters) == len(central.evidence.clusters)
    assert clusters["value"].sum() == pytest.approx(total.sum(), rel=ROUNDING)
    jobs = central.summary("Jobs|Gross|").query("statistic == 'mean'")
    assert jobs["value"].sum() == pytest.approx(
        central.sample.jobs.gross[-1].mean(dtype=float), rel=ROUNDING
    )


def test_the_plan_adds_up_to_the_need(central: Simulation) -> None:
    planned = central.summary("Programme money|Planned").query("statistic == 'value'")
    by_year = planned[planned["variable"] == "Programme money|Planned"]
    assert by_year["value"].sum() == pytest.approx(250.0)
    assert planned["value"].sum() == pytest.approx(500.0)


def test_counted_quantiles_agree_with_those_of_the_draws(central: Simulation) -> None:
    drawn = central.sample
    summary = central.summary().set_index(["variable", "statistic", "year"])["value"].sort_index()
    for name, values in {
        "Employment|Without programme": drawn.employment,
        "Jobs|Gross": drawn.jobs.gross,
        "Jobs|Net": drawn.jobs.net,
        "High-productivity workplaces|Stock": drawn.stock.total,
        "High-productivity workplaces|Change|Reclassified": drawn.stock.reclassified,
    }.items():
        np.testing.assert_allclose(
            summary[name, "mean"], values.mean(axis=1, dtype=float), rtol=1e-9
        )
        for statistic, level in QUANTILES.items():
            found = summary[name, statistic].to_numpy()
            assert misplaced(values, found, level) < 1, (name, statistic)


@pytest.mark.parametrize("reading", READINGS)
def test_counted_chances_are_those_of_the_draws(central: Simulation, reading: str) -> None:
    target = central.scenario.target_jobs
    got = reached(central.sample, reading)
    for row, year in enumerate(central.years):
        met = (got[row] >= target).mean()
        assert simulation.probability(central, reading, year=int(year)) == pytest.approx(met)
    missing = np.maximum(target - got[-1], 0).mean(dtype=float)
    assert simulation.expected_shortfall(central, reading) == pytest.approx(missing)
    free = reached(central.sample, reading, labour_ceiling=False)[-1]
    assert simulation.probability(central, reading, labour_ceiling=False) == pytest.approx(
        (free >= target).mean()
    )


def test_a_chance_has_no_quantile(central: Simulation) -> None:
    with pytest.raises(ModelError, match="only its mean is kept"):
        central.tally.quantiles("Target|net_new", [0.5])


def test_later_jobs_come_on_top_of_published_employment(central: Simulation) -> None:
    means = central.summary("Employment").query("statistic == 'mean'")
    wide = means.pivot_table(index="year", columns="variable", values="value")
    added = wide["Employment|With programme"] - wide["Employment|Without programme"]
    assert (added.loc[:2016] == 0).all()
    drawn = central.sample
    net = drawn.jobs.net.mean(axis=1, dtype=float)
    assert added.loc[2020] == pytest.approx(net[drawn.at(2020)] - net[drawn.at(2016)], abs=0.1)
