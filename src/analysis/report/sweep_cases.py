"""One case of a sweep, named `FOLDER:CASE`: its parameters or its results, and no other case's.

A sweep keeps one Parquet file a case (`results/shard=<two digits>/<key>.parquet`), one row a case
with what varies (`cases.parquet`), and what does not vary (`manifest.json`).
"""

import difflib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import ExecutionError
from analysis.simulation import RESULT_COLUMNS

__all__ = ["case_parameters", "read_case", "split_case"]

_FEWEST_DIGITS = 4
_SHOWN = 5
_MEND = "repeat the sweep"


def split_case(named: str | Path) -> tuple[Path, str] | None:
    """Take `FOLDER:CASE` apart.

    Parameters
    ----------
    named
        As a user gave it.

    Returns
    -------
    tuple of Path and str, or None
        Folder and case; None for what has no colon, or is a path that there is.
    """
    folder, colon, case = str(named).rpartition(":")
    return (Path(folder), case) if colon and folder and not Path(named).exists() else None


def case_parameters(folder: Path, case: str) -> dict[str, Any]:
    """Return all parameters of a case.

    Parameters
    ----------
    folder
        Folder of the sweep.
    case
        Its key, the first four digits or more of it, or its label, as in `cases.csv`.

    Returns
    -------
    dict
        Parameter by name, as resolved when the sweep was laid out.

    Raises
    ------
    ExecutionError
        The folder is no sweep's, or it has no such case, or several.
    """
    row = _row(folder, case)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return {**manifest["parameters"], **{name: row[name] for name in manifest["varied"]}}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExecutionError(
            f"{folder}/manifest.json: not the manifest of this sweep ({type(error).__name__}); "
            f"{_MEND}"
        ) from None


def read_case(folder: Path, case: str) -> pd.DataFrame:
    """Read the results of a case.

    Parameters
    ----------
    folder
        Folder of the sweep.
    case
        As in `case_parameters`.

    Returns
    -------
    DataFrame
        Columns `RESULT_COLUMNS`; the scenario is called `<name of the folder>:<label>`.

    Raises
    ------
    ExecutionError
        Also if the case is not done, or its file is missing or damaged.
    """
    # Who reads no sweep pays for no library.
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    row = _row(folder, case)
    key, label = row["case"], row["label"]
    if row["status"] != "done":
        raise ExecutionError(f"{folder.name}:{label}: {row['status']}, so it has no results")
    path = folder / "results" / f"shard={key[:2]}" / f"{key}.parquet"
    try:
        found = parquet.read_table(path, page_checksum_verification=True, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        reason = "missing" if isinstance(error, FileNotFoundError) else "damaged"
        raise ExecutionError(f"{folder.name}:{label}: results {reason}; {_MEND}") from None
    frame: pd.DataFrame = found.to_pandas()
    if tuple(frame.columns) != ("case", *RESULT_COLUMNS) or set(frame["case"]) != {key}:
        raise ExecutionError(f"{folder.name}:{label}: not the results of this case; {_MEND}")
    return frame.drop(columns="case").assign(scenario=f"{folder.name}:{label}")


def _row(folder: Path, case: str) -> dict[str, Any]:
    try:
        table = pd.read_parquet(folder / "cases.parquet")
        labels, keys = table["label"], table["case"]
    except FileNotFoundError:
        raise ExecutionError(
            f"{folder}: no folder of a sweep, since it has no cases.parquet"
        ) from None
    except (OSError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0]
        raise ExecutionError(
            f"{folder}/cases.parquet: cannot be read ({reason}); {_MEND}"
        ) from None
    found = table[labels == case]
    if found.empty and len(case) >= _FEWEST_DIGITS:
        found = table[keys.str.startswith(case)]
    if len(found) == 1:
        return {str(name): value for name, value in found.to_dict("records")[0].items()}
    if len(found) > 1:
        some = ", ".join(found["case"].head(_SHOWN))
        raise ExecutionError(f"{folder}: {case!r} is several cases; give a key: {some}")
    near = difflib.get_close_matches(case, labels, n=1) or labels.head(_SHOWN).tolist()
    raise ExecutionError(
        f"{folder}: no case {case!r}; allowed is a key or a label of cases.csv, such as "
        f"{', '.join(map(repr, near))}"
    )
