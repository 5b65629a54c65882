"""Runs read for the site: the newest whole one of each scenario, damaged ones named."""

from collections.abc import Sequence
from pathlib import Path

import nbformat

from analysis import scenario
from analysis.errors import AnalysisError, ExecutionError
from analysis.execution.finished_runs import digests, parameters_of_run, read_manifest
from analysis.execution.run_folder import changed_parameters
from analysis.report.pages import Heading
from analysis.report.results_files import read_run
from analysis.report.site import Site, SiteRun, path_part, read_data_room
from analysis.verification import verify

__all__ = ["open_site", "read_site_run", "whole_runs"]


def whole_runs(folders: Sequence[Path]) -> tuple[list[SiteRun], list[str]]:
    """Read the newest whole run of each scenario.

    Parameters
    ----------
    folders
        Run folders, newest first.

    Returns
    -------
    runs, problems
        The default scenario first, then by name; one line for each folder that is damaged.
    """
    found: dict[str, SiteRun] = {}
    problems: list[str] = []
    for folder in folders:
        if folder.name.rpartition("-")[0] in found:
            continue
        try:
            run = read_site_run(folder)
        except AnalysisError as error:
            reasons = [line.replace(f"{folder}/", "").replace(str(folder), folder.name)
                       for line in error.problems]  # fmt: skip
            problems += [f"{folder.name} is left out: {reason}" for reason in reasons]
        else:
            found.setdefault(run.name, run)
    first = scenario.DEFAULT_SCENARIO
    return [found[name] for name in sorted(found, key=lambda name: (name != first, name))], problems


def read_site_run(folder: Path) -> SiteRun:
    """Read a run folder.

    Parameters
    ----------
    folder
        A finished run.

    Returns
    -------
    SiteRun
        With its notebooks read.

    Raises
    ------
    ExecutionError
        Manifest, results or a notebook is missing, damaged, or not of this run.
    ScenarioError
        The scenario is not on file, or its name cannot be that of a page.
    """
    manifest = read_manifest(folder)
    case = scenario.from_parameters(**parameters_of_run(folder))
    name = path_part(case.scenario_name)
    if not folder.name.startswith(f"{name}-"):
        raise ExecutionError(f"manifest.json: scenario {name!r} is not that of the folder's name")
    results = read_run(folder).assign(scenario=name)
    paths = [str(each["path"]) for each in manifest["notebooks"]]
    known = digests(folder)
    missing = [path for path in [*paths, "results.csv"] if path not in known]
    if missing:
        raise ExecutionError(f"{path}: missing; repeat the run" for path in missing)
    nodes = {path_part(Path(path).stem): _notebook(folder / path, path) for path in sorted(paths)}
    title = scenario.read_scenario(name).title
    return SiteRun(
        place=folder,
        digests=known,
        case=case,
        heading=Heading(name, case.programme, title, changed_parameters(case)),
        nodes=nodes,
        results=results,
        manifest=manifest,
    )


def _notebook(path: Path, shown_as: str) -> nbformat.NotebookNode:
    try:
        node: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    except (OSError, ValueError, AttributeError, KeyError) as error:
        reason = type(error).__name__
        raise ExecutionError(f"{shown_as}: cannot be read ({reason}); repeat the run") from None
    return node


def open_site(
    folders: Sequence[Path], base: str, libraries: str
) -> tuple[Site, list[str], list[str]]:
    """Prepare the site of what is on file.

    Parameters
    ----------
    folders
        Run folders, newest first.
    base, libraries
        As `analysis.report.site.Site` takes them.

    Returns
    -------
    site, runs, problems
        The site, the names of the run folders it shows, and what is left out.

    Raises
    ------
    ExecutionError
        No run is whole.
    """
    runs, problems = whole_runs(folders)
    if not runs:
        raise ExecutionError([*problems, "no whole run to show; call `make run` first"])
    site = Site(
        runs,
        read_data_room(),
        lead=runs[0].name,
        problems=problems,
        base=base,
        libraries=libraries,
        verify=lambda: list(verify()),
    )
    return site, [run.folder for run in runs], problems
