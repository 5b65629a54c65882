"""Tables and sentences on why two answers differ."""

import pandas as pd

from analysis.report.paragraphs import Paragraph, paragraph
from analysis.report.tables import Table, number, table
from analysis.simulation.comparison.attribution import SHAPLEY
from analysis.simulation.comparison.compare import Comparison
from analysis.simulation.comparison.measures import MEASURES
from analysis.simulation.comparison.news import News

__all__ = [
    "comparison_paragraph",
    "comparison_tables",
    "news_paragraph",
    "news_table",
    "scenario_labels",
    "signed",
]

_PLAIN = {"a": None, "b": None}
_PROBABILITY = "probability"
_PER_CENT = "%, differences in percentage points"
_ONE = ("1", "1.00")


def signed(value: float) -> str:
    """Write a change with its sign, rounded.

    Parameters
    ----------
    value
        Any number.

    Returns
    -------
    str
        Such as ``+1,580``, ``-0.0048``; no sign before a nought.
    """
    return f"+{number(value)}" if value > 0 else number(value)


def _shown(outcome: str, value: float, significant: int = 3) -> str:
    """Write a level with its unit."""
    unit = MEASURES[outcome].unit
    if unit == _PROBABILITY:
        return f"{number(100 * value, significant)} %"
    words = number(value, significant)
    return f"{words} {unit.removesuffix('s') if words in _ONE else unit}"


def _levels(outcome: str, before: float, after: float) -> tuple[str, str]:
    """Write two levels with as many digits as tell them apart."""
    for significant in range(3, 12):
        first, second = (_shown(outcome, value, significant) for value in (before, after))
        if first != second or before == after:
            break
    return first, second


def _change(outcome: str, value: float) -> str:
    """Write a change of a level, that of a probability in percentage points."""
    if MEASURES[outcome].unit == _PROBABILITY:
        return f"{signed(100 * value)} percentage points"
    return signed(value)


def _error(outcome: str, value: float) -> str:
    scale = 100 if MEASURES[outcome].unit == _PROBABILITY else 1
    return number(scale * value, 2)


def scenario_labels(comparison: Comparison) -> tuple[str, str]:
    """Name the two scenarios so that they can be told apart.

    Parameters
    ----------
    comparison
        As from `analysis.simulation.compare`.

    Returns
    -------
    tuple of str
        Names of the scenario files; a second one of the same name is said to be changed.
    """
    a, b = comparison.a.scenario_name, comparison.b.scenario_name
    return (a, b) if a != b else (a, f"{b} changed")


def comparison_tables(comparison: Comparison) -> tuple[Table, Table, Table]:
    """Lay a comparison out for readers: what differs, why the answer moves, all outcomes.

    Parameters
    ----------
    comparison
        As from `analysis.simulation.compare`.

    Returns
    -------
    parameters, parts, outcomes
        Rounded tables; captions carry unit, horizon, information set and draws.
    """
    a, b = scenario_labels(comparison)
    names = {"a": a, "b": b}
    parameters = comparison.parameters[["parameter", "unit", "a", "b", "kind", "group"]]
    outcomes = _in_per_cent(comparison.outcomes)[
        ["label", "unit", "a", "b", "difference", "error_difference", "percent"]
    ]
    seen = f"{_seen(comparison)}; {comparison.draws:,} draws each, seed {comparison.a.seed}"
    return (
        table(parameters, "Parameters that differ", rename=names, significant=_PLAIN),
        _parts_table(comparison),
        table(
            outcomes.assign(difference=outcomes["difference"].map(signed)),
            f"Outcomes at the horizon; {seen}",
            rename={
                **names,
                "label": "outcome",
                "error_difference": "its Monte Carlo standard error",
                "percent": f"per cent of {a}",
            },
        ),
    )


def _in_per_cent(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Turn fractions into per cent, and their differences into percentage points."""
    odds = outcomes["unit"] == _PROBABILITY
    scaled = ["a", "b", "difference", "error_a", "error_b", "error_difference"]
    found = outcomes.assign(unit=outcomes["unit"].mask(odds, _PER_CENT))
    found[scaled] = found[scaled].mul(odds.map({True: 100.0, False: 1.0}), axis=0)
    return found


def _seen(comparison: Comparison) -> str:
    """Say horizon and information set, once where both scenarios share them."""
    each = [f"{case.horizon}, seen from {case.as_of}" for case in (comparison.a, comparison.b)]
    if each[0] == each[1]:
        return f"horizon {each[0]}"
    labels = scenario_labels(comparison)
    return "; ".join(f"{label}: horizon {words}" for label, words in zip(labels, each, strict=True))


def _parts_table(comparison: Comparison) -> Table:
    a, b = scenario_labels(comparison)
    parts = comparison.parts[["group", "part", "in_order", "in_reverse", "parameters"]]
    whole = dict.fromkeys(["part", "in_order", "in_reverse"], comparison.change)
    rows = pd.DataFrame([*parts.to_dict("records"), {"group": "all", **whole, "parameters": ""}])
    odds = comparison.unit == _PROBABILITY
    for column in whole:
        rows[column] = (rows[column] * (100 if odds else 1)).map(signed)
    unit = "percentage points" if odds else comparison.unit
    made = "Shapley value" if comparison.method == SHAPLEY else comparison.method
    return table(
        rows if len(parts) else parts,
        f"Change of {comparison.label} from {a} to {b}, {unit}, by group of parameters",
        rename={
            "part": f"part ({made})",
            "in_order": "switched in this order",
            "in_reverse": "in reverse",
        },
    )


def comparison_paragraph(comparison: Comparison) -> Paragraph:
    """Say in words whether two scenarios differ, by how much, and because of what.

    Parameters
    ----------
    comparison
        As from `analysis.simulation.compare`.

    Returns
    -------
    Paragraph
        Computed; says "identical" where nothing differs, and how well the draws know the change.
    """
    a, b = scenario_labels(comparison)
    if comparison.identical:
        names = f"{a} and {comparison.b.scenario_name}"
        return paragraph(f"{names} are identical: no parameter differs, so no answer does.")
    if comparison.only_sampling:
        differing = " and ".join(comparison.parameters.query("kind == 'sampling'")["parameter"])
        return paragraph(
            f"{a} and {b} make identical assumptions and differ in {differing} alone: what differs "
            "between their answers is Monte Carlo error."
        )
    outcome = comparison.outcome
    before, after = _levels(outcome, comparison.before, comparison.after)
    moved = comparison.parts[comparison.parts["part"] != 0]
    if moved.empty:
        count = len(comparison.parameters)
        which = (
            "parameter, which does not move" if count == 1 else "parameters, none of which moves"
        )
        return paragraph(
            f"{b} differs from {a} in {count} {which} the answer ({comparison.label}): {after}."
        )
    error_a, error_b, error = (_error(outcome, value) for value in comparison.errors)
    largest = moved.iloc[int(moved["part"].abs().argmax())]
    return paragraph(
        f"From {a} to {b} the answer ({comparison.label}) moves from {before} to {after}, by "
        f"{_change(outcome, comparison.change)} (Monte Carlo standard error of the change {error}, "
        f"of the two levels {error_a} and {error_b}); the largest part, "
        f"{_change(outcome, largest['part'])}, is {largest['group']}."
    )


def news_table(found: News) -> Table:
    """Show what each year's news did, evidence in rows and steps in columns.

    Parameters
    ----------
    found
        As from `analysis.simulation.news`.

    Returns
    -------
    Table
        Changes carry a sign; the first and last rows are levels.
    """
    rows = found.table()
    level = rows["evidence"].str.startswith("answer")
    for column in rows.columns[1:]:
        rows[column] = rows[column].map(number).where(level, rows[column].map(signed))
    return table(
        rows,
        f"{found.label.capitalize()} by {found.scenario.horizon}, {found.unit}: what the news of "
        f"each year changed; {found.draws:,} draws each",
    )


def news_paragraph(found: News) -> Paragraph:
    """Say which piece of news moved the answer most.

    Parameters
    ----------
    found
        As from `analysis.simulation.news`.

    Returns
    -------
    Paragraph
        Computed; says so where there is a single information set.
    """
    levels = found.levels.set_index("as_of")[found.outcome]
    first, last = levels.index[0], levels.index[-1]
    if found.parts.empty:
        return paragraph(
            f"There is no earlier information set than {first} to tell news from: "
            f"{found.label}, {_shown(found.outcome, levels[first])}."
        )
    before, after = _levels(found.outcome, levels[first], levels[last])
    seen = (
        f"Seen from {first}, {found.label} by {found.scenario.horizon} is {before}; seen from "
        f"{last}, {after} ({_change(found.outcome, levels[last] - levels[first])})."
    )
    if not found.parts["part"].any():
        return paragraph(f"{seen} No piece of news moved it.")
    summed = found.parts.groupby("evidence", sort=False)["part"].sum()
    place = int(summed.abs().argmax())
    still = [str(name) for name in summed.index[summed == 0]]
    quiet = f" No part: {', '.join(still)}." if still else ""
    return paragraph(
        f"{seen} The largest part of the news is {summed.index[place]}, "
        f"{_change(found.outcome, summed.iloc[place])}.{quiet}"
    )
