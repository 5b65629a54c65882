"""Special economic zones: what a job has cost by their own reports, and what the next may cost."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.zone_records import (
    JobsBasis,
    cumulative_reports,
    deflate_cumulative,
    paired_reports,
)

__all__ = [
    "CostPerJob",
    "JobsBasis",
    "cost_per_job",
    "cumulative_reports",
    "deflate_cumulative",
    "paired_reports",
]

Array = NDArray[np.float64]

# The prior of the variance between zones weighs as much as this many: enough for a mean.
_PRIOR_ZONES = 4
# Points of the grids of the two deviations and of the shared part, fine enough that doubling them
# moves no result by 1 % (a test), and their ends in multiples of the prior.
_DEVIATIONS, _SHARES = 32, 9
_BETWEEN_ENDS, _WITHIN_END = (0.1, 20.0), 5.0


class CostPerJob(NamedTuple):
    """Log-normal cost of a post in a new programme, and how the zones made it.

    Parameters
    ----------
    log_mean, log_sd
        Mean and standard deviation of the logarithm of RUB mn per post: the first two moments of
        the posterior predictive distribution.
    zones
        Zones behind it.
    own_log_mean
        Mean log cost of the region's own zones, NaN without one.
    others_log_mean
        Mean log cost of the other zones, NaN without one.
    own_weight
        Weight of the own zones' record in `log_mean`; the rest is that of the others. One if only
        own zones report, zero if none does.
    between_log_sd, within_log_sd
        Root mean square, over the posterior, of the deviation between zones and of one report
        around its zone.
    """

    log_mean: float
    log_sd: float
    zones: int
    own_log_mean: float
    others_log_mean: float
    own_weight: float
    between_log_sd: float
    within_log_sd: float


class _Grid(NamedTuple):
    """Equally long columns over all cells: deviations, shared part of the variance, log weight."""

    between: Array
    within: Array
    shared: Array
    log_prior: Array


def cost_per_job(records: pd.DataFrame, own_zones: list[str], *, log_sd_prior: float) -> CostPerJob:
    r"""Predict the cost of a post in a new programme by partial pooling of the zones.

    Parameters
    ----------
    records
        Columns subject, year, real_cost_rub_mn, one row a zone and year, all posts on one basis;
        with a column region_code, zones of one region are taken to be alike.
    own_zones
        Zones of the region asked about.
    log_sd_prior
        Root mean square of the prior of both deviations, log points. Zero says that all zones cost
        the same: their mean is returned without spread.

    Returns
    -------
    CostPerJob
        Moments of the predictive distribution of a new programme of the region.

    Raises
    ------
    ModelError
        No zone reports both figures, a cost is not positive, or the prior is negative.

    Notes
    -----
    The latest running total of zone z in region r and the cost of a new programme p are

    .. math::
        y_z = \mu + u_r + v_z + e_z, \qquad y_p = \mu + u_r + v_p

    with variances :math:`\rho\tau^2` of u, :math:`(1 - \rho)\tau^2` of v and :math:`\sigma^2` of e.
    Running totals of one zone are one chain: the latest counts, and the change between two
    reports, whose variance is :math:`\sigma^2` a year, informs :math:`\sigma` only. Priors, with
    :math:`s_0` = `log_sd_prior`: flat for :math:`\mu`; scaled inverse chi-square for
    :math:`\tau^2`, mean :math:`s_0^2` and 4 degrees of freedom, which keeps a few zones that
    happen to agree from being taken as one; half-normal with scale :math:`s_0` for
    :math:`\sigma`; flat on (0, 1) for :math:`\rho`, which says how much of a zone's own cost its
    region passes on. All are integrated on a grid, so nothing rests on many zones (Gelman et al.,
    Bayesian Data Analysis, chapter 5; Gelman 2006, Bayesian Analysis 1(3), for few groups). The
    predictive has heavier tails than the log-normal of the same two moments.
    """
    _check(records, log_sd_prior)
    ordered = records.sort_values(["subject", "year"])
    latest = ordered.groupby("subject").last()
    logs = np.log(latest["real_cost_rub_mn"]).to_numpy(dtype=float)
    own = np.asarray(latest.index.isin(own_zones))
    if log_sd_prior == 0:
        return _summary(logs, own, (float(logs.mean()), 0.0, float(own.mean()), 0.0, 0.0))
    grid = _grid(log_sd_prior)
    log_likelihood, mean, variance, own_weight = _predict(logs, _alike(latest, own), own, grid)
    log_weight = grid.log_prior + log_likelihood + _chain_likelihood(ordered, grid.within)
    weights = np.exp(log_weight - log_weight.max())
    weights /= weights.sum()
    centre = float(weights @ mean)
    spread = float(np.sqrt(weights @ (variance + (mean - centre) ** 2)))
    deviations = [float(np.sqrt(weights @ part**2)) for part in (grid.between, grid.within)]
    return _summary(logs, own, (centre, spread, float(weights @ own_weight), *deviations))


def _check(records: pd.DataFrame, log_sd_prior: float) -> None:
    if records.empty:
        raise ModelError("cost_per_job: no zone reports both investment and jobs for the same year")
    bad = records[~(records["real_cost_rub_mn"] > 0)]
    if len(bad):
        raise ModelError(
            f"cost_per_job: real_cost_rub_mn of {bad['subject'].iloc[0]} is "
            f"{bad['real_cost_rub_mn'].iloc[0]}; a cost must be above 0"
        )
    if not log_sd_prior >= 0:
        raise ModelError(f"cost_per_job: log_sd_prior {log_sd_prior} must not be negative")


def _grid(scale: float) -> _Grid:
    """Midpoints, dense near zero for the deviation within, even in the logarithm for the other."""
    steps = (np.arange(_DEVIATIONS) + 0.5) / _DEVIATIONS
    low, high = np.log(_BETWEEN_ENDS)
    inside = _WITHIN_END * steps**2
    log_inside = -0.5 * inside**2 + np.log(steps)
    apart = np.exp(low + (high - low) * steps)
    log_apart = -_PRIOR_ZONES * np.log(apart) - (_PRIOR_ZONES - 2) / (2 * apart**2)
    shares = (np.arange(_SHARES) + 0.5) / _SHARES
    between, within, shared = np.meshgrid(apart * scale, inside * scale, shares, indexing="ij")
    prior = np.broadcast_to(log_apart[:, None, None] + log_inside[:, None], between.shape)
    return _Grid(between.ravel(), within.ravel(), shared.ravel(), prior.ravel())


def _alike(latest: pd.DataFrame, own: NDArray[np.bool_]) -> Array:
    """Shape (zones, zones): one where two zones are of the same region."""
    names = latest["region_code"] if "region_code" in latest else pd.Series(latest.index)
    codes = names.to_numpy(dtype=object)
    return np.asarray((codes[:, None] == codes) | (own[:, None] & own), dtype=np.float64)


def _predict(
    logs: Array, alike: Array, own: NDArray[np.bool_], grid: _Grid
) -> tuple[Array, Array, Array, Array]:
    """Restricted log likelihood, predictive mean and variance, own weight, for every cell."""
    size = len(logs)
    between, within = (grid.between**2)[:, None, None], (grid.within**2)[:, None, None]
    shared = grid.shared[:, None, None]
    covariance = between * (shared * alike + (1 - shared) * np.eye(size)) + within * np.eye(size)
    link = (grid.shared * grid.between**2)[:, None] * own
    inverse = np.linalg.inv(covariance)
    sums = inverse.sum(axis=2)
    precision = sums.sum(axis=1)
    location = (sums @ logs) / precision
    residuals = logs - location[:, None]
    pull = np.einsum("cij,cj->ci", inverse, link)
    missing = 1 - pull.sum(axis=1)
    weight = pull + missing[:, None] * sums / precision[:, None]
    squares = np.einsum("ci,cij,cj->c", residuals, inverse, residuals)
    log_likelihood = -0.5 * (np.linalg.slogdet(covariance)[1] + np.log(precision) + squares)
    variance = grid.between**2 - (pull * link).sum(axis=1) + missing**2 / precision
    return log_likelihood, weight @ logs, variance, weight[:, own].sum(axis=1)


def _chain_likelihood(ordered: pd.DataFrame, within: Array) -> Array:
    """Log likelihood of the changes between reports of one zone, for every cell."""
    by_zone = ordered.groupby("subject")
    change = by_zone["real_cost_rub_mn"].transform(lambda cost: np.log(cost).diff()).dropna()
    gap = by_zone["year"].diff().dropna()
    squares = float((change**2 / gap).sum())
    return np.asarray(-len(change) * np.log(within) - 0.5 * squares / within**2, dtype=np.float64)


def _summary(logs: Array, own: NDArray[np.bool_], found: tuple[float, ...]) -> CostPerJob:
    """Name the moments and add what they were read from."""
    log_mean, log_sd, own_weight, between, within = found
    return CostPerJob(
        log_mean=log_mean,
        log_sd=log_sd,
        zones=len(logs),
        own_log_mean=float(logs[own].mean()) if own.any() else float("nan"),
        others_log_mean=float(logs[~own].mean()) if not own.all() else float("nan"),
        own_weight=own_weight,
        between_log_sd=between,
        within_log_sd=within,
    )
