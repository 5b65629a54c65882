"""What regions borrow from each other."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import polygamma

from analysis.models.annual_series import log_growth_table
from analysis.models.pooling import (
    ScalePrior,
    _inverse_trigamma,
    common_growth,
    pooled_parts,
    scale_prior,
)
from tests.models.simulated import panel

GROWTH = log_growth_table(panel())


@pytest.mark.parametrize("value", [0.01, 0.5, 3.0, 40.0])
def test_inverse_trigamma(value: float) -> None:
    assert float(polygamma(1, _inverse_trigamma(value))) == pytest.approx(value, rel=1e-9)


def test_prior_of_variances_is_recovered() -> None:
    rng = np.random.default_rng(1)
    variance = 6.0 * 0.04 / rng.chisquare(6.0, size=4000)
    growth = pd.DataFrame(np.sqrt(variance) * rng.standard_normal((15, 4000)))
    found = scale_prior(growth)
    assert found.freedom == pytest.approx(6.0, rel=0.15)
    assert found.variance == pytest.approx(0.04, rel=0.05)


def test_equal_variances_give_a_prior_that_decides() -> None:
    growth = pd.DataFrame(0.1 * np.random.default_rng(2).standard_normal((15, 4000)))
    assert scale_prior(growth).freedom > 100
    assert scale_prior(growth.iloc[:, :9]).freedom == 0.0


def test_quiet_regions_widen_and_loud_ones_narrow() -> None:
    prior = ScalePrior(4.0, 0.01)
    rng = np.random.default_rng(3)
    assert prior.width(0.02 * rng.standard_normal(12)) > 1.2
    assert prior.width(0.50 * rng.standard_normal(12)) < 1.0
    assert ScalePrior(0.0, 1.0).width(rng.standard_normal(12)) == 1.0
    assert prior.width(np.full(9, 0.1)) == 1.0


def test_width_is_the_moderated_variance() -> None:
    growth = np.array([0.1, -0.1, 0.3, np.nan, -0.3])
    own = np.nanvar(growth, ddof=1)
    expected = np.sqrt((3 * own + 2.0 * 0.5) / 5.0 / own)
    assert ScalePrior(2.0, 0.5).width(growth) == pytest.approx(expected)


def test_common_growth_is_the_mean_over_known_regions() -> None:
    growth = GROWTH.copy()
    growth.iloc[:5, 0] = np.nan
    found = common_growth(growth, 3)
    np.testing.assert_allclose(found.history, np.nanmean(growth.to_numpy(), axis=1))


def test_a_region_that_moves_with_all_others_gets_the_common_path() -> None:
    common = common_growth(GROWTH, 3)
    path, own = pooled_parts(common.history, common, 3)
    assert path is common.future
    np.testing.assert_array_equal(own.draw(50, np.random.default_rng(0)), 0.0)
