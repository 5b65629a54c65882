"""Results on file, side by side: every scenario's reference, run folders, and the present case."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from analysis import data
from analysis.errors import ExecutionError
from analysis.report.results_files import out_of_date, read_reference, read_run
from analysis.report.sweep_cases import read_case, split_case
from analysis.scenario import DEFAULT_SCENARIO, Scenario, load, scenario_names
from analysis.simulation import Simulation

__all__ = ["PRESENT", "is_stored", "stored_results", "stored_scenarios", "unstored"]

# What a case is called that stands beside scenarios on file without being one of them.
PRESENT = "present case"
# How a scenario is drawn, not what is assumed.
_SAMPLING = {"draws", "seed"}


def stored_results(
    names: Sequence[str] | None = None,
    *,
    runs: Iterable[str | Path] = (),
    present: Simulation | None = None,
) -> pd.DataFrame:
    """Read the results of several scenarios from their files.

    Parameters
    ----------
    names
        Scenarios on file; if not given, all that `make reference` has been run for as they are now
        (see `unstored`), the default one first.
    runs
        Finished runs: names of folders in `outputs`, or paths. Their scenario is called like the
        folder. Also `FOLDER:CASE` for one case of a sweep, by key or label, of which no other file
        is read.
    present
        A simulation to set beside them, unless it is one of them (see `is_stored`). Its scenario
        keeps its name if it is as on file, and is called `PRESENT` if anything was changed;
        statistics that the files do not hold are left out.

    Returns
    -------
    DataFrame
        Columns `analysis.simulation.RESULT_COLUMNS`, one scenario below the other.

    Raises
    ------
    ExecutionError
        A file is missing, damaged, or does not fit the scenario on file; all problems are named.
    ScenarioError
        A scenario is unknown or damaged.
    """
    wanted = stored_scenarios() if names is None else list(names)
    frames: list[pd.DataFrame] = []
    problems: list[str] = []
    readers: list[Callable[[], pd.DataFrame]] = [partial(read_reference, name) for name in wanted]
    readers += [_reader(run) for run in runs]
    for read in readers:
        try:
            frames.append(read())
        except ExecutionError as error:
            problems += error.problems
    if problems:
        raise ExecutionError(problems)
    if present is not None and not is_stored(present.scenario, wanted):
        label = present.scenario.scenario_name if _as_on_file(present.scenario) else PRESENT
        frames.append(_like(present.summary().assign(scenario=label), frames))
    if not frames:
        raise ExecutionError("stored results: no scenario, run or present case is given")
    return pd.concat(frames, ignore_index=True)


def _reader(run: str | Path) -> Callable[[], pd.DataFrame]:
    found = split_case(run)
    if found is None:
        return partial(read_run, run)
    folder, case = found
    outputs = data.project_root() / "outputs"
    return partial(read_case, folder if isinstance(run, Path) else outputs / folder, case)


def is_stored(case: Scenario, names: Sequence[str] | None = None) -> bool:
    """Tell whether a case has results among those on file, drawn however often.

    Parameters
    ----------
    case
        Resolved scenario.
    names
        Scenarios looked at; all that are stored if not given.

    Returns
    -------
    bool
        True if every parameter but `draws` and `seed` is that of the scenario file it names.
    """
    wanted = stored_scenarios() if names is None else names
    return case.scenario_name in wanted and _as_on_file(case)


def _as_on_file(case: Scenario) -> bool:
    plain = load(case.scenario_name).model_dump(exclude=_SAMPLING)
    return plain == case.model_dump(exclude=_SAMPLING)


def unstored() -> list[str]:
    """Name the scenarios on file whose results are missing or out of date.

    Returns
    -------
    list of str
        Such as one just written or changed; `make reference` simulates it and writes its results.
    """
    return [name for name in scenario_names() if out_of_date(name)]


def stored_scenarios() -> list[str]:
    """Name the scenarios on file whose results are on file too, the default one first."""
    left_out = unstored()
    names = [name for name in scenario_names() if name not in left_out]
    return sorted(names, key=lambda name: (name != DEFAULT_SCENARIO, name))


def _like(frame: pd.DataFrame, stored: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Keep the statistics that the other results have."""
    if not stored:
        return frame
    return frame[frame["statistic"].isin(pd.concat(stored)["statistic"].unique())]
