"""What one region borrows from the others: common growth, and the size of its shocks."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import digamma, polygamma

from analysis.models.members import Mixture, fit

__all__ = ["CommonGrowth", "ScalePrior", "common_growth", "pooled_parts", "scale_prior"]

Array = NDArray[np.float64]

# A region counts for the prior with this many known growth rates; there must be this many regions.
MIN_GROWTH = 7
MIN_REGIONS = 10
LARGE_FREEDOM = 1e3


class CommonGrowth(NamedTuple):
    """Growth shared by all regions, and where it goes.

    Parameters
    ----------
    history
        Mean log growth over regions by year.
    future
        Predictive distribution of its cumulated path.
    """

    history: pd.Series
    future: Mixture


class ScalePrior(NamedTuple):
    """Scaled inverse chi-square distribution of the variance of growth across regions.

    Parameters
    ----------
    freedom
        Degrees of freedom: how many years of its own a region's variance is worth. Zero is no
        information.
    variance
        Centre, squared log points.
    """

    freedom: float
    variance: float

    def width(self, growth: Array) -> float:
        """Say by how much the bands of one region change when its variance is moderated.

        Parameters
        ----------
        growth
            Shape (n,), log points, NaN where not known.

        Returns
        -------
        float
            Square root of moderated over own variance; above one for unusually quiet regions.
        """
        own = float(np.nanvar(growth, ddof=1))
        if own <= 0 or self.freedom <= 0:
            return 1.0
        years = int(np.isfinite(growth).sum()) - 1
        moderated = (years * own + self.freedom * self.variance) / (years + self.freedom)
        return float(np.sqrt(moderated / own))


def common_growth(growth: pd.DataFrame, steps: int) -> CommonGrowth:
    """Estimate the growth shared by all regions and forecast it.

    Parameters
    ----------
    growth
        Shape (years, regions), log points, up to the origin.
    steps
        Years ahead.

    Returns
    -------
    CommonGrowth
        The unweighted mean over regions and its predictive distribution.
    """
    history = growth.mean(axis=1)
    return CommonGrowth(history, fit(history.to_numpy(dtype=float), steps, "component"))


def pooled_parts(growth: pd.Series, common: CommonGrowth, steps: int) -> tuple[Mixture, Mixture]:
    r"""Describe paths of one region as common path plus own deviation.

    Parameters
    ----------
    growth
        Log growth of the region by year.
    common
        Growth shared by all regions.
    steps
        Years ahead.

    Returns
    -------
    common, own
        Independent distributions, log points from the last value; their sum is the path.

    Notes
    -----
    :math:`\Delta y_{it} = f_t + u_{it}`: both parts are damped autoregressions without constant,
    so a region's lead over the others fades, and so does common growth.
    """
    own = growth.to_numpy(dtype=float) - common.history.reindex(growth.index).to_numpy(dtype=float)
    return common.future, fit(own, steps, "component")


def scale_prior(growth: pd.DataFrame) -> ScalePrior:
    r"""Estimate how variances of growth scatter over regions.

    Parameters
    ----------
    growth
        Shape (years, regions), log points, up to the origin.

    Returns
    -------
    ScalePrior
        No information (zero degrees of freedom) with fewer than ten usable regions.

    Notes
    -----
    Moments of the log variances, Smyth (2004), Statistical Applications in Genetics and Molecular
    Biology 3(1), section 6.2: if :math:`s_i^2 \sim s_0^2 F_{d_i, d_0}`, then
    :math:`E \log s_i^2 = \log s_0^2 + \psi(d_i/2) - \log(d_i/2) - \psi(d_0/2) + \log(d_0/2)`
    and :math:`\operatorname{Var} \log s_i^2 = \psi'(d_i/2) + \psi'(d_0/2)`.
    """
    variance = growth.var(ddof=1)
    usable = (growth.notna().sum() >= MIN_GROWTH) & (variance > 0)
    if usable.sum() < MIN_REGIONS:
        return ScalePrior(0.0, 1.0)
    half = (growth.notna().sum()[usable].to_numpy(dtype=float) - 1.0) / 2.0
    centred = np.log(variance[usable].to_numpy(dtype=float)) - digamma(half) + np.log(half)
    scatter = float(centred.var(ddof=1) - polygamma(1, half).mean())
    freedom = 2.0 * _inverse_trigamma(scatter) if scatter > 0 else LARGE_FREEDOM
    freedom = min(freedom, LARGE_FREEDOM)
    log_variance = centred.mean() + digamma(freedom / 2.0) - np.log(freedom / 2.0)
    return ScalePrior(freedom, float(np.exp(log_variance)))


def _inverse_trigamma(value: float) -> float:
    """Solve trigamma(x) = value by Newton's method on the reciprocal, which is nearly linear."""
    root = 0.5 + 1.0 / value
    for _ in range(50):
        trigamma = float(polygamma(1, root))
        step = trigamma * (1.0 - trigamma / value) / float(polygamma(2, root))
        root += step
        if abs(step) < 1e-12 * root:
            break
    return root
