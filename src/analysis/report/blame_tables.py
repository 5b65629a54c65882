"""Tables of second looks: sources of money, readings of the promise, and what moves furthest."""

import numpy as np
import pandas as pd

from analysis.report.outturn_tables import Tables
from analysis.report.tables import Table, table
from analysis.simulation.outturn import BY_SOURCE, Blame, item_words, seen_readings

__all__ = ["blamed_table", "sources_table"]


def sources_table(sources: pd.DataFrame, *seen: Blame) -> Tables:
    """Round the money of each source, and the three readings, before and after each look.

    Parameters
    ----------
    sources
        As from `analysis.simulation.outturn.source_table`.
    *seen
        Second looks; those with a problem are passed over.

    Returns
    -------
    Tables
        Money in RUB bn, nominal, then readings in workplaces.
    """
    shares = {"share_of_plan": 100 * sources["share_of_plan"].astype(float)}
    inside = np.where(sources["inside_80"].astype(bool), "inside", "outside")
    shown = sources.assign(item=sources["item"].map(item_words), inside_80=inside, **shares)
    heads = {
        "item": "money",
        "planned": "planned by then",
        "share_of_plan": "came, per cent of plan",
        "pit": "place in the forecast",
        "inside_80": "80 % band",
        "p50": "median forecast",
        "money": "median, total alone known",
        BY_SOURCE: "median, sources known jointly",
    }
    money = table(
        shown, "Programme money by source, RUB bn, nominal", rename=heads, significant={"pit": 2}
    )
    readings = seen_readings(*seen)
    known = readings["known"].map(_known)
    years = {look.year for look in seen if not look.problem}
    words = f"in {max(years)} " if years else ""
    return Tables(
        money,
        table(
            readings.assign(known=known),
            f"The promise {words}before and after money is known, workplaces",
            rename={"label": "reading", "known": "what is known"},
        ),
    )


def _known(item: str) -> str:
    return "the total alone" if item == "money" else item_words(item)


def blamed_table(blamed: pd.DataFrame) -> Table:
    """Round which input moves furthest for each outturn.

    Parameters
    ----------
    blamed
        As from `analysis.simulation.outturn.blame_by_outturn`.

    Returns
    -------
    Table
        Shifts in prior standard deviations; a column of problems only where there are some.
    """
    shown = blamed.assign(outturn=blamed["outturn"].map(_known))
    if not blamed["problem"].any():
        shown = shown.drop(columns="problem")
    return table(
        shown,
        "The input that moves furthest where one row is known and no other; shifts in prior "
        "standard deviations, kernel in log points",
        rename={
            "outturn": "what is known",
            "width": "kernel",
            "next": "moves next",
            "next_shift": "shift of the next",
        },
    )
