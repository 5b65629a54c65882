"""Local projections: what follows an impulse, year by year, without a model of the whole system."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis.errors import ModelError
from analysis.models.influence import (
    Coefficient,
    clustered_variance,
    driscoll_kraay_variance,
    estimate_coefficient,
    half_panel_jackknife,
)
from analysis.models.panel_table import panel_table, require_columns

__all__ = ["LocalProjections", "local_projection", "local_projections"]

BASE = -1
RESPONSE, IMPULSE, WEIGHT = "(response)", "(impulse)", "(weight)"


class LocalProjections(NamedTuple):
    """Responses by horizon and how their errors move together.

    Parameters
    ----------
    table
        One row a horizon, as `local_projection` returns.
    covariance
        Clustered covariance between horizons, squared units of the estimates.
    """

    table: pd.DataFrame
    covariance: pd.DataFrame


def local_projection(
    frame: pd.DataFrame,
    response: str,
    impulse: str,
    *,
    entity: str,
    time: str,
    horizons: Sequence[int],
    lags: int,
    controls: Sequence[str] = (),
    breaks: Sequence[int] = (),
    weights: str | None = None,
    jackknife: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    r"""Estimate the cumulative response of a level to an impulse in a panel.

    Parameters
    ----------
    frame
        One row an entity and year.
    response
        Column with the level that responds, usually a logarithm.
    impulse
        Column with the impulse, usually a growth rate.
    entity, time
        Columns or index levels; time in whole years.
    horizons
        Years after the impulse; negative ones are placebos. -1 is the base and not allowed.
    lags
        Years of own changes and earlier impulses held fixed.
    controls
        Columns held fixed at the values of earlier years (at least of the year before): a control
        of the same year may itself respond.
    breaks
        First years of a new method of the response; no change is taken across one.
    weights
        Column of positive weights.
    jackknife
        Correct for the bias of short panels by the split-panel jackknife.
    level
        Coverage of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        Columns horizon, estimate, std_error (clustered by entity), std_error_driscoll_kraay, low,
        high, nobs, entities, years.

    Raises
    ------
    ModelError
        If a column or setting is not allowed, or a horizon is left without usable rows.

    Notes
    -----
    .. math::
        y_{i,t+h} - y_{i,t-1} = \alpha_i^h + \gamma_t^h + \beta_h x_{it}
        + \sum_{l=1}^{L} (\phi_l^h \Delta y_{i,t-l} + \psi_l^h x_{i,t-l}) + u_{i,t+h}

    (Jordà 2005, American Economic Review 95(1)). For a placebo (h < -1) the own changes held fixed
    are those before t + h, since later ones are the response. Intervals are clustered, Student
    with entities less one degrees of freedom. Entity effects bias the coefficients by an order of
    1/T even without lags of the response (Nickell 1981, Econometrica 49(6); Mei, Sheng and Shi
    2026, Journal of International Economics 160): compare with `jackknife`.
    """
    return local_projections(
        frame,
        response,
        impulse,
        entity=entity,
        time=time,
        horizons=horizons,
        lags=lags,
        controls=controls,
        breaks=breaks,
        weights=weights,
        jackknife=jackknife,
        level=level,
    ).table


def local_projections(
    frame: pd.DataFrame,
    response: str,
    impulse: str,
    *,
    entity: str,
    time: str,
    horizons: Sequence[int],
    lags: int,
    controls: Sequence[str] = (),
    breaks: Sequence[int] = (),
    weights: str | None = None,
    jackknife: bool = False,
    level: float = 0.95,
) -> LocalProjections:
    """Estimate the responses with the covariance between horizons.

    Parameters
    ----------
    frame, response, impulse, entity, time, horizons, lags, controls, breaks, weights
        As in `local_projection`.
    jackknife, level
        As in `local_projection`.

    Returns
    -------
    LocalProjections
        The table and the covariance.

    Raises
    ------
    ModelError
        As `local_projection`.
    """
    _check(horizons, lags, level)
    panel = panel_table(frame, entity=entity, time=time)
    require_columns(panel, [response, impulse, *controls, *([weights] if weights else [])])
    shifted = _Shifted(panel, frozenset(breaks))
    known = shifted.known(impulse, controls, lags, weights)
    found = []
    for horizon in horizons:
        rows = shifted.rows(response, horizon, lags, known)
        found.append(_estimate(rows, horizon, weighted=weights is not None, jackknife=jackknife))
    covariance = clustered_variance(found)
    labels = pd.Index(horizons, name="horizon")
    return LocalProjections(
        _table(found, horizons, covariance, level),
        pd.DataFrame(covariance, index=labels, columns=labels),
    )


class _Shifted:
    """Columns of a panel as they were some years before or after each row."""

    def __init__(self, panel: pd.DataFrame, breaks: frozenset[int]) -> None:
        self.panel = panel
        self.entities, self.years = (panel.index.get_level_values(level) for level in (0, 1))
        self.breaks = np.array(sorted(breaks))

    def column(self, name: str, lag: int = 0) -> pd.Series:
        """Value of `lag` years ago; missing where that year is not in the table."""
        then = pd.MultiIndex.from_arrays([self.entities, self.years - lag])
        return self.panel[name].astype(float).reindex(then).set_axis(self.panel.index)

    def change(self, name: str, late: int, early: int) -> pd.Series:
        """Level of `late` years ago less that of `early` years ago, within one method."""
        method = [np.searchsorted(self.breaks, self.years - lag, "right") for lag in (late, early)]
        change = self.column(name, late) - self.column(name, early)
        return change.where(method[0] == method[1])

    def known(
        self, impulse: str, controls: Sequence[str], lags: int, weights: str | None
    ) -> dict[str, pd.Series]:
        """Impulse, earlier impulses, earlier controls and weights by year of the impulse."""
        found = {IMPULSE: self.column(impulse)}
        found |= {f"{impulse} {lag}": self.column(impulse, lag) for lag in range(1, lags + 1)}
        for name in controls:
            earlier = range(1, max(lags, 1) + 1)
            found |= {f"{name} {lag}": self.column(name, lag) for lag in earlier}
        return found | ({WEIGHT: self.column(weights)} if weights else {})

    def rows(
        self, response: str, horizon: int, lags: int, known: dict[str, pd.Series]
    ) -> pd.DataFrame:
        """Complete rows of one horizon by (entity, year of the impulse)."""
        earlier = max(BASE - horizon, 0)
        own = {
            f"{response} change {lag}": self.change(response, lag + earlier, lag + earlier + 1)
            for lag in range(1, lags + 1)
        }
        window = self.change(response, -horizon, 1)
        return pd.DataFrame({RESPONSE: window, **known, **own}).dropna()


def _check(horizons: Sequence[int], lags: int, level: float) -> None:
    problems = []
    if not horizons or BASE in horizons or len(set(horizons)) < len(horizons):
        problems.append(
            f"horizons: {list(horizons)}; allowed: different whole years, not -1, which is the base"
        )
    if lags < 0:
        problems.append(f"lags: {lags}; allowed: 0 or more")
    if not 0 < level < 1:
        problems.append(f"level: {level}; allowed: between 0 and 1")
    if problems:
        raise ModelError(problems)


def _estimate(rows: pd.DataFrame, horizon: int, *, weighted: bool, jackknife: bool) -> Coefficient:
    estimator = half_panel_jackknife if jackknife else estimate_coefficient
    try:
        return estimator(
            rows, response=RESPONSE, impulse=IMPULSE, weights=WEIGHT if weighted else None
        )
    except ModelError as error:
        raise ModelError([f"horizon {horizon}: {problem}" for problem in error.problems]) from error


def _table(
    found: list[Coefficient], horizons: Sequence[int], covariance: np.ndarray, level: float
) -> pd.DataFrame:
    overlaps = [horizon if horizon >= 0 else -horizon + BASE - 1 for horizon in horizons]
    table = pd.DataFrame(
        {
            "horizon": list(horizons),
            "estimate": [each.estimate for each in found],
            "std_error": np.sqrt(np.diag(covariance)),
            "std_error_driscoll_kraay": [
                np.sqrt(driscoll_kraay_variance(each, overlap))
                for each, overlap in zip(found, overlaps, strict=True)
            ],
            "nobs": [each.nobs for each in found],
            "entities": [each.entities for each in found],
            "years": [each.years for each in found],
        }
    )
    reach = stats.t.ppf(0.5 + level / 2.0, table["entities"] - 1) * table["std_error"]
    table.insert(4, "low", table["estimate"] - reach)
    table.insert(5, "high", table["estimate"] + reach)
    return table
