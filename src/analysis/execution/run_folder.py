"""What a run leaves in its folder: executed notebooks, manifest, results, figures, pages."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from analysis import scenario
from analysis.execution.collect import join_results, write_figures, write_results
from analysis.execution.manifest import manifest
from analysis.execution.notebook_files import notebook_text
from analysis.execution.notebook_run import Executed
from analysis.execution.portable import make_portable, path_rewriter
from analysis.execution.run_plan import RunPlan
from analysis.report import verdict
from analysis.report.page_text import plain_value
from analysis.report.pages import Change, Heading, write_pages
from analysis.scenario import Scenario

__all__ = ["changed_parameters", "write_answers", "write_executed"]


def write_executed(plan: RunPlan, executed: Sequence[Executed], folder: Path) -> dict[str, Any]:
    """Write what can be kept of any run, failed ones too.

    Parameters
    ----------
    plan
        The run.
    executed
        Its notebooks, as far as they came.
    folder
        Its folder; `notebooks/` and `manifest.json` are written.

    Returns
    -------
    dict
        The manifest.
    """
    rewrite = path_rewriter([(folder, "RUN"), (plan.root, "")])
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    for item in executed:
        node = make_portable(item.node, rewrite)
        path = notebooks / f"{item.outcome.notebook}.ipynb"
        path.write_text(notebook_text(node), encoding="utf-8")
    outcomes = [replace(o, message=rewrite(o.message)) for o in (i.outcome for i in executed)]
    facts = manifest(plan.ingredients, plan.sources, plan.injected, outcomes)
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")
    return facts


def write_answers(case: Scenario, folder: Path, *, pages: bool = True) -> pd.DataFrame:
    """Write results, figures and pages of a run whose notebooks all finished.

    Parameters
    ----------
    case
        Its scenario.
    folder
        Its folder, with `notebooks/` and `results/`.
    pages
        Whether to make pages for readers, too.

    Returns
    -------
    DataFrame
        The results of all notebooks, tidy.
    """
    results = join_results(folder / "results")
    write_results(results, folder)
    paths = sorted((folder / "notebooks").iterdir())
    nodes = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    write_figures(nodes, folder / "figures")
    if pages:
        title = scenario.read_scenario(case.scenario_name).title
        heading = Heading(case.scenario_name, case.programme, title, changed_parameters(case))
        lines = verdict(results, case.scenario_name) if len(results) else []
        write_pages(nodes, folder / "pages", heading, lines)
    return results


def changed_parameters(case: Scenario) -> list[Change]:
    """Return the parameters of a case that differ from the default scenario.

    Parameters
    ----------
    case
        A resolved scenario.

    Returns
    -------
    list of Change
        In the order of the schema; the names of scenario and programme are left out.
    """
    usual = scenario.from_parameters().model_dump()
    units = scenario.parameter_table().set_index("name")["unit"]
    return [
        Change(name, plain_value(value), plain_value(usual[name]), str(units[name]))
        for name, value in case.model_dump().items()
        if value != usual[name] and name not in ("programme", "scenario_name")
    ]
