"""Sentences on what an answer rests on, computed from the analyses of sensitivity."""

import numpy as np
import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.parameter_words import parameter_words
from analysis.report.tables import Table, number, table
from analysis.report.verdict import chance
from analysis.simulation.target.discovery import Finding
from analysis.simulation.target.measures import measure
from analysis.simulation.target.sobol import VarianceShares

__all__ = ["box_paragraph", "rules_table", "sobol_paragraph", "tornado_paragraph"]

_NAMED = 3


def sobol_paragraph(shares: VarianceShares) -> Paragraph:
    """Say which inputs the spread of an answer hangs on.

    Parameters
    ----------
    shares
        As from `analysis.simulation.sobol`.

    Returns
    -------
    Paragraph
        The three largest shares and what only combinations account for; or that the answer is the
        same in every draw.
    """
    words, draws = shares.measure.words, f"{shares.evaluations:,}"
    if not shares.varies:
        return paragraph(
            f"Asked for {words}, all {draws} draws give the same, {number(shares.mean)}: there is "
            "no variance to share out."
        )
    named = [
        f"{str(row['group']).lower()} {_percent(row['total'])} ({_percent(row['first_order'])} by "
        "itself)"
        for row in shares.table.head(_NAMED).to_dict("records")
    ]
    return paragraph(
        f"Over {draws} draws, the variance of {words} hangs most on {'; '.join(named)}. What no "
        f"input has by itself is {_percent(shares.interactions)} of it; total shares count it "
        "once for each input that takes part, so they add up to more than the whole."
    )


def _percent(share: float) -> str:
    return f"{number(100 * max(share, 0.0), 2)} %"


def tornado_paragraph(swings: pd.DataFrame, outcome: str, *, target: float) -> Paragraph:
    """Say which assumption moves an answer most, and whether any alone reaches the target.

    Parameters
    ----------
    swings
        As from `analysis.simulation.tornado`.
    outcome
        The reading it was asked for.
    target
        Workplaces promised.

    Returns
    -------
    Paragraph
        Draws and error, widest swings, how many rest on weak evidence, and the largest median at
        any end.
    """
    asked = measure(outcome)
    if swings.empty:
        return paragraph(f"No assumption with a range moves the {asked.centre} of {asked.words}.")
    named = [
        f"{parameter_words(str(row['parameter']))} ({number(row['swing'])})"
        for row in swings.head(_NAMED).to_dict("records")
    ]
    weak = int((swings.head(10)["quality"] == "red").sum())
    most = float(np.nanmax(swings[["at_low", "at_value", "at_high"]].to_numpy(dtype=float)))
    reach = "reaches" if most >= target else "does not reach"
    return paragraph(
        f"Over {swings['draws'].iloc[0]:,} draws the {asked.centre} of {asked.words} is "
        f"{number(swings['at_value'].iloc[0])} as assumed, with a Monte Carlo error of "
        f"{number(swings['error'].iloc[0], 2)}, and moves most with {', '.join(named)}. Among the "
        f"ten widest swings {weak} rest on evidence rated red. The largest {asked.centre} that one "
        f"assumption alone gives is {number(most)}, which {reach} the {number(target)} promised."
    )


def rules_table(rules: pd.DataFrame, outcome: str, *, caption: str) -> Table:
    """Tabulate rules of thumb as sentences.

    Parameters
    ----------
    rules
        As from `analysis.simulation.rules_of_thumb`.
    outcome
        The answer they were asked for.
    caption
        What the table shows; the draws are added.

    Returns
    -------
    Table
        One row a rule: the unit change; its effect on the mean with the Monte Carlo standard
        error; where the lever stands; where the rule holds.
    """
    rows = [
        {
            "where": row["change"],
            "mean": _signed(row["effect_mean"], row["error_mean"]),
            "now": number(row["now"]),
            "holds": _validity(row),
            "unit of the lever": row["unit"],
        }
        for row in rules.to_dict("records")
    ]
    unit = measure(outcome).unit
    names = {"where": "if ...", "mean": f"mean changes by ({unit})"}
    made = "" if rules.empty else f", over {rules['draws'].iloc[0]:,} draws"
    return table(pd.DataFrame(rows), f"{caption}{made}", rename=names)


def _signed(effect: float, error: float) -> str:
    sign = "+" if effect > 0 else ""
    return f"{sign}{number(effect)} ± {number(error, 2)}"


def _validity(row: dict[object, float]) -> str:
    low, high = float(row["valid_from"]), float(row["valid_to"])
    if low == high:
        return "for no step as large as was tried"
    whole = low == row["tried_from"] and high == row["tried_to"]
    return f"{number(low)} to {number(high)}{', all that was tried' if whole else ''}"


def box_paragraph(finding: Finding) -> Paragraph:
    """Say what would have to hold, and how much of the cases that explains.

    Parameters
    ----------
    finding
        As from `analysis.simulation.find_box`.

    Returns
    -------
    Paragraph
        The question, the restrictions, coverage and density as counts, and that they are of the
        cases the box was fitted to.
    """
    question, box = finding.question, finding.box
    if not box.restricted:
        return paragraph(f"Asked for {question.words}: no input tells them from the others.")
    most = {name: column.agg(["min", "max"]) if pd.api.types.is_numeric_dtype(column) else None
            for name, column in question.inputs.items()}  # fmt: skip
    parts = [_restriction(str(name), row, most[name]) for name, row in box.limits.iterrows()]
    conditions = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    every, inside = len(question.inputs), int(box.rows.sum())
    cases, hit = int(question.cases.sum()), int(question.cases[box.rows].sum())
    return paragraph(
        f"Asked for {question.words}: {cases:,} of {every:,}. Where {conditions}, {hit:,} of "
        f"{inside:,} are such cases ({chance(box.density)}), which is {hit:,} of all {cases:,} "
        f"({chance(box.coverage)}). Both are in sample: the box was fitted to the same {every:,}, "
        "and new ones would fit it less well."
    )


def _restriction(name: str, row: pd.Series, ends: pd.Series | None) -> str:
    words = parameter_words(name)
    words = words[:1].lower() + words[1:]
    if ends is None:
        return f"{words} is {' or '.join(row['categories'])}"
    low, high = float(row["minimum"]), float(row["maximum"])
    if low == ends["min"]:
        return f"{words} is at most {number(high)}"
    if high == ends["max"]:
        return f"{words} is at least {number(low)}"
    return f"{words} is {number(low)} to {number(high)}"
