"""Growth curves through a handful of reports, with bands that know how few they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError
from analysis.models.growth_shapes import FORMS, CurveFit, Shapes, fit_shapes, shape_grid
from analysis.models.mixtures import mixture_quantiles

__all__ = ["Form", "GrowthCurve", "growth_curve"]

Array = NDArray[np.float64]
Form = Literal["average", "exponential", "gompertz", "logistic"]

_FEWEST, _FEWEST_EXACT = 4, 3
# The level is called identified when the reports halve the prior deviation of its logarithm and do
# not press it against the end of the prior.
_IDENTIFIED, _NEAR_THE_END = 0.75, 0.8
_SHOWN = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class GrowthCurve:
    """Posterior of a growth curve over forms, shapes and persistence of the scatter.

    Attributes
    ----------
    form_weights
        Posterior probability of each form considered.
    saturation
        5, 50 and 95 % quantiles of the saturation level given that there is one, unit of the
        values; NaN for the exponential alone.
    saturation_learned
        Share of the prior variance of its logarithm that the reports removed; at most 1, and
        negative if they widened it.
    saturation_identified
        Whether that share is at least three quarters without pressing the level against the end
        of its prior. If not, `saturation` is mostly the prior.
    """

    form_weights: dict[str, float]
    saturation: tuple[float, float, float]
    saturation_learned: float
    saturation_identified: bool
    _shapes: Shapes
    _fits: tuple[CurveFit, ...]
    _weights: Array
    _floor: float

    def quantiles(self, years: Sequence[float], probabilities: Sequence[float]) -> Array:
        """Quantiles of the figure that will be reported.

        Parameters
        ----------
        years
            Dates, as years with fractions.
        probabilities
            In (0, 1).

        Returns
        -------
        ndarray
            Shape (years, probabilities), unit of the values.
        """
        mean, sd = self._moments(np.asarray(years, dtype=float))
        wanted = np.asarray(probabilities, dtype=float)
        rows = [
            mixture_quantiles(mean[:, i], sd[:, i], self._weights, self._freedom, wanted)
            for i in range(len(years))
        ]
        return np.asarray(np.maximum(np.exp(rows), self._floor), dtype=np.float64)

    def draws(self, years: Sequence[float], draws: int, rng: np.random.Generator) -> Array:
        """Draw joint paths of the figures that will be reported.

        Parameters
        ----------
        years
            Dates, rising, as years with fractions.
        draws
            Number of paths.
        rng
            Source of randomness.

        Returns
        -------
        ndarray
            Shape (draws, years), unit of the values. A running total never falls along a path.
        """
        dates = np.asarray(years, dtype=float)
        parts = [fit.predict(self._shapes, dates) for fit in self._fits]
        mean = np.concatenate([part[0] for part in parts])
        factors = np.linalg.cholesky(np.stack([part[1] for part in parts]))
        scale = np.concatenate([fit.scale for fit in self._fits])
        cell = rng.choice(len(self._weights), size=draws, p=self._weights)
        scores = rng.standard_normal((draws, len(dates)))
        width = scale[cell] * np.sqrt(self._freedom / rng.chisquare(self._freedom, draws))
        own = factors[cell // len(self._shapes.rate)]
        paths = np.exp(mean[cell] + width[:, None] * np.einsum("dij,dj->di", own, scores))
        if self._floor > 0:
            paths = np.maximum.accumulate(np.maximum(paths, self._floor), axis=1)
        return np.asarray(paths, dtype=np.float64)

    def probability_below(self, year: float, value: float) -> float:
        """Probability that the figure reported at a date is below a value.

        Parameters
        ----------
        year
            Date, as a year with fractions.
        value
            Positive, unit of the values.

        Returns
        -------
        float
            Rank of an outturn among what was expected: uniform if the bands are right.
        """
        if value < self._floor:
            return 0.0
        mean, sd = self._moments(np.array([year]))
        below = special.stdtr(self._freedom, (np.log(value) - mean[:, 0]) / sd[:, 0])
        return float(self._weights @ below)

    @property
    def _freedom(self) -> int:
        return self._fits[0].freedom

    def _moments(self, dates: Array) -> tuple[Array, Array]:
        """Mean and scale of the log of a report, cells in rows, dates in columns."""
        parts = [fit.predict(self._shapes, dates) for fit in self._fits]
        scales = [
            fit.scale[:, None] * np.sqrt(np.diag(part[1]))
            for fit, part in zip(self._fits, parts, strict=True)
        ]
        return np.concatenate([part[0] for part in parts]), np.concatenate(scales)


def growth_curve(
    years: Sequence[float],
    values: Sequence[float],
    *,
    form: Form = "average",
    lower_bounds: Sequence[bool] | None = None,
    running_total: bool = False,
) -> GrowthCurve:
    r"""Fit growth curves to a few reports by integrating over a grid of parameters.

    Parameters
    ----------
    years
        Dates of the reports, as years with fractions; gaps are allowed.
    values
        Reported figures, positive, in any unit.
    form
        One form, or ``average`` to weigh all three by how well they predict the reports.
    lower_bounds
        True for a report that says "more than". None for none.
    running_total
        True if the figure cannot fall.

    Returns
    -------
    GrowthCurve
        Posterior, with quantiles and draws for any year.

    Raises
    ------
    ModelError
        Fewer than four reports, fewer than three of them exact, a value not above zero, lengths
        that differ, or an unknown form.

    Notes
    -----
    With T the last exact report, h the saturation over the level of T and x = t - T, the level
    relative to T is

    .. math::
        e^{rx}, \qquad h^{1 - e^{-rx}}, \qquad h / (1 + (h - 1) e^{-rx})

    for the exponential, Gompertz and logistic curve. Reports scatter around it in logarithms with
    variance :math:`\sigma^2 (1 - \varphi)` that passes and a random walk of variance
    :math:`\sigma^2 \varphi` a year that lasts. Given r, h and :math:`\varphi` the level and
    :math:`\sigma` integrate to a Student t with n degrees of freedom; r, h and :math:`\varphi` are
    summed over a grid of weak priors. A lower bound multiplies the weight of a cell by the
    probability of exceeding it, one bound at a time given the exact reports. Nothing is asymptotic.
    A curve only grows: what it says of a zone that loses residents is in the random walk alone.
    """
    dates, logs, exact = _checked(years, values, lower_bounds)
    if form != "average" and form not in FORMS:
        raise ModelError(
            f"growth_curve: form {form!r} must be average or one of {', '.join(FORMS)}"
        )
    shapes = shape_grid(FORMS if form == "average" else (form,))
    fits = fit_shapes(dates[exact], logs[exact], shapes, origin=float(dates.min()))
    log_weights = np.concatenate([shapes.log_prior + fit.log_likelihood for fit in fits])
    log_weights += _above(fits, shapes, dates[~exact], logs[~exact])
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    by_shape = weights.reshape(len(fits), -1).sum(axis=0)
    learned, identified = _learned(shapes, by_shape)
    return GrowthCurve(
        {name: float(by_shape[shapes.form == name].sum()) for name in FORMS},
        _saturation(shapes, fits, weights),
        learned,
        identified,
        shapes,
        fits,
        weights,
        float(np.exp(logs.max())) if running_total else 0.0,
    )


def _checked(
    years: Sequence[float], values: Sequence[float], lower_bounds: Sequence[bool] | None
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Dates, logarithms and which reports are exact."""
    dates, figures = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    bounds = np.zeros(len(dates), bool) if lower_bounds is None else np.asarray(lower_bounds, bool)
    if not len(dates) == len(figures) == len(bounds):
        raise ModelError(
            f"growth_curve: {len(dates)} years, {len(figures)} values and {len(bounds)} lower "
            f"bounds; they must be as many"
        )
    if len(dates) < _FEWEST or (~bounds).sum() < _FEWEST_EXACT:
        raise ModelError(
            f"growth_curve: {len(dates)} reports, {int((~bounds).sum())} of them exact; at least "
            f"{_FEWEST} and {_FEWEST_EXACT}: fewer points make any curve fit"
        )
    if not (figures > 0).all():
        raise ModelError(f"growth_curve: value {figures.min()} must be above 0")
    return dates, np.asarray(np.log(figures), dtype=np.float64), ~bounds


def _above(fits: tuple[CurveFit, ...], shapes: Shapes, dates: Array, logs: Array) -> Array:
    """Log probability of exceeding the lower bounds, for every cell."""
    if not len(dates):
        return np.zeros(len(fits) * len(shapes.rate))
    rows = []
    for fit in fits:
        mean, covariance = fit.predict(shapes, dates)
        ratio = (mean - logs) / (fit.scale[:, None] * np.sqrt(np.diag(covariance)))
        tail = np.maximum(special.stdtr(fit.freedom, ratio), np.finfo(float).tiny)
        rows.append(np.log(tail).sum(axis=1))
    return np.concatenate(rows)


def _learned(shapes: Shapes, weights: Array) -> tuple[float, bool]:
    """Share of the prior variance of the log headroom removed, and whether that identifies it."""
    bounded = np.isfinite(shapes.log_headroom)
    if not bounded.any():
        return float("nan"), False
    headroom, prior = shapes.log_headroom[bounded], np.exp(shapes.log_prior[bounded])
    before, after = (part / part.sum() for part in (prior, weights[bounded]))
    variances = [part @ (headroom - part @ headroom) ** 2 for part in (before, after)]
    learned = 1 - float(variances[1] / variances[0])
    at_the_end = float(after[headroom > _NEAR_THE_END * headroom.max()].sum())
    return learned, learned >= _IDENTIFIED and at_the_end < _SHOWN[0]


def _saturation(
    shapes: Shapes, fits: tuple[CurveFit, ...], weights: Array
) -> tuple[float, float, float]:
    bounded = np.tile(np.isfinite(shapes.log_headroom), len(fits))
    if not bounded.any():
        return (float("nan"),) * 3
    # The level of today is the curve moved by the walk so far, without the error of a report.
    parts = [fit.predict(shapes, np.array([fit.reference])) for fit in fits]
    mean = np.concatenate([part[0][:, 0] + shapes.log_headroom for part in parts])[bounded]
    sd = np.concatenate(
        [
            fit.scale * np.sqrt(part[1][0, 0] - (1 - fit.lasting))
            for fit, part in zip(fits, parts, strict=True)
        ]
    )[bounded]
    kept = weights[bounded] / weights[bounded].sum()
    low, middle, high = np.exp(mixture_quantiles(mean, sd, kept, fits[0].freedom, np.array(_SHOWN)))
    return float(low), float(middle), float(high)
