"""What notebooks leave behind, put together: one results table, pictures, executed notebooks."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
from nbformat import NotebookNode

from analysis.errors import ExecutionError
from analysis.simulation import RESULT_COLUMNS

__all__ = ["join_results", "write_figures", "write_results"]

_COLUMNS = list(RESULT_COLUMNS)
_KEY = [name for name in _COLUMNS if name != "value"]


def join_results(folder: Path) -> pd.DataFrame:
    """Join the results that the notebooks of a run have written.

    Parameters
    ----------
    folder
        Folder with one Parquet file a notebook.

    Returns
    -------
    DataFrame
        Long and tidy: model, scenario, region, variable, unit, year, statistic, value; sorted, so
        that the order in which notebooks finished leaves no trace. A row that several notebooks
        share is kept once.

    Raises
    ------
    ExecutionError
        If a file lacks a column, or two notebooks give different values for the same thing.
    """
    tables = {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    lacking = {name: [c for c in _COLUMNS if c not in t] for name, t in tables.items()}
    problems = [
        f"results/{name}.parquet: no column {', '.join(columns)}"
        for name, columns in lacking.items()
        if columns
    ]
    if problems:
        raise ExecutionError(problems)
    if not tables:
        return pd.DataFrame(columns=_COLUMNS)
    joined = pd.concat([table.assign(notebook=name) for name, table in tables.items()])
    joined["year"] = joined["year"].astype("Int64")
    single = joined.drop_duplicates(_COLUMNS)
    _refuse_conflicts(single)
    return single.sort_values(_KEY, kind="stable")[_COLUMNS].reset_index(drop=True)


def _refuse_conflicts(table: pd.DataFrame) -> None:
    clash = table[table.duplicated(_KEY, keep=False)]
    problems = [
        f"results of {' and '.join(sorted(set(rows['notebook'])))} differ for "
        f"{', '.join(str(part) for part in key)}: {', '.join(map(str, rows['value']))}"
        for key, rows in clash.groupby(_KEY, dropna=False)
    ]
    if problems:
        raise ExecutionError(problems)


def write_results(table: pd.DataFrame, folder: Path) -> None:
    """Write the joined results as CSV and Parquet.

    Parameters
    ----------
    table
        What `join_results` returned.
    folder
        Run folder.
    """
    table.to_csv(folder / "results.csv", index=False, lineterminator="\n")
    table.to_parquet(folder / "results.parquet", index=False)


def write_figures(notebooks: Mapping[str, NotebookNode], folder: Path) -> list[Path]:
    """Write the pictures in the outputs of executed notebooks as PNG files.

    Parameters
    ----------
    notebooks
        Executed notebooks by name.
    folder
        Folder for the files, made if it does not exist.

    Returns
    -------
    list of Path
        `<notebook>_<number>.png`, numbered from 1 in the order of the notebook.
    """
    folder.mkdir(exist_ok=True)
    written: list[Path] = []
    for name, node in notebooks.items():
        for number, picture in enumerate(_pictures(node), start=1):
            path = folder / f"{name}_{number}.png"
            path.write_bytes(base64.b64decode(picture))
            written.append(path)
    return written


def _pictures(node: NotebookNode) -> Iterable[str]:
    for cell in node.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                yield output["data"]["image/png"]
