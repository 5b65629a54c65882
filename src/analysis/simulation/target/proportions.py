"""What a count of draws says of a probability, also where none or all of them are counted."""

from scipy import special

from analysis.errors import ModelError

__all__ = ["exact_interval"]


def exact_interval(count: int, draws: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a probability from independent draws.

    Parameters
    ----------
    count
        Draws in which it happened.
    draws
        All draws.
    level
        Probability with which the interval holds the truth, at the least; in (0, 1).

    Returns
    -------
    low, high
        In [0, 1]; none of n draws gives 0 to 1 - ((1 - level) / 2)^(1/n).

    Raises
    ------
    ModelError
        There is no draw, the count is not among the draws, or the level outside (0, 1).

    Notes
    -----
    Clopper and Pearson (1934), Biometrika 26, 404-413: quantiles of Beta(k, n - k + 1) and
    Beta(k + 1, n - k).
    """
    if draws < 1 or not 0 <= count <= draws or not 0 < level < 1:
        raise ModelError(
            f"exact_interval: count {count} must lie in 0 to draws {draws}, draws be at least 1, "
            f"level {level} lie between 0 and 1"
        )
    tail = (1 - level) / 2
    low = special.betaincinv(count, draws - count + 1, tail) if count else 0.0
    high = special.betaincinv(count + 1, draws - count, 1 - tail) if count < draws else 1.0
    return float(low), float(high)
