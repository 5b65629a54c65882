"""Tables of what came: scores by family of figures, coverage, jobs and revisions."""

import numpy as np
import pandas as pd

from analysis.report.tables import Table, table
from analysis.simulation.outturn import bound_words, item_words, subject_words, unit_words

__all__ = [
    "Tables",
    "coverage_by_origin",
    "jobs_tables",
    "revisions_table",
    "score_tables",
    "skill_by_origin",
]

# First words of the items of a family, and what the family is called.
_FAMILIES = {
    "Employment": ("employment",),
    "Investment": ("investment",),
    "Real investment": ("real_investment",),
    "Real gross regional product": ("real_grp",),
    "Programme money since the start": ("money",),
    "High-productivity posts of the nation": ("national_hpw",),
    "Zones, cost per post": ("cost per post",),
}
_SKILLS = {
    "skill_promise": "skill over promise",
    "skill_reference": "skill over {rival}",
    "skill_no_change": "skill over no change",
}
_SCORE = {"crps": "score (CRPS)", "pit": "place"}
_TAIL = "lower scores are better"


class Tables:
    """Tables shown below each other, in a page and as text."""

    def __init__(self, *parts: Table) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self.parts))

    def _repr_html_(self) -> str:
        return "\n".join(part._repr_html_() for part in self.parts)


def score_tables(scores: pd.DataFrame, *, as_of: int) -> Tables:
    """Lay the scores out family by family, and zones that have rivals only in a table of their own.

    Parameters
    ----------
    scores
        As from `analysis.simulation.outturn.score_table`.
    as_of
        Of the scenario.

    Returns
    -------
    Tables
        One a family and one of zones without a forecast; captions carry the unit. Rivals that say
        nothing of a family have no column.
    """
    scored = scores.dropna(subset="crps")
    parts = []
    for title, starts in _FAMILIES.items():
        names = scored["item"].str.split(":").str[0].str.removesuffix("_without")
        family = names.isin(starts) | (names.str.startswith("money_") & (starts == ("money",)))
        own = scored[family]
        if len(own):
            parts.append(
                _family(own, f"{title}, {own['unit'].iloc[0]}, seen from {as_of}; {_TAIL}")
            )
    rest = scores[scores["crps"].isna()]
    if len(rest):
        parts.append(_rivals_only(rest, as_of))
    return Tables(*(parts or [table(scored, f"Figures after {as_of} that can be scored")]))


def _family(own: pd.DataFrame, caption: str) -> Table:
    shown = own.assign(
        figure=own["item"].map(item_words),
        marked=own["bound"].map(bound_words),
        band=_bands(own),
    )
    columns = ["figure", "year", "outturn", "marked", "p05", "p50", "p95", "pit", "band", "crps"]
    if not shown["marked"].any():
        columns.remove("marked")
    rival = str(own["reference_is"].iloc[0]) or "reference"
    names = {name: words.format(rival=rival) for name, words in _SKILLS.items()}
    columns += [name for name in names if own[name].notna().any()]
    digits: dict[str, int | None] = dict.fromkeys(["pit", *names], 2)
    heads = {**_SCORE, **names, "outturn": "came", "marked": ""}
    return table(shown[columns], caption, rename=heads, significant=digits)


def _bands(scores: pd.DataFrame) -> pd.Series:
    """Name the narrowest band that holds the outturn."""
    names = ["inside 80 %", "inside 95 %"]
    holds = [scores[name].astype(bool) for name in ("inside_80", "inside_95")]
    return pd.Series(np.select(holds, names, "outside 95 %"), index=scores.index)


def _rivals_only(rest: pd.DataFrame, as_of: int) -> Table:
    shown = rest.assign(
        figure=rest["item"].map(item_words),
        unit=rest["unit"].map(unit_words),
        marked=rest["bound"].map(bound_words),
    )
    columns = ["figure", "unit", "year", "outturn", "marked", "crps_reference", "crps_no_change"]
    heads = {"outturn": "came", "marked": "", "crps_no_change": "error of no change"}
    heads |= {"crps_reference": "error of the average pace"}
    caption = f"Zones whose record of {as_of} is too short for a growth curve: errors of the rivals"
    return table(shown[columns], caption, rename=heads, significant={"outturn": 4})


def skill_by_origin(skills: pd.DataFrame) -> Table:
    """Round mean scores and skills by information set.

    Parameters
    ----------
    skills
        As from `analysis.simulation.outturn.skill_by_item`, with as_of.

    Returns
    -------
    Table
        One row an information set, figure and period.
    """
    return table(
        skills.assign(item=skills["item"].map(item_words)),
        f"Mean score and skill by information set, the pandemic year apart; {_TAIL}",
        rename={
            "as_of": "seen from",
            "item": "figure",
            "crps": _SCORE["crps"],
            **{name: words.format(rival="reference") for name, words in _SKILLS.items()},
        },
        significant={"as_of": None, "figures": None} | dict.fromkeys(_SKILLS, 2),
    )


def coverage_by_origin(held: pd.DataFrame) -> Table:
    """Round the shares of outturns inside their bands by information set.

    Parameters
    ----------
    held
        As from `analysis.simulation.outturn.coverage_table`, with as_of.

    Returns
    -------
    Table
        Shares in per cent.
    """
    shares = {name: 100 * held[name] for name in ("inside_80", "inside_95")}
    return table(
        held.assign(item=held["item"].map(item_words), **shares),
        "Exact outturns inside their bands, by information set; each counts once, so real "
        "investment, of the same years as investment, is left out",
        rename={
            "as_of": "seen from",
            "item": "figure",
            "inside_80": "inside 80 % band, per cent",
            "inside_95": "inside 95 % band, per cent",
            "below": "below the 95 % band",
            "above": "above the 95 % band",
        },
        significant={"as_of": None, "figures": None, "below": None, "above": None},
    )


def jobs_tables(records: pd.DataFrame, plans: pd.DataFrame, *, as_of: int) -> Tables:
    """Round the records of jobs, and zones against the plans of their years.

    Parameters
    ----------
    records, plans
        As from `analysis.simulation.outturn.job_records` and `plans_after`.
    as_of
        Of the scenario.

    Returns
    -------
    Tables
        Two tables.
    """
    zones = plans.assign(
        subject=plans["subject"].map(subject_words),
        measure=plans["measure"].str.replace("_", " "),
        unit=plans["unit"].map(unit_words, na_action="ignore"),
    )
    zone_words = {"subject": "zone", "percent_of_plan": "per cent of plan", "actual": "came"}
    return Tables(
        table(
            records.assign(bound=records["bound"].map(bound_words, na_action="ignore")),
            f"Records of jobs after {as_of}",
            rename={"bound": "", "what_it_says": "what it says"},
            significant={"value": 4},
        ),
        table(
            zones,
            f"Zones against the plans of their years, after {as_of}; money nominal",
            rename=zone_words,
            significant={"actual": 4, "implied_plan": 4},
        ),
    )


def revisions_table(revisions: pd.DataFrame) -> Table:
    """Round the errors of forecasts and their parts.

    Parameters
    ----------
    revisions
        As from `analysis.simulation.outturn.revision_table`.

    Returns
    -------
    Table
        One row a figure, in its own unit.
    """
    exact = np.where(revisions["exact"].astype(bool), "yes", "no")
    return table(
        revisions.assign(item=revisions["item"].map(item_words), exact=exact),
        "Errors of the median forecast, or of the average pace of a zone, and their parts",
        rename={"item": "figure", "exact": "both exact"},
        significant={"forecast": 4, "first_print": 4, "later_print": 4},
    )
