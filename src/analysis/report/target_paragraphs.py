"""Sentences on the target: how likely, what it would take, what it hangs on."""

import numpy as np
import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.parameter_words import parameter_words
from analysis.report.tables import Table, number, table
from analysis.report.verdict import chance
from analysis.scenario import Scenario
from analysis.simulation.target.measures import MEASURES
from analysis.simulation.target.odds import Odds
from analysis.simulation.target.sobol import VarianceShares

__all__ = ["needs_paragraph", "needs_table", "odds_paragraph", "target_answer"]

_EVEN = 0.5
_BEYOND = "beyond_scenario"
_NAMED = 3
_SUMS = ["need_rub_bn", "low_rub_bn", "high_rub_bn", "tolerance_rub_bn"]
_MULTIPLES = ["multiple_of_promise", "multiple_of_year"]


def needs_table(needs: pd.DataFrame, caption: str) -> Table:
    """Tabulate the money that would do, without numbers where no scenario may ask for as much.

    Parameters
    ----------
    needs
        As from `analysis.simulation.required_investment_table`.
    caption
        What the table shows.

    Returns
    -------
    Table
        One row a reading and probability; sums are empty where they are beyond a scenario.
    """
    shown = needs[["label", "probability", *_SUMS, *_MULTIPLES, "most_reachable", "answer"]].copy()
    shown.loc[needs["status"] == _BEYOND, [*_SUMS, *_MULTIPLES]] = np.nan
    return table(shown, caption)


def needs_paragraph(scenario: Scenario, needs: pd.DataFrame) -> Paragraph:
    """Say how large the sums are, and what they suppose.

    Parameters
    ----------
    scenario
        Resolved scenario.
    needs
        As from `analysis.simulation.required_investment_table`.

    Returns
    -------
    Paragraph
        The sums within what a scenario may ask for, as years of the region's investment; what a
        constant yield leaves out.
    """
    named = needs[(needs["status"] == "reachable") & (needs["need_rub_bn"] > 0)]
    each = [
        f"RUB {number(row['need_rub_bn'])} bn for {row['label']} with a chance of "
        f"{chance(row['probability'])} are {_years(row)}"
        for row in named.to_dict("records")
    ]
    opening = f"{'; '.join(each)}." if each else "No sum within a scenario's bounds meets a target."
    return paragraph(
        f"Held against the region's fixed investment of {scenario.as_of}: {opening} All sums "
        "suppose that a ruble makes as many posts however many are spent. Unit costs rise once "
        "public investment nears 7 to 10 % of GDP (IMF WP/20/48), so the larger a sum, the more it "
        "understates what would be needed."
    )


def _years(row: dict[object, float]) -> str:
    return f"{number(row['multiple_of_year'], 2)} times a year's investment"


def odds_paragraph(found: Odds) -> Paragraph:
    """Say how much of a chance is the programme's, and how far one assumption moves it.

    Parameters
    ----------
    found
        As from `analysis.simulation.odds`.

    Returns
    -------
    Paragraph
        Chance as assumed and without the programme; the widest swings.
    """
    opening = (
        f"Over {found.draws:,} draws the chance of {found.measure.words}, is "
        f"{chance(found.probability)} as assumed and {chance(found.without)} without any money of "
        "the programme."
    )
    if found.swings.empty:
        return paragraph(f"{opening} No assumption with weak evidence and high impact moves it.")
    named = "; ".join(
        f"{chance(low)} to {chance(high)} over the range of {words}"
        for words, low, high in map(_span, found.swings.head(_NAMED).to_dict("records"))
    )
    return paragraph(
        f"{opening} Of the assumptions with weak evidence and high impact, one at a time moves it "
        f"from {named}."
    )


def _span(row: dict[object, object]) -> tuple[str, float, float]:
    """Return an assumption in words and the smallest and largest chance over its range."""
    levels = np.array([row["at_low"], row["at_value"], row["at_high"]], dtype=np.float64)
    words = parameter_words(str(row["parameter"]))
    return words, float(np.nanmin(levels)), float(np.nanmax(levels))


def target_answer(
    scenario: Scenario,
    chances: pd.DataFrame,
    needs: pd.DataFrame,
    swings: pd.DataFrame,
    shares: VarianceShares,
    *,
    likeliest: Odds,
) -> str:
    """Answer the three questions on the target in a few sentences.

    Parameters
    ----------
    scenario
        Resolved scenario.
    chances
        As from `analysis.simulation.chances_table`.
    needs
        As from `analysis.simulation.required_investment_table`, even odds among its rows.
    swings
        As from `analysis.simulation.tornado`, of the leading reading.
    shares
        As from `analysis.simulation.sobol`, of the leading reading.
    likeliest
        As from `analysis.simulation.odds`, of the likeliest reading.

    Returns
    -------
    str
        Plain text.
    """
    met = "; ".join(_met(row) for _, row in chances.iterrows())
    even = needs[np.isclose(needs["probability"], _EVEN)]
    wanted = "; ".join(_wanted(row) for _, row in even.iterrows())
    need = number(scenario.investment_need_rub_bn)
    return (
        f"Seen from {scenario.as_of}, {scenario.target_jobs:,} workplaces by {scenario.horizon} "
        f"are met {met}. {_moved(likeliest)}For even odds instead of RUB {need} bn: {wanted}. "
        f"{_driver(swings, shares)}"
    )


def _met(row: pd.Series) -> str:
    if row["draws_met"] == 0:
        return (
            f"as {row['label']} in none of {row['draws']:,} draws (a chance of at most "
            f"{number(100 * row['high'], 2)} % by that count)"
        )
    return f"as {row['label']} in {chance(row['probability'])} of draws"


def _moved(found: Odds) -> str:
    """Say what the largest of the chances rests on; nothing where all are zero."""
    if not found.probability:
        return ""
    words = MEASURES[found.measure.name.removeprefix("met:")].words
    text = f"For {words} it is {chance(found.without)} without the programme"
    if found.swings.empty:
        return f"{text}. "
    widest, low, high = _span(found.swings.iloc[0].to_dict())
    return f"{text}, and {chance(low)} to {chance(high)} over the range of {widest} alone. "


def _wanted(row: pd.Series) -> str:
    if row["status"] != _BEYOND and np.isfinite(row["need_rub_bn"]):
        years = f", {_years(row.to_dict())}" if row["need_rub_bn"] else ""
        return f"{row['label']} take RUB {number(row['need_rub_bn'])} bn{years}"
    reach = row["most_reachable"]
    most = f" ({number(reach)} are within reach)" if np.isfinite(reach) else ""
    return f"{row['label']} {row['answer']}{most}"


def _driver(swings: pd.DataFrame, shares: VarianceShares) -> str:
    words = shares.measure.words
    if not shares.varies or swings.empty:
        return f"The number of {words} is the same in all draws: no random input decides it."
    group, widest = shares.table.iloc[0], swings.iloc[0]
    return (
        f"The spread of {words} hangs most on {str(group['group']).lower()} "
        f"({number(100 * group['total'], 2)} % of the variance); the median moves most with "
        f"{parameter_words(str(widest['parameter']))} ({number(widest['at_low'])} to "
        f"{number(widest['at_high'])})."
    )
