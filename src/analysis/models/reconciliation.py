"""Make forecasts of subjects, districts and the nation add up."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError

__all__ = ["reconcile", "shrunk_covariance", "summing_matrix"]

Array = NDArray[np.float64]


def summing_matrix(parents: pd.Series) -> pd.DataFrame:
    """Write which leaves each node of a hierarchy adds up.

    Parameters
    ----------
    parents
        Parent of every node, indexed by node; missing for the root. Nodes that are nobody's
        parent are leaves.

    Returns
    -------
    pandas.DataFrame
        Shape (nodes, leaves) of zeros and ones: :math:`y = S b`.

    Raises
    ------
    ModelError
        If a parent is not a node, or a node is its own ancestor.
    """
    links = {node: None if pd.isna(parent) else parent for node, parent in parents.items()}
    inner = {parent for parent in links.values() if parent is not None}
    if inner - set(links):
        unknown = ", ".join(sorted(map(str, inner - set(links))))
        raise ModelError(f"parents: {unknown} given, but not among the nodes")
    leaves = [node for node in links if node not in inner]
    matrix = pd.DataFrame(0.0, index=list(links), columns=leaves)
    for leaf in leaves:
        for node in _line(leaf, links):
            matrix.loc[node, leaf] = 1.0
    outside = matrix.index[matrix.sum(axis=1) == 0].tolist()
    if outside:
        raise ModelError(f"parents: {outside} have no leaves, so each is its own ancestor")
    return matrix


def _line(leaf: Hashable, links: Mapping[Hashable, Hashable | None]) -> list[Hashable]:
    """A leaf, its parent, and so on to the root."""
    line = [leaf]
    while (parent := links[line[-1]]) is not None:
        if parent in line:
            raise ModelError(f"parents: {parent} is its own ancestor")
        line.append(parent)
    return line


def shrunk_covariance(errors: Array) -> Array:
    r"""Estimate the covariance of base forecast errors, shrunk to its diagonal.

    Parameters
    ----------
    errors
        Shape (n, nodes), one-step errors of the base forecasts.

    Returns
    -------
    ndarray
        Shape (nodes, nodes), positive definite if every node has errors that vary.

    Notes
    -----
    Correlations are multiplied by :math:`1 - \lambda` with
    :math:`\lambda = \sum_{i \ne j} \widehat{Var}(r_{ij}) / \sum_{i \ne j} r_{ij}^2`
    (Schäfer and Strimmer 2005), as MinT(shrink) asks.
    """
    n, nodes = errors.shape
    spread = np.sqrt(np.mean(errors**2, axis=0))
    unit = errors / np.where(spread > 0, spread, 1.0)
    correlation = unit.T @ unit / n
    scatter = ((unit**2).T @ unit**2 / n - correlation**2) / (n - 1)
    off = ~np.eye(nodes, dtype=bool)
    total = float(np.sum(correlation[off] ** 2))
    share = min(max(float(scatter[off].sum()) / total, 0.0), 1.0) if total > 0 else 1.0
    shrunk = np.where(off, (1.0 - share) * correlation, 1.0)
    return np.asarray(spread[:, None] * shrunk * spread, dtype=float)


def reconcile(base: Array, summing: Array, covariance: Array) -> Array:
    r"""Move base forecasts of all nodes by as little as makes them add up.

    Parameters
    ----------
    base
        Shape (..., nodes): forecasts or draws in levels, nodes in the order of `summing`.
    summing
        Shape (nodes, leaves).
    covariance
        Shape (nodes, nodes), of base forecast errors; a diagonal gives weighted least squares.

    Returns
    -------
    ndarray
        Shape (..., nodes), coherent: every node is the sum of its leaves.

    Raises
    ------
    ModelError
        If shapes do not fit.

    Notes
    -----
    MinT of Wickramasuriya, Athanasopoulos and Hyndman (2019), equation 9:
    :math:`\tilde y = S (S' W^{-1} S)^{-1} S' W^{-1} \hat y`, written in the equivalent form
    :math:`\hat y - W U (U' W U)^{-1} U' \hat y` with :math:`U` spanning the constraints, which
    inverts the smaller matrix. Unbiased base forecasts stay so, coherent ones do not move.
    Small leaves of positive variables can become negative; weights from variances make that rare.
    """
    base, summing = np.asarray(base, dtype=float), np.asarray(summing, dtype=float)
    nodes = summing.shape[0]
    if base.shape[-1] != nodes or covariance.shape != (nodes, nodes):
        raise ModelError(
            f"base: shape {base.shape} and covariance: shape {covariance.shape} given for "
            f"{nodes} nodes"
        )
    at = _leaf_rows(summing)
    totals = np.setdiff1d(np.arange(nodes), at)
    if not totals.size:
        return base.copy()
    constraints = np.zeros((totals.size, nodes))
    constraints[np.arange(totals.size), totals] = 1.0
    constraints[:, at] -= summing[totals]
    gain = np.linalg.solve(constraints @ covariance @ constraints.T, constraints @ covariance)
    coherent = base - base @ constraints.T @ gain
    # The last rounding error goes: totals are sums, not nearly sums.
    return np.asarray(coherent[..., at] @ summing.T, dtype=float)


def _leaf_rows(summing: Array) -> NDArray[np.int64]:
    """Row of each leaf: the row that adds up this leaf alone."""
    rows = []
    for leaf in range(summing.shape[1]):
        alone = np.flatnonzero((summing[:, leaf] == 1.0) & (summing.sum(axis=1) == 1.0))
        if not alone.size:
            raise ModelError(f"summing: column {leaf} has no row of its own")
        rows.append(int(alone[-1]))
    return np.array(rows, dtype=np.int64)
