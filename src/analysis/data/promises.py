"""What was promised and what came of it, as it stood at the end of a year."""

import pandas as pd

from analysis.data.information_set import cut
from analysis.data.package import read_package
from analysis.data.tables import read_table

__all__ = ["load_promises"]

TABLE = "promises"
# Whatever is known through an outturn only; the status of a promise without one is "open".
OUTTURN_TEXT = (
    "reached_on_period",
    "reached_published_on",
    "counted_from",
    "bound",
    "outturn_source",
    "outturn_note",
)
OUTTURN_NUMBERS = ("reached", "elapsed_share", "share")


def load_promises(as_of: int | None = None) -> pd.DataFrame:
    """Load the official targets and plans, each with the outturn that says most.

    Parameters
    ----------
    as_of
        Last year known; None for everything on file.

    Returns
    -------
    pandas.DataFrame
        One row a promise, sorted by ``id``, columns as in ``promises.csv`` less ``outturn_no``.
        Dates are text as precise as the source; ``promised`` and ``reached`` are in the unit of the
        column ``unit``; shares are fractions.

    Raises
    ------
    DataError
        If the table breaks its description.
    ParameterError
        If `as_of` is not a year.

    Notes
    -----
    A promise is seen if it was published by the end of `as_of`, an outturn if its period had ended
    and it was published by then; otherwise the cells of the outturn are empty and ``status`` is
    ``open``. Of several outturns seen, the first one measured at the due date or after it counts
    (of a running total it is the tightest bound), else the last one before; of two figures for one
    period the one published last.
    """
    promises = cut(read_table(TABLE), as_of, read_package().resource(TABLE).information_set)
    promises = _without_unseen(promises, as_of)
    promises = promises.sort_values(["id", "outturn_no"])
    rank = _rank(promises)
    told = promises.assign(rank=rank).sort_values(["id", "rank"]).drop_duplicates("id", keep="last")
    later = ~told["superseded_by"].isin(told["id"])
    told.loc[later, "superseded_by"] = None
    return told.drop(columns=["outturn_no", "rank"]).reset_index(drop=True)


def _without_unseen(promises: pd.DataFrame, as_of: int | None) -> pd.DataFrame:
    """Empty the outturns that were not known."""
    if as_of is None:
        return promises
    unseen = pd.Series(False, index=promises.index)
    for column in ("reached_on_period", "reached_published_on"):
        unseen |= ~(promises[column].str.slice(0, 4).astype("Float64") <= as_of).fillna(False)
    hidden = promises.copy()
    hidden.loc[unseen, list(OUTTURN_TEXT)] = None
    hidden.loc[unseen, list(OUTTURN_NUMBERS)] = float("nan")
    hidden.loc[unseen, "status"] = "open"
    return hidden


def _rank(promises: pd.DataFrame) -> pd.Series:
    """Order the outturns of each promise by how much they say; none comes first."""
    at_due = promises["elapsed_share"] >= 1
    due_period = promises[at_due].groupby("id")["reached_on_period"].first()
    tightest = at_due & (promises["reached_on_period"] == promises["id"].map(due_period))
    tier = promises["share"].notna().astype("int64") + (~at_due).astype("int64") + 3 * tightest
    return tier.mask(promises["share"].isna(), 0) * len(promises) + promises["outturn_no"]
