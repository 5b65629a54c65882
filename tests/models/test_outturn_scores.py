"""Scores of one figure against closed forms, and places that are uniform under calibration."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.errors import ModelError
from analysis.models.outturn_scores import pooled_skill, randomised_pit, score_outturn

GRID = (np.arange(20_000) + 0.5) / 20_000


def rng() -> np.random.Generator:
    return np.random.default_rng(20)


def normal_crps(mean: float, sd: float, actual: float) -> float:
    """Closed form of Gneiting and Raftery (2007), equation 21."""
    z = (actual - mean) / sd
    inside = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi)
    return float(sd * inside)


@pytest.mark.parametrize(("mean", "sd", "actual"), [(0, 1, 0), (5, 2, 1), (100, 10, 130)])
def test_the_score_of_a_normal_forecast_is_the_closed_form(
    mean: float, sd: float, actual: float
) -> None:
    score = score_outturn(stats.norm.ppf(GRID, mean, sd), actual, rng=rng())
    assert score.crps == pytest.approx(normal_crps(mean, sd, actual), rel=1e-3)
    assert score.pit == pytest.approx(stats.norm.cdf(actual, mean, sd), abs=1e-4)
    assert score.p50 == pytest.approx(mean, abs=1e-3)


def test_a_standard_normal_scores_what_is_published_at_its_centre() -> None:
    # METHOD, section 5: CRPS of N(0, 1) at 0.
    assert normal_crps(0, 1, 0) == pytest.approx(0.23369498, abs=1e-7)


def test_bands_hold_what_lies_between_their_quantiles() -> None:
    draws = np.linspace(0, 1, 1001)
    inside = [score_outturn(draws, actual, rng=rng()) for actual in (0.5, 0.92, 0.99)]
    assert [score.inside_80 for score in inside] == [True, False, False]
    assert [score.inside_95 for score in inside] == [True, True, False]


@pytest.mark.parametrize("atom", [0.0, 0.4])
def test_places_of_simulated_truths_are_uniform_with_atoms_too(atom: float) -> None:
    source = rng()

    def drawn(size: int) -> np.ndarray:
        values = np.exp(source.standard_normal(size))
        return np.where(source.random(size) < atom, 0.0, values)

    places = [randomised_pit(drawn(500), float(drawn(1)[0]), source) for _ in range(600)]
    # Alarms falsely for one seed in a thousand.
    assert stats.kstest(places, "uniform").pvalue > 0.001


def test_a_forecast_that_is_too_low_is_found_out() -> None:
    source = rng()
    places = [
        randomised_pit(source.standard_normal(500), float(source.standard_normal() + 1), source)
        for _ in range(200)
    ]
    assert stats.kstest(places, "uniform").pvalue < 1e-6


def test_no_draw_is_no_forecast() -> None:
    with pytest.raises(ModelError, match="none given"):
        randomised_pit([], 1.0, rng())


def test_skill_compares_sums_over_the_figures_both_have() -> None:
    own, rival = pd.Series([1.0, 3.0, 9.0]), pd.Series([2.0, 6.0, np.nan])
    assert pooled_skill(own, rival) == pytest.approx(0.5)
    assert math.isnan(pooled_skill(own, pd.Series([np.nan] * 3)))
    assert math.isnan(pooled_skill(own, pd.Series([0.0, 0.0, 0.0])))
