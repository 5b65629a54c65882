"""Least squares with entity and year effects, and errors that know what a panel is."""

from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from formulaic import Formula  # type: ignore[import-untyped, unused-ignore]
from formulaic.errors import (  # type: ignore[import-untyped, unused-ignore]
    FormulaicError,
)
from linearmodels import PanelOLS
from linearmodels.panel.utility import AbsorbingEffectError
from scipy import stats

from analysis.errors import ModelError
from analysis.models.panel_table import panel_table, require_columns, year_differences

__all__ = ["Covariance", "Effects", "PanelFit", "fixed_effects"]

Effects = Literal["none", "entity", "time", "twoway", "first_difference", "entity_trends"]
Covariance = Literal["homoskedastic", "robust", "clustered", "driscoll_kraay"]

DIFFERENCED = ("first_difference", "entity_trends")
BY_ENTITY = ("entity", "twoway", "entity_trends")
BY_YEAR = ("time", "twoway", "first_difference", "entity_trends")
INTERCEPT = "Intercept"


class PanelFit(NamedTuple):
    """Coefficients of a panel regression and what is known about their errors.

    Parameters
    ----------
    params
        Coefficient by regressor, in units of the response over units of the regressor.
    covariance
        Their covariance, regressors x regressors.
    nobs, entities, years
        Rows, entities and years used.
    residual_freedom
        Rows less coefficients and effects.
    freedom
        Degrees of freedom of the intervals: entities less one for clustered errors, years less one
        for Driscoll-Kraay errors, otherwise `residual_freedom`.
    r2_within
        Share of the variation left by the effects that the regressors explain.
    """

    params: pd.Series
    covariance: pd.DataFrame
    nobs: int
    entities: int
    years: int
    residual_freedom: int
    freedom: int
    r2_within: float

    @property
    def std_errors(self) -> pd.Series:
        """Standard error by regressor."""
        return pd.Series(np.sqrt(np.diag(self.covariance)), index=self.params.index)

    def intervals(self, level: float = 0.95) -> pd.DataFrame:
        """Two-sided Student intervals.

        Parameters
        ----------
        level
            Coverage, between 0 and 1.

        Returns
        -------
        DataFrame
            Columns low and high by regressor.
        """
        reach = float(stats.t.ppf(0.5 + level / 2.0, self.freedom)) * self.std_errors
        return pd.DataFrame({"low": self.params - reach, "high": self.params + reach})


def fixed_effects(
    frame: pd.DataFrame,
    formula: str,
    *,
    entity: str,
    time: str,
    effects: Effects = "twoway",
    cov: Covariance = "clustered",
    weights: str | None = None,
    bandwidth: int | None = None,
) -> PanelFit:
    r"""Fit a linear panel regression.

    Parameters
    ----------
    frame
        One row an entity and year. Rows with a missing value in a used column are left out.
    formula
        ``response ~ regressor + ...`` over its columns; functions such as ``log`` are understood.
        The constant is kept with ``effects="none"`` only: effects absorb it.
    entity, time
        Columns or index levels; time in whole years.
    effects
        Which effects are taken out. ``first_difference`` regresses yearly changes on yearly
        changes with year effects; ``entity_trends`` does so with entity effects of the changes,
        which are trends of the levels.
    cov
        Kind of errors: ``clustered`` by entity; ``driscoll_kraay`` allows any correlation between
        entities and over nearby years.
    weights
        Column of positive weights, inversely proportional to the variance of a row.
    bandwidth
        Years of autocorrelation that Driscoll-Kraay errors allow; None for the usual rule
        floor(4 (T/100)^(2/9)).

    Returns
    -------
    PanelFit
        Coefficients, their covariance, counts.

    Raises
    ------
    ModelError
        If the formula or a column is unknown, an entity-year occurs twice, a value is infinite,
        a regressor has no variation left after the effects, regressors are collinear, or too few
        rows are left.

    Notes
    -----
    :math:`y_{it} = \alpha_i + \gamma_t + x_{it}'\beta + u_{it}` by linearmodels' PanelOLS.
    Clustered errors carry the small-sample factor G/(G-1) (n-1)/(n-K), where K counts regressors
    and year effects; entity effects are nested in the clusters and not counted (Cameron and Miller
    2015, Journal of Human Resources 50(2), section III.B). Driscoll and Kraay (1998), Review of
    Economics and Statistics 80(4), rely on many years: with some ten they are a second opinion.
    With lagged responses and few years the coefficients are biased (Nickell 1981).
    """
    _check_choice("effects", effects, get_args(Effects))
    _check_choice("cov", cov, get_args(Covariance))
    panel = panel_table(frame, entity=entity, time=time)
    response, regressors = _matrices(panel, formula, keep_constant=effects == "none")
    if effects in DIFFERENCED:
        changes = year_differences(regressors.assign(**{_RESPONSE: response}))
        response, regressors = changes[_RESPONSE], changes.drop(columns=_RESPONSE)
    options: dict[str, Any] = {
        "entity_effects": effects in BY_ENTITY,
        "time_effects": effects in BY_YEAR,
        "weights": None if weights is None else _weights(panel, weights, response.index),
    }
    try:
        model = PanelOLS(response, regressors, **options)
        fit = model.fit(**_covariance_options(cov, bandwidth))
        covariance = fit.cov * _nested_effects_factor(fit, effects, cov)
    except AbsorbingEffectError as error:
        left = _without_variation(regressors, options)
        raise ModelError(
            f"{formula!r}: {left} has no variation left after {effects} effects"
        ) from error
    except (ValueError, np.linalg.LinAlgError, ZeroDivisionError) as error:
        raise ModelError(
            f"{formula!r} cannot be fitted to {len(response)} rows with {effects} effects: {error}"
        ) from error
    return _result(fit, covariance, cov)


_RESPONSE = "(response)"


def _check_choice(item: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ModelError(f"{item}: {value!r} is not known; allowed: {', '.join(allowed)}")


def _matrices(
    panel: pd.DataFrame, formula: str, *, keep_constant: bool
) -> tuple[pd.Series, pd.DataFrame]:
    """Evaluate both sides of the formula on the complete rows."""
    try:
        parsed = Formula(formula)
        require_columns(panel, sorted(str(name) for name in parsed.required_variables))
        sides = parsed.get_model_matrix(panel, na_action="drop")
        response, regressors = pd.DataFrame(sides.lhs), pd.DataFrame(sides.rhs)
    except (FormulaicError, AttributeError) as error:
        reason = str(error).splitlines()[0]
        raise ModelError(
            f"formula: {formula!r} cannot be read ({reason}); allowed: response ~ regressors"
        ) from error
    if not keep_constant and INTERCEPT in regressors:
        regressors = regressors.drop(columns=INTERCEPT)
    if regressors.empty:
        raise ModelError(f"formula: {formula!r} leaves no regressor or no complete row")
    both = pd.concat([response, regressors], axis=1)
    infinite = [str(name) for name in both if np.isinf(both[name]).any()]
    if infinite:
        raise ModelError(f"formula: {', '.join(infinite)} is infinite in some rows")
    if np.linalg.matrix_rank(regressors.to_numpy(dtype=float)) < regressors.shape[1]:
        names = ", ".join(map(str, regressors))
        raise ModelError(f"formula: {names} are collinear; allowed: independent regressors")
    return response.iloc[:, 0], regressors


def _weights(panel: pd.DataFrame, name: str, rows: pd.Index) -> pd.Series:
    require_columns(panel, [name])
    chosen = panel[name].reindex(rows)
    if not (chosen > 0).all():
        raise ModelError(f"weights: {name} is missing or not positive; allowed: above zero")
    return chosen


def _covariance_options(cov: Covariance, bandwidth: int | None) -> dict[str, Any]:
    """Say in linearmodels' words which errors are wanted."""
    if cov == "clustered":
        return {
            "cov_type": "clustered",
            "cluster_entity": True,
            "group_debias": True,
            "auto_df": False,
            "count_effects": False,
        }
    if cov == "driscoll_kraay":
        return {"cov_type": "driscoll-kraay", "bandwidth": bandwidth}
    return {"cov_type": cov}


def _nested_effects_factor(fit: Any, effects: Effects, cov: Covariance) -> float:  # noqa: ANN401 - union of results
    """Count year effects, but not the entity effects, in the factor of clustered errors."""
    if cov != "clustered" or effects not in BY_YEAR:
        return 1.0
    year_effects = int(fit.time_info.total) - (effects in BY_ENTITY)
    free = int(fit.nobs) - len(fit.params)
    if free <= year_effects:
        raise ModelError(f"{fit.nobs} rows are too few for {len(fit.params) + year_effects} terms")
    return free / (free - year_effects)


def _without_variation(regressors: pd.DataFrame, options: dict[str, Any]) -> str:
    """Name the regressors that the effects explain in full."""
    absorbed = []
    for name in regressors:
        try:
            PanelOLS(regressors[name], regressors[[name]], **options).fit()
        except (AbsorbingEffectError, ValueError):
            absorbed.append(str(name))
    return ", ".join(absorbed) or "a combination of " + ", ".join(map(str, regressors))


def _result(fit: Any, covariance: pd.DataFrame, cov: Covariance) -> PanelFit:  # noqa: ANN401 - union of results
    entities, years = int(fit.entity_info.total), int(fit.time_info.total)
    residual_freedom = int(fit.df_resid)
    few = {"clustered": entities - 1, "driscoll_kraay": years - 1}
    return PanelFit(
        params=fit.params,
        covariance=covariance,
        nobs=int(fit.nobs),
        entities=entities,
        years=years,
        residual_freedom=residual_freedom,
        freedom=few.get(cov, residual_freedom),
        r2_within=float(fit.rsquared),
    )
