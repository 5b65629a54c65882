"""Weights and widening factors of the ensemble: what the record of all regions teaches."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

from analysis.errors import ModelError
from analysis.models.widening import EDGES, LEVELS, Widening, widen_edges

__all__ = [
    "LEVELS",
    "UNCALIBRATED",
    "Calibration",
    "factors_of_another",
    "packaged",
    "subjects",
    "widening_factors",
]

Array = NDArray[np.float64]

GENERAL = "general"
# Quantiles of a Student distribution that stand for it, and where its extremes are cut.
GRID = 200
CUT = 2.0


@dataclass(frozen=True)
class Calibration:
    """Weights by member and widening factors by horizon and level, with their origin.

    Parameters
    ----------
    weights
        Weight by member; members that cannot be used are left out and the rest scaled up.
    factors
        One row a horizon, one factor a level of `LEVELS`; horizons beyond the last take it.
    until
        Last year of outcomes used; None if none was.
    source
        What the record was.
    """

    weights: Mapping[str, float]
    factors: tuple[tuple[float, ...], ...] = ((1.0,) * len(LEVELS),)
    until: int | None = None
    source: str = "none: equal weights, bands as estimated"

    def to_json(self) -> dict[str, Any]:
        """Return plain values, rounded so that every processor writes the same file."""
        plain = asdict(self)
        plain["weights"] = {name: round(value, 4) for name, value in self.weights.items()}
        plain["factors"] = [[round(value, 4) for value in row] for row in self.factors]
        return plain

    def widen(self, paths: Array, *, width: float = 1.0) -> Array:
        """Stretch draws around their median so that bands cover what they say.

        Parameters
        ----------
        paths
            Shape (draws, steps), log points.
        width
            Factor common to all levels and horizons.

        Returns
        -------
        ndarray
            Shape (draws, steps). The rank of a draw in its year does not change, so paths keep
            their dependence over time.
        """
        return self.widening(np.quantile(paths, EDGES, axis=0).T, width=width).apply(paths)

    def widening(self, edges: Array, *, width: float = 1.0) -> Widening:
        """Say where draws go whose distribution is known already.

        Parameters
        ----------
        edges
            Shape (steps, 2 levels + 1), log points: quantiles at `widening.EDGES`.
        width
            Factor common to all levels and horizons.

        Returns
        -------
        Widening
            The same for every draw, whichever others are drawn with it.
        """
        factors = np.array([self.factors_at(step) for step in range(len(edges))])
        return widen_edges(edges, width * factors)

    def factors_at(self, step: int) -> tuple[float, ...]:
        """Return the factors of a horizon, counted from zero."""
        return self.factors[min(step, len(self.factors) - 1)]


UNCALIBRATED = Calibration(
    dict.fromkeys(
        (
            "no_change",
            "drift",
            "theta",
            "damped_trend",
            "local_trend",
            "autoregressive",
            "pooled",
        ),
        1.0,
    )
)


def widening_factors(ratios: Array, ages: Array, *, half_life: float, prior: float) -> Array:
    r"""Estimate by how much bands of one horizon have to grow for each level to hold.

    Parameters
    ----------
    ratios
        Shape (cases, levels): distance of the outcome from the median over half the width of the
        band on that side.
    ages
        Shape (cases,), years since the outcome.
    half_life
        Years after which an outcome counts half.
    prior
        Weight of "no widening", in years of record.

    Returns
    -------
    ndarray
        Shape (levels,). One if there is no case.

    Notes
    -----
    The raw factor at level :math:`p` is the weighted :math:`p`-quantile of the ratios: widened by
    it, bands would have covered :math:`p` of the record. Its logarithm is shrunk to zero by
    :math:`N / (N + prior)` with :math:`N = (\sum w)^2 / \sum w^2` over outcome years, not cases:
    regions share the shocks of a year.
    """
    if not len(ages):
        return np.ones(len(LEVELS))
    years, inverse, counts = np.unique(ages, return_inverse=True, return_counts=True)
    by_year = 0.5 ** (years / half_life)
    effective = by_year.sum() ** 2 / np.square(by_year).sum()
    weights = (by_year / counts)[inverse]
    raw = [_weighted_quantile(ratios[:, at], weights, level) for at, level in enumerate(LEVELS)]
    return np.asarray(np.exp(np.log(raw) * effective / (effective + prior)), dtype=float)


def factors_of_another(factors: Array) -> Array:
    r"""Say how wide bands have to be for a subject that has no record of its own.

    Parameters
    ----------
    factors
        Shape (subjects, levels), factors of the subjects that have one.

    Returns
    -------
    ndarray
        Shape (levels,). One if there is no subject, the factor itself if there is one.

    Notes
    -----
    Its log factor is one more draw from those of the others,
    :math:`m + s \sqrt{1 + 1/S}\, t_{S-1}`. Errors that are normal up to that factor then have a
    scale mixture of normals, whose quantile at level :math:`p`, over that of the normal, is the
    factor. The draw is cut at `CUT` log points because the exponential of a Student variable has
    no mean.
    """
    subjects = len(factors)
    if subjects < 2:
        return np.asarray(factors[0] if subjects else np.ones(len(LEVELS)), dtype=float)
    logs = np.log(factors)
    spread = logs.std(axis=0, ddof=1) * np.sqrt(1.0 + 1.0 / subjects)
    student = stats.t.ppf((np.arange(GRID) + 0.5) / GRID, subjects - 1)
    scales = np.exp(logs.mean(axis=0)[:, None] + np.clip(spread[:, None] * student, -CUT, CUT))
    return np.array([_mixture_factor(row, p) for row, p in zip(scales, LEVELS, strict=True)])


def subjects() -> tuple[str, ...]:
    """Name the subjects with packaged values.

    Returns
    -------
    tuple of str
        Subjects of the panel, and ``general`` for any other series.
    """
    return tuple(_packaged_values()["values"])


def packaged(subject: str = GENERAL, *, until: int | None = None) -> Calibration:
    """Read the values estimated by ``python -m analysis.execution.calibrate``.

    Parameters
    ----------
    subject
        One of `subjects`.
    until
        Last year the caller may know; the latest values that use no later outcome are taken.
        None for the latest of all.

    Returns
    -------
    Calibration
        Equal weights and no widening if `until` is before the first record.

    Raises
    ------
    ModelError
        If there are no values for the subject.
    """
    values = _packaged_values()["values"]
    if subject not in values:
        raise ModelError(f"calibration: {subject!r} given, allowed: {', '.join(values)}")
    known = [one for one in values[subject] if until is None or one["until"] <= until]
    if not known:
        return UNCALIBRATED
    latest = max(known, key=lambda one: one["until"])
    return Calibration(**{**latest, "factors": tuple(map(tuple, latest["factors"]))})


@cache
def _packaged_values() -> dict[str, Any]:
    text = resources.files("analysis.models").joinpath("calibration.json").read_text("utf-8")
    return dict(json.loads(text))


def _weighted_quantile(values: Array, weights: Array, level: float) -> float:
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weights[order]) - weights[order] / 2.0
    return float(np.interp(level * weights.sum(), mass, values[order]))


def _mixture_factor(scales: Array, level: float) -> float:
    normal = float(stats.norm.ppf((1.0 + level) / 2.0))

    def missing(log_factor: float) -> float:
        inside = 2.0 * stats.norm.cdf(np.exp(log_factor) * normal / scales) - 1.0
        return float(inside.mean()) - level

    ends = np.log([scales.min(), scales.max()])
    return float(np.exp(brentq(missing, ends[0] - 1e-9, ends[1] + 1e-9)))
