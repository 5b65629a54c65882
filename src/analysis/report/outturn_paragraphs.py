"""Paragraphs on what came, computed from the scores."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number
from analysis.simulation.outturn import item_words, unit_words

__all__ = [
    "leaving_paragraph",
    "opening_paragraph",
    "outturn_answer",
    "revision_paragraph",
]


def opening_paragraph(
    scores: pd.DataFrame, promises: pd.DataFrame, *, as_of: int, horizon: int
) -> Paragraph:
    """Warn that later figures are opened, say how many there are and when the promise was printed.

    Parameters
    ----------
    scores
        As from `analysis.simulation.outturn.score_table`.
    promises
        As from `analysis.simulation.outturn.promise_scores`.
    as_of, horizon
        Of the scenario.

    Returns
    -------
    Paragraph
        The warning; says so where nothing is left to score.
    """
    warning = (
        f"This notebook opens figures after {as_of}; no other does, and nothing found here may "
        f"be used to forecast.{_printed_later(promises, as_of)}"
    )
    if scores.empty:
        return paragraph(
            f"{warning} Nothing is left to score: no figure of {as_of + 1} to {horizon} is on file."
        )
    years = scores["year"].astype(int)
    scored = int(scores["crps"].notna().sum())
    open_years = (
        f" Of the years {years.max() + 1} to {horizon} nothing is on file yet."
        if years.max() < horizon
        else ""
    )
    return paragraph(
        f"{warning} {len(scores)} figures of {years.min()} to {years.max()} can be held against "
        f"what was said, {scored} of them against a distribution.{open_years} The panel is of one "
        f"late edition, so what counts as known in {as_of} holds later revisions: pseudo real time."
    )


def _printed_later(promises: pd.DataFrame, as_of: int) -> str:
    """Say when the promise itself was printed, if that was after the information set."""
    asked = promises[promises["asked"].astype(bool) & (promises["measure"] != "composition")]
    later = asked[asked["promised_on"].str[:4].astype(int) > as_of]
    told = [
        f"{' and '.join(_size(row) for row in group.to_dict('records'))} were printed on {day}"
        for day, group in later.groupby("promised_on")
    ]
    if not told:
        return ""
    return (
        f" The promise itself is later than {as_of}: {'; '.join(told)}. It is the question that is "
        f"asked, and no draw knows of it otherwise."
    )


def _size(row: dict[Hashable, Any]) -> str:
    return f"{number(row['promised'])} {unit_words(str(row['unit']))}"


def leaving_paragraph(scores: pd.DataFrame, coverage: pd.DataFrame) -> Paragraph:
    """Say plainly which outturns left the band, and how many stayed.

    Parameters
    ----------
    scores
        As from `analysis.simulation.outturn.score_table`.
    coverage
        As from `analysis.simulation.outturn.coverage_table`.

    Returns
    -------
    Paragraph
        One sentence an outturn outside its 95 % band, then those outside the 80 % band by name.
    """
    scored = scores.dropna(subset="crps")
    if scored.empty:
        return paragraph("Nothing to score, so no outturn left its band.")
    outside = scored[~scored["inside_95"].astype(bool)]
    sentences = [
        f"{_name(row)} left its 95 % band: {number(row['outturn'])} came, "
        f"{number(row['p05'])} to {number(row['p95'])} was the 90 % band ({row['unit']})."
        for row in outside.to_dict("records")
    ]
    if not sentences:
        sentences = ["No outturn left its 95 % band."]
    between = scored[scored["inside_95"].astype(bool) & ~scored["inside_80"].astype(bool)]
    if len(between):
        names = "; ".join(
            f"{_name(row)} ({'below' if row['pit'] < 0.5 else 'above'})"
            for row in between.to_dict("records")
        )
        sentences.append(f"Outside the 80 % band, inside the 95 % band: {names}.")
    every = coverage[coverage["item"] == "all"]
    for row in every.to_dict("records"):
        sentences.append(
            f"Of {row['figures']} exact figures of the leading series "
            f"{number(100 * row['inside_80'], 2)} % lie in their 80 % band and "
            f"{number(100 * row['inside_95'], 2)} % in their 95 % band; they share the shocks of a "
            f"few years, so this proves no band right."
        )
    return paragraph(" ".join(sentences))


def _name(row: dict[object, object] | pd.Series) -> str:
    words = item_words(str(row["item"]))
    return f"{words[:1].upper()}{words[1:]}, {row['year']}"


def revision_paragraph(revisions: pd.DataFrame) -> Paragraph:
    """Say how much of the forecast errors is revision, and of what no second print is on file.

    Parameters
    ----------
    revisions
        As from `analysis.simulation.outturn.revision_table`.

    Returns
    -------
    Paragraph
        Computed from the table.
    """
    split = revisions.dropna(subset="revision_share")
    bound = revisions[revisions["first_print"].notna() & ~revisions["exact"].astype(bool)]
    jobs = revisions[revisions["item"] == "employment"]
    single = int(jobs["first_print"].isna().sum())
    sentences = [
        f"{_name(row)}: the forecast of "
        f"{number(row['forecast'])} misses the later print by {number(row['error'])} "
        f"({row['unit']}), {number(row['first_error'])} against the first print and "
        f"{number(row['revision'])} by revision: "
        f"{number(100 * row['revision_share'], 2)} % of the two is revision."
        for row in split.to_dict("records")
    ]
    if not sentences:
        sentences = ["No figure with a forecast has two exact prints on file."]
    if len(bound):
        sentences.append(
            f"{len(bound)} further figures have two prints of which one is a bound: no split."
        )
    if single:
        sentences.append(
            f"Of {len(jobs)} years of employment {single} have one print on file, that of the "
            f"panel's edition: how much of their error is revision cannot be told from these data. "
            f"The panel's own description says that later editions changed employment from 2013 on."
        )
    return paragraph(" ".join(sentences))


def _against(rival: float, own: float) -> str:
    """Say how a rival's score stands to one's own; lower is better."""
    if abs(rival - own) <= 1e-9 * max(abs(rival), abs(own)):
        return "as good"
    return "better" if rival < own else "worse"


def outturn_answer(
    scores: pd.DataFrame,
    held: pd.DataFrame,
    blamed: str,
    tally: pd.DataFrame,
    subjects: pd.DataFrame,
    *,
    as_of: int,
) -> str:
    """State the answer of notebook 08 in a few clauses.

    Parameters
    ----------
    scores
        As from `score_table` in `analysis.simulation.outturn`.
    held
        As from `coverage_table` there, of all information sets scored.
    blamed
        As from `analysis.report.blame_sentence`.
    tally
        As from `promise_tally` there.
    subjects
        As from `money_class_subjects` there.
    as_of
        Of the scenario.

    Returns
    -------
    str
        Plain sentences.
    """
    parts = [_covered(held, as_of)]
    for row in scores[scores["item"] == "money"].dropna(subset="crps").to_dict("records"):
        rivals = {
            "the promise at its word": row["crps_promise"],
            f"the reference class alone ({_class_words(subjects)})": row["crps_reference"],
            "no money at all": row["crps_no_change"],
        }
        told = ", ".join(
            f"{words} {number(score)} ({_against(score, row['crps'])})"
            for words, score in rivals.items()
            if not pd.isna(score)
        )
        parts.append(
            f"Of the money {number(row['outturn'])} {row['unit']} came against a median of "
            f"{number(row['p50'])}, at place {number(row['pit'], 2)} of the forecast, which scores "
            f"{number(row['crps'])}; {told}; lower is better."
        )
    parts.append(blamed)
    targets = tally[(tally["measure"] == "all") & tally["kind"].str.startswith("target")]
    for row in targets.to_dict("records"):
        due = row["reached"] + row["missed"]
        parts.append(
            f"Of {due} official targets that can be judged {row['missed']} were missed; of the "
            f"{row['outturns']} different outturns behind them {row['outturns_missed']} fell short."
        )
    return " ".join(part for part in parts if part)


def _covered(held: pd.DataFrame, as_of: int) -> str:
    """Say of each information set how many outturns lay in their bands."""
    every = held[held["item"] == "all"]
    nothing = "" if as_of in set(every["as_of"]) else f"Seen from {as_of} nothing is left to score."
    if every.empty:
        return nothing
    told = "; ".join(
        f"seen from {row['as_of']}, {number(100 * row['inside_80'], 2)} % of {row['figures']} lie "
        f"in the 80 % band and {number(100 * row['inside_95'], 2)} % in the 95 % band"
        for row in every.to_dict("records")
    )
    return f"{nothing} Of the exact outturns, {told}.".strip()


def _class_words(subjects: pd.DataFrame) -> str:
    """Say how few subjects a reference class has, and whether one is the programme's own."""
    own = int(subjects["own"].sum())
    whose = f"{own} of them the programme's own zone" if own else "none the programme's own"
    return f"{len(subjects)} subject{'s' * (len(subjects) != 1)}, {whose}"
