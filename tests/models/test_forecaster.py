"""Drawing from a fitted baseline: blocks, threads, and what a block must not depend on."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.baseline import MODELS, Forecaster, fit_forecast, forecast
from analysis.models.calibration import Calibration
from analysis.models.forecaster import Part
from analysis.models.members import MEMBERS, fit
from tests.models.simulated import panel, random_walk

WIDE = panel()
SERIES = WIDE["R04"]
WIDENED = Calibration(
    {"drift": 0.4, "theta": 0.35, "pooled": 0.25}, ((1.1, 1.3, 1.5), (1.2, 1.2, 1.2))
)


@pytest.fixture(scope="module")
def fitted() -> Forecaster:
    return fit_forecast(SERIES, 4, wide=WIDE, calibration=WIDENED)


@pytest.mark.parametrize("model", MODELS)
def test_forecast_is_fit_and_draw(model: str) -> None:
    drawn = fit_forecast(SERIES, 3, model=model, wide=WIDE).draw(50, np.random.default_rng(1))
    again = forecast(SERIES, 3, draws=50, rng=np.random.default_rng(1), model=model, wide=WIDE)
    np.testing.assert_array_equal(drawn, again)
    assert drawn.dtype == np.float64


def test_many_small_blocks_are_one_large_one(fitted: Forecaster) -> None:
    rng = np.random.default_rng(2)
    blocks = np.concatenate([fitted.draw(64, rng) for _ in range(1000)])
    whole = fitted.draw(64_000, rng)
    # Four comparisons at 0.1 per cent each.
    for step in range(4):
        assert stats.ks_2samp(blocks[:, step], whole[:, step]).pvalue > 0.001


def test_blocks_do_not_depend_on_what_was_drawn_before(fitted: Forecaster) -> None:
    first = fitted.draw(100, np.random.default_rng(3))
    fitted.draw(5000, np.random.default_rng(4))
    np.testing.assert_array_equal(fitted.draw(100, np.random.default_rng(3)), first)


def test_threads_draw_what_one_thread_draws(fitted: Forecaster) -> None:
    def block(seed: int) -> np.ndarray:
        return fitted.draw(512, np.random.default_rng(seed))

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(block, range(40)))
    for seed, drawn in enumerate(together):
        np.testing.assert_array_equal(drawn, block(seed))


def test_any_part_of_a_block_holds_all_members(fitted: Forecaster) -> None:
    paths = fitted.draw(20_000, np.random.default_rng(5))[:, -1]
    assert stats.ks_2samp(paths[:4000], paths[4000:]).pvalue > 0.001


def test_bands_are_averaged_over_members_and_widened() -> None:
    alone = [
        np.log(fit_forecast(SERIES, 2, model=name).draw(200_000, np.random.default_rng(6)))
        for name in ("no_change", "drift")
    ]
    known = Calibration({"no_change": 0.3, "drift": 0.7}, ((1.1, 1.3, 1.5),))
    drawn = np.log(
        fit_forecast(SERIES, 2, calibration=known).draw(200_000, np.random.default_rng(7))
    )
    for level, factor in zip((0.5, 0.8, 0.95), known.factors[0], strict=True):
        at = [(1 - level) / 2, 0.5, (1 + level) / 2]
        each = [np.quantile(paths, at, axis=0) for paths in alone]
        average = 0.3 * each[0] + 0.7 * each[1]
        expected = average[1] + factor * (average - average[1])
        band = np.ptp(expected, axis=0)
        # Four edges of three bands, each known to about one per cent of its band.
        assert (np.abs(np.quantile(drawn, at, axis=0) - expected) < 0.04 * band).all()


def test_parts_add_their_mixtures() -> None:
    growth = np.diff(np.log(random_walk(1)))
    one, other = (fit(growth, 2, name) for name in ("drift", "theta"))
    drawn = Part(1.0, (one, other)).draw(300, np.random.default_rng(7))
    rng = np.random.default_rng(7)
    np.testing.assert_array_equal(drawn, one.draw(300, rng) + other.draw(300, rng))


def test_no_path_is_drawn_from_nothing() -> None:
    assert "component" in MEMBERS
    with pytest.raises(ModelError, match="'component' given, allowed"):
        fit_forecast(SERIES, 2, model="component")
    with pytest.raises(ModelError, match="steps: 0 given"):
        fit_forecast(SERIES, 0)
