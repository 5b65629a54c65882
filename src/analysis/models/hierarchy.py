"""Forecasts of subjects, federal districts and the nation that add up."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.annual_series import log_growth_table
from analysis.models.baseline import fit_forecast
from analysis.models.calibration import Calibration
from analysis.models.reconciliation import reconcile, shrunk_covariance, summing_matrix

__all__ = ["coherent_forecasts", "reconcile_medians", "with_totals"]

Array = NDArray[np.float64]


def with_totals(wide: pd.DataFrame, parents: pd.Series) -> pd.DataFrame:
    """Add up leaves to districts and nation.

    Parameters
    ----------
    wide
        Positive yearly values, years in rows, leaves in columns.
    parents
        Parent of every node, indexed by node; missing for the root.

    Returns
    -------
    pandas.DataFrame
        Years in rows, nodes in columns, each the sum of its leaves. Leaves with a gap are left
        out, of the sums too, so that a total never jumps when a leaf begins.

    Raises
    ------
    ModelError
        If no leaf is complete.
    """
    complete = wide.columns[(wide > 0).all()]
    if not len(complete):
        raise ModelError("wide: every column has a gap or a value that is not positive")
    summing = _summing(parents, complete)
    totals = wide[summing.columns].to_numpy(dtype=float) @ summing.to_numpy().T
    return pd.DataFrame(totals, index=wide.index, columns=summing.index)


def reconcile_medians(
    base: pd.DataFrame, nodes: pd.DataFrame, parents: pd.Series, *, breaks: Sequence[int] = ()
) -> pd.DataFrame:
    """Move medians of all nodes by as little as makes them add up.

    Parameters
    ----------
    base
        Medians in the unit of `nodes`, nodes in rows, one column a year ahead.
    nodes
        What was known at the origin: result of `with_totals`.
    parents
        Parent of every node, indexed by node.
    breaks
        First years on a new basis: growth into them is left out.

    Returns
    -------
    pandas.DataFrame
        Like `base`; every row is the sum of its leaves' rows.

    Notes
    -----
    `reconciliation.reconcile` with the covariance of one-step errors of a random walk with drift,
    carried to the level of the last year. A factor common to all nodes cancels, so every year
    ahead is moved with the same weights.
    """
    leaves = [node for node in nodes.columns if node not in set(parents)]
    summing = _summing(parents, pd.Index(leaves))
    growth = log_growth_table(nodes[summing.index], breaks).dropna()
    errors = (growth - growth.mean()) * nodes[summing.index].iloc[-1]
    covariance = shrunk_covariance(errors.to_numpy(dtype=float))
    values = base.loc[summing.index].to_numpy(dtype=float)
    moved = reconcile(values.T, summing.to_numpy(), covariance).T
    return pd.DataFrame(moved, index=summing.index, columns=base.columns)


def coherent_forecasts(
    wide: pd.DataFrame,
    parents: pd.Series,
    steps: int,
    *,
    draws: int,
    rng: np.random.Generator,
    breaks: Sequence[int] = (),
    calibration: Calibration | None = None,
) -> pd.DataFrame:
    """Forecast every node of a hierarchy and make the medians add up.

    Parameters
    ----------
    wide
        Positive yearly values of the leaves up to the origin, years in rows.
    parents
        Parent of every node, indexed by node; missing for the root.
    steps
        Years ahead.
    draws
        Draws a node behind the medians and bands.
    rng
        Source of randomness.
    breaks
        First years on a new basis.
    calibration
        As in `baseline.fit_forecast`.

    Returns
    -------
    pandas.DataFrame
        One row a node and year: node, year, base and coherent median, lower and upper (80 per
        cent band around the coherent median), in the unit of `wide`. The medians add up; the
        bands are those of each node, moved with its median.

    Raises
    ------
    ModelError
        If no leaf is complete or a node cannot be forecast.
    """
    nodes = with_totals(wide, parents)
    leaves = nodes[[node for node in nodes if node in wide.columns]]
    bands = [
        _quantiles(nodes[node], leaves, steps, draws, rng, breaks, calibration) for node in nodes
    ]
    years = pd.RangeIndex(int(wide.index[-1]) + 1, int(wide.index[-1]) + steps + 1)
    base = pd.DataFrame([band[1] for band in bands], index=nodes.columns, columns=years)
    coherent = reconcile_medians(base, nodes, parents, breaks=breaks)
    moved = (coherent.loc[base.index] / base).to_numpy()
    columns = {
        "base": base.to_numpy(),
        "coherent": coherent.loc[base.index].to_numpy(),
        "lower": np.array([band[0] for band in bands]) * moved,
        "upper": np.array([band[2] for band in bands]) * moved,
    }
    frame = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    frame.insert(0, "year", np.tile(years, len(base)))
    frame.insert(0, "node", np.repeat(base.index.to_numpy(), steps))
    return frame


def _quantiles(  # noqa: PLR0917 one node's share of the caller's arguments, in their order
    series: pd.Series,
    leaves: pd.DataFrame,
    steps: int,
    draws: int,
    rng: np.random.Generator,
    breaks: Sequence[int],
    calibration: Calibration | None,
) -> Array:
    fitted = fit_forecast(series, steps, breaks=breaks, wide=leaves, calibration=calibration)
    return np.asarray(np.quantile(fitted.draw(draws, rng), [0.1, 0.5, 0.9], axis=0), dtype=float)


def _summing(parents: pd.Series, leaves: pd.Index) -> pd.DataFrame:
    """Summing matrix of some leaves; nodes without any of them are left out."""
    whole = summing_matrix(parents)
    unknown = leaves.difference(whole.columns)
    if len(unknown):
        raise ModelError(f"wide: {', '.join(map(str, unknown))} given, but no leaves of parents")
    chosen = whole[leaves]
    return chosen[chosen.sum(axis=1) > 0]
