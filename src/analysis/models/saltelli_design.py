"""The design behind Sobol indices: two samples, and one with each group's inputs exchanged."""

from collections.abc import Sequence
from numbers import Integral

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from analysis.errors import ModelError

__all__ = ["design_problems", "saltelli_design"]

Array = NDArray[np.float64]


def saltelli_design(
    groups: Sequence[str], n: int, *, second_order: bool, rng: np.random.Generator
) -> Array:
    """Lay out the points at which a function is evaluated for its Sobol indices.

    Parameters
    ----------
    groups
        Group of each input; inputs of one group are exchanged together.
    n
        Size of the base sample, a power of two, at least 2.
    second_order
        Whether the second sample is also given each group of the first, for the share of pairs.
    rng
        Source of randomness of the scrambled sequence.

    Returns
    -------
    ndarray
        In [0, 1), shape (n (k + 2), inputs) for k groups, with `second_order` (n (2 k + 2),
        inputs).

    Raises
    ------
    ModelError
        If `n` or `rng` is not as described.

    Notes
    -----
    For each point the rows A, AB_1 .. AB_k, (BA_1 .. BA_k), B of Saltelli et al. 2010, where AB_i
    is A with group i from B. A and B are the halves of one scrambled Sobol sequence of twice as
    many dimensions. The rows are those of SALib's sampler, which fills them number by number and
    takes longer than the model for as many inputs as a simulation has.
    """
    problems = design_problems(n, rng)
    if problems:
        raise ModelError(problems)
    base = qmc.Sobol(d=2 * len(groups), scramble=True, rng=rng).random(n)
    one, other = np.split(base, 2, axis=1)
    exchanged = np.array([[name == group for name in groups] for group in dict.fromkeys(groups)])
    rows = [one[:, None], np.where(exchanged, other[:, None], one[:, None])]
    if second_order:
        rows.append(np.where(exchanged, one[:, None], other[:, None]))
    rows.append(other[:, None])
    return np.concatenate(rows, axis=1).reshape(-1, len(groups))


def design_problems(n: object, rng: object) -> list[str]:
    """Say what is wrong with the size or the randomness of a design.

    Parameters
    ----------
    n
        Size of the base sample asked for.
    rng
        Source of randomness asked for.

    Returns
    -------
    list of str
        One line a problem; none if a design can be laid out.
    """
    problems = []
    whole = isinstance(n, Integral) and not isinstance(n, bool)
    if not whole or int(n) < 2 or int(n) & (int(n) - 1):  # type: ignore[call-overload]
        problems.append(
            f"n: {n!r} given; allowed: a power of two, at least 2, as a whole number, which keeps "
            "the sequence balanced"
        )
    if not isinstance(rng, np.random.Generator):
        problems.append(
            f"rng: {rng!r} given; allowed: a generator, such as numpy.random.default_rng(1)"
        )
    return problems
