"""How often chance alone gives as clear an effect, when few entities are treated."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.panel_table import panel_table, require_columns

__all__ = ["permutation_p_value"]

Array = NDArray[np.float64]

# Relative rounding error within which two t values count as equal.
ROUNDING = 1e-9
# Lots handled in one product of matrices: many small products wait for each other's threads.
TOGETHER = 256


def permutation_p_value(
    frame: pd.DataFrame,
    outcome: str,
    treatment: str,
    *,
    entity: str,
    time: str,
    draws: int,
    rng: np.random.Generator,
) -> float:
    r"""Rank an effect among those of the same treatments given to other entities by lot.

    Parameters
    ----------
    frame
        One row an entity and year. Rows without an outcome are left out; the treatment is known
        in every year of every entity.
    outcome, treatment
        Columns, as in `difference_in_differences.difference_in_differences`.
    entity, time
        Columns or index levels; time in whole years.
    draws
        Reassignments, one or more.
    rng
        Source of chance.

    Returns
    -------
    float
        Two-sided, a multiple of one over draws plus one.

    Raises
    ------
    ModelError
        If `draws` is below one, a column is unknown, a treatment is missing or has no effect of
        its own beside those of entities and years.

    Notes
    -----
    :math:`p = (1 + \#\{|t^*| \ge |t|\}) / (1 + R)` with the clustered t value of the regression
    with entity and year effects, which few treated entities distort less than the estimate
    (MacKinnon and Webb 2020, Journal of Econometrics 218(2)). Exact if every entity was as likely
    to be treated.
    """
    if draws < 1:
        raise ModelError(f"draws: {draws} given; allowed: one or more")
    panel = panel_table(frame, entity=entity, time=time)
    require_columns(panel, [outcome, treatment])
    paths = panel[treatment].unstack(level=1)  # noqa: PD010 - whole paths change hands
    if paths.isna().any(axis=None):
        raise ModelError(f"{treatment}: missing for an entity-year; allowed: known for each")
    used = panel[outcome].dropna()
    rows = paths.index.get_indexer(used.index.get_level_values(0))
    years = paths.columns.get_indexer(used.index.get_level_values(1))
    space = _effects_space(rows, years)
    residual = _without(space, used.to_numpy(dtype=float))
    values = paths.to_numpy(dtype=float)
    own = _t_values(_without(space, values[rows, years][:, None]), residual, rows)
    if not np.isfinite(own).all():
        raise ModelError(f"{treatment}: has no variation left after effects of entities and years")
    count = 0
    for start in range(0, draws, TOGETHER):
        lots = [rng.permutation(len(values)) for _ in range(min(TOGETHER, draws - start))]
        moved = np.column_stack([values[lot][rows, years] for lot in lots])
        drawn = _t_values(_without(space, moved), residual, rows)
        count += int((np.abs(drawn) >= abs(own[0]) * (1.0 - ROUNDING)).sum())
    return float((1 + count) / (1 + draws))


def _effects_space(rows: NDArray[np.int64], years: NDArray[np.int64]) -> Array:
    """Orthonormal columns that span the effects of entities and years."""
    dummies = np.hstack([np.eye(codes.max() + 1)[codes] for codes in (rows, years)])
    left, sizes, _ = np.linalg.svd(dummies, full_matrices=False)
    return np.asarray(left[:, sizes > sizes[0] * ROUNDING], dtype=float)


def _without(space: Array, values: Array) -> Array:
    return np.asarray(values - space @ (space.T @ values), dtype=float)


def _t_values(treatments: Array, outcome: Array, clusters: NDArray[np.int64]) -> Array:
    """Estimates over their clustered errors, up to the factor for small samples, by column."""
    sizes = (treatments**2).sum(axis=0)
    sizes[sizes <= ROUNDING * len(treatments)] = np.nan
    estimates = outcome @ treatments / sizes
    scores = treatments * (outcome[:, None] - estimates * treatments)
    # The table is sorted by entity, so each cluster is one run of rows.
    first = np.flatnonzero(np.diff(clusters, prepend=-1))
    squares = (np.add.reduceat(scores, first, axis=0) ** 2).sum(axis=0)
    return np.asarray(estimates * sizes / np.sqrt(squares), dtype=float)
