"""Fixed effects against algebra, against statsmodels, and against tables nobody should pass."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.errors import ModelError
from analysis.models.panel import fixed_effects

KEYS = {"entity": "region", "time": "year"}


def simulated(years: int = 9, regions: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    index = pd.MultiIndex.from_product([range(regions), range(2001, 2001 + years)])
    frame = pd.DataFrame(rng.standard_normal((len(index), 3)), columns=["y", "x", "z"])
    frame["region"], frame["year"] = (index.get_level_values(level) for level in (0, 1))
    frame["y"] += frame["x"] + frame["region"] + 0.1 * frame["year"]
    # A panel that is not balanced.
    return frame.drop(index=[3, 17, 40, 41, 77]).reset_index(drop=True)


FRAME = simulated()


def test_twoway_effects_are_the_dummies() -> None:
    fit = fixed_effects(FRAME, "y ~ x + z", effects="twoway", cov="homoskedastic", **KEYS)
    dummies = smf.ols("y ~ x + z + C(region) + C(year)", FRAME).fit()
    np.testing.assert_allclose(fit.params, dummies.params[["x", "z"]])
    np.testing.assert_allclose(fit.covariance, dummies.cov_params().loc[["x", "z"], ["x", "z"]])
    assert fit.residual_freedom == fit.freedom == dummies.df_resid
    np.testing.assert_allclose(fit.intervals(), dummies.conf_int().loc[["x", "z"]])


def test_clustered_errors_do_not_count_the_nested_effects() -> None:
    fit = fixed_effects(FRAME, "y ~ x + z", effects="twoway", cov="clustered", **KEYS)
    dummies = smf.ols("y ~ x + z + C(region) + C(year)", FRAME).fit(
        cov_type="cluster", cov_kwds={"groups": FRAME["region"]}
    )
    rows, counted = fit.nobs, 2 + 9 - 1
    ratio = (rows - counted - 12) / (rows - counted)
    np.testing.assert_allclose(fit.std_errors**2, dummies.bse[["x", "z"]] ** 2 * ratio, rtol=1e-9)
    assert fit.freedom == 11


def test_driscoll_kraay_errors_of_one_entity_are_newey_west() -> None:
    one = FRAME[FRAME["region"] == 5]
    fit = fixed_effects(one, "y ~ x", effects="none", cov="driscoll_kraay", bandwidth=2, **KEYS)
    other = smf.ols("y ~ x", one).fit(
        cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True}
    )
    np.testing.assert_allclose(fit.std_errors, other.bse)
    assert fit.freedom == fit.years - 1


def test_weights_count_rows() -> None:
    weighted = FRAME.assign(w=1.0 + (FRAME["region"] == 3))
    fit = fixed_effects(weighted, "y ~ x", effects="entity", cov="robust", weights="w", **KEYS)
    other = smf.wls("y ~ x + C(region)", weighted, weights=weighted["w"]).fit()
    assert fit.params["x"] == pytest.approx(other.params["x"])


def test_trends_are_effects_of_the_differences() -> None:
    trended = FRAME.assign(y=FRAME["y"] + FRAME["region"] * FRAME["year"])
    plain, with_trends = (
        fixed_effects(frame, "y ~ x", effects="entity_trends", cov="clustered", **KEYS)
        for frame in (FRAME, trended)
    )
    np.testing.assert_allclose(plain.params, with_trends.params)
    first = fixed_effects(FRAME, "y ~ x", effects="first_difference", cov="clustered", **KEYS)
    # Each row has a change unless the year before is missing.
    assert first.nobs == plain.nobs < len(FRAME) - 12


def test_only_the_pooled_regression_keeps_its_constant() -> None:
    pooled = fixed_effects(FRAME, "y ~ x", effects="none", cov="robust", **KEYS)
    assert list(pooled.params.index) == ["Intercept", "x"]
    within = fixed_effects(FRAME, "y ~ x", effects="time", cov="robust", **KEYS)
    assert list(within.params.index) == ["x"]


def test_order_and_place_of_the_keys_do_not_matter() -> None:
    shuffled = FRAME.sample(frac=1.0, random_state=1).set_index(["year", "region"])
    fits = [
        fixed_effects(frame, "y ~ x", effects="twoway", cov="clustered", **KEYS)
        for frame in (FRAME, shuffled)
    ]
    np.testing.assert_allclose(fits[0].params, fits[1].params)
    np.testing.assert_allclose(fits[0].std_errors, fits[1].std_errors)


def test_rows_with_a_missing_value_are_left_out() -> None:
    holes = FRAME.copy()
    holes.loc[:9, "x"] = np.nan
    fit = fixed_effects(holes, "y ~ x", effects="twoway", cov="clustered", **KEYS)
    assert fit.nobs == len(FRAME) - 10


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("y ~ xx", "column 'xx' is not in the table; nearest: x"),
        ("y ~ ", "leaves no regressor"),
        ("y x", "cannot be read"),
        ("y", "cannot be read"),
        ("y ~ x + I(2 * x)", "are collinear"),
        ("y ~ x + size", "size has no variation left after twoway effects"),
        ("y ~ x + ends", "ends is infinite"),
    ],
)
def test_a_formula_that_cannot_be_fitted(formula: str, message: str) -> None:
    frame = FRAME.assign(size=FRAME["region"] ** 2, ends=np.where(FRAME["x"] > 2, np.inf, 1.0))
    with pytest.raises(ModelError, match=message):
        fixed_effects(frame, formula, effects="twoway", cov="clustered", **KEYS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda frame: pd.concat([frame, frame.iloc[:1]]),
            r"1 pairs occur .* \(0 2001",
        ),
        (lambda frame: frame.rename(columns={"year": "yr"}), "'year' is not in the table"),
        (lambda frame: frame.assign(year=frame["year"] + 0.5), "not a year; allowed: whole"),
        (lambda frame: frame.assign(region=frame["region"].where(frame["x"] > 0)), "no key"),
        (lambda frame: frame.iloc[:1], "cannot be fitted to 1 rows"),
    ],
)
def test_a_table_that_is_no_panel(change: object, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        fixed_effects(change(FRAME), "y ~ x", effects="entity", cov="clustered", **KEYS)


def test_settings_that_do_not_exist() -> None:
    with pytest.raises(ModelError, match="effects: 'both' is not known; allowed: none, entity"):
        fixed_effects(FRAME, "y ~ x", effects="both", cov="clustered", **KEYS)
    with pytest.raises(ModelError, match="cov: 'hac' is not known; allowed: homoskedastic"):
        fixed_effects(FRAME, "y ~ x", effects="entity", cov="hac", **KEYS)
    with pytest.raises(ModelError, match="weights: x is missing or not positive"):
        fixed_effects(FRAME, "y ~ z", effects="entity", cov="robust", weights="x", **KEYS)
