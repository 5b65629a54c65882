"""Which reading of a doubtful print agrees with what the next year's report says."""

import numpy as np
import pandas as pd

from analysis.errors import ModelError
from analysis.models.zone_reports import latest_figures, plan_and_actual, zone_statements

__all__ = ["percent_hypotheses", "unit_hypotheses"]

THOUSAND = 1e3


def unit_hypotheses(
    facts: pd.DataFrame, subject: str, *, tolerance: float = 0.05, largest_factor: float = 3.0
) -> pd.DataFrame:
    """Hold both readings of a money figure with a doubtful unit against the next year's report.

    Parameters
    ----------
    facts
        Statements as from `load_facts`; rows with ``unit_corrected`` are the doubtful ones.
    subject
        The zone.
    tolerance
        Gap up to which a total counts as explained, a fraction of the total reported.
    largest_factor
        Factor up to which the money of two successive years counts as of one size.

    Returns
    -------
    DataFrame
        Two rows a statement: printed, indicator, year, basis, reading (``million``, ``billion``),
        value (RUB bn), implied_next and reported_next (RUB bn, the following year), gap (RUB bn),
        consistent. Empty if no unit is in doubt; a statement without a report of the next year has
        missing figures and is consistent with neither.

    Raises
    ------
    ModelError
        A column is missing, or the tolerance or the factor cannot hold anything.

    Notes
    -----
    Read as v, a total is followed by v plus the next year's money, to be compared with the total
    reported then; the money of one year is followed by about as much, which another unit would
    change a thousandfold.
    """
    if not 0 < tolerance < 1 or not largest_factor > 1:
        raise ModelError(
            f"unit_hypotheses: tolerance {tolerance} must lie in (0, 1) and largest_factor "
            f"{largest_factor} above 1"
        )
    own = zone_statements(facts, subject)
    actual = latest_figures(own)
    doubtful = own[(own["kind"] == "actual") & own["unit_corrected"].astype(bool)]
    rows = []
    for row in doubtful.to_dict("records"):
        after = (actual["indicator"] == row["indicator"]) & (actual["year"] == row["year"] + 1)
        following = actual[after].set_index("basis")["value"].to_dict()
        flow, total = (float(following.get(basis, np.nan)) for basis in ("annual", "total"))
        for reading, factor in (("million", 1 / THOUSAND), ("billion", 1.0)):
            value = float(row["value"]) * factor
            if row["basis"] == "total":
                implied, reported = value + flow, total
                near = abs(reported - implied) <= tolerance * reported
            else:
                implied, reported = value, flow
                near = 1 / largest_factor <= reported / implied <= largest_factor
            words = [row[column] for column in ("value_as_reported", "indicator", "year", "basis")]
            rows.append((*words, reading, value, implied, reported, reported - implied, near))
    return pd.DataFrame(
        rows,
        columns=[
            "printed",
            "indicator",
            "year",
            "basis",
            "reading",
            "value",
            "implied_next",
            "reported_next",
            "gap",
            "consistent",
        ],
    )


def percent_hypotheses(facts: pd.DataFrame, subject: str, *, year: int) -> pd.DataFrame:
    """Hold the readings of "exceeded the plan by P %" of jobs against the next year's report.

    Parameters
    ----------
    facts
        Statements as from `load_facts`.
    subject
        The zone.
    year
        Year of the doubtful per cent.

    Returns
    -------
    DataFrame
        Four rows: question (``per cent`` of plan, or ``jobs`` since the start), reading,
        implied_plan (jobs), lowest and highest (what the reading implies for the next year, in per
        cent or jobs), reported_next, consistent.

    Raises
    ------
    ModelError
        The per cent, the jobs of either year, or the next year's per cent is not on file.

    Notes
    -----
    The plan is A / P or A / (1 + P). It may stay or grow by all jobs made in the next year, so that
    the next per cent lies between A' / (plan + jobs made) and A' / plan. Jobs A since the start are
    followed by A to A + jobs made; if A were the jobs of the year alone, by at least the last total
    known before it and A.
    """
    table = plan_and_actual(facts, subject).query("measure == 'jobs' and basis == 'total'")
    table = table.set_index("year")
    own = latest_figures(zone_statements(facts, subject)).query("indicator == 'jobs_created'")
    made = own[(own["basis"] == "annual") & (own["year"] == year + 1)]["value"]
    before = own[(own["basis"] == "total") & (own["year"] < year)].sort_values("year")["value"]
    if not {year, year + 1} <= set(table.index[table["actual"].notna()]) or made.empty:
        raise ModelError(
            f"percent_hypotheses: {subject} needs jobs and per cent of plan for {year} and "
            f"{year + 1}, and the jobs made in {year + 1}"
        )
    jobs, then = (float(table["actual"][each]) for each in (year, year + 1))
    percent, percent_then = (float(table["percent_of_plan"][each]) for each in (year, year + 1))
    flow, earlier = float(made.iloc[0]), float(before.iloc[-1]) if len(before) else 0.0
    of_plan, above = jobs / (percent / 100), jobs / (1 + percent / 100)
    rows = [
        ("per cent", reading, plan, 100 * then / (plan + flow), 100 * then / plan, percent_then)
        for reading, plan in ((f"{percent:g} % of plan", of_plan), (f"{percent:g} % above", above))
    ]
    rows += [
        ("jobs", "since the start", of_plan, jobs, jobs + flow, then),
        ("jobs", f"in {year} alone", of_plan, earlier + jobs, float("inf"), then),
    ]
    columns = ["question", "reading", "implied_plan", "lowest", "highest", "reported_next"]
    found = pd.DataFrame(rows, columns=columns)
    return found.assign(
        consistent=found["reported_next"].between(found["lowest"], found["highest"])
    )
