"""Results in the format of the Integrated Assessment Modeling Consortium, for pyam and the like."""

import numpy as np
import pandas as pd

from analysis.errors import ExecutionError
from analysis.report.variable_codes import read_code_list, unlisted
from analysis.simulation import RESULT_COLUMNS

__all__ = ["IAMC_INDEX", "iamc"]

IAMC_INDEX = ["model", "scenario", "region", "variable", "unit", "year"]


def iamc(results: pd.DataFrame) -> pd.DataFrame:
    """Bring tidy results into the IAMC format.

    Parameters
    ----------
    results
        Columns `analysis.simulation.RESULT_COLUMNS`, any number of scenarios.

    Returns
    -------
    DataFrame
        Column value, indexed by model, scenario, region, variable, unit, year and sorted.
        ``pyam.IamDataFrame`` takes it as it is; ``.unstack("year")`` makes the wide table of
        spreadsheets.

    Raises
    ------
    DataError
        The code list is damaged.
    ExecutionError
        Results are not tidy, hold a variable, unit or statistic outside the code list, a value that
        is not finite, or one thing twice; all problems are named.

    Notes
    -----
    The format has no column for a statistic, so that becomes the last part of the variable, as in
    ``Jobs|Net|p05``. Probabilities and given values keep the name: their unit says what they are.
    Indexed, not in columns, because the columns of a frame are renamed in place by pyam 4.0, of
    which pandas 3.1 warns.
    """
    if tuple(results.columns) != RESULT_COLUMNS or results.empty:
        raise ExecutionError(
            f"iamc: columns {list(results.columns)} with {len(results)} rows must be "
            f"{list(RESULT_COLUMNS)} with at least one row"
        )
    problems = unlisted(results)
    odd = results.loc[~np.isfinite(results["value"].astype(float))]
    problems += [
        f"{variable}, {year}, {statistic}: {value} cannot be stored, must be finite"
        for variable, year, statistic, value in _named(odd)
    ]
    if problems:
        raise ExecutionError(f"iamc: {line}" for line in problems)
    frame = results.assign(variable=_folded(results)).set_index(IAMC_INDEX)[["value"]]
    twice = frame.index[frame.index.duplicated()].unique()
    if len(twice):
        raise ExecutionError(f"iamc: {' / '.join(map(str, key))}: given twice" for key in twice)
    return frame.sort_index()


def _named(rows: pd.DataFrame) -> list[tuple[str, int, str, float]]:
    columns = ["variable", "year", "statistic", "value"]
    return list(rows[columns].itertuples(index=False, name=None))


def _folded(results: pd.DataFrame) -> pd.Series:
    """Append the statistic to the variable, where the code list says so."""
    codes = read_code_list().statistics
    ends = {name: f"|{entry.suffix}" if entry.suffix else "" for name, entry in codes.items()}
    return results["variable"] + results["statistic"].map(ends)
