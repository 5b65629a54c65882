"""Score one forecast against what came, beside its rivals."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import ModelError
from analysis.models.scoring import coverage, crps

__all__ = ["OutturnScore", "pooled_skill", "randomised_pit", "score_outturn"]

_SHOWN = (0.05, 0.5, 0.95)


class OutturnScore(NamedTuple):
    """Where an outturn fell in a forecast, and what the forecast scores for it.

    Attributes
    ----------
    p05, p50, p95
        Quantiles of the forecast, in its unit.
    pit
        Place of the outturn in the forecast, 0 to 1.
    crps
        Continuous ranked probability score, in the unit of the forecast; lower is better.
    inside_80, inside_95
        Whether the outturn lies in the central band.
    """

    p05: float
    p50: float
    p95: float
    pit: float
    crps: float
    inside_80: bool
    inside_95: bool


def randomised_pit(draws: ArrayLike, actual: float, rng: np.random.Generator) -> float:
    r"""Place an outturn in a forecast that may have atoms.

    Parameters
    ----------
    draws
        Shape (draws,).
    actual
        The outturn, same unit.
    rng
        Source of randomness; used for draws equal to the outturn only.

    Returns
    -------
    float
        Between 0 and 1; uniform if the forecast is calibrated, with atoms too.

    Raises
    ------
    ModelError
        There is no draw.

    Notes
    -----
    :math:`F(y-) + v\,(F(y) - F(y-))` with v uniform (Czado, Gneiting and Held 2009, Biometrics
    65(4), equation 1).
    """
    sample = np.asarray(draws, dtype=float).ravel()
    if not sample.size:
        raise ModelError("randomised_pit: draws: none given, at least one needed")
    below, equal = (sample < actual).mean(), (sample == actual).mean()
    return float(below + (rng.random() * equal if equal else 0.0))


def score_outturn(draws: ArrayLike, actual: float, *, rng: np.random.Generator) -> OutturnScore:
    """Score a forecast for one figure.

    Parameters
    ----------
    draws
        Shape (draws,).
    actual
        What came, same unit.
    rng
        Source of randomness of the place, see `randomised_pit`.

    Returns
    -------
    OutturnScore
        Band, place and score.

    Raises
    ------
    ModelError
        There is no draw.
    """
    sample = np.asarray(draws, dtype=float).ravel()
    place = randomised_pit(sample, actual, rng)
    low, middle, high = (float(value) for value in np.quantile(sample, _SHOWN))
    return OutturnScore(
        low,
        middle,
        high,
        place,
        float(crps(sample, actual)),
        bool(coverage(sample, actual, 0.8)),
        bool(coverage(sample, actual, 0.95)),
    )


def pooled_skill(scores: pd.Series, rival: pd.Series) -> float:
    """Compare the sum of some scores with that of a rival on the same figures.

    Parameters
    ----------
    scores, rival
        Scores in one unit, lower is better; figures that one of the two lacks are left out.

    Returns
    -------
    float
        One minus the ratio of the sums: 0.1 is a tenth better, negative is worse. Missing where
        nothing can be compared or the rival made no error at all.
    """
    both = pd.DataFrame({"own": scores, "rival": rival}).dropna()
    total = float(both["rival"].sum())
    # Equal sums may differ by rounding, which is no skill.
    return round(float(1 - both["own"].sum() / total), 9) if total > 0 else float("nan")
