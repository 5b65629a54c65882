"""A planted cause is found, and what the outturn does not touch stays where it was."""

import numpy as np
import pytest

from analysis import scenario
from analysis.errors import ModelError
from analysis.scenario import Scenario
from analysis.simulation import Simulation, probability, simulate
from analysis.simulation.outturn import (
    BY_SOURCE,
    blame,
    blame_by_outturn,
    blame_sources,
    outturn_results,
    score_table,
    seen_readings,
    source_table,
)
from analysis.simulation.outturn.blame import seen_with
from analysis.simulation.outturn.inputs import drawn_inputs, parameter_of

LABEL = ("money", "RUB bn, nominal", 2020)


def case(**changes: object) -> Simulation:
    return simulate(scenario.from_parameters(**{"draws": 10_240, **changes}))


def money(sim: Simulation) -> np.ndarray:
    return sim.sample.money.disbursed.sum(axis=(0, 1)).astype(float)


@pytest.fixture(scope="module")
def base() -> Simulation:
    return case(realisation_correlation=0.0, reference_class_weight=0.0)


@pytest.mark.parametrize(("share", "direction"), [(0.1, -1), (1.1, 1)])
def test_the_parameter_that_was_moved_is_blamed(
    base: Simulation, share: float, direction: int
) -> None:
    moved = {"extra_budgetary_realisation_share": share}
    truth = case(realisation_correlation=0.0, reference_class_weight=0.0, **moved)
    seen = seen_with(base, money(base), float(np.median(money(truth))), label=LABEL)
    assert seen.inputs["parameters"][0] == "extra_budgetary_realisation_share"
    assert np.sign(seen.inputs["shift"][0]) == direction


def test_delay_is_blamed_where_all_the_money_comes() -> None:
    sure = {"realisation_dispersion": 0.0, "reference_class_weight": 0.0}
    sim, truth = case(**sure), case(**sure, slip_years=2.0)
    seen = seen_with(sim, money(sim), float(np.median(money(truth))), label=LABEL)
    assert seen.inputs["parameters"][0] == "slip_years"
    assert seen.inputs["shift"][0] > 0.5


def test_what_the_money_does_not_depend_on_stays(base: Simulation) -> None:
    seen = seen_with(base, money(base), 53.0, label=LABEL)
    apart = seen.inputs[seen.inputs["parameters"].isin(["deadweight_share", "baseline"])]
    assert len(apart) == 4
    assert (apart["shift"].abs() < 4 * apart["shift_error"]).all()


def test_the_money_reported_halves_what_is_committed() -> None:
    sim = case()
    seen = blame(sim)
    assert (seen.outturn, seen.year, seen.problem) == (53, 2020, "")
    steps = seen.steps.set_index("step")
    assert steps.loc["Planned", "ratio"] == pytest.approx(1)
    assert steps.loc["Committed", "ratio"] < 0.7
    # Weighted draws are centred where the money came, within two widths of the kernel.
    assert abs(np.log(steps.loc["Disbursed by the horizon", "seen_mean"] / 53)) < 2 * seen.width
    net = seen.readings.set_index("reading").loc["net_new"]
    assert net["seen_p50"] < net["p50"]
    assert net["probability"] == probability(sim, "net_new")


def test_the_sources_jointly_blame_the_one_that_fell_short_most() -> None:
    sim = case()
    alone, jointly = blame(sim), blame_sources(sim)
    assert alone.inputs["parameters"][0] == "extra_budgetary_realisation_share"
    assert jointly.inputs["parameters"][0] == "regional_realisation_share"
    assert (jointly.problem, jointly.year) == ("", 2020)
    assert jointly.effective >= 200
    table = source_table(sim, score_table(sim), alone, jointly).set_index("item")
    parts = table.drop(index="money")
    # What came is where the jointly weighted draws are centred, and not where those of the total.
    off = np.abs(np.log(parts[[BY_SOURCE, "money"]].astype(float).div(parts["came"], axis=0)))
    assert (off[BY_SOURCE] < jointly.width).all()
    assert off.loc["money_regional", "money"] > 1
    assert parts["share_of_plan"].idxmin() == "money_regional"
    assert parts.index[~parts["inside_80"].astype(bool)].tolist() == ["money_regional"]


def test_a_planted_shortfall_of_one_source_is_found_where_the_total_hides_it(
    base: Simulation,
) -> None:
    truth = case(
        realisation_correlation=0.0, reference_class_weight=0.0, federal_realisation_share=0.1
    )
    by_source = base.sample.money.disbursed.sum(axis=1).astype(float)
    came = np.median(truth.sample.money.disbursed.sum(axis=1), axis=1)
    total = seen_with(base, money(base), float(came.sum()), label=LABEL)
    assert total.inputs["parameters"][0] == "extra_budgetary_realisation_share"
    seen = seen_with(base, by_source, came, label=LABEL, width_share=0.5, fewest=50)
    assert seen.inputs["parameters"][0] == "federal_realisation_share"
    assert seen.inputs["shift"][0] < -1
    assert seen.outturn == pytest.approx(came.sum())


def test_a_wider_kernel_is_taken_only_where_too_few_draws_come_near() -> None:
    sim = case()
    narrow, wide = (blame_sources(sim, fewest=fewest) for fewest in (1, 200))
    assert narrow.width < wide.width
    assert narrow.effective < 200 <= wide.effective
    assert "effective draws" in blame_sources(sim, fewest=1e9).problem


def test_programmes_without_money_by_source_say_so() -> None:
    other = case(programme="alabuga", region="RU-TA", draws=300)
    assert blame_sources(other).problem == "no money by source after 2016 is on file"
    assert seen_readings(blame_sources(other)).empty


def test_what_is_seen_is_laid_below_what_was_said() -> None:
    sim = case()
    seen = blame(sim)
    table = seen_readings(seen, blame_sources(sim)).set_index(["label", "known"])
    assert len(table) == 9
    even = table.xs("nothing", level="known")["p50"].to_numpy()
    np.testing.assert_allclose(even, seen.readings["p50"])
    # The same definition of a quantile as in the counts of all draws.
    counted = sim.tally.quantiles("Jobs|Net", (0.5,))[0, -1]
    assert table.loc[("net new jobs", "nothing"), "p50"] == pytest.approx(counted, rel=1e-6)


def test_too_few_draws_and_nothing_to_know_are_put_into_words() -> None:
    few = case(draws=300)
    assert "effective draws of 300" in blame(few).problem
    assert blame(few).inputs.empty
    assert "do not vary" in blame(case(investment_need_rub_bn=0.0)).problem
    with pytest.raises(ModelError, match="not simulated draw by draw"):
        seen_with(few, np.ones(3), 1.0, label=LABEL)


def test_each_input_has_a_parameter_of_the_log() -> None:
    names = {"baseline", *Scenario.model_fields}
    inputs = drawn_inputs(case(cost_overrun_share=0.1, cost_overrun_spread=0.1, draws=400))
    for name in inputs:
        assert {part.strip() for part in parameter_of(name).split(",")} <= names, name
    assert inputs.notna().all(axis=None)


@pytest.mark.end_to_end
def test_each_outturn_blames_what_made_it() -> None:
    sim = case()
    table = blame_by_outturn(sim).set_index("outturn")
    assert (table["problem"] == "").all()
    moved = table["moves_furthest"]
    assert moved["money_regional"].startswith("Regional money")
    assert moved["money_federal"].startswith("Federal money")
    assert moved["money_extra_budgetary"].startswith("Private money")
    assert moved[BY_SOURCE].startswith("Regional money")
    assert moved["employment"].startswith("Employed without")
    assert table.loc["employment", "year"] == 2019


def test_results_are_tidy() -> None:
    sim = case(draws=300)
    rows = outturn_results(sim, score_table(sim), blame(sim), blame_sources(sim))
    assert rows["variable"].str.startswith("Outturn|").all()
    keys = ["variable", "year", "statistic"]
    assert not rows.duplicated(keys).any()
    assert (rows.groupby("variable")["unit"].nunique() == 1).all()


@pytest.mark.end_to_end
def test_results_are_not_empty_where_nothing_is_left() -> None:
    late = case(draws=100, as_of=2020, horizon=2022)
    assert "no exact outturn of money" in blame(late).problem
    assert outturn_results(late, score_table(late), blame(late))["value"].tolist() == [0]
