"""Sobol indices of the simulation: what must be true of them, and a case with a closed form."""

import numpy as np
import pandas as pd
import pytest

from analysis import scenario
from analysis.errors import ModelError
from analysis.models.distributions import triangular
from analysis.simulation import Simulation
from analysis.simulation.preparation import prepare
from analysis.simulation.target.input_groups import INPUT_GROUPS, group_of
from analysis.simulation.target.measures import MEASURES, measured
from analysis.simulation.target.sobol import (
    VarianceShares,
    _components,
    log_with_shares,
    sobol,
)
from analysis.simulation.target.uniform_streams import UniformStreams

STOCK_ALONE = {"investment_need_rub_bn": 0.0}


def shares(outcome: str, n: int = 256, seed: int = 1, **overrides: object) -> VarianceShares:
    case = scenario.from_parameters(**overrides)
    return sobol(case, outcome, n, np.random.default_rng(seed))


def by_group(found: VarianceShares) -> pd.DataFrame:
    return found.table.set_index("group")


@pytest.fixture(scope="module")
def net() -> VarianceShares:
    return shares("net_new", n=512)


def test_every_random_number_of_a_draw_belongs_to_a_named_group() -> None:
    places = group_of(_components(prepare(scenario.from_parameters(draws=100))))
    assert set(places.values()) == {group.name for group in INPUT_GROUPS}
    assert len(INPUT_GROUPS) >= 10


def test_every_parameter_of_a_group_exists() -> None:
    named = {name for group in INPUT_GROUPS for name in group.parameters}
    assert named <= set(scenario.Scenario.model_fields)


def test_the_draws_are_those_of_the_model(central: Simulation) -> None:
    for outcome in ("net_new", "hpw_stock", "spent"):
        found = shares(outcome, n=512)
        values = measured(central.sample, central.scenario, outcome)
        error = values.std() / np.sqrt(1024)
        assert found.mean == pytest.approx(values.mean(), abs=4 * error)
        assert found.variance == pytest.approx(values.var(), rel=0.3)


def test_shares_keep_their_order(net: VarianceShares) -> None:
    table = net.table
    slack = table["total_high"] - table["total"] + table["first_order_high"] - table["first_order"]
    assert (table["total"] >= table["first_order"] - slack).all()
    assert table["first_order"].sum() < 1 + 2 * slack.max()
    assert table["total"].is_monotonic_decreasing
    assert net.evaluations == 512 * (len(INPUT_GROUPS) + 2)
    assert net.interactions == pytest.approx(1 - table["first_order"].sum())


def test_what_an_answer_does_not_depend_on_has_no_share_at_all(net: VarianceShares) -> None:
    found = by_group(net)
    stock = ["Stock, region to nation", "Growth of the stock", "New jobs that count"]
    none = [*stock, "Additional investment", "Cost overrun"]
    assert (found.loc[none, ["first_order", "total"]] == 0).all(axis=None)
    assert (found.loc[["Choice of the lens", "Luck of the whole programme"], "total"] > 0.1).all()


def test_one_input_left_has_the_whole_variance() -> None:
    found = by_group(shares("hpw_stock", hpw_growth_spread=0.0, **STOCK_ALONE))
    ratio = found.loc["Stock, region to nation"]
    assert ratio[["first_order", "total"]].to_numpy() == pytest.approx([1, 1], abs=0.01)
    others = found["total"].drop("Stock, region to nation")
    assert others.to_numpy() == pytest.approx(np.zeros(len(others)), abs=1e-9)


def test_a_product_of_two_inputs_has_its_closed_form() -> None:
    case = scenario.from_parameters(**STOCK_ALONE)
    years = case.horizon - prepare(case).evidence.stock.year
    middles = (np.arange(200_000) + 0.5) / 200_000
    ratio = triangular(
        middles, case.hpw_regional_ratio, case.hpw_regional_spread, lower=0, upper=np.inf
    )
    growth = triangular(
        middles, case.hpw_growth_share, case.hpw_growth_spread, lower=-1, upper=np.inf
    )
    a, b = (x.var() / x.mean() ** 2 for x in (ratio, (1 + growth) ** years))
    whole = a + b + a * b
    found = by_group(shares("hpw_stock", n=1024, **STOCK_ALONE))
    for name, alone in (("Stock, region to nation", a), ("Growth of the stock", b)):
        assert found.loc[name, "first_order"] == pytest.approx(alone / whole, abs=0.02)
        assert found.loc[name, "total"] == pytest.approx((alone + a * b) / whole, abs=0.02)


def test_same_generator_same_numbers() -> None:
    one, same, other = (shares("spent", n=64, seed=seed).table for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)


def test_money_does_not_hang_on_the_jobs() -> None:
    found = by_group(shares("spent"))
    jobs = ["Choice of the lens", "Deadweight", "Local multiplier", "Inflow of labour"]
    assert (found.loc[jobs, "total"] == 0).all()
    assert found.loc["Luck of the whole programme", "total"] > 0.5


def test_an_answer_that_never_varies_says_so(net: VarianceShares) -> None:
    found = shares("met:net_new", n=64)
    assert not found.varies
    assert net.varies
    assert found.mean == 0
    assert found.table.drop(columns=["group", "parameters"]).isna().all(axis=None)
    assert np.isnan(found.interactions)


def test_shares_stand_beside_the_assumptions(net: VarianceShares) -> None:
    log = log_with_shares(scenario.load("central"), net).set_index("name")["sobol_share"]
    total = by_group(net)["total"]
    assert log["deadweight_share"] == log["deadweight_spread"] == total["Deadweight"]
    assert log["zone_record_weight"] == total["Choice of the lens"]
    assert log["realisation_dispersion"] == total["Luck of the whole programme"]
    assert np.isnan(log["target_jobs"])


def test_refusals() -> None:
    with pytest.raises(ModelError, match=f"outcome 'jobs': allowed are {', '.join(MEASURES)}"):
        shares("jobs")
    with pytest.raises(ModelError, match="n: 100 given; allowed: a power of two"):
        shares("net_new", n=100)
    with pytest.raises(ModelError, match=r"component 'slip': none given; needed: shape \(6, 3\)"):
        UniformStreams({"lens": np.full((1, 3), 0.5)}).normals("slip", 6)
    with pytest.raises(ModelError, match=r"component 'lens': shape \(1, 3\) given"):
        UniformStreams({"lens": np.full((1, 3), 0.5)}).normals("lens", 2)


@pytest.mark.end_to_end
def test_shares_differ_between_seeds_by_no_more_than_their_intervals() -> None:
    # 24 groups, first order and total: of 48 differences some 2 leave 95 % intervals of one run.
    one, other = (by_group(shares("net_new", n=1024, seed=seed)) for seed in (1, 2))
    for name in ("first_order", "total"):
        reach = np.hypot(
            one[f"{name}_high"] - one[name], (other[f"{name}_high"] - other[name])[one.index]
        )
        gap = (one[name] - other[name][one.index]).abs()
        assert (gap <= 2 * reach + 1e-12).all()
