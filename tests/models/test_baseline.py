"""The baseline forecast: identities, information set, speed-free behaviour, refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.baseline import MODELS, forecast, members
from analysis.models.calibration import UNCALIBRATED, Calibration, packaged
from tests.models.simulated import panel, random_walk

WIDE = panel()
SERIES = WIDE["R04"]


def call(
    series: pd.Series | np.ndarray = SERIES,
    steps: int = 4,
    *,
    draws: int = 200,
    seed: int = 7,
    **more: object,
) -> np.ndarray:
    return forecast(series, steps, draws=draws, rng=np.random.default_rng(seed), **more)


@pytest.mark.parametrize("model", MODELS)
def test_same_generator_gives_same_finite_positive_draws(model: str) -> None:
    first, again = call(model=model, wide=WIDE), call(model=model, wide=WIDE)
    assert first.shape == (200, 4)
    assert np.isfinite(first).all()
    assert (first > 0).all()
    np.testing.assert_array_equal(first, again)


def test_drift_model_is_the_textbook_student_interval() -> None:
    logs = np.log(random_walk(2))
    growth = np.diff(logs)
    n, step = growth.size, 3
    error = growth.std(ddof=1) * np.sqrt(step + step**2 / n)
    expected = logs[-1] + step * growth.mean() + error * stats.t.ppf([0.1, 0.5, 0.9], n - 1)
    paths = call(np.exp(logs), step, draws=400_000, model="drift")
    got = np.quantile(np.log(paths[:, -1]), [0.1, 0.5, 0.9])
    np.testing.assert_allclose(got, expected, atol=8e-4)


@pytest.mark.parametrize("model", MODELS)
def test_unit_of_the_series_does_not_matter(model: str) -> None:
    small = call(model=model, wide=WIDE)
    large = call(SERIES * 1e6, model=model, wide=WIDE)
    np.testing.assert_allclose(large, small * 1e6, rtol=1e-9)


def test_paths_widen_and_hold_together() -> None:
    paths = np.log(call(steps=5, draws=20_000))
    assert (np.diff(paths.std(axis=0)) > 0).all()
    assert np.corrcoef(paths[:, 3], paths[:, 4])[0, 1] > 0.7


def test_the_first_rows_hold_all_members() -> None:
    paths = call(draws=20_000)
    part, whole = np.log(paths[:4000, -1]), np.log(paths[:, -1])
    assert stats.ks_2samp(part, whole).pvalue > 0.001


def test_series_without_variation_is_continued() -> None:
    np.testing.assert_allclose(call(np.full(10, 5.0)), 5.0)
    np.testing.assert_allclose(call(2.0 ** np.arange(9), 2, draws=3), [[512.0, 1024.0]] * 3)


def test_values_after_the_series_are_not_looked_at() -> None:
    history = SERIES.loc[:2011]
    poisoned = WIDE.copy()
    poisoned.loc[2012:] = 1e9
    np.testing.assert_array_equal(call(history, wide=WIDE), call(history, wide=poisoned))


def test_packaged_values_follow_the_last_year_of_the_series() -> None:
    history = SERIES.loc[:2011]
    explicit = call(history, calibration=packaged(until=2011))
    np.testing.assert_array_equal(call(history), explicit)
    # Without years nothing is known about the information set: the latest values.
    plain = call(history.to_numpy(), calibration=packaged())
    np.testing.assert_array_equal(call(history.to_numpy()), plain)
    np.testing.assert_array_equal(call(history.reset_index(drop=True)), plain)


def test_a_break_is_left_out_not_spliced() -> None:
    jumped = SERIES.copy()
    jumped.loc[2008:] *= 3.0
    calm = call(jumped, breaks=(2008,), model="drift", draws=2000)
    expected = call(SERIES, breaks=(2008,), model="drift", draws=2000)
    np.testing.assert_allclose(calm, 3.0 * expected, rtol=1e-9)
    assert np.log(call(jumped, model="drift")).std() > 3.0 * np.log(calm).std()


def test_weights_of_one_give_that_member_stretched() -> None:
    only = Calibration({"drift": 1.0}, ((2.0, 2.0, 2.0),))
    wide_paths = np.log(call(draws=4000, calibration=only))
    plain = np.log(call(draws=4000, model="drift"))
    np.testing.assert_allclose(wide_paths.std(axis=0), 2.0 * plain.std(axis=0), rtol=0.08)


def test_borrowing_widens_an_unusually_quiet_region() -> None:
    quiet = WIDE.copy()
    quiet["R04"] = 100.0 * np.exp(0.001 * np.random.default_rng(1).standard_normal(16).cumsum())
    known = Calibration({"no_change": 1.0})
    alone = np.log(call(quiet["R04"], calibration=known)).std()
    assert np.log(call(quiet["R04"], calibration=known, wide=quiet)).std() > 1.5 * alone


def test_members_table() -> None:
    table = members(SERIES, 3, calibration=UNCALIBRATED)
    assert (table["rung"] == 0).all()
    assert table.groupby("horizon")["weight"].sum().tolist() == pytest.approx([1.0] * 3)
    drift = table[table["member"] == "drift"]["median"].to_numpy()
    rate = np.diff(np.log(SERIES)).mean()
    np.testing.assert_allclose(drift, SERIES.iloc[-1] * np.exp(rate * np.arange(1, 4)))


@pytest.mark.parametrize(
    ("series", "arguments", "message"),
    [
        (np.ones(7), {}, "7 values given, at least 8"),
        (np.r_[np.ones(9), 0.0], {}, r"not positive at positions \[9\]"),
        (np.r_[np.ones(9), np.nan], {}, r"not finite at positions \[9\]"),
        (np.ones((4, 4)), {}, "one dimension"),
        (np.ones(9), {"steps": 0}, "steps: 0 given"),
        (np.ones(9), {"draws": 0}, "draws: 0 given"),
        (np.ones(9), {"model": "damped_trnd"}, "did you mean 'damped_trend'"),
        (np.ones(9), {"model": "pooled"}, "'pooled' given without wide"),
        (SERIES, {"wide": WIDE.loc[:2010]}, "do not hold the last of the series"),
        (pd.Series(np.ones(9)), {"breaks": (2010,), "steps": -1}, "steps: -1 given"),
    ],
)
def test_refusals(series: pd.Series | np.ndarray, arguments: dict, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        call(series, **arguments)


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(ModelError) as caught:
        call(np.zeros(3), 0, draws=0, model="x")
    assert len(caught.value.problems) == 5
