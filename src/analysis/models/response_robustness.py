"""The panel response under other samples, controls and corrections, one row each."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.errors import ModelError
from analysis.models.panel_response import PanelResponse, jobs_per_rub_bn, panel_response

__all__ = ["ResponseData", "robustness_table"]

PLACEBOS = (-2, -3)
OTHER_LAGS = (0, 1, 2, 3)
COLUMNS = ["estimate", "std_error", "std_error_driscoll_kraay", "nobs", "entities", "years"]

Fit = Callable[[], PanelResponse]


class ResponseData(NamedTuple):
    """Tables a panel response is estimated from.

    Parameters
    ----------
    log_employment, investment_growth, output_growth
        Years x regions: log of employed persons, log growth of real investment and of real gross
        regional product.
    weights
        Persons by region, for the weighted row.
    breaks
        First years of a new method of the employment series.
    """

    log_employment: pd.DataFrame
    investment_growth: pd.DataFrame
    output_growth: pd.DataFrame
    weights: pd.Series
    breaks: tuple[int, ...] = ()

    def without(self, regions: Sequence[str]) -> "ResponseData":
        """Leave regions out.

        Parameters
        ----------
        regions
            Columns to leave out; those not in a table are ignored.

        Returns
        -------
        ResponseData
            The other regions.
        """
        first = self._replace(weights=self.weights.drop(list(regions), errors="ignore"))
        return _on_tables(first, lambda table: table.drop(columns=list(regions), errors="ignore"))

    def between(self, first: int, last: int) -> "ResponseData":
        """Keep a period.

        Parameters
        ----------
        first, last
            First and last year kept.

        Returns
        -------
        ResponseData
            The years from `first` to `last`.
        """
        return _on_tables(self, lambda table: table.loc[first:last])


def robustness_table(
    data: ResponseData,
    *,
    employed: float,
    investment_rub_bn: float,
    horizon: int,
    lags: int,
    without: Mapping[str, Sequence[str]],
    periods: Mapping[str, tuple[int, int]],
) -> pd.DataFrame:
    """Estimate the response at one horizon under each specification.

    Parameters
    ----------
    data
        The tables.
    employed, investment_rub_bn
        Persons and RUB bn a year of the region asked about.
    horizon, lags
        Of the baseline.
    without
        Regions left out, by name of the row.
    periods
        First and last year, by name of the row.

    Returns
    -------
    DataFrame
        Columns specification, horizon, estimate, std_error, std_error_driscoll_kraay, nobs,
        entities, years, jobs_per_rub_bn, jobs_sd (of the first year's money),
        jobs_per_rub_bn_every_ruble, note. A placebo has no jobs. Where too few years are left the
        figures are missing and the note says why.

    Notes
    -----
    A specification that cannot be estimated stays in the table: left out, it would pass for one
    that agrees.
    """
    fits = _specifications(data, horizon, lags, without, periods)
    rows = [_row(name, at, fit, employed, investment_rub_bn) for name, at, fit in fits]
    return pd.DataFrame(rows)


def _on_tables(data: ResponseData, change: Callable[[pd.DataFrame], pd.DataFrame]) -> ResponseData:
    return data._replace(
        log_employment=change(data.log_employment),
        investment_growth=change(data.investment_growth),
        output_growth=change(data.output_growth),
    )


def _specifications(
    data: ResponseData,
    horizon: int,
    lags: int,
    without: Mapping[str, Sequence[str]],
    periods: Mapping[str, tuple[int, int]],
) -> list[tuple[str, int, Fit]]:
    """Name, horizon and fit of each row; a fit runs when it is called."""

    def fit(
        on: ResponseData = data, at: int = horizon, own_lags: int = lags, **more: object
    ) -> Fit:
        return lambda: panel_response(
            on.log_employment,
            on.investment_growth,
            horizons=[at],
            lags=own_lags,
            breaks=on.breaks,
            **more,  # type: ignore[arg-type]
        )

    rows = [("baseline", horizon, fit())]
    rows += [(name, horizon, fit(data.without(regions))) for name, regions in without.items()]
    rows += [
        (f"lags {number}", horizon, fit(own_lags=number)) for number in OTHER_LAGS if number != lags
    ]
    rows += [
        ("output growth held fixed", horizon, fit(controls={"output_growth": data.output_growth})),
        ("weighted by employment", horizon, fit(weights=data.weights)),
        ("jackknife", horizon, fit(jackknife=True)),
    ]
    rows += [(name, horizon, fit(data.between(*years))) for name, years in periods.items()]
    rows += [("across the breaks", horizon, fit(data._replace(breaks=())))]
    return rows + [(f"placebo {at}", at, fit(at=at)) for at in PLACEBOS]


def _row(
    name: str, horizon: int, fit: Fit, employed: float, investment_rub_bn: float
) -> dict[str, object]:
    row: dict[str, object] = {"specification": name, "horizon": horizon}
    missing = float("nan")
    jobs = {"jobs_per_rub_bn": missing, "jobs_sd": missing, "jobs_per_rub_bn_every_ruble": missing}
    try:
        response = fit()
    except ModelError as error:
        empty = dict.fromkeys(COLUMNS[:3], missing) | dict.fromkeys(COLUMNS[3:], 0)
        return row | empty | jobs | {"note": str(error)}
    if horizon >= 0:
        first, every = (
            jobs_per_rub_bn(
                response,
                employed=employed,
                investment_rub_bn=investment_rub_bn,
                horizon=horizon,
                every_ruble=every_ruble,
            )
            for every_ruble in (False, True)
        )
        jobs = {
            "jobs_per_rub_bn": first.jobs,
            "jobs_sd": first.sd,
            "jobs_per_rub_bn_every_ruble": every.jobs,
        }
    estimates = {name: response.table[name].iloc[0] for name in COLUMNS}
    return row | estimates | jobs | {"note": ""}
