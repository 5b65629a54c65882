"""Is one model better than another? Paired tests over regions and years, with an error bar."""

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import ModelError

__all__ = ["Skill", "diebold_mariano", "skill", "skill_table"]

Array = NDArray[np.float64]


class Skill(NamedTuple):
    """Relative gain of a model over a benchmark.

    Parameters
    ----------
    gain
        One minus the ratio of mean scores: 0.1 is a tenth better, negative is worse.
    low, high
        Ends of the 95 per cent bootstrap interval of the gain.
    statistic, p_value
        Diebold-Mariano test of equal scores by origin; NaN with fewer than three origins.
    blocks
        Number of blocks resampled.
    """

    gain: float
    low: float
    high: float
    statistic: float
    p_value: float
    blocks: int


def skill(
    scores: pd.DataFrame,
    model: str,
    benchmark: str,
    *,
    rng: np.random.Generator,
    score: str = "crps_scaled",
    block: Literal["region", "origin"] = "region",
    samples: int = 2000,
) -> Skill:
    """Compare a model with a benchmark on the same regions, origins and horizons.

    Parameters
    ----------
    scores
        Frame of `backtest.rolling_origin`.
    model, benchmark
        Names in its column ``model``.
    rng
        Source of randomness of the bootstrap.
    score
        Column to compare, lower being better.
    block
        What is resampled whole. ``region`` keeps the dependence over time and horizon and asks:
        would other regions in these years agree? ``origin`` keeps the dependence over regions
        and asks: would other years? There are few origins and they overlap, so its interval is
        wide and still too narrow.
    samples
        Bootstrap samples.

    Returns
    -------
    Skill
        Gain, interval and test.

    Raises
    ------
    ModelError
        If a model or the column is not in the frame, or no case is scored for both.

    Notes
    -----
    Percentile bootstrap of the ratio of sums over blocks (Efron and Tibshirani 1993, chapter 13).
    """
    pairs = _paired(scores, model, benchmark, score)
    sums = pairs.groupby(block)[["model", "benchmark"]].sum().to_numpy(dtype=float)
    drawn = rng.integers(len(sums), size=(samples, len(sums)))
    totals = sums[drawn].sum(axis=1)
    gains = 1.0 - totals[:, 0] / totals[:, 1]
    low, high = np.quantile(gains, [0.025, 0.975])
    by_origin = pairs.groupby("origin")[["model", "benchmark"]].mean()
    difference = (by_origin["model"] - by_origin["benchmark"]).to_numpy(dtype=float)
    statistic, p_value = (
        diebold_mariano(difference, steps=int(pairs["horizon"].max()))
        if difference.size >= 3
        else (np.nan, np.nan)
    )
    gain = 1.0 - sums[:, 0].sum() / sums[:, 1].sum()
    return Skill(float(gain), float(low), float(high), statistic, p_value, len(sums))


def skill_table(
    scores: pd.DataFrame, benchmarks: list[str], *, rng: np.random.Generator
) -> pd.DataFrame:
    """Compare every model with every benchmark, resampling regions and resampling origins.

    Parameters
    ----------
    scores
        Frame of `backtest.rolling_origin`.
    benchmarks
        Names in its column ``model``.
    rng
        Source of randomness.

    Returns
    -------
    pandas.DataFrame
        One row a model, benchmark and block: the fields of `Skill`.
    """
    rows = [
        (model, benchmark, block, *skill(scores, model, benchmark, rng=rng, block=block))
        for benchmark in benchmarks
        for model in scores["model"].unique()
        if model != benchmark
        for block in ("region", "origin")
    ]
    return pd.DataFrame(rows, columns=["model", "benchmark", "block", *Skill._fields])


def diebold_mariano(difference: ArrayLike, *, steps: int) -> tuple[float, float]:
    r"""Test whether a series of score differences has mean zero.

    Parameters
    ----------
    difference
        Shape (n,), score of one model less that of the other, in time order.
    steps
        Years ahead; errors of overlapping forecasts are dependent up to ``steps - 1`` years.

    Returns
    -------
    tuple of float
        Statistic and two-sided p value.

    Raises
    ------
    ModelError
        With fewer than three differences.

    Notes
    -----
    Diebold and Mariano (1995) with the correction of Harvey, Leybourne and Newbold (1997),
    :math:`\sqrt{(n + 1 - 2h + h(h - 1)/n) / n}`, against Student with n - 1 degrees of freedom.
    Autocovariances have Bartlett weights, so the variance cannot be negative; with n close to h
    the correction vanishes, and h is cut to what leaves it positive.
    """
    values = np.asarray(difference, dtype=float)
    n = values.size
    if n < 3:
        raise ModelError(f"difference: {n} values given, at least 3 needed")
    window = max(min(steps, n // 2), 1)
    centred = values - values.mean()
    variance = float(centred @ centred) / n
    for lag in range(1, window):
        weight = 1.0 - lag / window
        variance += 2.0 * weight * float(centred[lag:] @ centred[:-lag]) / n
    if variance <= 0:
        return (0.0, 1.0) if values.mean() == 0 else (float(np.sign(values.mean()) * np.inf), 0.0)
    correction = np.sqrt((n + 1 - 2 * window + window * (window - 1) / n) / n)
    statistic = float(correction * values.mean() / np.sqrt(variance / n))
    return statistic, float(2.0 * stats.t.sf(abs(statistic), n - 1))


def _paired(scores: pd.DataFrame, model: str, benchmark: str, score: str) -> pd.DataFrame:
    """Put the scores of both models side by side."""
    known = set(scores["model"])
    problems = [
        f"model: {name!r} given, in the scores: {', '.join(sorted(known))}"
        for name in (model, benchmark)
        if name not in known
    ]
    if score not in scores:
        problems.append(f"score: {score!r} given, in the scores: {', '.join(scores.columns)}")
    if problems:
        raise ModelError(problems)
    keys = ["region", "origin", "horizon"]
    one = scores.loc[scores["model"] == model].set_index(keys)[score].rename("model")
    other = scores.loc[scores["model"] == benchmark].set_index(keys)[score].rename("benchmark")
    pairs = pd.concat([one, other], axis=1, join="inner").dropna().reset_index()
    if pairs.empty:
        raise ModelError(f"scores: no case is scored for both {model!r} and {benchmark!r}")
    return pairs
