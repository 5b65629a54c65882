"""Price and volume levels chained from published indices."""

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = ["implicit_deflator", "price_table", "volume_table"]


def implicit_deflator(nominal: pd.Series, real_index_pct: pd.Series) -> pd.Series:
    """Chain the price index implied by nominal values and a volume index.

    Parameters
    ----------
    nominal
        Values in current prices by year, without gaps at the end.
    real_index_pct
        Volume index, per cent, previous year = 100, same years.

    Returns
    -------
    Series
        Price index by year, last year = 1, over the longest run of complete years that ends in
        the last year.

    Raises
    ------
    ModelError
        No complete pair of years at the end of the series.

    Notes
    -----
    P_t / P_{t-1} = (I_t / I_{t-1}) / (Q_t / 100).
    """
    growth = nominal / nominal.shift(1) / (real_index_pct / 100.0)
    usable = growth.notna() & (growth > 0)
    broken = usable.index[~usable]
    run = growth.loc[growth.index > broken.max()] if len(broken) else growth
    if run.empty:
        raise ModelError(
            f"implicit_deflator: no value and volume index for both {nominal.index[-1]} and the "
            f"year before"
        )
    first = run.index[0] - 1
    logs = pd.concat([pd.Series({first: 0.0}), np.log(run)]).cumsum()
    return pd.Series(np.exp(logs - logs.iloc[-1]), name="deflator")


def price_table(nominal: pd.DataFrame, real_index_pct: pd.DataFrame) -> pd.DataFrame:
    """Chain the implicit price index of every region.

    Parameters
    ----------
    nominal
        Values in current prices, years in rows, regions in columns.
    real_index_pct
        Volume index, per cent, previous year = 100, same shape.

    Returns
    -------
    DataFrame
        Price index, same shape; missing before the last gap of a region, and everywhere for a
        region without a complete last pair of years. Last year = 1.
    """
    ratio = nominal / nominal.shift(1) / (real_index_pct / 100.0)
    growth = pd.DataFrame(np.log(ratio.where(ratio > 0)))
    gap_ahead = growth.isna()[::-1].cummax()[::-1]
    ahead = growth.where(~gap_ahead, 0.0)
    to_come = ahead[::-1].cumsum()[::-1] - ahead
    # The level of a year needs the growth of later years only.
    known = ~gap_ahead.shift(-1, fill_value=False) & ~gap_ahead.iloc[-1]
    return pd.DataFrame(np.exp(-to_come)).where(known)


def volume_table(real_index_pct: pd.DataFrame) -> pd.DataFrame:
    """Chain volume indices into levels.

    Parameters
    ----------
    real_index_pct
        Volume index, per cent, previous year = 100, years in rows, regions in columns.

    Returns
    -------
    DataFrame
        Level, same shape, last year = 1; missing before the last gap of a region, and everywhere
        for a region without a last year.

    Notes
    -----
    Q_t / Q_{t-1} = index_t / 100, which is the implicit price of a value that never changes, upside
    down.
    """
    constant = pd.DataFrame(1.0, index=real_index_pct.index, columns=real_index_pct.columns)
    return 1.0 / price_table(constant, real_index_pct)
