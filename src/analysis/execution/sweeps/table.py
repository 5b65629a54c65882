"""The table of a sweep: one row a case, with the parameters that vary and how it ended."""

import csv
import io
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.execution.sweeps.journal import Ending
from analysis.execution.sweeps.plan import Plan
from analysis.execution.sweeps.store import failed_path, run_path

__all__ = ["cases_table", "write_table", "write_whole"]


def cases_table(plan: Plan, endings: Mapping[str, Ending]) -> pd.DataFrame:
    """Tabulate the cases of a sweep.

    Parameters
    ----------
    plan
        The sweep.
    endings
        How cases have ended, by key; the others are `not run`.

    Returns
    -------
    DataFrame
        Columns case (key, which the results carry), label, each parameter that varies, status,
        seconds (of the one time it was done), attempts, message; in notebook mode run, too: the
        folder of the case within that of the sweep, empty where there is none. In the order asked
        for.
    """
    nothing = {key: Ending(key, "not run", attempts=0) for key in plan.cases}
    ended = [{**nothing, **endings}[key] for key in plan.cases]
    resolved = [case.resolved for case in plan.cases.values()]
    columns = {
        "case": list(plan.cases),
        "label": [case.label for case in plan.cases.values()],
        **{name: [one[name] for one in resolved] for name in plan.varied},
        "status": [ending.status for ending in ended],
        "seconds": [ending.seconds for ending in ended],
        "attempts": [ending.attempts for ending in ended],
        "message": [ending.message for ending in ended],
    }
    if plan.mode.keeps_folder:
        columns["run"] = [_run_folder(plan, ending) for ending in ended]
    return pd.DataFrame(columns)


def _run_folder(plan: Plan, ending: Ending) -> str:
    place = run_path if ending.status == "done" else failed_path
    folder = place(plan.root, plan.mode.tag, ending.key)
    return folder.relative_to(plan.root).as_posix() if folder.is_dir() else ""


def write_table(table: pd.DataFrame, root: Path) -> None:
    """Write the table as `cases.csv` and `cases.parquet`, where it says anything new.

    Parameters
    ----------
    table
        What `cases_table` returned.
    root
        Folder of the sweep.
    """
    text = io.StringIO()
    table.to_csv(text, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    # Last, and only with a new CSV file: so a sweep that finds everything done writes nothing.
    if write_whole(root / "cases.csv", text.getvalue().encode()):
        write_whole(root / "cases.parquet", table.to_parquet(index=False))


def write_whole(path: Path, content: bytes) -> bool:
    """Write a file that readers see whole or not at all, unless it is as it should be.

    Parameters
    ----------
    path
        File to replace.
    content
        What it shall hold.

    Returns
    -------
    bool
        Whether it had to be written.
    """
    if path.is_file() and path.read_bytes() == content:
        return False
    unfinished = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(3)}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return True
