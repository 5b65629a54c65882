"""Several lenses on jobs per ruble on one footing: a table, and a pool of draws."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from analysis.errors import ModelError

__all__ = [
    "Lens",
    "Measure",
    "choose_lens",
    "cost_lens",
    "jobs_quantiles",
    "lens_draws",
    "lens_table",
    "require_distinct",
    "yield_lens",
]

Array = NDArray[np.float64]
Measure = Literal["gross posts", "net jobs", "average stock"]

_MN_IN_BN = 1e3
# Normal scores between which quantiles of a t distribution are interpolated; a score beyond the
# last one comes once in 10^15 draws.
_SCORES = np.linspace(-8.0, 8.0, 16_001)
_WEIGHT_TOLERANCE = 1e-9


class Lens(NamedTuple):
    """One way to see how many jobs a ruble makes.

    Parameters
    ----------
    name
        Name of the lens.
    measures
        What its jobs are: posts made, jobs added to a region, or posts that exist beside capital.
    scale
        ``cost``: the logarithm of RUB mn per job is normal with `centre` and `spread`; ``yield``:
        jobs per RUB bn are `centre` plus `spread` times a t variable.
    centre, spread
        Location and scale in the unit of `scale`.
    freedom
        Degrees of freedom of the t variable, infinite for a normal one.
    """

    name: str
    measures: Measure
    scale: Literal["cost", "yield"]
    centre: float
    spread: float
    freedom: float


def cost_lens(name: str, measures: Measure, *, log_mean: float, log_sd: float) -> Lens:
    """Describe a lens by the log-normal cost of a job.

    Parameters
    ----------
    name, measures
        Name, and what its jobs are.
    log_mean, log_sd
        Mean and standard deviation of the logarithm of RUB mn per job.

    Returns
    -------
    Lens
        The lens.

    Raises
    ------
    ModelError
        A number is not finite or the deviation is negative.
    """
    return _checked(Lens(name, measures, "cost", log_mean, log_sd, np.inf))


def yield_lens(
    name: str, measures: Measure, *, mean: float, sd: float, freedom: float = np.inf
) -> Lens:
    """Describe a lens by jobs per RUB bn, which an estimate may put below zero.

    Parameters
    ----------
    name, measures
        Name, and what its jobs are.
    mean, sd
        Estimate and its standard error, jobs per RUB bn.
    freedom
        Degrees of freedom of the t distribution of the estimate; infinite for a normal one.

    Returns
    -------
    Lens
        The lens.

    Raises
    ------
    ModelError
        A number is not finite, the deviation is negative or `freedom` is not positive.
    """
    return _checked(Lens(name, measures, "yield", mean, sd, freedom))


def _checked(lens: Lens) -> Lens:
    if not (np.isfinite(lens.centre) and np.isfinite(lens.spread) and lens.spread >= 0):
        raise ModelError(
            f"lens {lens.name}: centre {lens.centre} and spread {lens.spread} must be finite, "
            f"spread >= 0"
        )
    if not lens.freedom > 0:
        raise ModelError(f"lens {lens.name}: freedom {lens.freedom} must be above 0")
    return lens


def lens_draws(lens: Lens, scores: Array) -> Array:
    r"""Turn standard normal scores into jobs per RUB mn.

    Parameters
    ----------
    lens
        The lens.
    scores
        Standard normal numbers, any shape; a higher score is luckier: more jobs.

    Returns
    -------
    ndarray
        Jobs per RUB mn, same shape, never below zero.

    Notes
    -----
    Cost: :math:`\exp(-(\mu - \sigma z))`. Yield:
    :math:`\max(0, b + s\,F_\nu^{-1}(\Phi(z))) / 1000`: jobs below zero are no jobs, because money
    spent does not abolish posts in the ledger; the probability of it is in `lens_table`.
    """
    if lens.scale == "cost":
        return np.asarray(np.exp(lens.spread * scores - lens.centre), dtype=np.float64)
    jobs = lens.centre + lens.spread * _student(scores, lens.freedom)
    return np.asarray(np.maximum(jobs, 0.0) / _MN_IN_BN, dtype=np.float64)


def _student(scores: Array, freedom: float) -> Array:
    """Quantiles of the t distribution at the probabilities of normal scores."""
    if np.isinf(freedom):
        return scores
    lower = special.stdtrit(freedom, special.ndtr(_SCORES[_SCORES <= 0]))
    # The upper half is the mirrored lower one, whose probabilities do not round to one.
    nodes = np.concatenate([lower, -lower[-2::-1]])
    return np.asarray(np.interp(scores, _SCORES, nodes), dtype=np.float64)


def jobs_quantiles(lens: Lens, probabilities: Array) -> Array:
    """Quantiles of jobs per RUB bn.

    Parameters
    ----------
    lens
        The lens.
    probabilities
        Probabilities in (0, 1), any shape.

    Returns
    -------
    ndarray
        Jobs per RUB bn, same shape, never below zero.
    """
    return lens_draws(lens, np.asarray(special.ndtri(probabilities))) * _MN_IN_BN


def _no_jobs(lens: Lens) -> float:
    """Probability of no job at all."""
    if lens.scale == "cost":
        return 0.0
    if lens.spread == 0:
        return float(lens.centre <= 0)
    ratio = -lens.centre / lens.spread
    tail = special.ndtr(ratio) if np.isinf(lens.freedom) else special.stdtr(lens.freedom, ratio)
    return float(tail)


def _cost(jobs_per_rub_bn: Array) -> Array:
    """RUB mn per job; infinite where a billion makes none."""
    with np.errstate(divide="ignore"):
        return np.asarray(_MN_IN_BN / jobs_per_rub_bn, dtype=np.float64)


def lens_table(lenses: list[Lens], *, level: float = 0.9) -> pd.DataFrame:
    """Show every lens as RUB mn per job and as jobs per RUB bn.

    Parameters
    ----------
    lenses
        The lenses, in the order of the rows.
    level
        Probability of the central interval.

    Returns
    -------
    DataFrame
        Indexed by lens: measures; rub_mn_per_job_low, _median, _high; jobs_per_rub_bn_low,
        _median, _high; no_jobs_probability. A cost is infinite where a billion makes no job, so an
        open interval is shown as open.

    Raises
    ------
    ModelError
        Two lenses have one name, or there is none.
    """
    require_distinct(lenses)
    tail = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
    rows = []
    for lens in lenses:
        jobs = jobs_quantiles(lens, tail)
        cost = _cost(jobs[::-1])
        rows.append([lens.measures, *cost, *jobs, _no_jobs(lens)])
    parts = ("low", "median", "high")
    columns = [f"{unit}_{part}" for unit in ("rub_mn_per_job", "jobs_per_rub_bn") for part in parts]
    index = pd.Index([lens.name for lens in lenses], name="lens")
    return pd.DataFrame(rows, index, ["measures", *columns, "no_jobs_probability"])


def require_distinct(lenses: list[Lens]) -> None:
    """Refuse a list in which a name would stand for two lenses.

    Parameters
    ----------
    lenses
        The lenses.

    Raises
    ------
    ModelError
        The list is empty or a name comes twice.
    """
    names = [lens.name for lens in lenses]
    if not names or len(set(names)) < len(names):
        raise ModelError(f"lenses {names}: at least one, each with a name of its own")


def choose_lens(weights: Sequence[float], scores: NDArray[np.floating[Any]]) -> NDArray[np.intp]:
    """Choose a lens for every draw: the linear pool of their distributions.

    Parameters
    ----------
    weights
        Probability of each lens; at least 0, together 1.
    scores
        Standard normal numbers, any shape, independent of those for `lens_draws`.

    Returns
    -------
    ndarray of int
        Position of the lens, same shape; a lens with weight 0 is never chosen.

    Raises
    ------
    ModelError
        A weight is negative or they do not add up to 1.
    """
    shares = np.asarray(weights, dtype=float)
    if not len(shares) or (shares < 0).any() or not abs(shares.sum() - 1) <= _WEIGHT_TOLERANCE:
        raise ModelError(f"choose_lens: weights {list(weights)} must be at least 0 and add up to 1")
    used = np.flatnonzero(shares)
    edges = special.ndtri(np.minimum(np.cumsum(shares[used])[:-1], 1.0))
    return used[np.searchsorted(edges, scores, side="right")]
