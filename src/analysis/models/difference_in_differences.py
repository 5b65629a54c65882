"""Effects of a treatment that reaches some entities in some years, from a panel of them all."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import ModelError
from analysis.models.fixed_effects import Covariance, Effects
from analysis.models.panel import PanelFit, fixed_effects
from analysis.models.panel_table import panel_table, require_columns

__all__ = [
    "EventStudy",
    "TreatmentEffect",
    "difference_in_differences",
    "event_study",
]

REFERENCE = -1


class TreatmentEffect(NamedTuple):
    """Mean effect of a treatment on the entities and years it reached.

    Parameters
    ----------
    estimate, std_error, low, high
        Units of the outcome; the interval is Student's at the level asked for.
    treated
        Number of entities whose treatment changes over the years used.
    fit
        The regression behind it.
    """

    estimate: float
    std_error: float
    low: float
    high: float
    treated: int
    fit: PanelFit


class EventStudy(NamedTuple):
    """Effects by year from the treatment, and whether they were there before it.

    Parameters
    ----------
    table
        relative_year (0 is the first treated year; the first and the last row hold all years
        beyond), estimate, std_error, low, high in units of the outcome; the year before the
        treatment is zero by construction.
    pretrend_p_value
        Of the hypothesis that all effects before the treatment are zero.
    treated
        Number of treated entities.
    fit
        The regression behind it.
    """

    table: pd.DataFrame
    pretrend_p_value: float
    treated: int
    fit: PanelFit


def difference_in_differences(
    frame: pd.DataFrame,
    outcome: str,
    treatment: str,
    *,
    entity: str,
    time: str,
    controls: Sequence[str] = (),
    effects: Effects = "twoway",
    cov: Covariance = "clustered",
    level: float = 0.95,
) -> TreatmentEffect:
    r"""Compare changes of treated entities with changes of the others.

    Parameters
    ----------
    frame
        One row an entity and year. Rows with a missing value in a used column are left out.
    outcome, treatment
        Columns; the treatment is 1 in entities and years it has reached, otherwise 0.
    entity, time
        Columns or index levels; time in whole years.
    controls
        Further columns of the regression, not changed by the treatment.
    effects, cov
        As in `panel.fixed_effects`: effects of entities and years and errors clustered by entity
        are the usual choice; ``first_difference`` and ``entity_trends`` compare yearly changes.
    level
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    TreatmentEffect
        Estimate and error.

    Raises
    ------
    ModelError
        If the treatment is not 0 or 1 or changes nowhere, or as `panel.fixed_effects`.

    Notes
    -----
    :math:`y_{it} = \alpha_i + \gamma_t + \tau D_{it} + x_{it}'\beta + u_{it}`. With treatments
    that start in different years and differ in effect, the estimate weighs them unevenly, some
    below zero (Goodman-Bacon 2021, Journal of Econometrics 225(2)). With few treated entities the
    clustered error is too small: see
    `treatment_lots.permutation_p_value`.
    """
    _check_level(level)
    panel = panel_table(frame, entity=entity, time=time)
    treated = _count_treated(panel, outcome, treatment, controls)
    fit = fixed_effects(
        panel,
        _formula(outcome, [treatment, *controls]),
        entity=entity,
        time=time,
        effects=effects,
        cov=cov,
    )
    interval = fit.intervals(level)
    return TreatmentEffect(
        estimate=float(fit.params[treatment]),
        std_error=float(fit.std_errors[treatment]),
        low=float(interval["low"][treatment]),
        high=float(interval["high"][treatment]),
        treated=treated,
        fit=fit,
    )


def event_study(
    frame: pd.DataFrame,
    outcome: str,
    first_treated: Mapping[str, int],
    *,
    entity: str,
    time: str,
    leads: int,
    lags: int,
    controls: Sequence[str] = (),
    cov: Covariance = "clustered",
    level: float = 0.95,
) -> EventStudy:
    r"""Estimate the effect in each year before and after the treatment began.

    Parameters
    ----------
    frame, outcome
        As in `difference_in_differences`.
    first_treated
        Entity -> first year of its treatment; the others are never treated.
    entity, time
        Columns or index levels; time in whole years.
    leads, lags
        Years before and after the start with an effect of their own, from 2 and 0; the last on
        each side also holds all years beyond.
    controls, cov, level
        As in `difference_in_differences`.

    Returns
    -------
    EventStudy
        Effects relative to the year before the treatment.

    Raises
    ------
    ModelError
        If an entity is unknown, no relative year is left to estimate, or as `panel.fixed_effects`.

    Notes
    -----
    :math:`y_{it} = \alpha_i + \gamma_t + \sum_{k \ne -1} \tau_k 1[t - g_i = k] + u_{it}` with
    entity and year effects. Effects that differ between cohorts contaminate each other (Sun and
    Abraham 2021, Journal of Econometrics 225(2)); cohorts of nearby years limit that. The test of
    earlier effects is an F test with entities less one in the denominator.
    """
    _check_level(level)
    if leads < 2 or lags < 0:
        raise ModelError(f"leads, lags: {leads}, {lags} given; allowed: from 2 and from 0")
    panel = panel_table(frame, entity=entity, time=time)
    require_columns(panel, [outcome, *controls])
    start = _starts(panel, first_treated)
    relative = (panel.index.get_level_values(1) - start).clip(-leads, lags)
    terms = {
        each: f"relative_{'before' if each < 0 else 'after'}_{abs(each)}"
        for each in range(-leads, lags + 1)
        if each != REFERENCE
    }
    dummies = {name: (relative == each).astype(float) for each, name in terms.items()}
    empty = [str(each) for each, name in terms.items() if not dummies[name].any()]
    if empty:
        raise ModelError(f"relative years {', '.join(empty)}: no row; allowed: fewer leads or lags")
    fit = fixed_effects(
        panel.assign(**dummies),
        _formula(outcome, [*terms.values(), *controls]),
        entity=entity,
        time=time,
        effects="twoway",
        cov=cov,
    )
    early = [name for each, name in terms.items() if each < 0]
    return EventStudy(
        table=_event_table(fit, terms, level),
        pretrend_p_value=_joint_p_value(fit, early),
        treated=int(start.groupby(level=0).first().notna().sum()),
        fit=fit,
    )


def _check_level(level: float) -> None:
    if not 0.0 < level < 1.0:
        raise ModelError(f"level: {level} given; allowed: between 0 and 1")


def _formula(outcome: str, terms: Sequence[str]) -> str:
    """Quote the names, so that any column can be used."""
    return f"`{outcome}` ~ " + " + ".join(f"`{term}`" for term in terms)


def _count_treated(
    panel: pd.DataFrame, outcome: str, treatment: str, controls: Sequence[str]
) -> int:
    """Entities whose treatment changes over the rows in use."""
    require_columns(panel, [outcome, treatment, *controls])
    used = panel[[outcome, treatment, *controls]].dropna()
    odd = used.loc[~used[treatment].isin([0, 1]), treatment]
    if len(odd):
        raise ModelError(f"{treatment}: {odd.iloc[0]} given; allowed: 0 or 1")
    groups = used[treatment].groupby(level=0)
    changes = groups.max() > groups.min()
    if not changes.any():
        raise ModelError(f"{treatment}: changes in no entity; allowed: one or more that change")
    return int(changes.sum())


def _starts(panel: pd.DataFrame, first_treated: Mapping[str, int]) -> pd.Series:
    """First treated year of each row's entity, missing if never treated."""
    entities = panel.index.get_level_values(0)
    unknown = [str(name) for name in first_treated if name not in entities]
    if unknown or not first_treated:
        given = ", ".join(unknown) or "none"
        raise ModelError(f"first_treated: {given} given; allowed: entities of the table")
    return pd.Series([first_treated.get(name, np.nan) for name in entities], panel.index)


def _event_table(fit: PanelFit, terms: Mapping[int, str], level: float) -> pd.DataFrame:
    names = list(terms.values())
    table = pd.DataFrame(
        {
            "relative_year": list(terms),
            "estimate": fit.params[names].to_numpy(),
            "std_error": fit.std_errors[names].to_numpy(),
        }
    ).join(fit.intervals(level).loc[names].reset_index(drop=True))
    reference = pd.DataFrame([[REFERENCE, *[0.0] * 4]], columns=table.columns)
    return pd.concat([table, reference]).sort_values("relative_year", ignore_index=True)


def _joint_p_value(fit: PanelFit, names: list[str]) -> float:
    estimates = fit.params[names].to_numpy(dtype=float)
    covariance = fit.covariance.loc[names, names].to_numpy(dtype=float)
    wald = float(estimates @ np.linalg.pinv(covariance) @ estimates)
    rank = int(np.linalg.matrix_rank(covariance))
    return float(stats.f.sf(wald / rank, rank, fit.freedom))
