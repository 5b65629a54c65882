"""Local projections against regressions written out, and at the breaks of a series."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.influence import clustered_variance, estimate_coefficient
from analysis.models.local_projections import local_projections
from analysis.models.panel import fixed_effects, local_projection

KEYS = {"entity": "region", "time": "year"}
FIRST, LAST, REGIONS = 2000, 2012, 15


def simulated() -> pd.DataFrame:
    rng = np.random.default_rng(6)
    index = pd.MultiIndex.from_product(
        [range(REGIONS), range(FIRST, LAST + 1)], names=["region", "year"]
    )
    frame = pd.DataFrame(rng.standard_normal((len(index), 3)), index, columns=["u", "x", "z"])
    frame["y"] = (frame["u"] + 0.5 * frame["x"]).groupby(level=0).cumsum()
    return frame


FRAME = simulated()


def written_out(horizon: int, first_lag: int) -> pd.DataFrame:
    """Columns of the projection with one lag, by groupwise shifts."""
    group = FRAME.groupby(level=0)
    change = group["y"].diff()
    return pd.DataFrame(
        {
            "window": group["y"].shift(-horizon) - group["y"].shift(1),
            "x": FRAME["x"],
            "x_before": group["x"].shift(1),
            "own": change.groupby(level=0).shift(first_lag),
            "z_before": group["z"].shift(1),
        }
    )


@pytest.mark.parametrize(("horizon", "first_lag"), [(0, 1), (2, 1), (-2, 2), (-3, 3)])
def test_each_horizon_is_one_regression(horizon: int, first_lag: int) -> None:
    found = local_projection(FRAME, "y", "x", horizons=[horizon], lags=1, controls=["z"], **KEYS)
    row = found.iloc[0]
    formula = "window ~ x + x_before + own + z_before"
    frame = written_out(horizon, first_lag)
    clustered = fixed_effects(frame, formula, effects="twoway", cov="clustered", **KEYS)
    years = clustered.years
    bandwidth = max(horizon, -horizon - 2, int(4 * (years / 100) ** (2 / 9)))
    kraay = fixed_effects(
        frame, formula, effects="twoway", cov="driscoll_kraay", bandwidth=bandwidth, **KEYS
    )
    assert row["estimate"] == pytest.approx(clustered.params["x"])
    assert row["std_error"] == pytest.approx(clustered.std_errors["x"])
    assert row["std_error_driscoll_kraay"] == pytest.approx(kraay.std_errors["x"])
    assert (row["nobs"], row["years"]) == (clustered.nobs, years)
    low, high = clustered.intervals().loc["x"]
    assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high))


def test_weights_are_those_of_weighted_least_squares() -> None:
    weighted = FRAME.assign(w=1.0 + FRAME.index.get_level_values("region"))
    found = local_projection(weighted, "y", "x", horizons=[0], lags=0, weights="w", **KEYS)
    rows = written_out(0, 1).assign(w=weighted["w"])
    other = fixed_effects(
        rows, "window ~ x", effects="twoway", cov="clustered", weights="w", **KEYS
    )
    assert found["estimate"][0] == pytest.approx(other.params["x"])
    assert found["std_error"][0] == pytest.approx(other.std_errors["x"])


def test_no_change_is_taken_across_a_break() -> None:
    raised = FRAME.copy()
    after = raised.index.get_level_values("year") >= 2006
    # A new method that moves every region by a different amount.
    raised.loc[after, "y"] += 100.0 * raised.index.get_level_values("region")[after]
    arguments = {"horizons": [-3, -2, 0, 1, 2], "lags": 1, "breaks": [2006], **KEYS}
    found, expected = (local_projection(frame, "y", "x", **arguments) for frame in (raised, FRAME))
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize(
    ("horizon", "lags", "years"), [(0, 0, 11), (2, 0, 7), (0, 1, 9), (2, 1, 5), (-2, 0, 10)]
)
def test_years_left_by_a_break(horizon: int, lags: int, years: int) -> None:
    found = local_projection(FRAME, "y", "x", horizons=[horizon], lags=lags, breaks=[2006], **KEYS)
    assert found["years"][0] == years


def test_covariance_belongs_to_the_table() -> None:
    found = local_projections(FRAME, "y", "x", horizons=range(3), lags=1, **KEYS)
    np.testing.assert_allclose(np.diag(found.covariance) ** 0.5, found.table["std_error"])
    assert np.linalg.eigvalsh(found.covariance).min() > 0


def test_influences_add_up_to_nothing_and_square_to_the_variance() -> None:
    rows = written_out(0, 1)[["window", "x"]].dropna()
    found = estimate_coefficient(rows, response="window", impulse="x")
    assert found.influence.sum() == pytest.approx(0.0, abs=1e-12)
    sums = found.influence.groupby(level=0).sum()
    factor = REGIONS / (REGIONS - 1) * (found.nobs - 1) / (found.nobs - found.terms)
    assert clustered_variance([found])[0, 0] == pytest.approx(factor * (sums**2).sum())
    # Impulse and years: entity effects are nested in the clusters.
    assert found.terms == 1 + found.years - 1


def test_jackknife_is_twice_the_whole_less_the_mean_of_the_halves() -> None:
    arguments = {"horizons": [0], "lags": 0, **KEYS}
    frame = FRAME.loc[(slice(None), slice(2000, 2010)), :]
    whole = local_projection(frame, "y", "x", **arguments)["estimate"][0]
    # Impulses of 2001-2005 and of 2006-2010; each needs the year before.
    halves = [
        local_projection(frame.loc[(slice(None), slice(*years)), :], "y", "x", **arguments)
        for years in ((2000, 2005), (2005, 2010))
    ]
    found = local_projection(frame, "y", "x", jackknife=True, **arguments)
    expected = 2 * whole - sum(half["estimate"][0] for half in halves) / 2
    assert found["estimate"][0] == pytest.approx(expected)
    assert found["std_error"][0] > 0


def test_two_years_give_no_driscoll_kraay_error() -> None:
    frame = FRAME.loc[(slice(None), slice(2000, 2002)), :]
    found = local_projection(frame, "y", "x", horizons=[0], lags=0, **KEYS)
    assert found["years"][0] == 2
    assert np.isnan(found["std_error_driscoll_kraay"][0])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"horizons": [0, -1]}, r"horizons: \[0, -1\]; allowed: .* not -1"),
        ({"horizons": []}, r"horizons: \[\]"),
        ({"lags": -1}, "lags: -1; allowed: 0 or more"),
        ({"level": 95}, "level: 95; allowed: between 0 and 1"),
        ({"horizons": [30]}, "horizon 30: .* 0 entities and 0 years are left"),
        ({"controls": ["zz"]}, "column 'zz' is not in the table; nearest: z"),
        ({"impulse": "same"}, "horizon 0: .* no variation left"),
    ],
)
def test_settings_that_cannot_be_estimated(change: dict[str, object], message: str) -> None:
    frame = FRAME.assign(same=FRAME.index.get_level_values("year") * 1.0)
    arguments = {"response": "y", "impulse": "x", "horizons": [0], "lags": 1, **KEYS} | change
    with pytest.raises(ModelError, match=message):
        local_projection(frame, **arguments)
