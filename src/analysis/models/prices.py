"""Price indices from nominal values and volume indices."""

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = ["implicit_deflator"]


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
