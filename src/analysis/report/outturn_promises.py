"""Paragraphs on official promises and what came of them."""

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number

__all__ = ["class_paragraph", "money_note", "promise_paragraph"]


def money_note(promises: pd.DataFrame) -> Paragraph:
    """Repeat what the promise table says of the money attracted.

    Parameters
    ----------
    promises
        As from `analysis.simulation.outturn.promise_scores`.

    Returns
    -------
    Paragraph
        The note of the programme's own promise of money; says so where nothing is on file.
    """
    own = promises[promises["asked"].astype(bool) & (promises["measure"] == "money")]
    own = own[own["reached"].notna()]
    if own.empty:
        return paragraph("No outturn of the programme's money is on file.")
    row = own.iloc[0]
    return paragraph(
        f"Of {number(row['promised'])} {str(row['unit']).replace('_', ' ')} promised "
        f"{number(row['reached'])} are reported, {number(100 * row['share'], 2)} %. "
        f"{row['note']}"
    )


def promise_paragraph(promises: pd.DataFrame, tally: pd.DataFrame) -> Paragraph:
    """Say what became of official promises, targets of years and plans of a year apart.

    Parameters
    ----------
    promises
        As from `analysis.simulation.outturn.promise_scores`.
    tally
        As from `analysis.simulation.outturn.promise_tally`.

    Returns
    -------
    Paragraph
        One sentence a kind, and one on each promise of the programme.
    """
    sentences = []
    for row in tally[tally["measure"] == "all amounts"].to_dict("records"):
        due = row["reached"] + row["missed"]
        share = (
            f"; the median share is {number(100 * row['share_median'], 2)} % "
            f"({number(100 * row['share_low'], 2)} to {number(100 * row['share_high'], 2)})"
            if due
            else ""
        )
        sentences.append(
            f"Of {row['promises']} promises of the kind “{row['kind']}” {due} can be judged, of "
            f"{row['subjects']} subjects: {row['reached']} reached, {row['missed']} missed{share}. "
            f"{row['under_way']} are under way, {row['no_outturn']} have no outturn on file."
        )
    asked = promises[promises["asked"].astype(bool) & (promises["measure"] != "composition")]
    for row in asked.to_dict("records"):
        size = f"{number(row['promised'])} {str(row['unit']).replace('_', ' ')}"
        came = (
            "no outturn is on file"
            if pd.isna(row["share"])
            else f"{number(100 * row['share'], 2)} % reported"
        )
        sentences.append(f"The programme's own {size} by {row['due']}: {came}.")
    judged = promises[promises["outcome"].isin(["reached", "missed"])]
    apart = judged.dropna(subset="reached").drop_duplicates(["subject", "measure", "share"])
    if apart.duplicated(["subject", "measure", "reached"]).any():
        sentences.append("Several promises of one subject share one outturn and count each.")
    sentences.append("A plan of the year is set with the year in view, and softer than a target.")
    return paragraph(" ".join(sentences))


def class_paragraph(foretold: pd.DataFrame, *, as_of: int) -> Paragraph:
    """Say whether the reference class would have foretold what became of other promises.

    Parameters
    ----------
    foretold
        As from `analysis.simulation.outturn.class_forecasts`.
    as_of
        Of the scenario.

    Returns
    -------
    Paragraph
        Computed from the table.
    """
    known = foretold.dropna(subset="crps")
    if known.empty:
        return paragraph(
            f"No target that fell due after {as_of} can be held against a reference class known by "
            f"then."
        )
    better = int((known["skill_promise"] > 0).sum())
    inside = int(known["inside_95"].astype(bool).sum())
    worst = known.iloc[int(known["crps"].astype(float).to_numpy().argmax())]
    return paragraph(
        f"{len(known)} targets of {known['subject'].nunique()} subjects fell due after {as_of} and "
        f"have an outturn. The class known by then, without their own subject, beats the promise "
        f"at its word for {better} of them; {inside} lie in its 95 % band. It is furthest off for "
        f"{worst['subject']} ({worst['measure']}, promised {worst['promised_on']}), of which "
        f"{number(100 * worst['share'], 2)} % came. With {int(known['class_subjects'].min())} to "
        f"{int(known['class_subjects'].max())} subjects in a class its spread is mostly assumed."
    )
