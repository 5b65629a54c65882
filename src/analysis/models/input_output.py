"""Input-output algebra: what one unit of final demand sets in motion along the supply chain."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.errors import ModelError

__all__ = ["leontief_inverse", "multipliers", "primary_content"]

# Labels shown in one message; a wrong table has all of its labels wrong.
_SHOWN = 8
_HOUSEHOLDS = "households"


class _Table(NamedTuple):
    """Flows and output with the same labels in the same order."""

    flows: pd.DataFrame
    output: pd.Series


def leontief_inverse(
    flows: pd.DataFrame | ArrayLike, output: pd.Series | ArrayLike
) -> pd.DataFrame:
    r"""Output of every industry that one unit of final demand asks for.

    Parameters
    ----------
    flows
        Shape (n, n), money: rows supply, columns use. Domestic flows count suppliers at home only.
    output
        Shape (n,), gross output in the unit of `flows`. A series is matched by label.

    Returns
    -------
    DataFrame
        Shape (n, n): row industry's output for one unit of final demand for the column's product.

    Raises
    ------
    ModelError
        If shapes or labels do not match, a number is missing, output is negative, an industry
        without output uses inputs, or the spectral radius of the input coefficients is not below
        one: then no finite output meets final demand.

    Notes
    -----
    :math:`L = (I - A)^{-1}` with :math:`a_{ij} = z_{ij} / x_j` (Eurostat Manual of Supply, Use and
    Input-Output Tables 2008, chapter 15; Miller and Blair 2009, chapter 2).
    """
    table = _table(flows, output)
    return _inverse(_coefficients(table))


def multipliers(
    flows: pd.DataFrame | ArrayLike,
    output: pd.Series | ArrayLike,
    satellite: pd.Series | ArrayLike,
    *,
    compensation: pd.Series | ArrayLike | None = None,
    consumption: pd.Series | ArrayLike | None = None,
    household_income: float | None = None,
) -> pd.DataFrame:
    r"""Output multipliers, and jobs (or any satellite) with and without the supply chain.

    Parameters
    ----------
    flows, output
        As for `leontief_inverse`.
    satellite
        Shape (n,), jobs or another total by industry, any unit. It may be missing only where the
        industry sells nothing to others; its own multipliers are then missing.
    compensation
        Shape (n,), compensation of employees in the unit of `flows`: the household row that closes
        the table. Given together with `consumption`.
    consumption
        Consumption of households by product, unit of `flows`. A series may have further labels,
        such as imports and taxes; they count as spent but reach no industry.
    household_income
        What the consumption is paid from, unit of `flows`; by default all that is in
        `consumption`, so that all compensation is spent and type II is an upper bound.

    Returns
    -------
    DataFrame
        Indexed like `flows`, a unit of satellite per unit of money: ``output_multiplier`` (no
        unit), ``direct`` per unit of output, ``type_1`` per unit of final demand, ``type_1_ratio``
        to direct, missing where direct is 0; with a closed table also ``type_2`` and
        ``type_2_ratio``.

    Raises
    ------
    ModelError
        As for `leontief_inverse`; also if one of `compensation` and `consumption` is given alone,
        or the satellite is missing where it is needed.

    Notes
    -----
    Output: :math:`\iota' L`; type I: :math:`w' L` with :math:`w_j = s_j / x_j`; type II: the same
    with households as one more industry (Miller and Blair 2009, chapter 6). A ratio is total to
    direct, so it includes the job itself.
    """
    table = _table(flows, output)
    labels = table.flows.index
    inputs = _coefficients(table)
    inverse = _inverse(inputs)
    jobs = _labelled(satellite, labels, "satellite", may_miss=True)
    direct = _per_output(jobs, table.output)
    found = pd.DataFrame({"output_multiplier": inverse.sum(), "direct": direct})
    found["type_1"] = _with_suppliers(direct, inverse)
    found["type_1_ratio"] = found["type_1"] / direct.where(direct != 0)
    if (compensation is None) != (consumption is None):
        raise ModelError("compensation, consumption: one given alone; a closed table needs both")
    if compensation is not None and consumption is not None:
        income = _per_output(_labelled(compensation, labels, "compensation"), table.output)
        spending = _spending(consumption, labels, household_income)
        closed = _inverse(_closed(inputs, income, spending))
        total = _with_suppliers(pd.concat([direct, pd.Series({_HOUSEHOLDS: 0.0})]), closed)
        found["type_2"] = total.loc[labels]
        found["type_2_ratio"] = found["type_2"] / direct.where(direct != 0)
    return found


def primary_content(
    flows: pd.DataFrame | ArrayLike, output: pd.Series | ArrayLike, primary: pd.DataFrame
) -> pd.DataFrame:
    r"""Split one unit of final demand into what the supply chain pays for other than its products.

    Parameters
    ----------
    flows, output
        As for `leontief_inverse`, domestic.
    primary
        Shape (rows, n), money: imports used, taxes on products and value added by using industry.

    Returns
    -------
    DataFrame
        Shape (n, rows): content per unit of final demand for the domestic product. Where a column
        of the table balances, its row adds up to one. The column of imports is the leakage.

    Raises
    ------
    ModelError
        As for `leontief_inverse`; also if a column of `primary` is missing or not an industry.

    Notes
    -----
    :math:`P L` with :math:`p_{kj}` = primary input k per output of j. From
    :math:`\iota' A + \iota' P = \iota'` follows :math:`\iota' P L = \iota'` (Miller and Blair
    2009, chapter 2).
    """
    table = _table(flows, output)
    inverse = _inverse(_coefficients(table))
    rows = {
        name: _per_output(_labelled(row, table.flows.index, str(name)), table.output)
        for name, row in primary.iterrows()
    }
    return pd.DataFrame({name: _with_suppliers(row, inverse) for name, row in rows.items()})


def _table(flows: pd.DataFrame | ArrayLike, output: pd.Series | ArrayLike) -> _Table:
    given = flows if isinstance(flows, pd.DataFrame) else pd.DataFrame(np.asarray(flows))
    square = given.astype(float)
    if square.shape[0] != square.shape[1]:
        raise ModelError(f"flows: shape {square.shape} given; allowed: as many rows as columns")
    _require_same(square.columns, square.index, "columns of flows")
    square = square.loc[:, square.index]
    if not np.isfinite(square.to_numpy()).all():
        raise ModelError("flows: a cell is missing or infinite; allowed: numbers, 0 for no flow")
    total = _labelled(output, square.index, "output")
    negative = total.index[total < 0].tolist()
    if negative:
        raise ModelError(f"output: negative for {_listed(negative)}; allowed: 0 or more")
    idle = total.index[(total == 0) & (square != 0).any()].tolist()
    if idle:
        raise ModelError(f"output: 0 for {_listed(idle)}, which use inputs; allowed: above 0")
    return _Table(square, total)


def _labelled(
    values: pd.Series | ArrayLike, labels: pd.Index, name: str, *, may_miss: bool = False
) -> pd.Series:
    """Numbers by industry, in the order of the table."""
    if isinstance(values, pd.Series):
        _require_same(values.index, labels, name)
        series = values.astype(float).loc[labels]
    else:
        array = np.asarray(values, dtype=float)
        if array.shape != labels.shape:
            raise ModelError(f"{name}: shape {array.shape} given; allowed: {labels.shape}")
        series = pd.Series(array, index=labels)
    bad = np.isinf(series) | (series.isna() & (not may_miss))
    if bad.any():
        raise ModelError(f"{name}: missing or infinite for {_listed(labels[bad].tolist())}")
    return series


def _require_same(given: pd.Index, labels: pd.Index, name: str) -> None:
    """Refuse labels that are not those of the table, each once."""
    problems = []
    for fault, found in (
        ("repeated", given[given.duplicated()]),
        ("not in the table", given.difference(labels, sort=False)),
        ("missing", labels.difference(given, sort=False)),
        ("repeated in the rows of flows", labels[labels.duplicated()]),
    ):
        if len(found):
            problems.append(f"{name}: {_listed(found.tolist())} {fault}")
    if problems:
        raise ModelError(problems)


def _listed(labels: list[object]) -> str:
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(str(label) for label in labels[:_SHOWN]) + more


def _per_output(values: pd.Series, output: pd.Series) -> pd.Series:
    """Coefficients; an industry without output has none of anything."""
    stray = values.index[(output == 0) & (values.fillna(0) != 0)].tolist()
    if stray:
        raise ModelError(f"output: 0 for {_listed(stray)}, which have jobs or inputs")
    return (values / output.where(output > 0)).where(output > 0, 0.0)


def _coefficients(table: _Table) -> pd.DataFrame:
    # Flows have no gaps, so only an industry without output, which uses nothing, is filled.
    return table.flows.div(table.output.where(table.output > 0)).fillna(0.0)


def _inverse(inputs: pd.DataFrame) -> pd.DataFrame:
    matrix = inputs.to_numpy()
    radius = float(np.abs(np.linalg.eigvals(matrix)).max()) if matrix.size else 0.0
    # A closed circle of industries has radius one up to rounding, and an inverse of rounding.
    if radius >= 1.0 - 1e-9:
        raise ModelError(
            f"flows: spectral radius {radius:.4f} of the input coefficients; allowed: below 1 "
            f"(industries that use more than they make cannot meet final demand)"
        )
    solved = np.linalg.solve(np.eye(len(matrix)) - matrix, np.eye(len(matrix)))
    return pd.DataFrame(solved, index=inputs.index, columns=inputs.columns)


def _with_suppliers(direct: pd.Series, inverse: pd.DataFrame) -> pd.Series:
    """Direct coefficients carried through the supply chain; missing ones may reach nobody else."""
    unknown = direct.index[direct.isna()]
    reached = inverse.loc[unknown].drop(columns=unknown).ne(0.0).any(axis=1)
    if reached.any():
        raise ModelError(
            f"satellite: missing for {_listed(unknown[reached].tolist())}, which others buy from; "
            f"give a number, or 0 to leave it out"
        )
    total = pd.Series(direct.fillna(0.0).to_numpy() @ inverse.to_numpy(), index=inverse.columns)
    return total.mask(direct.isna())


def _spending(
    consumption: pd.Series | ArrayLike, labels: pd.Index, income: float | None
) -> pd.Series:
    """Consumption of each product per unit of household income."""
    column = consumption if isinstance(consumption, pd.Series) else pd.Series(consumption, labels)
    inside = _labelled(column[column.index.isin(labels)], labels, "consumption")
    total = float(column.sum()) if income is None else income
    if not total > 0:
        raise ModelError(f"household_income: {total} given; allowed: above 0")
    return inside / total


def _closed(inputs: pd.DataFrame, income: pd.Series, spending: pd.Series) -> pd.DataFrame:
    """Input coefficients with households as the last industry."""
    closed = inputs.copy()
    closed[_HOUSEHOLDS] = spending
    closed.loc[_HOUSEHOLDS] = [*income, 0.0]
    return closed
