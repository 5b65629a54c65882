"""Whether lenses on jobs per ruble agree, computed from their distributions."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import ModelError
from analysis.models.lenses import Lens, jobs_quantiles, lens_table, require_distinct

__all__ = ["Agreement", "agreement"]

# Midpoint probabilities on which a comparison of two lenses is integrated.
_NODES = (np.arange(2_000) + 0.5) / 2_000


class Agreement(NamedTuple):
    """What a comparison of lenses finds, pair by pair and over all.

    Parameters
    ----------
    pairs
        One row a pair: first, second, median_ratio (the dearer median over the cheaper), dearer,
        probability_first_dearer, intervals_overlap, same_measure.
    agree
        True if the central intervals of every pair overlap and no lens is surely dearer than
        another, that is, each is dearer with a probability inside the interval's level.
    largest_ratio
        Largest ratio of medians; infinite if the median of a lens is no job at all.
    facts
        The same in plain numbers and names, ready for a sentence.
    """

    pairs: pd.DataFrame
    agree: bool
    largest_ratio: float
    facts: dict[str, object]


def agreement(lenses: list[Lens], *, level: float = 0.9) -> Agreement:
    """Say from the numbers whether the lenses agree.

    Parameters
    ----------
    lenses
        Two or more lenses.
    level
        Probability of the central intervals compared.

    Returns
    -------
    Agreement
        Pairs, verdict and facts.

    Raises
    ------
    ModelError
        Fewer than two lenses, or two of one name.

    Notes
    -----
    The probability that one lens is dearer takes the two as independent, and counts half where
    both make no job. Lenses that measure different things may differ without either being wrong:
    `same_measure` says for which pairs a difference is a contradiction.
    """
    require_distinct(lenses)
    if len(lenses) < 2:
        raise ModelError("agreement: one lens has nothing to agree with; at least 2")
    pairs = pd.DataFrame([_compare(*pair, level) for pair in combinations(lenses, 2)])
    tail = (1 - level) / 2
    undecided = pairs["probability_first_dearer"].between(tail, 1 - tail)
    agree = bool((pairs["intervals_overlap"] & undecided).all())
    widest = pairs.iloc[int(pairs["median_ratio"].argmax())]
    table = lens_table(lenses, level=level)
    facts: dict[str, object] = {
        "agree": agree,
        "lenses": len(lenses),
        "level": level,
        "largest_ratio": float(widest["median_ratio"]),
        "dearest": str(table["jobs_per_rub_bn_median"].idxmin()),
        "cheapest": str(table["jobs_per_rub_bn_median"].idxmax()),
        "overlapping_pairs": int(pairs["intervals_overlap"].sum()),
        "pairs": len(pairs),
        "measures": sorted({lens.measures for lens in lenses}),
        "same_measure": bool(pairs["same_measure"].all()),
        "open_ended": [str(name) for name in table.index[np.isinf(table["rub_mn_per_job_high"])]],
    }
    return Agreement(pairs, agree, float(widest["median_ratio"]), facts)


def _compare(first: Lens, second: Lens, level: float) -> dict[str, object]:
    tail = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
    low, middle, high = np.array([jobs_quantiles(lens, tail) for lens in (first, second)]).T
    cheaper, dearer = middle.max(), middle.min()
    jobs = [jobs_quantiles(lens, _NODES) for lens in (first, second)]
    below = np.searchsorted(jobs[1], jobs[0], side="left")
    equal = np.searchsorted(jobs[1], jobs[0], side="right") - below
    more = float((below + equal / 2).mean() / len(_NODES))
    return {
        "first": first.name,
        "second": second.name,
        "median_ratio": float(cheaper / dearer) if dearer > 0 else float("inf"),
        "dearer": first.name if middle[0] < middle[1] else second.name,
        "probability_first_dearer": 1 - more,
        "intervals_overlap": bool(low.max() <= high.min()),
        "same_measure": first.measures == second.measures,
    }
