"""Paired tests: size, power, and the correction for small samples."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.skill import diebold_mariano, skill, skill_table


def scores(gain: float, seed: int = 0, regions: int = 40, noise: float = 0.1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product(
        [range(regions), range(2010, 2016), (1, 2)], names=["region", "origin", "horizon"]
    )
    base = pd.Series(np.exp(0.3 * rng.standard_normal(len(keys))), index=keys)
    better = base * (1.0 - gain) + noise * rng.standard_normal(len(keys))
    frames = [
        values.rename("crps_scaled").reset_index().assign(model=name)
        for name, values in (("new", better), ("old", base))
    ]
    return pd.concat(frames, ignore_index=True)


def test_gain_is_one_minus_the_ratio_of_means() -> None:
    frame = scores(0.2)
    found = skill(frame, "new", "old", rng=np.random.default_rng(0))
    means = frame.groupby("model")["crps_scaled"].mean()
    assert found.gain == pytest.approx(1 - means["new"] / means["old"])
    assert found.low < found.gain < found.high
    assert found.low > 0
    assert found.statistic < -3
    assert found.blocks == 40


def test_interval_holds_zero_at_its_nominal_rate_when_nothing_differs() -> None:
    held = [
        (found := skill(scores(0.0, seed), "new", "old", rng=np.random.default_rng(seed))).low
        <= 0.0
        <= found.high
        for seed in range(100)
    ]
    # Four binomial standard errors of 100 experiments.
    assert np.mean(held) == pytest.approx(0.95, abs=0.09)


def test_origins_can_be_the_blocks() -> None:
    found = skill(scores(0.2), "new", "old", rng=np.random.default_rng(0), block="origin")
    assert found.blocks == 6


def test_diebold_mariano_at_one_step_is_the_t_test() -> None:
    difference = np.array([0.3, 0.1, -0.2, 0.4, 0.2, 0.1])
    statistic, p_value = diebold_mariano(difference, steps=1)
    # The correction turns the n-denominator variance into the usual n - 1 one.
    expected = stats.ttest_1samp(difference, 0.0)
    assert statistic == pytest.approx(expected.statistic)
    assert p_value == pytest.approx(expected.pvalue)


def test_diebold_mariano_of_a_constant_difference() -> None:
    assert diebold_mariano(np.zeros(5), steps=2) == (0.0, 1.0)
    assert diebold_mariano(np.full(5, 0.5), steps=2) == (np.inf, 0.0)
    with pytest.raises(ModelError, match="at least 3"):
        diebold_mariano([0.1, 0.2], steps=1)


def test_table_has_a_row_a_model_benchmark_and_block() -> None:
    table = skill_table(scores(0.1), ["old"], rng=np.random.default_rng(0))
    assert table[["model", "benchmark", "block"]].to_numpy().tolist() == [
        ["new", "old", "region"],
        ["new", "old", "origin"],
    ]


def test_refusals() -> None:
    frame = scores(0.1)
    with pytest.raises(ModelError, match="'best' given, in the scores: new, old"):
        skill(frame, "best", "old", rng=np.random.default_rng(0))
    with pytest.raises(ModelError, match="score: 'mae' given"):
        skill(frame, "new", "old", rng=np.random.default_rng(0), score="mae")
