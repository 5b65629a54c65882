"""The page that sets two scenarios side by side: parameters first, then outcomes."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.report.comparison_scenarios import (
    OUTCOMES,
    bands_by_scenario,
    chances_by_scenario,
    joined_results,
    scenarios_table,
)
from analysis.report.page_text import plain_value
from analysis.report.parameter_words import parameter_words
from analysis.report.site.scenarios import SiteScenario
from analysis.report.site.shell import Page, render
from analysis.report.tables import number
from analysis.report.verdict import chance
from analysis.scenario import parameter_table
from analysis.simulation import READING_WORDS

__all__ = ["compare_page", "comparison_data"]

_BANDED = "median (90 % band)"
_NEEDED = frozenset(OUTCOMES.values()) | {f"Target|{reading}" for reading in READING_WORDS}


def compare_page(scenarios: Sequence[SiteScenario], problems: Sequence[str]) -> str:
    """Write the page.

    Parameters
    ----------
    scenarios
        All that can be compared.
    problems
        What was left out, and why.

    Returns
    -------
    str
        HTML with all data in it: nothing is fetched.
    """
    whole = [each for each in scenarios if set(each.results["variable"]) >= _NEEDED]
    partial = [
        f"{each.title}: its run does not hold all that is compared (notebook 04 was not executed)"
        for each in scenarios
        if each not in whole
    ]
    if not whole:
        empty = Page("compare.html", "Compare two scenarios", "compare.html")
        return render("nothing.html.j2", empty, problems=[*problems, *partial])
    bands, chances = _side_by_side(whole)
    page = Page("compare.html", "Compare two scenarios", "compare.html", scripts=("compare.js",))
    return render(
        "compare.html.j2",
        page,
        scenarios=whole,
        titles={each.name: each.title for each in whole},
        table=scenarios_table(bands, chances),
        data=comparison_data(whole, bands, chances),
        problems=[*problems, *partial],
    )


def _side_by_side(scenarios: Sequence[SiteScenario]) -> tuple[pd.DataFrame, pd.DataFrame]:
    cases = {each.name: each.case for each in scenarios}
    frames = [each.results.assign(scenario=each.name) for each in scenarios]
    results = joined_results(*frames)
    return bands_by_scenario(results, cases), chances_by_scenario(results, cases)


def comparison_data(
    scenarios: Sequence[SiteScenario], bands: pd.DataFrame, chances: pd.DataFrame
) -> dict[str, Any]:
    """Collect what the page shows when two scenarios are chosen.

    Parameters
    ----------
    scenarios
        All that can be compared.
    bands, chances
        As from `analysis.report.comparison_scenarios`.

    Returns
    -------
    dict
        ``parameters`` and ``outcomes`` with name, words and unit; ``scenarios`` by name, each with
        title, values of the parameters and outcomes, as text.
    """
    parameters = [
        {"name": row["name"], "words": parameter_words(row["name"]), "unit": row["unit"]}
        for row in parameter_table().to_dict("records")
        if row["name"] not in ("scenario_name", "programme")
    ]
    first = bands[bands["scenario"] == bands["scenario"].iloc[0]]
    outcomes = [
        {
            "name": row["outcome"],
            "words": f"{row['outcome']}, {_BANDED}",
            "unit": row["unit"],
        }
        for row in first.to_dict("records")
    ]
    outcomes += [
        {"name": reading, "words": f"target met as {words}", "unit": "share of draws"}
        for reading, words in READING_WORDS.items()
    ]
    return {
        "parameters": parameters,
        "outcomes": outcomes,
        "scenarios": {each.name: _values(each, bands, chances) for each in scenarios},
    }


def _values(scenario: SiteScenario, bands: pd.DataFrame, chances: pd.DataFrame) -> dict[str, Any]:
    own = bands[bands["scenario"] == scenario.name].set_index("outcome")
    met = chances[chances["scenario"] == scenario.name]
    outcomes = {str(name): _band(row) for name, row in own.iterrows()}
    outcomes |= {reading: chance(float(met[reading].iloc[0])) for reading in READING_WORDS}
    values = {name: plain_value(value) for name, value in scenario.case.model_dump().items()}
    return {"title": scenario.title, "parameters": values, "outcomes": outcomes}


def _band(row: pd.Series) -> str:
    low, middle, high = (number(float(row[name])) for name in ("p05", "p50", "p95"))
    return f"{middle} ({low} to {high})"
