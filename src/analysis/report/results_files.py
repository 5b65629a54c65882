"""Read results from their files, and refuse what is missing, damaged or out of date."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from analysis import data
from analysis.errors import ExecutionError
from analysis.scenario import Scenario, load
from analysis.simulation import RESULT_COLUMNS

__all__ = ["read_reference", "read_run", "reference_file"]

_KEY = [name for name in RESULT_COLUMNS if name != "value"]
_MAKE, _REPEAT = "run make reference", "repeat the run"
# Reference values have six digits.
_ROUNDING = 1e-5
_Said = str | float | None
_Content = TypeVar("_Content")


def reference_file(name: str) -> Path:
    """Return the file with the reference results of a scenario."""
    return data.project_root() / "outputs" / "reference" / name / "results.csv"


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
        The file is missing or damaged, or says of the promise or the years something else than the
        scenario now does.
    ScenarioError
        The scenario is unknown or damaged.

    Notes
    -----
    What a file says of its scenario is compared: region, years, target, planned money, prices. That
    every number is still the one a simulation gives is what `make reference` with ``--check`` and
    the tests look at.
    """
    case, shown_as = load(name), f"outputs/reference/{name}/results.csv"
    frame = _tidy(_content(reference_file(name), shown_as, pd.read_csv, _MAKE), shown_as, _MAKE)
    problems = [
        f"holds {word} {found}, the scenario has {expected}"
        for word, found, expected in _statements(case, frame)
        if not _agree(found, expected)
    ]
    if problems:
        raise ExecutionError(f"{shown_as}: {line}; {_MAKE}" for line in problems)
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


def _statements(case: Scenario, frame: pd.DataFrame) -> list[tuple[str, _Said, str | float]]:
    """List what results say of their scenario beside what it says itself."""
    given = frame[frame["statistic"] == "value"].set_index("variable")["value"]
    planned = given[given.index.str.startswith("Programme money|Planned|")]
    outside = given.get("Programme money|Planned|Extra-budgetary", 0.0)
    need = float(planned.sum())
    due = frame.loc[frame["variable"] == "Target", "year"]
    units = " ".join(frame["unit"].unique())
    return [
        ("scenario", ", ".join(sorted(set(frame["scenario"]))), case.scenario_name),
        ("region", ", ".join(sorted(set(frame["region"]))), case.region),
        ("horizon", due.max(), case.horizon),
        ("first year", frame["year"].min(), min(case.as_of, case.programme_start)),
        ("target_jobs", given.get("Target"), case.target_jobs),
        ("investment_need_rub_bn", need, case.investment_need_rub_bn),
        ("extra_budgetary_share", outside / need if need else case.extra_budgetary_share,
         case.extra_budgetary_share),
        ("as_of", _year(r"(\d{4}) = 1", units), case.as_of),
        ("price_year", _year(r"RUB bn, prices of (\d{4})", units), case.price_year),
    ]  # fmt: skip


def _year(pattern: str, units: str) -> int | None:
    found = re.search(rf"(?<!/){pattern}", units)
    return int(found[1]) if found else None


def _agree(found: _Said, expected: str | float) -> bool:
    if isinstance(found, str) or isinstance(expected, str) or found is None:
        return found == expected
    return bool(np.isclose(found, expected, rtol=_ROUNDING, atol=0))
