"""Placebos: ranks that are exact, intervals that invert them, and both on simulated panels."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.counterfactual import augmented_control, synthetic_control
from analysis.models.placebos import (
    comparison_table,
    leave_one_out,
    placebo_in_time,
    placebos_in_space,
)

PANELS, UNITS, FROM = 200, 20, 2015
# Largest distance of 200 uniform p-values from the uniform law: exceeded by 1 of 100 seeds
# (Kolmogorov, 1.63 / sqrt(200)). The seed is fixed, so what can fail is the estimator.
DISTANCE = 0.115
# Coverage of 90 % in 200 panels: beyond this for 1 of 100 seeds.
COVERAGE = pytest.approx(0.9, abs=0.055)


def null_panel(rng: np.random.Generator, units: int = UNITS) -> pd.DataFrame:
    """Two common factors and own random walks over 20 years; nothing happens to any unit."""
    common = rng.standard_normal((20, 2)).cumsum(axis=0) @ rng.standard_normal((2, units))
    own = 0.5 * rng.standard_normal((20, units)).cumsum(axis=0) + rng.standard_normal((20, units))
    names = [f"R{number:02d}" for number in range(units)]
    return pd.DataFrame(common + own, index=range(2000, 2020), columns=names)


def study(table: pd.DataFrame) -> dict[str, object]:
    return {"treated": "R00", "donors": list(table.columns[1:]), "treated_from": FROM}


PANEL = null_panel(np.random.default_rng(5), 8)
KEYS = study(PANEL)


def test_p_value_is_the_rank_of_the_ratio() -> None:
    space = placebos_in_space(PANEL, **KEYS)
    assert list(space.gaps.columns) == list(PANEL.columns)
    rank = int((space.ratios >= space.fit.ratio).sum())
    assert space.p_value() == rank / 8
    raised = PANEL.copy()
    raised.loc[FROM:, "R00"] += 1000.0
    alone = placebos_in_space(raised, **KEYS, treated_as_donor=False)
    assert alone.ratios.index[0] == "R00"
    assert alone.p_value() == 1 / 8


def test_an_effect_is_taken_off_wherever_it_occurs() -> None:
    raised = PANEL.copy()
    raised.loc[FROM:, "R00"] += 4.0
    null, moved = (placebos_in_space(table, **KEYS) for table in (PANEL, raised))
    for effect in (-3.0, 0.0, 2.5):
        assert moved.p_value(4.0 + effect) == null.p_value(effect)
    shifted = np.array(null.effect_interval(0.7)) + 4.0
    np.testing.assert_allclose(moved.effect_interval(0.7), shifted)


@pytest.mark.parametrize("treated_as_donor", [True, False])
def test_interval_ends_where_the_test_begins_to_reject(treated_as_donor: bool) -> None:
    table = null_panel(np.random.default_rng(8))
    space = placebos_in_space(table, **study(table), treated_as_donor=treated_as_donor)
    low, high = space.effect_interval(0.8)
    assert low < space.fit.mean_gap < high
    step = 1e-6 * (high - low)
    assert min(space.p_value(low + step), space.p_value(high - step)) > 0.2
    assert max(space.p_value(low - step), space.p_value(high + step)) <= 0.2 + 1e-9
    wider = space.effect_interval(0.9)
    assert wider[0] <= low < high <= wider[1]


def test_too_few_placebos_rule_nothing_out() -> None:
    space = placebos_in_space(PANEL, **KEYS)
    assert space.effect_interval(0.95) == (-np.inf, np.inf)
    with pytest.raises(ModelError, match=r"level: 1.0 given"):
        space.effect_interval(1.0)


def test_units_matched_without_error_count_as_unusual() -> None:
    # R01 is a mix of the next two, so its synthetic self has no error before the treatment.
    mixed = PANEL.assign(R01=0.5 * PANEL["R02"] + 0.5 * PANEL["R03"])
    space = placebos_in_space(mixed, **KEYS)
    assert space.placebos["R01"].exact
    assert space.ratios["R01"] == np.inf
    assert space.p_value(1e6) >= 2 / 8
    assert np.isinf(space.effect_interval(0.95)).all()
    same = placebos_in_space(PANEL.assign(R00=PANEL["R02"]), **KEYS)
    assert same.p_value() == (same.ratios == np.inf).sum() / 8
    with pytest.raises(ModelError, match="R00: matched without error"):
        same.effect_interval(0.8)


def test_placebos_that_do_not_fit_can_be_left_out() -> None:
    space = placebos_in_space(PANEL, **KEYS)
    kept = space.well_fitted(1.0)
    limit = space.fit.pre_rmspe
    assert 0 < len(kept.placebos) < 7
    assert all(each.pre_rmspe <= limit for each in kept.placebos.values())
    assert kept.p_value() == pytest.approx(
        (kept.ratios >= space.fit.ratio).sum() / (1 + len(kept.placebos))
    )


def test_a_placebo_in_time_sees_neither_the_treatment_nor_its_own_years() -> None:
    poisoned = PANEL.copy()
    poisoned.loc[FROM:] = np.nan
    fits = [placebo_in_time(table, **KEYS, placebo_from=2010) for table in (PANEL, poisoned)]
    assert fits[0].gap.equals(fits[1].gap)
    assert fits[0].after.index.tolist() == list(range(2010, FROM))
    early = synthetic_control(PANEL, **{**KEYS, "treated_from": 2010})
    assert early.weights.equals(fits[0].weights)
    with pytest.raises(ModelError, match="placebo_from: 2015 given; allowed: before 2015"):
        placebo_in_time(PANEL, **KEYS, placebo_from=FROM)


def test_each_donor_in_use_is_left_out_once() -> None:
    fit = synthetic_control(PANEL, **KEYS)
    others = leave_one_out(PANEL, **KEYS)
    assert set(others) == set(fit.weights.index[fit.weights > 1e-6])
    assert all(name not in each.weights.index for name, each in others.items())
    table = comparison_table({"all": fit, **others})
    assert (table["pre_rmspe"] >= table.loc["all", "pre_rmspe"] * (1 - 1e-9)).all()
    assert table.loc["all", "ratio"] == fit.ratio


def test_any_estimator_can_be_put_to_the_test() -> None:
    predictors = {"start": (PANEL, [2000, 2001]), "end": (PANEL, [2013, 2014])}
    options = {"predictors": predictors, "importance": "equal"}
    for estimator in (partial(synthetic_control, **options), augmented_control):
        space = placebos_in_space(PANEL, **KEYS, estimator=estimator)
        assert space.p_value() in {rank / 8 for rank in range(1, 9)}
    late = partial(synthetic_control, predictors={"late": (PANEL, [2016])})
    with pytest.raises(ModelError, match=r"'late': years .*2016.* allowed: before 2015"):
        placebos_in_space(PANEL, **KEYS, estimator=late)


def test_a_failing_placebo_is_named() -> None:
    holes = PANEL.copy()
    holes.loc[2003, "R00"] = np.inf

    def estimator(outcome: pd.DataFrame, **study: object) -> object:
        chosen = PANEL if study["treated"] == "R00" else outcome
        return synthetic_control(chosen, **study)

    with pytest.raises(ModelError, match="placebo R01: outcome: R00 has missing or infinite"):
        placebos_in_space(holes, **KEYS, estimator=estimator)


@pytest.mark.end_to_end
@pytest.mark.parametrize("treated_as_donor", [True, False])
def test_null_panels_give_uniform_p_values_and_planted_effects_are_covered(
    treated_as_donor: bool,
) -> None:
    rng = np.random.default_rng(1)
    effect, places, covered, seen = 3.0, [], [], []
    for _ in range(PANELS):
        table = null_panel(rng)
        table.loc[FROM:, "R00"] += effect
        space = placebos_in_space(table, **study(table), treated_as_donor=treated_as_donor)
        places.append(space.p_value(effect))
        low, high = space.effect_interval(0.9)
        covered.append(low <= effect <= high)
        seen.append(space.p_value() <= 0.1)
    ranks = np.arange(1, UNITS + 1) / UNITS
    shares = (np.array(places)[:, None] <= ranks + 1e-9).mean(axis=0)
    assert np.abs(shares - ranks).max() < DISTANCE
    assert np.mean(covered) == COVERAGE
    # What the test is for: a planted effect is seen far more often than chance allows.
    assert np.mean(seen) > 0.3
