"""The outcomes whose course is compared: years x regions, cut at breaks, never spliced."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analysis import data
from analysis.errors import ModelError
from analysis.scenario.sections.counterfactual import CounterfactualOutcome
from analysis.simulation.evidence.units import NATION

__all__ = ["OUTCOMES", "Outcome", "OutcomeTable", "outcome_table"]

_EVERYWHERE = "all"


class Outcome(NamedTuple):
    """How an outcome is named, and where it is published.

    Attributes
    ----------
    label
        Name for readers.
    column
        Column of the regional panel.
    chained
        Whether the column is a volume index on the year before, to be chained to a level.
    indexed
        Whether levels are divided by their mean before the treatment, because regions differ in
        size; otherwise they are compared as published.
    """

    label: str
    column: str
    chained: bool
    indexed: bool


OUTCOMES: dict[CounterfactualOutcome, Outcome] = {
    "real_investment": Outcome("Real investment", "investment_real_index_pct", True, True),
    "employment": Outcome("Employment", "employed_thousand", False, True),
    "real_grp": Outcome("Real GRP", "grp_real_index_pct", True, True),
    "rd_staff": Outcome("R&D staff", "rd_personnel", False, True),
    "innovation_share": Outcome(
        "Innovative share of shipments", "innovation_output_share_pct", False, False
    ),
}


class OutcomeTable(NamedTuple):
    """One outcome around one date, in the years that may be compared.

    Attributes
    ----------
    outcome
        Its name and column.
    treated_from
        First treated year.
    levels
        Years x regions with every year published, in `unit` or, before `scaled`, in any unit.
    incomplete
        Number of missing years by region left out.
    jumping
        Regions that jump at a break, where breaks are bridged; else none.
    cut
        What the breaks of the series cut off, in words; empty if nothing.
    """

    outcome: Outcome
    treated_from: int
    levels: pd.DataFrame
    incomplete: pd.Series
    jumping: tuple[str, ...]
    cut: str

    @property
    def unit(self) -> str:
        """Unit of the scaled levels and of gaps between them."""
        if not self.outcome.indexed:
            return "per cent of shipments"
        return f"index, {self.before[0]}-{self.before[-1]} = 100"

    @property
    def gap_unit(self) -> str:
        """Unit of a difference of scaled levels."""
        if not self.outcome.indexed:
            return "percentage points"
        return f"index points, {self.before[0]}-{self.before[-1]} = 100"

    @property
    def before(self) -> list[int]:
        """Years before the treatment."""
        return [int(year) for year in self.levels.index if year < self.treated_from]

    @property
    def after(self) -> list[int]:
        """Years from the first treated one on."""
        return [int(year) for year in self.levels.index if year >= self.treated_from]

    def scaled(self, treated_from: int | None = None) -> pd.DataFrame:
        """Put regions of different size on one scale.

        Parameters
        ----------
        treated_from
            First treated year; None for the table's own, an earlier one for a placebo in time,
            which may not know the years it is tried on.

        Returns
        -------
        DataFrame
            Levels over their mean before the treatment, times 100; shares as published. No single
            year, which may be a trough, sets the scale.
        """
        if not self.outcome.indexed:
            return self.levels
        start = self.treated_from if treated_from is None else treated_from
        return 100.0 * self.levels / self.levels.loc[self.levels.index < start].mean()


def outcome_table(
    name: CounterfactualOutcome,
    *,
    as_of: int,
    treated_from: int,
    treated: Sequence[str],
    bridged: bool = False,
) -> OutcomeTable:
    r"""Tabulate an outcome in the unbroken years around the first treated one.

    Parameters
    ----------
    name
        A key of `OUTCOMES`.
    as_of
        Last year known.
    treated_from
        First treated year.
    treated
        Treated regions; the years are the longest run, around the treatment or up to it, in which
        all of them are published.
    bridged
        Whether to look across known breaks, which no conclusion may: regions are then named that
        jump there.

    Returns
    -------
    OutcomeTable
        The treated regions and every other region complete in these years.

    Raises
    ------
    ModelError
        If the outcome is unknown, or no year before or from the treatment on is left.

    Notes
    -----
    A volume index :math:`q_t` gives :math:`Q_t = Q_{t-1} q_t / 100`, so the year before the first
    index has a level as well. Years on the other side of a known break (`data.load_breaks`) are cut
    off; a break in the first treated year leaves none after it.
    """
    if name not in OUTCOMES:
        allowed = ", ".join(OUTCOMES)
        raise ModelError(f"counterfactual_outcome: {name!r} is not known; allowed: {allowed}")
    outcome = OUTCOMES[name]
    panel = data.load_panel(as_of=as_of)[outcome.column].drop(index=NATION, level=0)
    published = panel.unstack(level=0)  # noqa: PD010 - regions become columns, none is aggregated
    known = published.index[published[list(treated)].notna().all(axis=1)]
    breaks = _breaks(outcome.column, treated)
    kept, cut = (known, "") if bridged else _unbroken(known, breaks, treated_from)
    rows = published.loc[_run([int(year) for year in kept], treated_from)]
    missing = rows.isna().sum()
    levels = rows.loc[:, missing == 0]
    jumping = _jumping(levels, breaks["year"].tolist(), outcome) if bridged else ()
    if outcome.chained and len(levels):
        levels = _chained(levels)
    levels = levels.set_axis(levels.index.astype("int64").rename("year"))
    table = OutcomeTable(outcome, treated_from, levels, missing[missing > 0], jumping, cut)
    if not table.before or not table.after:
        side = "before" if not table.before else "from"
        words = f"no comparable year {side} {treated_from} is published by {as_of}"
        raise ModelError(f"{words} ({cut})" if cut else words)
    return table


def _breaks(column: str, treated: Sequence[str]) -> pd.DataFrame:
    """Known breaks that concern the treated regions."""
    breaks = data.load_breaks(column)
    named = breaks["codes"].str.split(";")
    return breaks[named.map({_EVERYWHERE, *treated}.intersection).astype(bool)]


def _unbroken(known: pd.Index, breaks: pd.DataFrame, treated_from: int) -> tuple[pd.Index, str]:
    """Years on the treatment's side of each break, and what was cut."""
    early, late = breaks[breaks["year"] < treated_from], breaks[breaks["year"] >= treated_from]
    words, kept = [], known
    if len(early) and (known < early["year"].iloc[-1]).any():
        last = early.iloc[-1]
        kept = kept[kept >= last["year"]]
        words.append(f"years before {last['year']} cut: {last['text']}")
    if len(late) and (known >= late["year"].iloc[0]).any():
        first = late.iloc[0]
        kept = kept[kept < first["year"]]
        words.append(f"years from {first['year']} cut: {first['text']}")
    return kept, "; ".join(words)


def _jumping(levels: pd.DataFrame, years: list[int], outcome: Outcome) -> tuple[str, ...]:
    """Regions whose change at a break, beside the median region, is the largest of their own."""
    changes = (levels.transform("log") if outcome.indexed else levels).diff()
    own = changes.sub(changes.median(axis=1), axis=0).abs()
    crossed = [year for year in years if year in own.index[1:]]
    reached = (own.loc[crossed] >= own.max()).any()
    return tuple(str(code) for code in own.columns[reached])


def _run(years: list[int], treated_from: int) -> list[int]:
    """Years without a gap that hold the last year before the treatment, else all up to the last."""
    if not years:
        return []
    anchor = treated_from if treated_from in years else years[-1]
    first = last = anchor
    while first - 1 in years:
        first -= 1
    while last + 1 in years:
        last += 1
    return list(range(first, last + 1))


def _chained(indices: pd.DataFrame) -> pd.DataFrame:
    levels = (indices / 100.0).cumprod()
    start = pd.DataFrame(1.0, index=[int(indices.index[0]) - 1], columns=indices.columns)
    return pd.concat([start, levels])
