"""Paragraphs on official promises and what came of them."""

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number
from analysis.simulation.outturn import subject_words, unit_words
from analysis.simulation.outturn.words import bound_words

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
        f"Of {number(row['promised'])} {unit_words(str(row['unit']))} promised "
        f"{number(row['reached'])}{_bound(str(row['bound']))} are reported, "
        f"{number(100 * row['share'], 2)} %{_since(str(row['counted_from']))}. {row['note']}"
    )


def _bound(bound: str) -> str:
    words = bound_words(bound)
    return f" {words}" if words else ""


def _since(counted_from: str) -> str:
    return f", counted from {counted_from[:4]}" if counted_from[:4].isdigit() else ""


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
    for row in tally[tally["measure"] == "all"].to_dict("records"):
        due = row["reached"] + row["missed"]
        share = (
            f"; the median share is {number(100 * row['share_median'], 2)} % "
            f"({number(100 * row['share_low'], 2)} to {number(100 * row['share_high'], 2)})"
            if due
            else ""
        )
        counted = row["promises"] - row["left_out"]
        sentences.append(
            f"Of {row['promises']} promises of the kind “{row['kind']}” {counted} count"
            f"{_left_out(promises, row['kind'])}. Of these {due} can be judged, by "
            f"{_counted(row['outturns'], 'different outturn')} of "
            f"{_counted(row['subjects'], 'subject')}: {row['reached']} reached, {row['missed']} "
            f"missed (by {_counted(row['outturns_missed'], 'different outturn')}){share}; "
            f"{row['under_way']} are under way, {row['no_outturn']} have no outturn on file."
        )
    asked = promises[promises["asked"].astype(bool) & (promises["measure"] != "composition")]
    for row in asked.to_dict("records"):
        size = f"{number(row['promised'])} {unit_words(str(row['unit']))}"
        came = (
            "no outturn is on file"
            if pd.isna(row["share"])
            else f"{number(100 * row['share'], 2)} % reported"
        )
        sentences.append(f"The programme's own {size} by {row['due']}: {came}.")
    sentences.append("A plan of the year is set with the year in view, and softer than a target.")
    return paragraph(" ".join(sentences))


def _left_out(promises: pd.DataFrame, kind: str) -> str:
    """Count the promises that do not count, by reason."""
    out = promises[(promises["kind"] == kind) & (promises["left_out"] != "")]
    told = ", ".join(
        f"{count} {words}" for words, count in out["left_out"].value_counts(sort=False).items()
    )
    return f"; {len(out)} are left out: {told}" * bool(told)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"


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
    off = f"{subject_words(str(worst['subject']))} ({worst['measure']}, {worst['promised_on']})"
    fewest, most = int(known["class_subjects"].min()), int(known["class_subjects"].max())
    return paragraph(
        f"{_counted(len(known), 'target')} of {_counted(known['subject'].nunique(), 'subject')}, "
        f"with {_counted(known['outturn_key'].nunique(), 'different outturn')}, fell due after "
        f"{as_of} and have an outturn. The class known by then, without their own subject, beats "
        f"the promise at its word for {better} of them; {inside} lie in its 95 % band. It is "
        f"furthest off for {off}, of which {number(100 * worst['share'], 2)} % came. With {fewest} "
        f"to {most} subjects in a class its spread is mostly assumed."
    )
