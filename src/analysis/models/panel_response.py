"""What regional employment does after regional investment grows, and that as jobs per ruble."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.errors import ModelError
from analysis.models.fixed_effects import fixed_effects
from analysis.models.local_projections import local_projections

__all__ = ["JobsPerRubBn", "PanelResponse", "jobs_per_rub_bn", "panel_response"]

EMPLOYMENT, GROWTH = "log_employment", "investment_growth"
AHEAD, WEIGHT = "growth_ahead", "weight"


class PanelResponse(NamedTuple):
    """Response of regional employment to regional investment by horizon.

    Parameters
    ----------
    table
        One row a horizon, as `local_projection` returns: log points of employment for a log point
        of investment.
    covariance
        Clustered covariance between horizons.
    investment_years
        By horizon: first-year amounts of extra investment that stand behind one impulse up to
        then, because investment that has grown stays higher for a while. One at horizon 0.
    """

    table: pd.DataFrame
    covariance: pd.DataFrame
    investment_years: pd.Series

    @property
    def elasticity(self) -> pd.Series:
        """Cumulative response by horizon."""
        return self.table.set_index("horizon")["estimate"]

    @property
    def sd(self) -> pd.Series:
        """Standard deviation of the elasticity by horizon, clustered by region."""
        return self.table.set_index("horizon")["std_error"]


class JobsPerRubBn(NamedTuple):
    """Net jobs in the region for each RUB bn invested in it, with the uncertainty of the estimate.

    Parameters
    ----------
    jobs
        Jobs per RUB bn.
    sd
        Standard deviation, clustered by region; Student with `freedom`.
    freedom
        Regions less one.
    sd_driscoll_kraay, freedom_driscoll_kraay
        The same allowing regions to move together; years less one, so the tails are wide.
    """

    jobs: float
    sd: float
    freedom: int
    sd_driscoll_kraay: float
    freedom_driscoll_kraay: int


def panel_response(
    log_employment: pd.DataFrame,
    investment_growth: pd.DataFrame,
    *,
    horizons: Sequence[int],
    lags: int,
    breaks: Sequence[int] = (),
    controls: Mapping[str, pd.DataFrame] | None = None,
    weights: pd.Series | None = None,
    jackknife: bool = False,
) -> PanelResponse:
    """Estimate the response of employment to real investment growth over all regions.

    Parameters
    ----------
    log_employment
        Natural logarithm of employed persons, years x regions.
    investment_growth
        Log growth of real investment, years x regions, log points.
    horizons
        Years after the growth of investment; negative ones are placebos.
    lags
        Years of earlier growth of both held fixed.
    breaks
        First years of a new method of the employment series.
    controls
        Further tables, years x regions, held fixed at the values of earlier years.
    weights
        Positive weight by region; None weighs regions alike.
    jackknife
        Correct for the bias of short panels.

    Returns
    -------
    PanelResponse
        Elasticities, their covariance, and the investment behind them.

    Raises
    ------
    ModelError
        As `local_projection`.

    Notes
    -----
    A local projection with region and year effects. It is a **net regional** response: jobs
    displaced in other firms of the region, leakage to neighbours and the local multiplier are in
    it already, unlike the gross posts that a zone reports; none of them may be applied again. What
    all regions share is in the year effects and not in it. Growth of investment is not assigned at
    random: the response is an association given the past, and the placebo horizons say how far
    employment had moved before.

    The investment behind an impulse is 1 + the sum over j = 1..h of the response of the logarithm
    of investment in year j to its own growth, given as many years of earlier growth.
    """
    tables = {EMPLOYMENT: log_employment, GROWTH: investment_growth, **(controls or {})}
    frame = _long(tables)
    if weights is not None:
        frame[WEIGHT] = frame["region"].map(weights)
    projections = local_projections(
        frame,
        EMPLOYMENT,
        GROWTH,
        entity="region",
        time="year",
        horizons=horizons,
        lags=lags,
        controls=tuple(controls or ()),
        breaks=breaks,
        weights=None if weights is None else WEIGHT,
        jackknife=jackknife,
    )
    ahead = [horizon for horizon in horizons if horizon >= 0]
    years = _investment_years(investment_growth, max(ahead, default=0), lags)
    return PanelResponse(projections.table, projections.covariance, years.reindex(ahead))


def jobs_per_rub_bn(
    response: PanelResponse,
    *,
    employed: float,
    investment_rub_bn: float,
    horizon: int,
    every_ruble: bool = False,
) -> JobsPerRubBn:
    r"""State an elasticity as jobs per RUB bn in one region.

    Parameters
    ----------
    response
        As returned by `panel_response`.
    employed
        Employed persons in the region, persons.
    investment_rub_bn
        Its fixed investment in a year, RUB bn in the prices in which the answer is wanted.
    horizon
        Years after the investment; not negative.
    every_ruble
        Divide by all extra investment up to the horizon and not by that of the first year alone:
        the figure to multiply a sum of money spent over several years with.

    Returns
    -------
    JobsPerRubBn
        Net jobs per RUB bn and its uncertainty.

    Raises
    ------
    ModelError
        If an amount is not positive or the horizon was not estimated.

    Notes
    -----
    :math:`\beta_h E / I`, or :math:`\beta_h E / (I \sum_{j \le h} \rho_j)` for every ruble with
    :math:`\rho_j` the response of investment to itself, the integral multiplier of Ramey and
    Zubairy (2018), Journal of Political Economy 126(2); :math:`\rho_j` is taken as known.
    """
    _check_amounts(response, employed, investment_rub_bn, horizon)
    row = response.table.set_index("horizon").loc[horizon].to_dict()
    money = float(response.investment_years[horizon]) if every_ruble else 1.0
    jobs = employed / (investment_rub_bn * money)
    return JobsPerRubBn(
        jobs=float(jobs * row["estimate"]),
        sd=float(jobs * row["std_error"]),
        freedom=int(row["entities"]) - 1,
        sd_driscoll_kraay=float(jobs * row["std_error_driscoll_kraay"]),
        freedom_driscoll_kraay=int(row["years"]) - 1,
    )


def _check_amounts(
    response: PanelResponse, employed: float, investment_rub_bn: float, horizon: int
) -> None:
    problems = [
        f"{name}: {value}; allowed: above zero"
        for name, value in (("employed", employed), ("investment_rub_bn", investment_rub_bn))
        if not value > 0
    ]
    if horizon not in response.investment_years.index:
        allowed = ", ".join(str(each) for each in response.investment_years.index)
        problems.append(f"horizon: {horizon} was not estimated; allowed: {allowed}")
    if problems:
        raise ModelError(problems)


def _long(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put tables of years x regions side by side, one row a region and year."""
    columns = {}
    for name, table in tables.items():
        named = table.rename_axis(index="year", columns="region")
        columns[name] = named.reset_index().melt("year").set_index(["region", "year"])["value"]
    return pd.DataFrame(columns).reset_index()


def _investment_years(growth: pd.DataFrame, last: int, lags: int) -> pd.Series:
    """Sum the response of investment to its own growth up to each horizon."""
    every = growth.reindex(range(growth.index.min(), growth.index.max() + 1))
    before = {f"before_{lag}": every.shift(lag) for lag in range(1, lags + 1)}
    formula = " + ".join([f"{AHEAD} ~ {GROWTH}", *before])
    response = {0: 1.0}
    for horizon in range(1, last + 1):
        # A window with an unknown year in it stays unknown.
        ahead = every.rolling(horizon + 1).sum().shift(-horizon)
        frame = _long({AHEAD: ahead, GROWTH: every, **before})
        fit = fixed_effects(frame, formula, entity="region", time="year", effects="twoway")
        response[horizon] = float(fit.params[GROWTH])
    return pd.Series(response).rename_axis("horizon").cumsum()
