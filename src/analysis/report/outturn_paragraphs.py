"""Paragraphs on what came, computed from the scores."""

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number
from analysis.report.verdict import chance
from analysis.simulation.outturn import Blame, item_words

__all__ = [
    "blame_paragraph",
    "leaving_paragraph",
    "opening_paragraph",
    "outturn_answer",
    "revision_paragraph",
]

_CLEAR = 3.0


def opening_paragraph(scores: pd.DataFrame, *, as_of: int, horizon: int) -> Paragraph:
    """Warn that later figures are opened, and say how many there are.

    Parameters
    ----------
    scores
        As from `analysis.simulation.outturn.score_table`.
    as_of, horizon
        Of the scenario.

    Returns
    -------
    Paragraph
        The warning; says so where nothing is left to score.
    """
    warning = (
        f"This notebook opens figures after {as_of}; no other does, and nothing found here may "
        f"be used to forecast."
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


def blame_paragraph(seen: Blame) -> Paragraph:
    """Name the assumption that an outturn blames, and what the draws near it say of the promise.

    Parameters
    ----------
    seen
        As from `analysis.simulation.outturn.blame`.

    Returns
    -------
    Paragraph
        Computed; says why where nothing can be said.
    """
    if seen.problem:
        return paragraph(f"Nothing can be said of what the outturn blames: {seen.problem}.")
    first = seen.inputs.iloc[0]
    clear = seen.inputs[seen.inputs["shift"].abs() > _CLEAR * seen.inputs["shift_error"]]
    others = ", ".join(
        f"{str(row['input']).lower()} ({number(row['shift'], 2)})"
        for row in clear.iloc[1:5].to_dict("records")
    )
    net = seen.readings.iloc[0]
    steps = seen.steps.set_index("step")["ratio"]
    return paragraph(
        f"With {item_words(seen.item)} of {number(seen.outturn)} {seen.unit} known, "
        f"{number(seen.effective)} effective draws are left (kernel of {number(seen.width, 2)} log "
        f"points). {first['input']} moves furthest, from {number(first['prior_mean'], 2)} to "
        f"{number(first['seen_mean'], 2)} in the mean, {number(first['shift'], 2)} prior standard "
        f"deviations: of the assumptions it is the one the outturn blames. Then: "
        f"{others or 'none that is clear of chance'}. The money committed shrinks to "
        f"{number(100 * steps['Committed'], 2)} % of what was expected; net jobs have a median of "
        f"{number(net['seen_p50'])} in place of {number(net['p50'])}, and the promise read so is "
        f"met in {chance(net['seen_probability'])} of these draws."
    )


def _against(rival: float, own: float) -> str:
    """Say how a rival's score stands to one's own; lower is better."""
    if abs(rival - own) <= 1e-9 * max(abs(rival), abs(own)):
        return "as good"
    return "better" if rival < own else "worse"


def outturn_answer(
    scores: pd.DataFrame, coverage: pd.DataFrame, seen: Blame, tally: pd.DataFrame, *, as_of: int
) -> str:
    """State the answer of notebook 08 in a few clauses.

    Parameters
    ----------
    scores, coverage, tally
        As from the functions of these names in `analysis.simulation.outturn`.
    seen
        As from `analysis.simulation.outturn.blame`.
    as_of
        Of the scenario.

    Returns
    -------
    str
        Plain sentences.
    """
    parts = []
    every = coverage[coverage["item"] == "all"]
    if every.empty:
        parts.append(f"Seen from {as_of} nothing is left to score.")
    parts += [
        f"Seen from {as_of}, {number(100 * row['inside_80'], 2)} % of {row['figures']} exact "
        f"outturns lie in their 80 % band and {number(100 * row['inside_95'], 2)} % in their 95 % "
        f"band."
        for row in every.to_dict("records")
    ]
    for row in scores[scores["item"] == "money"].dropna(subset="crps").to_dict("records"):
        rivals = {
            "the promise at its word": row["crps_promise"],
            "the reference class alone": row["crps_reference"],
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
            f"{number(row['crps'])}; {told}."
        )
    if not seen.problem:
        first = seen.inputs.iloc[0]
        parts.append(f"The assumption blamed first: {str(first['input']).lower()}.")
    targets = tally[(tally["measure"] == "all amounts") & tally["kind"].str.startswith("target")]
    for row in targets.to_dict("records"):
        due = row["reached"] + row["missed"]
        parts.append(f"Of {due} official targets that can be judged {row['missed']} were missed.")
    return " ".join(parts)
