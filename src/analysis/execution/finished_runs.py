"""Finished runs on file: which there are, and whether one is whole."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis import scenario
from analysis.errors import AnalysisError, ExecutionError

__all__ = ["digests", "parameters_of_run", "read_manifest", "run_folders"]

MANIFEST = "manifest.json"
_NAME = re.compile(r"(?!failed-)[^.].*-[0-9a-f]{8}")
_SHOWN = 5
_RESULTS = ("results.csv", "results.parquet")


def run_folders(out: Path) -> list[Path]:
    """List the folders that are called like a finished run, the newest first.

    Parameters
    ----------
    out
        Folder of all runs.
    """
    named = [path for path in out.iterdir() if path.is_dir() and _NAME.fullmatch(path.name)]
    return sorted(named, key=_age, reverse=True)


def _age(folder: Path) -> tuple[int, str]:
    manifest = folder / MANIFEST
    return (manifest.stat().st_mtime_ns if manifest.is_file() else 0, folder.name)


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """Read what a run was made of.

    Parameters
    ----------
    folder
        A run folder.

    Returns
    -------
    mapping
        As from `analysis.execution.manifest.manifest`.

    Raises
    ------
    ExecutionError
        The folder is no run folder, its manifest cannot be used, or its run did not finish.
    """
    path = folder / MANIFEST
    if not folder.exists():
        raise ExecutionError(f"{folder}: no such folder; give a run folder or a scenario's name")
    if not path.is_file():
        inside = sorted(found.parent.name for found in folder.glob(f"*/{MANIFEST}"))
        hint = f"; it holds some: {', '.join(inside[:_SHOWN])}" if inside else ""
        raise ExecutionError(f"{folder}: no run folder, since it has no {MANIFEST}{hint}")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["parameters"] = dict(manifest["parameters"])
        stopped = [each["path"] for each in manifest["notebooks"] if each["outcome"] != "done"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExecutionError(
            f"{path}: not the manifest of a run ({type(error).__name__}); run it again"
        ) from None
    if stopped:
        raise ExecutionError(f"{path}: {', '.join(stopped)} did not finish; run it again")
    known: Mapping[str, Any] = manifest
    return known


def parameters_of_run(folder: Path) -> dict[str, Any]:
    """Read the parameters of a finished run from its manifest.

    Parameters
    ----------
    folder
        A run folder.

    Returns
    -------
    dict
        Valid parameters, all of them.

    Raises
    ------
    ExecutionError
        As `read_manifest`, or a parameter is missing or not allowed.
    """
    path = folder / MANIFEST
    parameters: dict[str, Any] = read_manifest(folder)["parameters"]
    missing = [name for name in scenario.Scenario.model_fields if name not in parameters]
    if missing:
        shown = ", ".join(missing[:_SHOWN]) + (" ..." if len(missing) > _SHOWN else "")
        raise ExecutionError(f"{path}: parameters: {len(missing)} missing ({shown}); run it again")
    try:
        scenario.from_parameters(**parameters)
    except AnalysisError as error:
        raise ExecutionError(f"{path}: {problem}" for problem in error.problems) from None
    return parameters


def digests(folder: Path) -> dict[str, str]:
    """Digest the files of a run that are handed on to readers.

    Parameters
    ----------
    folder
        A run folder.

    Returns
    -------
    dict
        sha256 by path in the folder: results, manifest, executed notebooks in reading order; files
        that are not there are left out.
    """
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _offered(folder)
        if path.is_file()
    }


def _offered(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in (*_RESULTS, MANIFEST))
    yield from sorted((folder / "notebooks").glob("*.ipynb"))
