"""Weights and widening factors of the ensemble: what the record of all regions teaches."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError

__all__ = ["LEVELS", "UNCALIBRATED", "Calibration", "packaged", "subjects", "widening_factors"]

Array = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
GENERAL = "general"


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
        return np.column_stack(
            [
                _stretch(paths[:, step], width * np.asarray(self.factors_at(step)))
                for step in range(paths.shape[1])
            ]
        )

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


def _stretch(values: Array, factors: Array) -> Array:
    """Move the edges of the bands by their factors, and what lies between in proportion."""
    median = float(np.median(values))
    stretched = np.empty_like(values)
    for side, chosen in ((1.0, values >= median), (-1.0, values < median)):
        distance = side * (values[chosen] - median)
        edges = side * (np.quantile(values, 0.5 + 0.5 * side * np.array(LEVELS)) - median)
        # Factors that fall steeply must not make draws overtake each other.
        moved = np.maximum.accumulate(edges * factors)
        inner = np.interp(distance, np.r_[0.0, edges], np.r_[0.0, moved])
        outer = moved[-1] + (distance - edges[-1]) * factors[-1]
        stretched[chosen] = median + side * np.where(distance > edges[-1], outer, inner)
    return stretched


def _weighted_quantile(values: Array, weights: Array, level: float) -> float:
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weights[order]) - weights[order] / 2.0
    return float(np.interp(level * weights.sum(), mass, values[order]))
