"""What a zone reported against its plan, year by year, and whether the figures add up."""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import pandas as pd

from analysis.errors import ModelError
from analysis.models.zone_records import running_totals

__all__ = ["chain_checks", "course_to", "latest_figures", "plan_and_actual", "zone_statements"]

# Endings by which an outturn and the per cent of plan that speaks of it differ.
_ENDINGS = r"(_plan_percent|_created|_paid)$"
_COLUMNS = (
    "subject",
    "indicator",
    "period_end",
    "value",
    "unit",
    "value_as_reported",
    "unit_corrected",
    "kind",
    "basis",
    "source_title",
    "published_on",
    "note",
)
# Figures by measure, basis and year.
ByYear: TypeAlias = dict[tuple[str, str, int], float]
# How the table marks a figure that another report contradicts.
_DISPUTED = "conflicts with"


def zone_statements(facts: pd.DataFrame, subject: str) -> pd.DataFrame:
    """Take the yearly statements of one zone, with measure, year and basis.

    Parameters
    ----------
    facts
        Statements as from `load_facts`, cut at the information set.
    subject
        The zone, such as ``sez_tomsk``.

    Returns
    -------
    DataFrame
        The rows of the zone; ``measure`` is the indicator without its ending, ``year`` that of the
        end of the period, and ``basis`` ``annual`` or ``total`` (since the start, or a stock).
        Flows of less than a year are left out.

    Raises
    ------
    ModelError
        A column is missing.
    """
    missing = [column for column in _COLUMNS if column not in facts]
    if missing:
        raise ModelError(f"zone_statements: facts lack the columns {', '.join(missing)}")
    own = facts[facts["subject"] == subject].copy()
    own["measure"] = own["indicator"].str.replace(_ENDINGS, "", regex=True)
    own["year"] = own["period_end"].str.slice(0, 4).astype("int64")
    own["basis"] = own["basis"].where(own["basis"] == "annual", "total")
    whole = own["period_end"].str.fullmatch(r"\d{4}(-12-31)?") | (own["basis"] == "total")
    return own[whole].reset_index(drop=True)


def latest_figures(statements: pd.DataFrame) -> pd.DataFrame:
    """Keep one outturn for each measure, year and basis.

    Parameters
    ----------
    statements
        As from `zone_statements`.

    Returns
    -------
    DataFrame
        Of several outturns the one of the latest day, then the one published last; a figure that
        its note calls in conflict with another is left out.
    """
    actual = statements[
        (statements["kind"] == "actual") & ~statements["note"].fillna("").str.startswith(_DISPUTED)
    ]
    # A bare year or month means its last day.
    whole = actual["period_end"] + actual["period_end"].str.len().map(
        {4: "-12-31", 7: "-31", 10: ""}
    )
    order = actual.assign(day=whole).sort_values(
        ["measure", "year", "basis", "day", "published_on"], na_position="first"
    )
    kept = order.drop_duplicates(["measure", "year", "basis"], keep="last")
    return kept.drop(columns="day").reset_index(drop=True)


def plan_and_actual(facts: pd.DataFrame, subject: str) -> pd.DataFrame:
    """Set every printed per cent of plan beside the outturn of the same year.

    Parameters
    ----------
    facts
        Statements as from `load_facts`, cut at the information set.
    subject
        The zone, such as ``sez_tomsk``.

    Returns
    -------
    DataFrame
        Columns measure, year, basis (annual, or total since the start), printed (wording of the per
        cent), percent_of_plan, actual_printed, actual, unit, implied_plan; sorted by measure, year
        and basis. The outturn and what follows from it are missing where none is on file.

    Raises
    ------
    ModelError
        A column is missing.

    Notes
    -----
    implied_plan = actual / (percent / 100). Plans themselves are not printed. Of several outturns
    the one published last counts. Totals since the start and stocks are one basis here.
    """
    own = zone_statements(facts, subject)
    said = own[own["kind"] == "plan_percent"].rename(
        columns={"value_as_reported": "printed", "value": "percent_of_plan"}
    )
    actual = own[own["kind"] == "actual"].rename(
        columns={"value_as_reported": "actual_printed", "value": "actual"}
    )
    key = ["measure", "year", "basis"]
    kept = [*key, "actual_printed", "actual", "unit", "source_title", "published_on"]
    both = said[[*key, "printed", "percent_of_plan", "source_title"]].merge(
        actual[kept], on=key, how="left", suffixes=("", "_of_actual")
    )
    both["same_page"] = both["source_title"] == both["source_title_of_actual"]
    both = both.sort_values([*key, "same_page", "published_on"], na_position="first")
    table = both.drop_duplicates(key, keep="last").reset_index(drop=True)
    table["implied_plan"] = table["actual"] / (table["percent_of_plan"] / 100)
    return table[[*key, "printed", "percent_of_plan", *kept[3:6], "implied_plan"]]


def chain_checks(facts: pd.DataFrame, subject: str, *, tolerance: float = 0.05) -> pd.DataFrame:
    """Check whether last year's figure and the year's addition make this year's figure.

    Parameters
    ----------
    facts
        Statements as from `load_facts`, cut at the information set.
    subject
        The zone.
    tolerance
        Residual up to which a chain holds, a fraction of this year's figure.

    Returns
    -------
    DataFrame
        Up to three chains for each measure and year with a per cent of plan: columns measure, year,
        chain, opening, added, implied, reported, residual (in the unit of the measure),
        residual_share (fraction of reported), verdict (``holds``, ``does not hold``, or ``not on
        file`` where one of the three figures is missing; a chain with one figure is left out).

    Raises
    ------
    ModelError
        A column is missing, or the tolerance is not between 0 and 1.

    Notes
    -----
    ``outturn``: last year's total + the year's outturn = this year's total. ``plan on outturn``:
    last year's total + annual plan = this year's plan of the total, which holds if plans are reset
    on what was reached. ``plan on plan``: last year's plan of the total + annual plan = this
    year's, which holds if they are not. residual = reported - implied.
    """
    if not 0 < tolerance < 1:
        raise ModelError(f"chain_checks: tolerance {tolerance} must lie between 0 and 1")
    table = plan_and_actual(facts, subject)
    figures = latest_figures(zone_statements(facts, subject))
    plans = _by_year(table, "implied_plan")
    # What is printed beside the per cent comes before what another page says.
    actuals = _by_year(figures, "value") | _by_year(table.dropna(subset="actual"), "actual")
    rows = [
        (measure, year, *chain)
        for measure, year in sorted(set(zip(table["measure"], table["year"], strict=True)))
        for chain in _chains(measure, year, plans, actuals)
    ]
    columns = ["measure", "year", "chain", "opening", "added", "reported"]
    found = pd.DataFrame(rows, columns=columns).dropna(subset="reported")
    found = found.dropna(subset=["opening", "added"], how="all").reset_index(drop=True)
    found.insert(5, "implied", found["opening"] + found["added"])
    found["residual"] = found["reported"] - found["implied"]
    found["residual_share"] = found["residual"] / found["reported"]
    verdict = np.where(found["residual_share"].abs() <= tolerance, "holds", "does not hold")
    found["verdict"] = np.where(found["residual"].isna(), "not on file", verdict)
    return found


def course_to(
    known: pd.DataFrame, subject: str, *, horizon: int, later: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Carry the zone's totals on at the pace of their record, and set what came beside them.

    Parameters
    ----------
    known
        Statements as from `load_facts`, cut at the information set.
    subject
        The zone.
    horizon
        Year carried on to.
    later
        Statements without a cut, for the outcome; None leaves it missing.

    Returns
    -------
    DataFrame
        One row a running total with two years on file or more: measure, unit, reports (years on
        file), first_year, first, last_year, last, at_average_pace, at_latest_pace, came (total of
        the horizon year, if on file). In the unit of the measure.

    Raises
    ------
    ModelError
        A column is missing.

    Notes
    -----
    Straight lines through the first and the last, and through the last two reports: arithmetic on
    few figures, no forecast and no interval. The reports are those that
    `analysis.models.zone_records.running_totals` keeps; posts held at a date are none of them.
    """
    record = _running_totals(known, subject)
    outcome: dict[str, float] = {}
    if later is not None:
        totals = _running_totals(later, subject).query("year == @horizon")
        outcome = dict(zip(totals["measure"], totals["value"], strict=True))
    rows = []
    for measure, group in record.groupby("measure"):
        if len(group) < 2 or group["year"].iloc[-1] > horizon:
            continue
        years, values = group["year"].to_numpy(), group["value"].to_numpy(dtype=np.float64)
        ahead = horizon - years[-1]
        paces = [(values[-1] - values[i]) / (years[-1] - years[i]) for i in (0, -2)]
        ends = [values[-1] + pace * ahead for pace in paces]
        span = (len(group), years[0], values[0], years[-1], values[-1])
        came = outcome.get(str(measure), np.nan)
        rows.append((measure, group["unit"].iloc[-1], *span, *ends, came))
    columns = ["measure", "unit", "reports", "first_year", "first", "last_year", "last"]
    return pd.DataFrame(rows, columns=[*columns, "at_average_pace", "at_latest_pace", "came"])


def _running_totals(facts: pd.DataFrame, subject: str) -> pd.DataFrame:
    """Take the totals since the start that no other one contradicts."""
    # The basis of a statement puts totals and stocks together; the facts keep them apart.
    whole = facts[facts["basis"] == "cumulative"] if "basis" in facts else facts
    statements = zone_statements(whole, subject)
    totals = running_totals(statements[statements["kind"] == "actual"])
    return totals.sort_values(["measure", "year"])


def _by_year(frame: pd.DataFrame, column: str) -> ByYear:
    keys = zip(frame["measure"], frame["basis"], frame["year"], strict=True)
    return dict(zip(keys, frame[column].astype(float), strict=True))


def _chains(
    measure: str, year: int, plans: ByYear, actuals: ByYear
) -> Iterator[tuple[str, float, float, float]]:
    """Yield name, opening, addition and reported figure of the three chains of a year."""
    annual, total, before = (
        (measure, "annual", year),
        (measure, "total", year),
        (measure, "total", year - 1),
    )
    none = float("nan")
    plan, made = plans.get(annual, none), actuals.get(annual, none)
    yield "outturn", actuals.get(before, none), made, actuals.get(total, none)
    yield "plan on outturn", actuals.get(before, none), plan, plans.get(total, none)
    yield "plan on plan", plans.get(before, none), plan, plans.get(total, none)
