"""One coefficient of a two-way panel regression, and how much each observation moves it."""

from functools import partial
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError

__all__ = [
    "Coefficient",
    "clustered_variance",
    "driscoll_kraay_variance",
    "estimate_coefficient",
    "half_panel_jackknife",
]

Array = NDArray[np.float64]

# Share of an impulse that effects and controls must leave for its coefficient to mean anything.
LEAST_VARIATION = 1e-10
LEAST_YEARS = 2


class Coefficient(NamedTuple):
    """An estimate and its sensitivity to each observation.

    Parameters
    ----------
    estimate
        Units of the response over units of the impulse.
    influence
        By (entity, year), same units: the estimation error is their sum, to first order.
    terms
        Impulse, controls and year effects: what clustered errors count as estimated.
    entities, years
        Counts in use.
    """

    estimate: float
    influence: pd.Series
    terms: int
    entities: int
    years: int

    @property
    def nobs(self) -> int:
        """Number of observations."""
        return len(self.influence)

    def scaled_to(self, factor: float) -> Self:
        """Multiply estimate and influence, as for a weight in a combination.

        Parameters
        ----------
        factor
            The weight.

        Returns
        -------
        Coefficient
            The weighted coefficient.
        """
        return self._replace(estimate=factor * self.estimate, influence=factor * self.influence)


def estimate_coefficient(
    rows: pd.DataFrame, *, response: str, impulse: str, weights: str | None = None
) -> Coefficient:
    r"""Regress a response on an impulse, all other columns, and entity and year effects.

    Parameters
    ----------
    rows
        Complete numeric rows indexed by (entity, year).
    response, impulse
        Names of their columns; the remaining columns but `weights` are controls.
    weights
        Column of positive weights; None weighs rows alike.

    Returns
    -------
    Coefficient
        Coefficient of the impulse.

    Raises
    ------
    ModelError
        If fewer than two entities or years are left, no residual degree of freedom is left, or
        effects and controls explain the impulse in full.

    Notes
    -----
    By the Frisch-Waugh-Lovell theorem :math:`\hat\beta = \sum \tilde x y / \sum \tilde x^2`, with
    :math:`\tilde x` the impulse less its projection on the rest, and the influence of a row is
    :math:`\tilde x_{it} \hat u_{it} / \sum \tilde x^2`. An entity seen once tells nothing beside
    its own effect and is left out. Controls may be collinear; only the impulse must vary.
    """
    rows = _seen_twice(rows)
    entities, years = (rows.index.get_level_values(level) for level in (0, 1))
    counts = entities.nunique(), years.nunique()
    if min(counts) < LEAST_YEARS:
        raise ModelError(
            f"{impulse}: {counts[0]} entities and {counts[1]} years are left; allowed: 2 or more"
        )
    root = np.ones(len(rows)) if weights is None else np.sqrt(rows[weights].to_numpy(dtype=float))
    rest = rows.drop(columns=[response, impulse, *([] if weights is None else [weights])])
    columns = [rest.to_numpy(dtype=float), _dummies(entities), _dummies(years)]
    known = np.column_stack(columns) * root[:, None]
    both = rows[[response, impulse]].to_numpy(dtype=float) * root[:, None]
    coefficients, _, rank, _ = np.linalg.lstsq(known, both, rcond=None)
    left_response, left_impulse = (both - known @ coefficients).T
    variation = float(left_impulse @ left_impulse)
    if variation <= LEAST_VARIATION * float(both[:, 1] @ both[:, 1]):
        raise ModelError(f"{impulse}: has no variation left after effects and controls")
    if len(rows) <= rank + 1:
        raise ModelError(f"{impulse}: {len(rows)} rows are too few for {rank + 1} terms")
    estimate = float(left_impulse @ left_response) / variation
    influence = left_impulse * (left_response - estimate * left_impulse) / variation
    terms = int(rank) + 1 - counts[0]
    return Coefficient(estimate, pd.Series(influence, index=rows.index), terms, *counts)


def half_panel_jackknife(
    rows: pd.DataFrame, *, response: str, impulse: str, weights: str | None = None
) -> Coefficient:
    r"""Correct a coefficient for the bias that entity effects leave in short panels.

    Parameters
    ----------
    rows, response, impulse, weights
        As in `estimate_coefficient`.

    Returns
    -------
    Coefficient
        Twice the coefficient of the whole panel less the mean of those of its two halves.

    Raises
    ------
    ModelError
        As `estimate_coefficient`, also for a half.

    Notes
    -----
    :math:`\tilde\beta = 2\hat\beta - \tfrac12(\hat\beta_1 + \hat\beta_2)` with the years split in
    the middle removes the bias of order 1/T (Dhaene and Jochmans 2015, Review of Economic Studies
    82(3); for local projections Mei, Sheng and Shi 2026, Journal of International Economics 160).
    The influences combine in the same way, so the errors include the price paid in variance.
    """
    estimator = partial(estimate_coefficient, response=response, impulse=impulse, weights=weights)
    whole = estimator(rows)
    years = rows.index.get_level_values(1)
    ordered = np.unique(years)
    early = years < ordered[len(ordered) // 2]
    halves = [estimator(rows[part]) for part in (early, ~early)]
    parts = [whole.scaled_to(2.0), *(half.scaled_to(-0.5) for half in halves)]
    combined = pd.concat([part.influence for part in parts]).groupby(level=[0, 1]).sum()
    estimate = sum(part.estimate for part in parts)
    return whole._replace(estimate=estimate, influence=combined)


def clustered_variance(coefficients: list[Coefficient]) -> Array:
    """Covariance of coefficients whose errors are independent between entities only.

    Parameters
    ----------
    coefficients
        One or more, of panels of the same entities; the years may differ.

    Returns
    -------
    ndarray
        Shape (coefficients, coefficients), squared units.

    Notes
    -----
    Sum over entities of products of summed influences, times G/(G-1) (n-1)/(n-K), K counting
    regressors and year effects (entity effects are nested in the clusters).
    """
    sums = pd.concat([each.influence.groupby(level=0).sum() for each in coefficients], axis=1)
    roots = np.sqrt([_cluster_factor(each) for each in coefficients])
    values = sums.fillna(0.0).to_numpy(dtype=float) * roots
    return np.asarray(values.T @ values)


def driscoll_kraay_variance(coefficient: Coefficient, overlap: int = 0) -> float:
    """Variance of a coefficient whose errors are correlated between entities and nearby years.

    Parameters
    ----------
    coefficient
        The estimate.
    overlap
        Years over which neighbouring responses share changes; the least bandwidth used.

    Returns
    -------
    float
        Squared units; NaN with fewer than three years.

    Notes
    -----
    Bartlett kernel over calendar years with the bandwidth of linearmodels, floor(4 (T/100)^(2/9)),
    where that exceeds the overlap (Driscoll and Kraay 1998, Review of Economics and Statistics
    80(4)). The theory wants T large; with ten years the result is itself uncertain.
    """
    sums = coefficient.influence.groupby(level=1).sum()
    years = len(sums)
    if years <= LEAST_YEARS:
        return float("nan")
    bandwidth = min(max(overlap, int(4 * (years / 100) ** (2 / 9))), years - 1)
    calendar = sums.reindex(range(sums.index.min(), sums.index.max() + 1), fill_value=0.0)
    scores = calendar.to_numpy(dtype=float)
    lagged = sum(
        2.0 * (1.0 - lag / (bandwidth + 1)) * float(scores[lag:] @ scores[:-lag])
        for lag in range(1, min(bandwidth, len(scores) - 1) + 1)
    )
    free = coefficient.nobs - coefficient.terms - coefficient.entities
    return (float(scores @ scores) + lagged) * coefficient.nobs / free


def _cluster_factor(coefficient: Coefficient) -> float:
    clusters, rows = coefficient.entities, coefficient.nobs
    return clusters / (clusters - 1) * (rows - 1) / (rows - coefficient.terms)


def _seen_twice(rows: pd.DataFrame) -> pd.DataFrame:
    entities = rows.index.get_level_values(0)
    return rows[entities.isin(entities[entities.duplicated()])]


def _dummies(labels: pd.Index) -> Array:
    codes, unique = pd.factorize(labels)
    return np.eye(len(unique))[codes]
