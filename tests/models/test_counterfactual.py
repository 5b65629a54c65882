"""Synthetic controls: exact weights, published and independent results, and the rule of fit."""

import causaldata
import numpy as np
import pandas as pd
import pysyncon
import pytest
from scipy import optimize

from analysis.errors import ModelError
from analysis.models.counterfactual import (
    SyntheticControl,
    augmented_control,
    fit_is_good,
    synthetic_control,
)
from analysis.models.placebos import placebo_in_time, placebos_in_space
from analysis.models.synthetic_weights import simplex_weights
from analysis.verification.counterfactual_cases import texas_predictors, texas_prisoners

TABLE = causaldata.texas.load_pandas().data
PRISONERS = TABLE.pivot_table(index="year", columns="state", values="bmprison")
TEXAS = {
    "treated": "Texas",
    "donors": [state for state in PRISONERS if state != "Texas"],
    "treated_from": 1993,
}


def prepared(table: pd.DataFrame = TABLE) -> pysyncon.Dataprep:
    """The book's study in the words of pysyncon."""
    before = range(1985, 1993)
    single = [
        ("bmprison", [1988, 1990, 1991, 1992]),
        ("alcohol", [1990]),
        ("aidscapita", [1990, 1991]),
        ("black", [1990, 1991, 1992]),
        ("perc1519", [1990]),
    ]
    return pysyncon.Dataprep(
        foo=table,
        predictors=["income", "ur", "poverty"],
        predictors_op="mean",
        dependent="bmprison",
        unit_variable="state",
        time_variable="year",
        treatment_identifier="Texas",
        controls_identifier=TEXAS["donors"],
        time_predictors_prior=before,
        time_optimize_ssr=before,
        special_predictors=[(name, [year], "mean") for name, years in single for year in years],
    )


def walks(years: int, units: int, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    steps = rng.standard_normal((years, units)) + rng.standard_normal((years, 1))
    names = ["T", *(f"D{number}" for number in range(1, units))]
    return pd.DataFrame(steps.cumsum(axis=0), index=range(2000, 2000 + years), columns=names)


WALKS = walks(14, 6)
KEYS = {"treated": "T", "donors": list(WALKS.columns[1:]), "treated_from": 2010}


def test_texas_as_printed_in_the_mixtape() -> None:
    fit = texas_prisoners()
    assert set(fit.weights.index[fit.weights > 1e-6]) == {
        "California",
        "Florida",
        "Illinois",
        "Louisiana",
    }
    assert fit.balance["importance"].sum() == pytest.approx(1.0)
    assert len(fit.balance) == 14
    # What Stata 18 prints for the book's program, as recorded in the tests of StatsPAI.
    np.testing.assert_allclose(
        fit.weights[["California", "Illinois", "Louisiana", "Florida"]],
        [0.408, 0.360, 0.122, 0.109],
        atol=6e-4,
    )


@pytest.mark.parametrize("seed", range(5))
def test_weights_meet_the_conditions_of_the_quadratic_programme(seed: int) -> None:
    rng = np.random.default_rng(seed)
    target, donors = 2 * rng.standard_normal(6) * 1e4, rng.standard_normal((6, 30)) * 1e4
    weights = simplex_weights(target, donors)
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    # Kuhn and Tucker: the slope is the same for donors in use and not smaller for the others.
    slope = donors.T @ (donors @ weights - target)
    level = slope @ weights
    rounding = 1e-10 * (donors**2).sum()
    np.testing.assert_allclose(slope[weights > 0], level, atol=rounding)
    assert slope.min() >= level - rounding


def test_weights_agree_with_a_general_solver() -> None:
    rng = np.random.default_rng(3)
    target, donors = rng.standard_normal(8) + 1, rng.standard_normal((8, 5))
    other = optimize.minimize(
        lambda w: ((target - donors @ w) ** 2).sum(),
        np.full(5, 0.2),
        method="SLSQP",
        bounds=[(0, 1)] * 5,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-15},
    )
    np.testing.assert_allclose(simplex_weights(target, donors), other.x, atol=1e-6)


def test_a_mix_of_donors_is_found_again() -> None:
    table = WALKS.assign(T=0.3 * WALKS["D1"] + 0.7 * WALKS["D4"])
    table.loc[2010:, "T"] += 5.0
    fit = synthetic_control(table, **KEYS)
    np.testing.assert_allclose(fit.weights, [0.3, 0, 0, 0.7, 0], atol=1e-9)
    np.testing.assert_allclose(fit.gap.loc[2010:], 5.0)
    assert fit.mean_gap == pytest.approx(5.0)
    assert fit.exact
    assert fit.ratio == np.inf


def test_shift_and_scale_of_the_outcome_do_not_matter() -> None:
    fit = synthetic_control(WALKS, **KEYS)
    other = synthetic_control(1e-7 * WALKS + 3.0, **KEYS)
    np.testing.assert_allclose(other.weights, fit.weights, atol=1e-6)
    assert other.ratio == pytest.approx(fit.ratio, rel=1e-5)


def test_years_after_the_treatment_do_not_move_the_weights() -> None:
    later = WALKS.copy()
    later.loc[2010:] = 1e6
    predictors = {"start": (WALKS, [2000]), "end": (WALKS, [2008, 2009])}
    for options in ({}, {"predictors": predictors}):
        fits = [synthetic_control(table, **KEYS, **options) for table in (WALKS, later)]
        assert fits[0].weights.equals(fits[1].weights)


def test_pysyncon_gives_the_same_weights_for_the_same_importance() -> None:
    predictors = texas_predictors(TABLE)
    fit = synthetic_control(PRISONERS, **TEXAS, predictors=predictors, importance="regression")
    covariates, treated = prepared().make_covariate_mats()
    # pysyncon lists the three means first, the single years after them.
    shares = np.roll(fit.balance["importance"].to_numpy(), 3)
    np.testing.assert_allclose(np.roll(fit.balance["treated"].to_numpy(), 3), treated, rtol=1e-5)
    outcomes, own = prepared().make_outcome_mats()
    other = pysyncon.Synth()
    other.fit(X0=covariates, X1=treated, Z0=outcomes, Z1=own, custom_V=shares)
    np.testing.assert_allclose(fit.weights[outcomes.columns], other.W, atol=2e-3)


def test_nested_importance_fits_the_outcome_no_worse_than_any_other() -> None:
    predictors = texas_predictors(TABLE)
    errors = {
        kind: synthetic_control(PRISONERS, **TEXAS, predictors=predictors, importance=kind)
        for kind in ("nested", "regression", "equal")
    }
    nested = errors["nested"].pre_rmspe
    assert nested < min(errors["regression"].pre_rmspe, errors["equal"].pre_rmspe)
    # No importance can beat the weights that look at nothing but the outcome.
    assert nested >= synthetic_control(PRISONERS, **TEXAS).pre_rmspe * (1 - 1e-9)
    other = pysyncon.Synth()
    other.fit(prepared(), optim_initial="ols", optim_options={"maxiter": 20})
    assert nested <= np.sqrt(other.loss_V)


@pytest.mark.parametrize("penalty", [10.0, None])
def test_ridge_augmentation_agrees_with_pysyncon(penalty: float | None) -> None:
    # In thousands, for pysyncon's solver stops early on numbers as large as those of the table.
    study = prepared(TABLE.assign(bmprison=TABLE["bmprison"] / 1000.0))
    other = pysyncon.AugSynth()
    other.fit(study, lambda_=penalty, use_covariates=False)
    outcomes, _ = study.make_outcome_mats()
    fit = augmented_control(PRISONERS / 1000.0, **TEXAS, penalty=penalty)
    np.testing.assert_allclose(fit.weights[outcomes.columns], other.W, atol=1e-5)
    assert fit.weights.sum() == pytest.approx(1.0)


def test_ridge_penalty_leads_from_the_synthetic_control_to_an_exact_match() -> None:
    plain = synthetic_control(PRISONERS, **TEXAS)
    errors = [
        augmented_control(PRISONERS, **TEXAS, penalty=penalty).pre_rmspe
        for penalty in (1e16, 1e10, 1e6, 1e-4)
    ]
    assert errors[0] == pytest.approx(plain.pre_rmspe, rel=1e-4)
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-3 * plain.pre_rmspe
    chosen = augmented_control(PRISONERS, **TEXAS)
    assert errors[-1] < chosen.pre_rmspe <= plain.pre_rmspe


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"treated": "t"}, "column 't' is not in the table"),
        ({"donors": ["D1", "T"]}, "two or more different units other than the treated T"),
        ({"donors": ["D1"]}, "two or more different units"),
        ({"treated_from": 2001}, "2001 leaves 1 years before and 13 after"),
        ({"treated_from": 2014}, "2014 leaves 14 years before and 0 after"),
        ({"outcome": WALKS.where(WALKS["D2"] < WALKS["D2"].max())}, "missing or infinite years"),
        ({"outcome": pd.concat([WALKS, WALKS.iloc[:1]])}, "year 2000 occurs twice"),
        ({"treated_from": "2012"}, "treated_from: '2012' given; allowed: a year, as a number"),
        ({"outcome": WALKS.to_numpy()}, "outcome: ndarray given; allowed: a DataFrame"),
        ({"outcome": WALKS.set_axis(WALKS.index.astype(str))}, "row '2000'; allowed: .* years"),
        ({"outcome": WALKS.astype(str)}, "column 'T': holds .* such as '.*'; allowed: numbers"),
        ({"predictors": {"odd": ([1.0], [2001])}}, "predictor 'odd': list given"),
        ({"predictors": {"late": (WALKS, [2009, 2010])}}, "'late': years .* before 2010"),
        ({"predictors": {"same": (WALKS * 0, [2001])}}, "'same': the same in all units"),
        ({"predictors": {"gone": (WALKS, [1999])}}, "'gone': 1999 given; allowed: years of"),
        ({"predictors": {"few": (WALKS[["T"]], [2001])}}, "'few': missing for a unit"),
        ({"predictors": {}}, "predictors: none given"),
        (
            {"predictors": {"start": (WALKS, [2000])}, "importance": "best"},
            "importance: 'best' is not known; allowed: equal, regression, nested",
        ),
        (
            {
                "predictors": {str(year): (WALKS, [year]) for year in range(2000, 2007)},
                "importance": "regression",
            },
            "7 predictors of 6 units are collinear or too many",
        ),
    ],
)
def test_a_study_that_cannot_be_made(change: dict[str, object], message: str) -> None:
    arguments = {"outcome": WALKS, **KEYS, **change}
    with pytest.raises(ModelError, match=message):
        synthetic_control(arguments.pop("outcome"), **arguments)


def test_units_may_be_codes() -> None:
    codes = {name: place for place, name in enumerate(WALKS.columns)}
    keys = {**KEYS, "treated": codes["T"], "donors": [codes[name] for name in KEYS["donors"]]}
    coded = synthetic_control(WALKS.rename(columns=codes), **keys)
    named = synthetic_control(WALKS, **KEYS)
    np.testing.assert_array_equal(coded.weights, named.weights)
    with pytest.raises(ModelError, match="column '0' is not in the table; nearest: 0"):
        synthetic_control(WALKS.rename(columns=codes), **{**keys, "treated": "0"})


def test_a_penalty_below_zero() -> None:
    with pytest.raises(ModelError, match=r"penalty: -1.0 given; allowed: above zero"):
        augmented_control(WALKS, **KEYS, penalty=-1.0)


def made_up(before: list[float], after: list[float], own: list[float]) -> SyntheticControl:
    """Only the years, the observed path and the gap matter to the rule."""
    years = range(2000, 2000 + len(own))
    observed = pd.Series(own, index=years)
    gap = pd.Series([*before, *after], index=years)
    return SyntheticControl(pd.Series(), pd.DataFrame(), observed, observed - gap, 2004)


def test_the_rule_of_fit_names_each_condition_that_fails() -> None:
    rule = {"largest_share": 0.3, "fewest_years": 4}
    path = [1.0, 2.0, 3.0, 4.0, 5.0]
    good = made_up([0.1, -0.1, 0.1, -0.1], [1.0], path)
    assert fit_is_good(good, **rule) == (True, (), pytest.approx(0.1 / np.std(path[:4])))
    poor = made_up([1.0, -1.0, 1.0, -1.0], [1.0], path)
    assert "0.89 of the spread" in fit_is_good(poor, **rule).reasons[0]
    exact = made_up([0.0] * 4, [1.0], path)
    assert "without error" in fit_is_good(exact, **rule).reasons[0]
    few = fit_is_good(good, largest_share=0.3, fewest_years=5)
    assert few.reasons == ("4 years before the treatment; wanted: 5 or more",)
    assert not few.good
    beaten = fit_is_good(good, **rule, held_out=good)
    assert "2004 to 2004, held out, no change is nearer" in beaten.reasons[0]
    behind = fit_is_good(good, **rule, placebos=[exact, exact, poor])
    assert behind.reasons == ("67% of the donors are matched better; allowed: half of them",)
    untested = fit_is_good(good, **rule, held_out=exact)
    assert "the years to 2003 alone are matched without error" in untested.reasons[0]
    rounding = [made_up([size] * 4, [1.0], path) for size in (1e-15, 3e-15)]
    assert [fit.share for fit in rounding] == [0.0, 0.0]
    with pytest.raises(ModelError, match=r"largest_share: 2.0 given"):
        fit_is_good(good, largest_share=2.0, fewest_years=4)


def test_texas_is_matched_well_by_its_outcomes() -> None:
    space = placebos_in_space(PRISONERS, **TEXAS)
    earlier = placebo_in_time(PRISONERS, **TEXAS, placebo_from=1990)
    verdict = fit_is_good(space.fit, largest_share=0.25, fewest_years=8, held_out=earlier)
    assert verdict.good
