"""Shapes of growth on a grid, each fitted to log reports in closed form."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["FORMS", "CurveFit", "Shapes", "fit_shapes", "shape_grid"]

Array = NDArray[np.float64]

FORMS = ("exponential", "gompertz", "logistic")

# Weak priors, all judgement: growth rates a year between the ends with an even logarithm; the
# saturation level at most a hundredfold the last report with an even logarithm; reports about 10 %
# off a smooth curve, said with the force of one report; at least half of that scatter lasts,
# because what moved a zone once has mostly moved it for good.
_RATES = np.exp(np.linspace(np.log(0.01), np.log(1.0), 40))
_STEPS = (np.arange(24) + 0.5) / 24
# Dense near zero, where a curve that has levelled off puts its weight.
_LOG_HEADROOMS = np.log(100.0) * _STEPS**2
_NOISE, _NOISE_REPORTS = 0.1, 1
_LASTING = 0.5 + (np.arange(3) + 0.5) / 6


class Shapes(NamedTuple):
    """Cells of the shape grid, one a row.

    Parameters
    ----------
    form
        Name of the form.
    rate
        Growth rate a year.
    log_headroom
        Log of the saturation level over the level of the last exact report; infinite without one.
    log_prior
        Log prior probability up to a constant.
    """

    form: NDArray[np.str_]
    rate: Array
    log_headroom: Array
    log_prior: Array

    def log_growth(self, elapsed: Array) -> Array:
        """Log of the level over the level of the last exact report.

        Parameters
        ----------
        elapsed
            Shape (n,), years since that report.

        Returns
        -------
        ndarray
            Shape (cells, n).
        """
        steps = self.rate[:, None] * elapsed
        headroom = np.where(np.isfinite(self.log_headroom), self.log_headroom, 1.0)[:, None]
        gompertz = -headroom * np.expm1(-steps)
        logistic = headroom - np.logaddexp(0.0, np.log(np.expm1(headroom)) - steps)
        choices = [self.form[:, None] == name for name in FORMS]
        return np.asarray(np.select(choices, [steps, gompertz, logistic]), dtype=np.float64)


class CurveFit(NamedTuple):
    """All shapes fitted under one share of scatter that lasts.

    Parameters
    ----------
    lasting
        Share of the variance that is a random walk.
    origin, reference
        Dates at which the random walk starts and of the last exact report.
    dates
        Shape (n,), dates of the exact reports.
    inverse
        Shape (n, n), inverse covariance over the squared scale.
    level, residuals
        Log level at `reference`, shape (cells,), and what it leaves, shape (cells, n).
    scale, freedom
        Scale, shape (cells,), and degrees of freedom of the t distribution.
    log_likelihood
        Shape (cells,), marginal, up to a common constant.
    """

    lasting: float
    origin: float
    reference: float
    dates: Array
    inverse: Array
    level: Array
    residuals: Array
    scale: Array
    freedom: int
    log_likelihood: Array

    def predict(self, shapes: Shapes, dates: Array) -> tuple[Array, Array]:
        """Predict the logarithm of reports of other dates.

        Parameters
        ----------
        shapes
            The cells that were fitted.
        dates
            Shape (m,).

        Returns
        -------
        tuple of ndarray
            Mean, shape (cells, m), and covariance over the squared scale, shape (m, m), which is
            the same for all cells.
        """
        between = self.lasting * _shared_walk(dates, self.dates, self.origin)
        pull = between @ self.inverse
        growth = shapes.log_growth(dates - self.reference)
        mean = growth + self.level[:, None] + self.residuals @ pull.T
        missing = 1 - pull.sum(axis=1)
        covariance = (
            _covariance(dates, self.lasting, self.origin)
            - pull @ between.T
            + np.outer(missing, missing) / self.inverse.sum()
        )
        return mean, covariance


def shape_grid(forms: tuple[str, ...]) -> Shapes:
    """List all cells of the forms asked for, equally probable in sum for each form.

    Parameters
    ----------
    forms
        Names out of `FORMS`.

    Returns
    -------
    Shapes
        The cells.
    """
    parts = []
    for name in forms:
        bounded = name != "exponential"
        headrooms = _LOG_HEADROOMS if bounded else np.array([np.inf])
        # Equal prior mass a unit of log headroom: a cell weighs as much as it is wide.
        widths = _STEPS / _STEPS.sum() if bounded else np.ones(1)
        rate, headroom = (part.ravel() for part in np.meshgrid(_RATES, headrooms))
        prior = np.repeat(widths, len(_RATES)) / len(_RATES)
        parts.append((np.full(rate.size, name), rate, headroom, prior))
    form, rates, log_headroom, prior = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Shapes(form, rates, log_headroom, np.log(prior))


def fit_shapes(dates: Array, logs: Array, shapes: Shapes, *, origin: float) -> tuple[CurveFit, ...]:
    r"""Fit level and scale of every shape under every share of lasting scatter.

    Parameters
    ----------
    dates, logs
        Shape (n,), dates and logarithms of the exact reports.
    shapes
        The cells.
    origin
        Date at which the random walk starts, at or before the first report.

    Returns
    -------
    tuple of CurveFit
        One a share, all equally probable.

    Notes
    -----
    With :math:`y - g = a 1 + e`, :math:`e \sim N(0, \sigma^2 V)`, a flat prior of a and a scaled
    inverse chi-square prior of :math:`\sigma^2` with :math:`\nu_0` and :math:`s_0^2`:
    :math:`\log p(y) = -\tfrac12 \log|V| - \tfrac12 \log 1'V^{-1}1 - \tfrac{n - 1 + \nu_0}{2}
    \log(\nu_0 s_0^2 + e'V^{-1}e)` (Bayesian Data Analysis, chapter 14).
    """
    return tuple(_fit(dates, logs, shapes, float(lasting), origin) for lasting in _LASTING)


def _fit(dates: Array, logs: Array, shapes: Shapes, lasting: float, origin: float) -> CurveFit:
    reference = float(dates.max())
    covariance = _covariance(dates, lasting, origin)
    inverse = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
    precision = float(inverse.sum())
    detrended = logs - shapes.log_growth(dates - reference)
    level = detrended @ inverse.sum(axis=1) / precision
    residuals = detrended - level[:, None]
    squares = np.einsum("ci,ij,cj->c", residuals, inverse, residuals)
    freedom = len(dates) - 1 + _NOISE_REPORTS
    total = _NOISE_REPORTS * _NOISE**2 + squares
    constant = -0.5 * (float(np.linalg.slogdet(covariance)[1]) + np.log(precision))
    return CurveFit(
        lasting,
        origin,
        reference,
        dates,
        inverse,
        level,
        residuals,
        np.sqrt(total / freedom),
        freedom,
        constant - 0.5 * freedom * np.log(total),
    )


def _shared_walk(first: Array, second: Array, origin: float) -> Array:
    """Covariance of a random walk that starts at the origin, between two sets of dates."""
    return np.asarray(np.minimum.outer(first, second) - origin, dtype=np.float64)


def _covariance(dates: Array, lasting: float, origin: float) -> Array:
    """Covariance of the scatter over the squared scale."""
    passing = (1 - lasting) * np.eye(len(dates))
    return passing + lasting * _shared_walk(dates, dates, origin)
