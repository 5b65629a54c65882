"""Read results from their files, and refuse what is missing, damaged or out of date."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from analysis import data
from analysis.errors import ExecutionError
from analysis.scenario import Scenario, load
from analysis.simulation import RESULT_COLUMNS

__all__ = ["made_of", "out_of_date", "read_reference", "read_run", "reference_file"]

_KEY = [name for name in RESULT_COLUMNS if name != "value"]
_MAKE, _REPEAT = "run make reference", "repeat the run"
_MADE_OF = "made_of.json"
_Content = TypeVar("_Content")


def reference_file(name: str) -> Path:
    """Return the file with the reference results of a scenario."""
    return data.project_root() / "outputs" / "reference" / name / "results.csv"


def made_of(case: Scenario) -> dict[str, Any]:
    """Say what the results of a scenario hang on, besides the code.

    Parameters
    ----------
    case
        Resolved scenario.

    Returns
    -------
    dict
        ``parameters``, all of them; ``data_sha256``, one digest of the tables and of the file of
        its programme. Ready for JSON; `make reference` keeps it beside the results.
    """
    read = {
        name: digest
        for name, digest in data.input_files().items()
        if name.endswith(".csv") or name == f"programmes/{case.programme}.yaml"
    }
    digest = hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()
    return {"parameters": case.model_dump(), "data_sha256": digest}


def out_of_date(name: str) -> list[str]:
    """Say why a scenario's reference results are not those of the scenario as it is on file now.

    Parameters
    ----------
    name
        Scenario on file.

    Returns
    -------
    list of str
        One line a reason; empty if they may be shown. That every number is still the one a
        simulation gives is what `make reference` with ``--check`` and the tests look at.

    Raises
    ------
    ScenarioError
        The scenario is unknown or damaged.
    """
    expected = made_of(load(name))
    path = reference_file(name).with_name(_MADE_OF)
    if not (path.exists() and reference_file(name).exists()):
        return ["missing"]
    try:
        found = _json(path)
    except (OSError, ValueError):
        return [f"{_MADE_OF} cannot be read"]
    held, now = found.get("parameters"), expected["parameters"]
    if not isinstance(held, dict):
        return [f"{_MADE_OF} names no parameters"]
    reasons = [
        f"made with {key} {held.get(key)}, the scenario has {now.get(key)}"
        for key in {**now, **held}
        if held.get(key) != now.get(key)
    ]
    if found.get("data_sha256") != expected["data_sha256"]:
        reasons.append("made from other tables")
    return reasons


def read_reference(name: str) -> pd.DataFrame:
    """Read the reference results of one scenario.

    Parameters
    ----------
    name
        Scenario on file.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`.

    Raises
    ------
    ExecutionError
        The file is missing, damaged or out of date (see `out_of_date`).
    ScenarioError
        The scenario is unknown or damaged.
    """
    shown_as = f"outputs/reference/{name}/results.csv"
    problems = out_of_date(name)
    if problems:
        raise ExecutionError(f"{shown_as}: {line}; {_MAKE}" for line in problems)
    frame = _tidy(_content(reference_file(name), shown_as, pd.read_csv, _MAKE), shown_as, _MAKE)
    strangers = sorted(set(frame["scenario"]) - {name})
    if strangers:
        raise ExecutionError(f"{shown_as}: holds scenario {', '.join(strangers)}; {_MAKE}")
    return frame


def read_run(run: str | Path) -> pd.DataFrame:
    """Read the results of a finished run, its scenario called like the folder.

    Parameters
    ----------
    run
        Name of a folder in `outputs`, or a path.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`: the rows of the scenario that the manifest names.

    Raises
    ------
    ExecutionError
        A file is missing or damaged.
    """
    folder = run if isinstance(run, Path) else data.project_root() / "outputs" / run
    shown_as = f"{folder.name}/results.parquet"
    manifest = _content(folder / "manifest.json", f"{folder.name}/manifest.json", _json, _REPEAT)
    name = manifest.get("scenario")
    frame = _content(folder / "results.parquet", shown_as, pd.read_parquet, _REPEAT)
    frame = _tidy(frame, shown_as, _REPEAT)
    rows = frame[frame["scenario"] == name]
    if rows.empty:
        raise ExecutionError(
            f"{shown_as}: no row of scenario {name!r}, which manifest.json names; {_REPEAT}"
        )
    return rows.assign(scenario=folder.name)


def _json(path: Path) -> Mapping[str, object]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return content if isinstance(content, dict) else {}


def _content(path: Path, shown_as: str, read: Callable[[Path], _Content], mend: str) -> _Content:
    try:
        return read(path)
    except FileNotFoundError:
        raise ExecutionError(f"{shown_as}: missing; {mend}") from None
    except (OSError, ValueError) as error:
        reason = str(error).replace(str(path), path.name).splitlines()[0]
        raise ExecutionError(f"{shown_as}: cannot be read ({reason}); {mend}") from None


def _tidy(frame: pd.DataFrame, shown_as: str, mend: str) -> pd.DataFrame:
    """Refuse a frame that is not tidy."""
    if tuple(frame.columns) != RESULT_COLUMNS or frame.empty:
        raise ExecutionError(
            f"{shown_as}: columns {', '.join(map(str, frame.columns))} with {len(frame)} rows must "
            f"be {', '.join(RESULT_COLUMNS)} with at least one; {mend}"
        )
    problems = []
    for column, kind in (("year", "whole numbers"), ("value", "numbers")):
        numbers = pd.to_numeric(frame[column], errors="coerce")
        odd = numbers.isna() | ((numbers % 1 != 0) if column == "year" else False)
        problems += [
            f"{column} {each!r} must be {kind}" for each in frame.loc[odd, column].unique()
        ]
    twice = frame.loc[frame.duplicated(_KEY), _KEY].itertuples(index=False)
    problems += [f"{' / '.join(map(str, row))}: given twice" for row in twice]
    if problems:
        raise ExecutionError(f"{shown_as}: {line}; {mend}" for line in problems)
    return frame.astype({"year": np.int64, "value": np.float64})
