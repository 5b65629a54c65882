"""Reference class of realisation: what became of promises like this one, failures included."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = ["Realisation", "ReferenceClass", "blend", "class_members", "realisation_class"]

# A Beta needs a deviation below the largest possible; a class of extremes would reach it.
_LARGEST_DISPERSION = 0.95
_OF_YEARS = "multi_year"
_COLUMNS = (
    "id",
    "subject",
    "measure",
    "kind",
    "horizon_years",
    "share",
    "elapsed_share",
    "status",
    "superseded_by",
)


class ReferenceClass(NamedTuple):
    """Realised share of the promises of one kind.

    Attributes
    ----------
    mean, sd
        Over subjects, as fractions of the promise; nan where there is none. The deviation is about
        the mean of the class and not enlarged for the few.
    promises, subjects
        Number of promises, and of programmes and zones that made them.
    effective_count
        Subjects weighted by how much of their time has passed: what the class counts for.
    """

    mean: float
    sd: float
    promises: int
    subjects: int
    effective_count: float


class Realisation(NamedTuple):
    """Realised share expected of a new promise, as parameters of a Beta on (0, ceiling).

    Attributes
    ----------
    mean, sd
        Fractions of the promise.
    dispersion
        `sd` as a fraction of the largest possible for this mean.
    class_weight
        Part of the result that comes from the class, in [0, 1).
    """

    mean: float
    sd: float
    dispersion: float
    class_weight: float


def class_members(
    promises: pd.DataFrame,
    *,
    measure: str | Sequence[str],
    ceiling: float,
    kind: str = "multi_year",
    exclude: Sequence[str] = (),
) -> pd.DataFrame:
    """List the promises of a class with the share each is taken to realise.

    Parameters
    ----------
    promises
        One row a promise, as from `load_promises`, cut at the information set.
    measure
        One or more values of the column ``measure``, such as ``money`` or ``jobs``.
    ceiling
        Largest share counted, a fraction of the promise; larger ones count as this.
    kind
        ``multi_year`` targets, or ``annual_plan``.
    exclude
        Subjects left out, such as the one that is to be forecast.

    Returns
    -------
    DataFrame
        Columns id, subject, share, elapsed_share, realised, weight; in the order of `promises`.

    Raises
    ------
    ModelError
        A column is missing, or the ceiling is not positive.

    Notes
    -----
    A promise measured when it was due, or passed before, counts its share s with weight 1. One
    measured when a part e of its time had passed counts s / e with weight e: the pace kept up, and
    trusted the less the earlier. A running total that speeds up is so understated, one that counts
    earlier years overstated. A promise without an outturn says nothing; one that a different
    figure replaced is not judged by the outturn of its successor. A target of years that is on file
    only from the report of its outturn is left out: what is repeated so is seldom a failure.
    """
    missing = [column for column in _COLUMNS if column not in promises]
    if missing:
        raise ModelError(f"class_members: promises lack the columns {', '.join(missing)}")
    if not ceiling > 0:
        raise ModelError(f"class_members: ceiling {ceiling} must be positive")
    measures = [measure] if isinstance(measure, str) else list(measure)
    rows = promises[
        promises["measure"].isin(measures)
        & (promises["kind"] == kind)
        & promises["share"].notna()
        & promises["superseded_by"].isna()
        & ~promises["subject"].isin(exclude)
        & (promises["elapsed_share"] > 0)
        & ((kind != _OF_YEARS) | (promises["horizon_years"] > 0))
    ]
    weight = rows["elapsed_share"].where(rows["status"] == "partial", 1.0)
    realised = (rows["share"] / weight).clip(upper=ceiling)
    found = rows[["id", "subject", "share", "elapsed_share"]]
    return found.assign(realised=realised, weight=weight).reset_index(drop=True)


def realisation_class(
    promises: pd.DataFrame,
    *,
    measure: str | Sequence[str],
    ceiling: float,
    kind: str = "multi_year",
    exclude: Sequence[str] = (),
) -> ReferenceClass:
    """Summarise what became of the promises of one kind.

    Parameters
    ----------
    promises
        One row a promise, as from `load_promises`, cut at the information set.
    measure
        One or more values of the column ``measure``, such as ``money`` or ``jobs``.
    ceiling
        Largest share counted, a fraction of the promise.
    kind
        ``multi_year`` targets, or ``annual_plan``: plans set every year are soft and are not mixed
        with targets.
    exclude
        Subjects left out.

    Returns
    -------
    ReferenceClass
        Empty, with mean and deviation nan, where no promise of the class has an outturn.

    Raises
    ------
    ModelError
        A column is missing, or the ceiling is not positive.

    Notes
    -----
    The outside view of Kahneman and Tversky in the form of Flyvbjerg (2006), "From Nobel Prize to
    project management", Project Management Journal 37(3): the distribution of outcomes of a class
    of comparable ventures, not of the stories of their authors. Promises of one subject rise and
    fall together, so that each subject i is one observation x_i, the weighted mean of its promises,
    with weight w_i <= 1, the largest of theirs. Mean and variance are sum w x / W and
    sum w (x - mean)^2 / W with W = sum w, which is also the effective count.
    """
    members = class_members(promises, measure=measure, ceiling=ceiling, kind=kind, exclude=exclude)
    if members.empty:
        return ReferenceClass(np.nan, np.nan, 0, 0, 0.0)
    sums = members.assign(product=members["realised"] * members["weight"]).groupby("subject")
    values = (sums["product"].sum() / sums["weight"].sum()).to_numpy(dtype=np.float64)
    weights = sums["weight"].max().to_numpy(dtype=np.float64)
    mean = float(np.average(values, weights=weights))
    variance = float(np.average((values - mean) ** 2, weights=weights))
    return ReferenceClass(
        mean, float(np.sqrt(variance)), len(members), len(values), float(weights.sum())
    )


def blend(
    inside_mean: float,
    inside_dispersion: float,
    reference: ReferenceClass,
    *,
    prior_weight: float,
    ceiling: float,
) -> Realisation:
    """Update the inside view of a promise by its reference class.

    Parameters
    ----------
    inside_mean
        Realised share expected from the promise itself, a fraction between 0 and `ceiling`.
    inside_dispersion
        Its standard deviation as a fraction of the largest possible, in [0, 1).
    reference
        The class, as from `realisation_class`.
    prior_weight
        Subjects the inside view is worth, positive.
    ceiling
        Largest share thought possible, a fraction of the promise.

    Returns
    -------
    Realisation
        The inside view itself where the class is empty; the class where it is large.

    Raises
    ------
    ModelError
        A mean outside 0 to the ceiling, a dispersion outside [0, 1), or a weight not positive.

    Notes
    -----
    With inside view (mu, s^2) worth m subjects and class (x, d^2) of n, the mean is
    (m mu + n x) / (m + n) and the variance
    (m s^2 + n d^2) / (m + max(n - 1, 0)) + m n (x - mu)^2 / (m + n)^2: the conjugate update of a
    normal mean and variance (Gelman et al., Bayesian Data Analysis, section 3.3) with one subject
    spent on the mean, so that a single one says nothing of the spread and a few do not make it
    narrow. A variance of D^2 mu (U - mu) is the dispersion D of a Beta on (0, U): bounded, so that
    neither a negative nor an endless realisation is drawn, and unlike the log-normal near zero too.
    D is at most 0.95.
    """
    _check(inside_mean, inside_dispersion, reference, prior_weight, ceiling)
    room = inside_mean * (ceiling - inside_mean)
    inside_variance = inside_dispersion**2 * room
    count = reference.effective_count
    if count == 0:
        inside_sd = inside_dispersion * float(np.sqrt(room))
        return Realisation(inside_mean, inside_sd, inside_dispersion, 0.0)
    part = count / (prior_weight + count)
    mean = (1 - part) * inside_mean + part * reference.mean
    between = part * (1 - part) * (reference.mean - inside_mean) ** 2
    within = prior_weight * inside_variance + count * reference.sd**2
    variance = within / (prior_weight + max(count - 1, 0.0)) + between
    room = mean * (ceiling - mean)
    dispersion = min(float(np.sqrt(variance / room)), _LARGEST_DISPERSION) if room > 0 else 0.0
    return Realisation(mean, dispersion * float(np.sqrt(room)), dispersion, part)


def _check(
    mean: float, dispersion: float, reference: ReferenceClass, weight: float, ceiling: float
) -> None:
    """Refuse what no Beta on (0, ceiling) can hold, all at once."""
    problems = []
    if not 0 <= mean <= ceiling:
        problems.append(f"blend: inside_mean {mean} must lie in 0 to {ceiling}")
    if not 0 <= dispersion < 1:
        problems.append(f"blend: inside_dispersion {dispersion} must lie in [0, 1)")
    if not weight > 0:
        problems.append(f"blend: prior_weight {weight} must be positive")
    if reference.effective_count > 0 and not 0 <= reference.mean <= ceiling:
        problems.append(f"blend: mean {reference.mean} of the class must lie in 0 to {ceiling}")
    if problems:
        raise ModelError(problems)
