"""What a treated unit would have done: a weighted mean of units that were not treated."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from numbers import Real
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.models.panel_table import require_columns, require_frame
from analysis.models.synthetic_fit import FitVerdict, SyntheticControl, fit_is_good
from analysis.models.synthetic_weights import (
    Importance,
    nested_importance,
    regression_importance,
    ridge_adjustment,
    ridge_penalty,
    simplex_weights,
)

__all__ = [
    "FitVerdict",
    "Predictors",
    "SyntheticControl",
    "augmented_control",
    "fit_is_good",
    "synthetic_control",
]

Array = NDArray[np.float64]
Predictors = Mapping[str, tuple[pd.DataFrame, Sequence[int]]]

LEAST_YEARS = 2


def synthetic_control(
    outcome: pd.DataFrame,
    *,
    treated: Hashable,
    donors: Sequence[Hashable],
    treated_from: int,
    predictors: Predictors | None = None,
    importance: Importance = "nested",
    fitted_years: Sequence[int] | None = None,
) -> SyntheticControl:
    r"""Build the synthetic control of one treated unit.

    Parameters
    ----------
    outcome
        Years x units, complete for the treated unit and the donors.
    treated
        The treated unit, a column of `outcome` as labelled there: a name or a code.
    donors
        Columns that were not treated, at least two.
    treated_from
        First year of the treatment; at least two years come before it.
    predictors
        Name -> (table of years x units, years whose mean is matched, all before the treatment).
        None matches the outcome of every year before the treatment, each alike.
    importance
        How much each predictor counts: ``nested`` makes the outcome fit best, ``regression`` goes
        by how well predictors explain the outcome of all units, ``equal`` weighs their squared
        differences alike, after each is divided by its spread across units.
    fitted_years
        Years of the outcome that nested or regression importance looks at; None for all before
        the treatment, which is what a new study wants.

    Returns
    -------
    SyntheticControl
        Weights, balance and both paths.

    Raises
    ------
    ModelError
        If a table is no frame of numbers, a unit or year is unknown, a value is missing, a
        predictor looks past the treatment or does not differ between units, or there are too few
        years or donors.

    Notes
    -----
    :math:`\min_w (x_1 - X_0 w)' V (x_1 - X_0 w)` over weights that are not negative and add up to
    one (Abadie, Diamond and Hainmueller 2010, Journal of the American Statistical Association
    105(490)). Importance V beside all outcomes before the treatment would be idle (Kaul and others
    2022, Journal of Business and Economic Statistics 40(3)): without predictors the weights
    minimise the error before the treatment itself.
    """
    table = _checked(outcome, treated, donors, treated_from)
    before = table.loc[table.index < treated_from]
    if predictors is None:
        count = len(before)
        weights = simplex_weights(before[treated].to_numpy(), before[list(donors)].to_numpy())
        return _result(table, treated_from, weights, before, np.full(count, 1.0 / count))
    if importance not in get_args(Importance):
        allowed = ", ".join(get_args(Importance))
        raise ModelError(f"importance: {importance!r} is not known; allowed: {allowed}")
    values = _predictor_values(predictors, list(table.columns), treated_from)
    scaled = values.div(values.std(axis=1), axis=0).to_numpy(dtype=float)
    fitted = before if fitted_years is None else _years(table, fitted_years, "fitted_years")
    shares = _importance(importance, scaled, fitted.to_numpy(dtype=float))
    return _result(table, treated_from, _weighted(scaled, shares), values, shares)


def augmented_control(
    outcome: pd.DataFrame,
    *,
    treated: Hashable,
    donors: Sequence[Hashable],
    treated_from: int,
    penalty: float | None = None,
) -> SyntheticControl:
    r"""Build a synthetic control and remove by ridge regression what it leaves unmatched.

    Parameters
    ----------
    outcome, treated, donors, treated_from
        As in `synthetic_control`, which is corrected without predictors.
    penalty
        Above zero, squared units of the outcome; large leaves the synthetic control as it is.
        None chooses it by leaving years out.

    Returns
    -------
    SyntheticControl
        Weights add up to one, but may be negative: the counterfactual extrapolates.

    Raises
    ------
    ModelError
        As `synthetic_control`, or if the penalty is not positive or cannot be chosen.

    Notes
    -----
    Ben-Michael, Feller and Rothstein (2021), Journal of the American Statistical Association
    116(536): :math:`\hat Y_1 = \sum_j w_j Y_j + (x_1 - X_0 w)'\hat\eta` with ridge coefficients
    :math:`\hat\eta` of the outcome on the years before, all less the donors' mean.
    """
    if penalty is not None and not penalty > 0:
        raise ModelError(f"penalty: {penalty} given; allowed: above zero")
    plain = synthetic_control(outcome, treated=treated, donors=donors, treated_from=treated_from)
    table = _checked(outcome, treated, donors, treated_from)
    before = table.loc[table.index < treated_from]
    centred = before.sub(before[list(donors)].mean(axis=1), axis=0)
    target, matrix = centred[treated].to_numpy(), centred[list(donors)].to_numpy()
    chosen = ridge_penalty(target, matrix) if penalty is None else penalty
    weights = plain.weights.to_numpy()
    weights = weights + ridge_adjustment(target, matrix, weights, chosen)
    shares = plain.balance["importance"].to_numpy()
    return _result(table, treated_from, weights, before, shares)


def _checked(
    outcome: pd.DataFrame, treated: Hashable, donors: Sequence[Hashable], treated_from: int
) -> pd.DataFrame:
    """Give the treated unit and the donors, in this order, by rising year."""
    require_frame("outcome", outcome, "years x units")
    _require_years(outcome, treated_from)
    units = [treated, *donors]
    require_columns(outcome, units)
    if len(set(units)) < len(units) or len(donors) < 2:
        raise ModelError(
            f"donors: {', '.join(map(str, donors)) or 'none'} given; allowed: two or more "
            f"different units other than the treated {treated}"
        )
    table = outcome[units].sort_index().astype(float)
    doubled = table.index[table.index.duplicated()]
    if len(doubled):
        raise ModelError(f"outcome: year {doubled[0]} occurs twice; allowed: one row a year")
    holes = table.columns[~np.isfinite(table.to_numpy()).all(axis=0)]
    if len(holes):
        raise ModelError(
            f"outcome: {', '.join(map(str, holes))} has missing or infinite years; "
            "allowed: complete series (leave the donor or the year out)"
        )
    before = int((table.index < treated_from).sum())
    if before < LEAST_YEARS or before == len(table):
        raise ModelError(
            f"treated_from: {treated_from} leaves {before} years before and "
            f"{len(table) - before} after; allowed: {LEAST_YEARS} or more before, 1 or more after"
        )
    return table


def _require_years(outcome: pd.DataFrame, treated_from: object) -> None:
    problems = []
    if not pd.api.types.is_numeric_dtype(outcome.index):
        shown = repr(outcome.index[0]) if len(outcome) else "no row"
        problems.append(f"outcome: row {shown}; allowed: rows labelled by years, as numbers")
    if not isinstance(treated_from, Real):
        problems.append(f"treated_from: {treated_from!r} given; allowed: a year, as a number")
    if problems:
        raise ModelError(problems)


def _years(table: pd.DataFrame, years: Sequence[int], item: str) -> pd.DataFrame:
    missing = [str(year) for year in years if year not in table.index]
    if missing or not len(years):
        given = ", ".join(missing) or "none"
        raise ModelError(f"{item}: {given} given; allowed: years of the table, one or more")
    return table.loc[list(years)]


def _predictor_values(predictors: Predictors, units: list[str], treated_from: int) -> pd.DataFrame:
    """Mean of each predictor over its years: predictors x units."""
    rows, problems = {}, []
    for name, (table, years) in predictors.items():
        require_frame(f"predictor {name!r}", table, "years x units")
        if max(years, default=treated_from) >= treated_from:
            problems.append(
                f"predictor {name!r}: years {list(years)}; allowed: before {treated_from}"
            )
            continue
        row = _years(table, years, f"predictor {name!r}").reindex(columns=units).mean(skipna=False)
        if not np.isfinite(row.to_numpy(dtype=float)).all():
            problems.append(f"predictor {name!r}: missing for a unit; allowed: every unit")
        elif np.ptp(row) == 0:
            problems.append(f"predictor {name!r}: the same in all units; allowed: one that differs")
        rows[name] = row
    if problems or not rows:
        raise ModelError(problems or "predictors: none given; allowed: one or more, or None")
    return pd.DataFrame(rows).T.astype(float)


def _importance(kind: Importance, scaled: Array, outcomes: Array) -> Array:
    """Shares of the predictors; the treated unit is the first column of both tables."""
    equal = np.full(len(scaled), 1.0 / len(scaled))
    if kind == "equal":
        return equal
    if kind == "regression":
        return regression_importance(scaled, outcomes)
    starts = [equal]
    if len(scaled) + 1 < scaled.shape[1]:
        starts.append(regression_importance(scaled, outcomes))
    return nested_importance(_outcome_error(scaled, outcomes), starts)


def _outcome_error(scaled: Array, outcomes: Array) -> Callable[[Array], float]:
    def error(shares: Array) -> float:
        missed = outcomes[:, 0] - outcomes[:, 1:] @ _weighted(scaled, shares)
        return float((missed**2).mean())

    return error


def _weighted(scaled: Array, shares: Array) -> Array:
    roots = np.sqrt(shares)
    return simplex_weights(roots * scaled[:, 0], roots[:, None] * scaled[:, 1:])


def _result(
    table: pd.DataFrame, treated_from: int, weights: Array, values: pd.DataFrame, shares: Array
) -> SyntheticControl:
    treated, donors = table.columns[0], table.columns[1:]
    matched = values[donors]
    balance = pd.DataFrame(
        {
            "importance": shares,
            "treated": values[treated].to_numpy(),
            "synthetic": matched.to_numpy() @ weights,
            "donors": matched.mean(axis=1).to_numpy(),
        },
        index=values.index,
    )
    return SyntheticControl(
        weights=pd.Series(weights, index=donors, name="weight"),
        balance=balance,
        observed=table[treated].rename("observed"),
        synthetic=pd.Series(table[donors].to_numpy() @ weights, table.index, name="synthetic"),
        treated_from=treated_from,
    )
