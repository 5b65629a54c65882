"""What is accepted as a series, and growth around breaks."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.annual_series import log_growth, log_growth_table, series_problems


def by_year(values: Sequence[float] | np.ndarray, first: int = 2000) -> pd.Series:
    return pd.Series(values, index=range(first, first + len(values)))


def test_growth_into_a_break_is_unknown_and_nothing_else_moves() -> None:
    series = by_year(2.0 ** np.arange(10))
    growth = log_growth(series, breaks=(2004,))
    assert np.flatnonzero(np.isnan(growth)).tolist() == [3]
    np.testing.assert_allclose(np.delete(growth, 3), np.log(2.0))


def test_breaks_outside_the_series_are_ignored() -> None:
    series = by_year(np.arange(1.0, 10.0))
    np.testing.assert_array_equal(log_growth(series, (1990, 2000, 2030)), log_growth(series))


def test_table_growth_skips_zeros_gaps_and_breaks() -> None:
    wide = pd.DataFrame({"a": [1.0, 2.0, 4.0], "b": [0.0, 1.0, np.nan]}, index=[2000, 2001, 2002])
    growth = log_growth_table(wide, breaks=(2002,))
    assert growth.index.tolist() == [2001, 2002]
    np.testing.assert_allclose(growth.to_numpy(), [[np.log(2.0), np.nan], [np.nan, np.nan]])


@pytest.mark.parametrize(
    ("series", "breaks", "message"),
    [
        (np.ones((3, 3)), (), "shape (3, 3) given, one dimension needed"),
        (np.ones(7), (), "7 values given, at least 8 needed"),
        (by_year(np.ones(8)), (2003,), "8 values given, 1 of them after a break, at least 8"),
        (np.ones(9), (2003,), "not indexed by year"),
        (np.r_[np.ones(8), np.inf], (), "not finite at positions [8]"),
        (np.r_[-1.0, np.ones(8)], (), "not positive at positions [0]"),
        (pd.Series(np.ones(9), [*range(2000, 2008), 2009]), (), "after [2007] is not the next"),
    ],
)
def test_problems_are_named(
    series: pd.Series | np.ndarray, breaks: tuple[int, ...], message: str
) -> None:
    assert any(message in problem for problem in series_problems(series, breaks))


def test_growth_refuses_what_has_problems() -> None:
    with pytest.raises(ModelError, match="not positive"):
        log_growth(np.zeros(9))
