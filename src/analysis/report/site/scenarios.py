"""The scenarios of the site: those with a run, and those of which results are stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.errors import ExecutionError
from analysis.report.results_files import read_reference
from analysis.report.site.notebook_pages import front_path
from analysis.report.site.run import SiteRun, path_part
from analysis.scenario import (
    DEFAULT_SCENARIO,
    Scenario,
    load,
    read_scenario,
    scenario_names,
)

__all__ = ["SiteScenario", "known_scenarios"]


@dataclass(frozen=True)
class SiteScenario:
    """A scenario that can be compared.

    Parameters
    ----------
    name
        Its name.
    title, narrative
        Its words.
    case
        Resolved parameters.
    results
        Tidy results.
    href
        Its front page; empty without a run.
    file
        Its results as a file, from the root of the site.
    origin
        Where the results are from.
    """

    name: str
    title: str
    narrative: str
    case: Scenario
    results: pd.DataFrame
    href: str
    file: str
    origin: str


def known_scenarios(runs: Sequence[SiteRun], lead: str) -> tuple[list[SiteScenario], list[str]]:
    """Collect what can be compared, runs before stored results of the same scenario.

    Parameters
    ----------
    runs
        Finished runs, one a scenario.
    lead
        Name of the leading scenario.

    Returns
    -------
    scenarios, problems
        The default scenario first; stored results that are missing or out of date are named among
        the problems.
    """
    by_name = {run.name: run for run in runs}
    names = [name for name in scenario_names() if name != DEFAULT_SCENARIO]
    found: list[SiteScenario] = []
    problems: list[str] = []
    for name in [DEFAULT_SCENARIO, *names]:
        if name in by_name:
            found.append(_of_run(by_name[name], lead))
            continue
        try:
            found.append(_stored(name))
        except ExecutionError as error:
            problems += error.problems
    return found, problems


def _words(name: str) -> Mapping[str, str]:
    file = read_scenario(name)
    return {"title": file.title, "narrative": " ".join(file.narrative.split())}


def _of_run(run: SiteRun, lead: str) -> SiteScenario:
    changed = run.case.overrides().keys() - {"programme", "scenario_name"}
    differs = f", with other values than on file for {', '.join(sorted(changed))}"
    return SiteScenario(
        name=run.name,
        **{**_words(run.name), "title": run.heading.title},
        case=run.case,
        results=run.results,
        href=front_path(run, lead),
        file=f"files/{run.name}/results.csv",
        origin=f"run {run.folder}{differs if changed else ''}",
    )


def _stored(name: str) -> SiteScenario:
    return SiteScenario(
        name=path_part(name),
        **_words(name),
        case=load(name),
        results=read_reference(name),
        href="",
        file=f"files/{name}/results.csv",
        origin=f"stored results, outputs/reference/{name}",
    )
