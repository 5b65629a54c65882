"""Official promises scored: what came of each, and whether others would have foretold it."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from analysis import data
from analysis.models.outturn_scores import score_outturn
from analysis.models.reference_class import ReferenceClass, class_members, realisation_class
from analysis.scenario import Scenario, read_programme
from analysis.simulation.outturn.figures import Opened, opened
from analysis.simulation.outturn.rivals import spread_of_class
from analysis.simulation.streams import stream

__all__ = ["class_forecasts", "money_class_subjects", "promise_scores", "promise_tally"]

OUTCOMES = {
    "due_reached": "reached",
    "due_missed": "missed",
    "partial": "under way",
    "open": "no outturn",
}
# Amounts of one kind; a share of the funding is a composition and is reached by any amount.
_AMOUNTS = ("money", "budget", "jobs", "workplaces", "residents", "revenue", "taxes")
_TARGET, _PLAN = "target of years", "plan of the year"
# Why a promise does not count, the last that holds; the rule is that of the reference class.
_REPORTED_ONLY = "on file only from the report of its outturn"
_REPLACED = "replaced by a later figure"
_COMPOSITION = "only the composition of a sum, which any amount can reach"
_OTHER = "of another kind than money, jobs, residents, revenue and taxes"


def promise_scores(scenario: Scenario, tables: Opened | None = None) -> pd.DataFrame:
    """Tabulate every promise on file with its last word.

    Parameters
    ----------
    scenario
        Resolved scenario; the promises that its programme file names are marked.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        One row a promise: id, subject, measure, kind (a target of several years, or the plan of a
        year), promised and unit, promised_on, due, reached, share (of the promise), elapsed_share
        (of its time), bound, counted_from (the year a running total began in), outcome (reached,
        missed, under way, no outturn), left_out (why it
        does not count, empty if it does), outturn_key (the same for promises that one outturn
        judges), asked (it is one of the promises of the programme) and note. Targets of years
        first.

    Notes
    -----
    Judged are the promises that the reference class itself would take
    (`analysis.models.reference_class.class_members`): not one that a different figure replaced, and
    no target that is on file only from the report of its outturn, as what is repeated so is chosen
    by its outcome. Amounts of money, jobs, residents, revenue and taxes count.
    """
    known = (tables if tables is not None else opened()).promises
    asked = pd.Series(False, index=known.index)
    for key in read_programme(scenario.programme).facts.values():
        asked |= (
            (known["subject"] == key.subject)
            & (known["indicator"] == key.indicator)
            & (known["promised_on"] == key.published_on)
        )
    table = known.assign(
        kind=np.where(known["kind"] == "multi_year", _TARGET, _PLAN),
        outcome=known["status"].map(OUTCOMES),
        left_out=_left_out(known),
        outturn_key=known["outturn_source"].fillna(known["id"]),
        asked=asked,
        note=known["outturn_note"].fillna(""),
    )
    columns = ["id", "subject", "measure", "kind", "promised", "unit", "promised_on", "due"]
    columns += ["reached", "share", "elapsed_share", "bound", "counted_from", "outcome"]
    columns += ["left_out", "outturn_key", "asked", "note"]
    order = table.assign(plan=table["kind"] == _PLAN)
    order = order.sort_values(["plan", "subject", "measure", "due"], kind="stable")
    return order[columns].reset_index(drop=True)


def _left_out(promises: pd.DataFrame) -> pd.Series:
    """Say why each promise does not count."""
    late = (promises["kind"] == "multi_year") & ~(promises["horizon_years"] > 0)
    reasons = {
        _REPORTED_ONLY: late,
        _REPLACED: promises["superseded_by"].notna(),
        _OTHER: ~promises["measure"].isin(_AMOUNTS),
        _COMPOSITION: promises["measure"] == "composition",
    }
    found = pd.Series("", index=promises.index)
    for words, holds in reasons.items():
        found = found.mask(holds, words)
    return found


def promise_tally(promises: pd.DataFrame) -> pd.DataFrame:
    """Count what became of promises, targets of years and plans of a year apart.

    Parameters
    ----------
    promises
        As from `promise_scores`.

    Returns
    -------
    DataFrame
        One row a kind and measure, and one for all of a kind: promises; reached, missed, under_way,
        no_outturn and left_out, which add up to them; outturns (different ones that judge a
        promise), outturns_missed (of those, the ones that fell short of a promise), subjects (that
        have an outturn), share_low, share_median, share_high (fractions of the promise, of those
        that were due).
    """
    rows = []
    for kind, of_kind in promises.groupby("kind", sort=False):
        groups = [("all", of_kind), *of_kind.groupby("measure")]
        for measure, group in groups:
            counted = group[group["left_out"] == ""]
            due = counted[counted["outcome"].isin(["reached", "missed"])]
            missed = due[due["outcome"] == "missed"]
            shares = due["share"].astype(float)
            row: dict[str, object] = {"kind": kind, "measure": measure, "promises": len(group)}
            for outcome in OUTCOMES.values():
                row[outcome.replace(" ", "_")] = int((counted["outcome"] == outcome).sum())
            row |= {"left_out": len(group) - len(counted)}
            row |= {"outturns": int(due["outturn_key"].nunique())}
            row |= {"outturns_missed": int(missed["outturn_key"].nunique())}
            row |= {"subjects": int(due["subject"].nunique()), "share_low": shares.min()}
            row |= {"share_median": shares.median(), "share_high": shares.max()}
            rows.append(row)
    return pd.DataFrame(rows)


def class_forecasts(scenario: Scenario, tables: Opened | None = None) -> pd.DataFrame:
    """Ask whether the reference class known by `as_of` would have foretold later outturns.

    Parameters
    ----------
    scenario
        Resolved scenario.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        One row a target of years that fell due after `as_of` and has an outturn: id, subject,
        measure, promised_on, due, made_later (promised after `as_of`), share (what came), class_of,
        class_subjects, p05, p50, p95, pit, crps, inside_80, inside_95, crps_promise,
        skill_promise and outturn_key; shares are fractions of the promise.

    Notes
    -----
    The class holds what was known by `as_of` of the same measure, without the subject itself; where
    there is none, that of all amounts. Promises that another figure replaced are left out, and so
    is a target on file only from the report of its outturn, as the class itself does. Where no
    class is on file the forecast is missing.
    """
    known = (tables if tables is not None else opened()).promises
    seen = data.load_promises(as_of=scenario.as_of)
    due = known["due"].str[:4].astype(int)
    asked = known[
        (known["kind"] == "multi_year")
        & (_left_out(known) == "")
        & known["share"].notna()
        & (known["status"] != "partial")
        & (due > scenario.as_of)
    ]
    rows = [_foretold(scenario, seen, row) for row in asked.to_dict("records")]
    columns = ["id", "subject", "measure", "promised_on", "due", "made_later", "share"]
    columns += ["class_of", "class_subjects", "p05", "p50", "p95", "pit", "crps"]
    columns += ["inside_80", "inside_95", "crps_promise", "skill_promise", "outturn_key"]
    return pd.DataFrame(rows, columns=columns)


def _foretold(scenario: Scenario, seen: pd.DataFrame, row: dict[Hashable, Any]) -> dict[str, Any]:
    subject, measure, share = str(row["subject"]), str(row["measure"]), float(row["share"])
    reference, label = _class_of(scenario, seen, subject, measure)
    table: dict[str, Any] = {
        name: row[name] for name in ("id", "subject", "measure", "promised_on", "due")
    }
    table |= {
        "made_later": int(str(row["promised_on"])[:4]) > scenario.as_of,
        "share": share,
        "class_of": label,
        "class_subjects": reference.subjects,
        "crps_promise": abs(1 - share),
        "outturn_key": row["outturn_source"],
    }
    draws = spread_of_class(scenario, reference)
    if draws.size:
        rng = stream(scenario.seed, f"place of {row['id']}")
        score = score_outturn(draws, share, rng=rng)
        table |= score._asdict()
        word = abs(1 - share)
        table["skill_promise"] = 1 - score.crps / word if word > 0 else float("nan")
    return table


def _class_of(
    scenario: Scenario, seen: pd.DataFrame, subject: str, measure: str
) -> tuple[ReferenceClass, str]:
    """Return the class of a measure without a subject, or that of all amounts."""
    ceiling = scenario.realisation_ceiling_share
    own = realisation_class(seen, measure=measure, ceiling=ceiling, exclude=[subject])
    if own.subjects:
        return own, measure
    every = realisation_class(seen, measure=_AMOUNTS, ceiling=ceiling, exclude=[subject])
    return every, "all amounts" if every.subjects else "none on file"


def money_class_subjects(scenario: Scenario) -> pd.DataFrame:
    """List whose promises of money make the reference class that the programme's money has.

    Parameters
    ----------
    scenario
        Resolved scenario; what was known by its `as_of` counts.

    Returns
    -------
    DataFrame
        Columns subject and own (a subject of the programme itself, such as its zone).
    """
    programme = read_programme(scenario.programme)
    members = class_members(
        data.load_promises(as_of=scenario.as_of),
        measure="money",
        ceiling=scenario.realisation_ceiling_share,
        exclude=sorted({fact.subject for fact in programme.facts.values()}),
    )
    found = members[["subject"]].drop_duplicates().reset_index(drop=True)
    return found.assign(own=found["subject"].isin(programme.subjects))
