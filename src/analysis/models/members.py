"""The members of the ensemble: each averages one corner of the state-space family."""

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.models.state_space import Shape, predict

__all__ = ["LADDER", "MEMBERS", "Mixture", "fit"]

Array = NDArray[np.float64]

NOISE = (0.0, 0.5, 2.0)

# A grid whose points are weighted by likelihood replaces an optimiser: on 8 to 20 observations
# the likelihood is flat, so its maximum moves between processors and its bands are too narrow.
MEMBERS: dict[str, tuple[Shape, ...]] = {
    # Random walk without drift.
    "no_change": (Shape("none"),),
    # Random walk with drift.
    "drift": (Shape("free"),),
    # Simple exponential smoothing with half the trend: Theta (Hyndman and Billah 2003).
    "theta": tuple(Shape("half", cycle=noise) for noise in (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)),
    # Exponential smoothing with damped trend, in its structural form.
    "damped_trend": tuple(
        Shape("none", slope, persistence, "unknown", noise)
        for slope, persistence, noise in product(
            (0.02, 0.1, 0.5, 2.0), (0.8, 0.9, 0.98), (0.0, 0.5)
        )
    ),
    # Local linear trend.
    "local_trend": tuple(
        Shape("none", slope, 1.0, "unknown", noise)
        for slope, noise in product((0.01, 0.05, 0.2, 1.0), (0.0, 1.0))
    ),
    # ARIMA(1, 1, 2) without constant and the smaller models in it.
    "autoregressive": (
        *(
            Shape("none", slope, persistence, cycle=noise)
            for slope, persistence, noise in product((0.1, 0.5, 2.0), (0.6, 0.8, 0.95), NOISE)
        ),
        *(Shape("none", cycle=noise) for noise in NOISE),
    ),
    # The two parts of the pooled member: growth of all regions, and the own deviation from it.
    "component": (
        *(
            Shape("none", slope, persistence)
            for slope, persistence in product((0.3, 1.0, 4.0), (0.3, 0.6, 0.8, 0.95))
        ),
        *(Shape("none", cycle=noise) for noise in NOISE),
    ),
}

# Where a member has no usable shape, the next simpler one answers and the rung is reported.
LADDER = ("drift", "no_change", "steady")

# Below this share of the spread of growth a residual scale is rounding, not evidence.
NEGLIGIBLE = 1e-8


class Mixture(NamedTuple):
    """Weighted Student distributions of a path, as change of the log from the last value.

    Parameters
    ----------
    means
        Shape (shapes, steps), log points.
    factors
        Shape (shapes, steps, steps), Cholesky factors of the squared scales.
    weights
        Shape (shapes,), adding up to one.
    freedom
        Degrees of freedom, the same for all shapes.
    rung
        0 if the member itself answered, else the place in `LADDER` from 1.
    """

    means: Array
    factors: Array
    weights: Array
    freedom: int
    rung: int

    def draw(self, draws: int, rng: np.random.Generator) -> Array:
        """Draw paths.

        Parameters
        ----------
        draws
            Number of paths.
        rng
            Source of randomness.

        Returns
        -------
        ndarray
            Shape (draws, steps), log points from the last value.
        """
        steps = self.means.shape[1]
        chosen = np.searchsorted(np.cumsum(self.weights)[:-1], rng.random(draws))
        normal = rng.standard_normal((draws, steps))
        tail = np.sqrt(self.freedom / rng.chisquare(self.freedom, size=draws))
        shocks = np.einsum("dij,dj->di", self.factors[chosen], normal)
        return np.asarray(self.means[chosen] + tail[:, None] * shocks, dtype=float)


def fit(growth: Array, steps: int, member: str) -> Mixture:
    """Average the shapes of a member by their likelihood, falling down the ladder if none works.

    Parameters
    ----------
    growth
        Shape (n,), log points; NaN where it is not known.
    steps
        Years ahead.
    member
        A key of `MEMBERS`.

    Returns
    -------
    Mixture
        The predictive distribution, and the rung of the ladder that gave it.

    Notes
    -----
    Growth is divided by its spread first, so that nothing depends on units. A series that grew
    by the same rate every year has no scale to estimate: it is continued without a band.
    """
    spread = float(np.nanstd(growth))
    mean = float(np.nanmean(growth))
    if spread > NEGLIGIBLE * (1.0 + abs(mean)):
        for rung, name in enumerate((member, *LADDER[:-1])):
            found = _average(growth / spread, steps, MEMBERS[name])
            if found is not None:
                means, factors, weights, freedom = found
                return Mixture(means * spread, factors * spread, weights, freedom, rung)
    path = mean * np.arange(1, steps + 1, dtype=np.float64)
    return Mixture(path[None], np.zeros((1, steps, steps)), np.ones(1), 1, len(LADDER))


def _average(
    growth: Array, steps: int, shapes: tuple[Shape, ...]
) -> tuple[Array, Array, Array, int] | None:
    """Predict under each shape and weight by marginal likelihood; None if no shape is usable."""
    found = [predict(growth, steps, shape) for shape in shapes]
    usable = [
        one
        for one in found
        if np.isfinite(one.log_likelihood)
        and np.isfinite(one.factor).all()
        and one.factor[0, 0] > NEGLIGIBLE
    ]
    if not usable:
        return None
    likelihood = np.array([one.log_likelihood for one in usable])
    weights = np.exp(likelihood - likelihood.max())
    return (
        np.array([one.mean for one in usable]),
        np.array([one.factor for one in usable]),
        weights / weights.sum(),
        usable[0].freedom,
    )
