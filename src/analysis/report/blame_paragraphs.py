"""Sentences on what the draws near an outturn have in common."""

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import number
from analysis.report.verdict import chance
from analysis.simulation.outturn import Blame, item_words

__all__ = ["blame_paragraph", "blame_sentence"]

# A score of inputs is looked at, so two errors would call one of them clear by chance.
_CLEAR = 3.0


def blame_paragraph(seen: Blame, by_source: Blame) -> Paragraph:
    """Say what moves given the total alone, then given the sources, and what that does to jobs.

    Parameters
    ----------
    seen
        As from `analysis.simulation.outturn.blame`.
    by_source
        As from `analysis.simulation.outturn.blame_sources`.

    Returns
    -------
    Paragraph
        Computed; says why where nothing can be said.
    """
    if seen.problem:
        return paragraph(f"Nothing can be said of what the outturn blames: {seen.problem}.")
    text = f"Given the total alone, {_known(seen)} {_moves(seen)} {_consequence(seen)}"
    if by_source.problem:
        return paragraph(
            f"{text} A total cannot say which of its parts fell short, and nothing can be said of "
            f"them together: {by_source.problem}."
        )
    return paragraph(
        f"{text} A total says nothing of its parts: what moves most is the part that weighs most. "
        f"Given the sources jointly, as printed in all {_known(by_source)} {_moves(by_source)} "
        f"{_consequence(by_source)}"
    )


def _known(seen: Blame) -> str:
    return (
        f"{number(seen.outturn)} {seen.unit} by {seen.year}, {number(seen.effective)} effective "
        f"draws are left (kernel of {number(seen.width, 2)} log points)."
    )


def _moves(seen: Blame) -> str:
    """Name the inputs that move, the furthest first."""
    first = seen.inputs.iloc[0]
    clear = seen.inputs[seen.inputs["shift"].abs() > _CLEAR * seen.inputs["shift_error"]]
    others = ", ".join(_shifted(row) for _, row in clear.iloc[1:5].iterrows())
    return (
        f"{first['input']} moves furthest, from {number(first['prior_mean'], 2)} to "
        f"{number(first['seen_mean'], 2)} in the mean, {number(first['shift'], 2)} prior standard "
        f"deviations; then {others or 'none that is clear of chance'}."
    )


def _shifted(row: pd.Series) -> str:
    """Name an input without its unit, and its shift."""
    name = str(row["input"]).split(" (")[0]
    return f"{name[:1].lower()}{name[1:]} ({number(row['shift'], 2)})"


def _consequence(seen: Blame) -> str:
    net = seen.readings.iloc[0]
    steps = seen.steps.set_index("step")["ratio"]
    return (
        f"The money committed shrinks to {number(100 * steps['Committed'], 2)} % of what was "
        f"expected; net jobs have a median of {number(net['seen_p50'])} in place of "
        f"{number(net['p50'])}, and the promise read so is met in "
        f"{chance(net['seen_probability'])} of these draws."
    )


def blame_sentence(
    seen: Blame, by_source: Blame, sources: pd.DataFrame, blamed: pd.DataFrame
) -> str:
    """Say in one breath which source fell short and which assumption has to move furthest.

    Parameters
    ----------
    seen, by_source
        As from `analysis.simulation.outturn.blame` and `blame_sources`.
    sources
        As from `analysis.simulation.outturn.source_table`.
    blamed
        As from `analysis.simulation.outturn.blame_by_outturn`; asked where the sources cannot be
        known jointly.

    Returns
    -------
    str
        Computed; empty where no money was planned, or nothing is on file. The total blames nothing
        where its parts are on file.
    """
    parts = sources[sources["item"] != "money"]
    if len(parts) and parts["share_of_plan"].isna().all():
        return ""
    if len(parts):
        return f"{_shares(parts)} {_by_part(by_source, blamed)}".strip()
    if seen.problem:
        return ""
    return (
        f"Given the total alone, the input that moves furthest is "
        f"{_shifted(seen.inputs.iloc[0])}, in prior standard deviations; its parts are not on file."
    )


def _shares(parts: pd.DataFrame) -> str:
    """Say how much of its plan each source paid, and which left its band."""
    told = ", ".join(
        f"{number(100 * row['share_of_plan'], 2)} % of the {item_words(str(row['item']))}"
        for row in parts.to_dict("records")
    )
    outside = parts[~parts["inside_80"].astype(bool)]
    names = " and ".join(item_words(str(item)) for item in outside["item"])
    left = f"only {names} left its 80 % band" if len(outside) == 1 else f"{names} left their bands"
    return f"Of the plan came {told}; {left if len(outside) else 'none left its 80 % band'}."


def _by_part(by_source: Blame, blamed: pd.DataFrame) -> str:
    if not by_source.problem:
        first, *later = (_shifted(row) for _, row in by_source.inputs.head(4).iterrows())
        return (
            f"Given these jointly, the input that moves furthest is {first}, in prior "
            f"standard deviations; then {', '.join(later)}."
        )
    rows = blamed[blamed["outturn"].str.startswith("money_")]
    told = [
        f"{item_words(str(row['outturn']))}: {row['moves_furthest']} ({number(row['shift'], 2)})"
        for row in rows[rows["problem"] == ""].to_dict("records")
    ]
    few = [item_words(str(item)) for item in rows.loc[rows["problem"] != "", "outturn"]]
    words = "Too few draws come near all of them to say which input they blame."
    if told:
        words += (
            f" Given one source at a time, what moves furthest is (prior standard deviations): "
            f"{'; '.join(told)}."
        )
    if told and few:
        words += f" Near the {' and the '.join(few)} alone too few draws come as well."
    return words
