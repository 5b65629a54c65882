"""Several scenarios side by side, from their results: bands, chances, parts of the difference."""

from collections.abc import Mapping

import pandas as pd

from analysis.errors import ExecutionError
from analysis.report.comparison import signed
from analysis.report.tables import Table, band, number, table
from analysis.report.verdict import chance
from analysis.scenario import Scenario
from analysis.scenario.sets import ScenarioSet
from analysis.simulation import READING_WORDS, RESULT_COLUMNS
from analysis.simulation.comparison.compare import Comparison

__all__ = [
    "OUTCOMES",
    "bands_by_scenario",
    "chances_by_scenario",
    "joined_results",
    "mixture_table",
    "parts_by_scenario",
    "scenarios_sentence",
    "scenarios_table",
]

# Outcome in words -> variable of the results.
OUTCOMES = {
    "money spent": "Programme money|Disbursed, cumulative",
    "gross posts": "Jobs|Gross",
    "net jobs": "Jobs|Net",
    "high-productivity stock": "High-productivity workplaces|Stock",
}
_COUNTED = {
    "net_new": "net jobs",
    "gross_new": "gross posts",
    "hpw_stock": "high-productivity stock",
}
_STATISTICS = ["p05", "p50", "p95", "mean"]


def _at_horizon(results: pd.DataFrame, cases: Mapping[str, Scenario]) -> pd.DataFrame:
    """Keep the rows of each scenario's horizon, scenarios in the order of `cases`."""
    horizons = results["scenario"].map({label: case.horizon for label, case in cases.items()})
    rows = results[results["year"] == horizons]
    order = pd.Categorical(rows["scenario"], categories=list(cases), ordered=True)
    return rows.assign(scenario=order).sort_values("scenario", kind="stable")


def _labelled(frame: pd.DataFrame, cases: Mapping[str, Scenario]) -> pd.DataFrame:
    """Add information set, horizon and target of each row's scenario."""
    labels = frame["scenario"].astype(str)
    frame.insert(1, "seen_from", [cases[label].as_of for label in labels])
    frame.insert(2, "horizon", [cases[label].horizon for label in labels])
    frame.insert(3, "target", [cases[label].target_jobs for label in labels])
    return frame.assign(scenario=labels)


def joined_results(*frames: pd.DataFrame) -> pd.DataFrame:
    """Put tidy results of different scenarios one below the other.

    Parameters
    ----------
    *frames
        Each with the columns `analysis.simulation.RESULT_COLUMNS`.

    Returns
    -------
    DataFrame
        The same columns.

    Raises
    ------
    ExecutionError
        A frame is not tidy, or two frames hold the same scenario.
    """
    odd = [list(frame.columns) for frame in frames if tuple(frame.columns) != RESULT_COLUMNS]
    if odd:
        raise ExecutionError(f"results to join: columns {odd[0]} must be {list(RESULT_COLUMNS)}")
    names = [name for frame in frames for name in frame["scenario"].unique()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExecutionError(f"results to join: scenario {', '.join(twice)} is in two of them")
    return pd.concat(frames, ignore_index=True)


def bands_by_scenario(results: pd.DataFrame, cases: Mapping[str, Scenario]) -> pd.DataFrame:
    """Collect what each scenario reaches at its horizon.

    Parameters
    ----------
    results
        Tidy results of several scenarios, as from `analysis.report.stored_results`.
    cases
        Resolved scenario of each label in the results, in the order wanted.

    Returns
    -------
    DataFrame
        One row a scenario and outcome of `OUTCOMES`; columns scenario, seen_from, horizon, target
        (workplaces), outcome, unit, p05, p50, p95, mean.
    """
    words = {variable: name for name, variable in OUTCOMES.items()}
    rows = _at_horizon(results[results["variable"].isin(words)], cases)
    wide = rows.pivot_table(
        index=["scenario", "variable", "unit"],
        columns="statistic",
        values="value",
        sort=False,
        observed=True,
    )
    frame = wide.reindex(columns=_STATISTICS).rename_axis(columns=None).reset_index()
    frame.insert(1, "outcome", frame.pop("variable").map(words))
    frame["outcome"] = pd.Categorical(frame["outcome"], categories=list(OUTCOMES), ordered=True)
    frame = frame.sort_values(["scenario", "outcome"], kind="stable", ignore_index=True)
    return _labelled(frame.astype({"outcome": str}), cases)


def chances_by_scenario(results: pd.DataFrame, cases: Mapping[str, Scenario]) -> pd.DataFrame:
    """Collect the probability of the target by scenario and reading.

    Parameters
    ----------
    results, cases
        As in `bands_by_scenario`.

    Returns
    -------
    DataFrame
        One row a scenario; columns scenario, seen_from, horizon, target (workplaces), then one a
        reading (fractions).
    """
    variables = {f"Target|{reading}": reading for reading in READING_WORDS}
    chosen = results["variable"].isin(variables) & (results["statistic"] == "probability")
    rows = _at_horizon(results[chosen], cases)
    wide = rows.pivot_table(
        index="scenario", columns="variable", values="value", sort=False, observed=True
    )
    frame = wide[list(variables)].rename(columns=variables).rename_axis(columns=None)
    return _labelled(frame.reset_index(), cases)


def scenarios_table(bands: pd.DataFrame, chances: pd.DataFrame) -> Table:
    """Show outcomes and chances of all scenarios in one table.

    Parameters
    ----------
    bands
        As from `bands_by_scenario`.
    chances
        As from `chances_by_scenario`.

    Returns
    -------
    Table
        One row a scenario: information set, horizon, target, median and 90 % band of each outcome
        with its unit, and the probability of the target under each reading.
    """
    shown = chances[["scenario", "seen_from", "horizon", "target"]].copy()
    for outcome in OUTCOMES:
        rows = bands[bands["outcome"] == outcome].set_index("scenario")
        heading = f"{outcome}, {rows['unit'].iloc[0]}"
        shown[heading] = [band(rows.loc[name]) for name in shown["scenario"]]
    for reading, words in READING_WORDS.items():
        shown[f"P(target), {words}"] = chances[reading].map(chance)
    return table(
        shown,
        "Scenarios side by side at the horizon: median with 90 % band, and chance of the target",
        significant={"seen_from": None, "horizon": None},
        rename={"target": "target, workplaces"},
    )


def mixture_table(chosen: ScenarioSet) -> Table:
    """Show how likely each scenario of a set is held, and on what grounds.

    Parameters
    ----------
    chosen
        A named set of scenarios.

    Returns
    -------
    Table
        One row a scenario; columns scenario, probability, mark, source.
    """
    rows = [{"scenario": name, **part.model_dump()} for name, part in chosen.members.items()]
    return table(pd.DataFrame(rows), f"{chosen.title}: {chosen.narrative}")


def parts_by_scenario(comparisons: Mapping[str, Comparison]) -> pd.DataFrame:
    """Collect the parts of the differences of several scenarios from one.

    Parameters
    ----------
    comparisons
        Comparisons of one outcome with the same first scenario, by label of the second.

    Returns
    -------
    DataFrame
        One row a scenario and group that moves its answer; columns scenario, seen_from, horizon,
        group, part, unit. Scenarios without such a group have one row, group ``nothing``.
    """
    rows = [
        (label, found.b.as_of, found.b.horizon, group, part, found.unit)
        for label, found in comparisons.items()
        for group, part in _moving(found)
    ]
    columns = ["scenario", "seen_from", "horizon", "group", "part", "unit"]
    return pd.DataFrame(rows, columns=columns)


def _moving(found: Comparison) -> list[tuple[str, float]]:
    moving = found.parts[found.parts["part"] != 0]
    pairs = [(str(row["group"]), float(row["part"])) for _, row in moving.iterrows()]
    return pairs or [("nothing", 0.0)]


def scenarios_sentence(
    bands: pd.DataFrame, chances: pd.DataFrame, parts: pd.DataFrame, case: Scenario
) -> str:
    """Say how the scenarios answer the promise, and which of them differs most and why.

    Parameters
    ----------
    bands, chances, parts
        As from `bands_by_scenario`, `chances_by_scenario` and `parts_by_scenario`.
    case
        The present case, whose leading reading is looked at.

    Returns
    -------
    str
        For the leading reading: the highest chance, the range of medians, the scenario whose mean
        is farthest from the central one, and the largest part of that.
    """
    words = READING_WORDS[case.target_reading]
    best = chances.iloc[int(chances[case.target_reading].argmax())]
    rows = bands[bands["outcome"] == _COUNTED[case.target_reading]].reset_index(drop=True)
    low, high = (rows.iloc[int(place)] for place in (rows["p50"].argmin(), rows["p50"].argmax()))
    whole = parts.groupby("scenario", sort=False)["part"].sum()
    farthest = str(whole.index[int(whole.abs().argmax())])
    own = parts[parts["scenario"] == farthest]
    largest = own.iloc[int(own["part"].abs().argmax())]
    highest = float(best[case.target_reading])
    met = (
        f"at most {chance(highest)} of draws in any of the {len(chances)} rows of the table "
        f"({_spoken(best['scenario'])})"
        if highest
        else f"no draw of any of the {len(chances)} rows of the table"
    )
    alike = bool((chances["target"] == case.target_jobs).all())
    promise = f"the promise of {case.target_jobs:,}" if alike else "each case's own promise"
    return (
        f"Read as {words}, {promise} is met in {met}; medians lie "
        f"between {number(low['p50'])} ({_spoken(low['scenario'])}) and {number(high['p50'])} "
        f"({_spoken(high['scenario'])}). "
        f"Farthest from the central case in the mean is {_spoken(farthest)}, by "
        f"{signed(whole[farthest])}, of which {largest['group']} makes {signed(largest['part'])}."
    )


def _spoken(scenario: object) -> str:
    return str(scenario).replace("_", " ")
