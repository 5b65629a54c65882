"""Price indices from nominal values and volume indices."""

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = ["implicit_deflator", "price_table"]


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
    columns = {}
    for code in nominal.columns:
        try:
            columns[code] = implicit_deflator(nominal[code], real_index_pct[code])
        except ModelError:
            columns[code] = pd.Series(dtype=float)
    return pd.DataFrame(columns, index=nominal.index, columns=nominal.columns)
