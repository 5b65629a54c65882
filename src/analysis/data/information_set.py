"""What was known at the end of a year: the one function that cuts a table."""

import operator

import pandas as pd

from analysis.data.package import InformationSetRule
from analysis.errors import ParameterError

__all__ = ["OUTCOMES", "cut"]

OUTCOMES = ("actual", "plan_percent")


def cut(frame: pd.DataFrame, as_of: int | None, rule: InformationSetRule) -> pd.DataFrame:
    """Keep the rows that were known on 31 December of a year.

    Parameters
    ----------
    frame
        Table with one row an observation.
    as_of
        Last year known; None keeps everything.
    rule
        Rule of the table, as described in ``datapackage.json``.

    Returns
    -------
    pandas.DataFrame
        The visible rows in their order, renumbered.

    Raises
    ------
    ParameterError
        If `as_of` is not a whole number.

    Notes
    -----
    ``year``
        rows whose year is not after `as_of`.
    ``date``
        rows whose date (YYYY, YYYY-MM or YYYY-MM-DD) lies in `as_of` or before; a bare year means
        its last day.
    ``facts``
        outcomes (``actual``, and ``plan_percent``, which sets an outcome against a plan) whose
        period ends in `as_of` or before; intentions (target, plan, forecast) published in `as_of`
        or before. An intention without a publication date is not visible: it may be hindsight.
    ``none``
        all rows: a structural table or a list of codes.

    Every date is compared by its year, because `as_of` is a year end and each precision of a date
    lies wholly in one year.
    """
    if as_of is None:
        return frame
    year = _whole_year(as_of)
    if rule.rule == "none":
        return frame
    ends_by = _years(frame[rule.column]) <= year
    visible = ends_by
    if rule.rule == "facts":
        outcome = frame["kind"].isin(OUTCOMES)
        # A missing date compares as False, which is what hides an undated intention.
        visible = (outcome & ends_by) | (~outcome & (frame["published_on"].dt.year <= year))
    return frame[visible].reset_index(drop=True)


def _years(dates: pd.Series) -> pd.Series:
    """Read the year off whole years or off ISO dates of any precision."""
    if pd.api.types.is_integer_dtype(dates):
        return dates
    return dates.str.slice(0, 4).astype("int64")


def _whole_year(as_of: object) -> int:
    allowed = "allowed: a whole year such as 2016, or None for everything"
    if isinstance(as_of, bool):
        raise ParameterError(f"as_of: {as_of!r} is not a year; {allowed}")
    try:
        return operator.index(as_of)  # type: ignore[arg-type]
    except TypeError:
        raise ParameterError(f"as_of: {as_of!r} is not a year; {allowed}") from None
