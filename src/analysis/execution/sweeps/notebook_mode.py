"""Notebook mode: executed notebooks and pages of a case, and the results that model mode gives."""

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.execution.notebook_files import chosen_notebooks
from analysis.execution.notebook_run import Executed
from analysis.execution.outcome import Outcome
from analysis.execution.parallel import run_notebooks
from analysis.execution.run_folder import write_answers, write_executed
from analysis.execution.run_plan import RunPlan, plan_run
from analysis.execution.sweeps import model_mode
from analysis.execution.sweeps.case_work import CaseError, Desk
from analysis.execution.sweeps.checksums import write_checksums
from analysis.scenario import Scenario
from analysis.simulation import RESULT_COLUMNS

__all__ = ["refuse_differences", "results"]

_KEY = [name for name in RESULT_COLUMNS if name != "value"]
# What the system answers where nothing more can be written: disk full, quota used up, file too big.
_FULL = ("[Errno 28]", "[Errno 122]", "[Errno 27]")


def results(case: Scenario, desk: Desk) -> pd.DataFrame:
    """Execute notebooks with a scenario and leave a run folder on the desk.

    Parameters
    ----------
    case
        Resolved scenario.
    desk
        Where to leave it; its options are `Mode.options`.

    Returns
    -------
    DataFrame
        What model mode returns for this case.

    Raises
    ------
    CaseError
        A notebook did not finish: what was executed is on the desk. Or its results are not the
        model's.

    Notes
    -----
    The kernels are warm ones, a fresh one for each notebook. Results are the model's own, worked
    out here from the evidence this worker remembers, and each row that a notebook saved has to
    equal them to the last bit: so notebook and model mode leave the same bytes, or the case fails.
    """
    plan = plan_run(case, chosen_notebooks(desk.options["notebooks"]))
    desk.folder.mkdir()
    executed = _executed(plan, desk.folder, desk.options["limit_seconds"])
    write_executed(plan, executed, desk.folder)
    _refuse_failure(executed[-1].outcome, desk.options["limit_seconds"])
    saved = write_answers(case, desk.folder, pages=desk.options["pages"])
    table = model_mode.results(case, desk)
    refuse_differences(saved, table)
    write_checksums(desk.folder)
    return table


def _executed(plan: RunPlan, folder: Path, limit_seconds: float) -> list[Executed]:
    """Execute the notebooks one by one until one fails; the time limit is that of all together."""
    deadline = time.monotonic() + limit_seconds
    executed: list[Executed] = []
    for source in plan.sources:
        executed += run_notebooks(
            [source],
            plan.injected,
            (folder / "results").resolve(),
            jobs=1,
            limit_seconds=max(deadline - time.monotonic(), 1e-3),
            warm=True,
        )
        if executed[-1].outcome.status != "done":
            break
    return executed


def _refuse_failure(last: Outcome, limit_seconds: float) -> None:
    if last.status == "done":
        return
    if last.status == "time limit":
        # What was left for the last notebook would say nothing.
        last = replace(last, message=f"the case was not finished after {limit_seconds:g} seconds")
    full = last.status == "cell error" and any(sign in last.message for sign in _FULL)
    raise CaseError("disk full" if full else last.status, last.problem)


def refuse_differences(saved: pd.DataFrame, table: pd.DataFrame) -> None:
    """Hold what notebooks saved against what the model gives.

    Parameters
    ----------
    saved
        Results of the notebooks, tidy.
    table
        Results of the model, tidy.

    Raises
    ------
    CaseError
        A row that both have differs, in any bit.
    """
    ours = saved.assign(year=saved["year"].astype("int64"))
    both = ours.merge(table[list(RESULT_COLUMNS)], on=_KEY, suffixes=("", "_model"))
    differ = both[both["value"].to_numpy() != both["value_model"].to_numpy()]
    if len(differ):
        first: Mapping[str, Any] = differ.iloc[0].to_dict()
        place = ", ".join(str(first[name]) for name in ("variable", "year", "statistic"))
        raise CaseError(
            "results differ",
            f"{len(differ)} of {len(both)} rows, the first {place}: the notebook has "
            f"{first['value']!r}, the model {first['value_model']!r}",
        )
