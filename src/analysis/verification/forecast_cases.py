"""Published results behind the forecasts: a local level, and exact scores of two densities."""

import numpy as np
from scipy import optimize
from statsmodels.datasets import nile  # type: ignore[import-untyped, unused-ignore]

from analysis.models.scoring import crps
from analysis.models.state_space import Predictive, Shape, predict
from analysis.models.two_piece_normal import TwoPieceNormal
from analysis.verification.case import Case, Quantity

__all__ = ["CASES"]

_NORMAL_AT_ZERO = 0.23369498
# (outcome, spread below, spread above, score) with the mode at zero, and a normal far out.
_TWO_PIECE = ((-3.0, 0.7, 1.1, 2.80708311), (3.0, 0.7, 1.1, 2.17137978))
_NORMAL_FAR = (-3.0, 1.0, 1.0, 2.43657473)
_CLOSED_FORM = 1e-7
# A sample at the quantiles (i - 1/2) / n misses the score of the density by less than 0.6 / n.
_SAMPLE = 200_000
_SAMPLE_TOLERANCE = 1e-5

_OBSERVATION, _LEVEL = 15099.0, 1469.1
_NILE_SHARE = 0.005


def _nile() -> tuple[Quantity, ...]:
    """Differencing takes the unknown level out, so changes have the likelihood of the series."""
    volume = nile.load_pandas().data["volume"].to_numpy(dtype=float)
    changes = np.diff(volume)

    def fitted(log_ratio: float, steps: int = 1) -> Predictive:
        return predict(changes, steps, Shape("none", cycle=float(np.exp(log_ratio))))

    best = optimize.minimize_scalar(
        lambda log_ratio: -fitted(log_ratio).log_likelihood, bounds=(-6.0, 8.0), method="bounded"
    ).x
    # The variance of the change to the second year exceeds that to the first by one level shock.
    factor = fitted(best, 2).factor
    first, second = np.diag(factor @ factor.T)
    level = float(second - first)
    return (
        _within_share("variance of observations", _OBSERVATION, level * float(np.exp(best))),
        _within_share("variance of level shocks", _LEVEL, level),
    )


def _within_share(name: str, published: float, obtained: float) -> Quantity:
    return Quantity(name, published, obtained, _NILE_SHARE * published)


def _normal() -> tuple[Quantity, ...]:
    outcome, below, above, far = _NORMAL_FAR
    normal = TwoPieceNormal(0.0, below, above)
    sample = normal.quantiles((np.arange(_SAMPLE) + 0.5) / _SAMPLE)
    return (
        Quantity("CRPS at 0, density", _NORMAL_AT_ZERO, float(normal.crps(0.0)), _CLOSED_FORM),
        Quantity(f"CRPS at {outcome:g}, density", far, float(normal.crps(outcome)), _CLOSED_FORM),
        Quantity("CRPS at 0, draws", _NORMAL_AT_ZERO, float(crps(sample, 0.0)), _SAMPLE_TOLERANCE),
    )


def _two_piece() -> tuple[Quantity, ...]:
    levels = (np.arange(_SAMPLE) + 0.5) / _SAMPLE
    numbers = []
    for outcome, below, above, published in _TWO_PIECE:
        density = TwoPieceNormal(0.0, below, above)
        exact = float(density.crps(outcome))
        drawn = float(crps(density.quantiles(levels), outcome))
        name = f"CRPS at {outcome:g}"
        numbers.append(Quantity(f"{name}, density", published, exact, _CLOSED_FORM))
        numbers.append(Quantity(f"{name}, draws", published, drawn, _SAMPLE_TOLERANCE))
    return tuple(numbers)


CASES = (
    Case(
        name="nile",
        source="Durbin and Koopman, Time Series Analysis by State Space Methods (2012), chapter 2",
        data="statsmodels.datasets.nile",
        quantities=_nile,
    ),
    Case(
        name="normal-score",
        source="Gneiting and others (2005), closed form; R package scoringRules, test-crps_norm.R",
        data="closed form",
        quantities=_normal,
    ),
    Case(
        name="two-piece-normal",
        source="R package scoringRules, test-crps_2pnorm.R (density of the Bank of England's fans)",
        data="closed form",
        quantities=_two_piece,
    ),
)
