"""Keep error records on disk under a name that is their content: inputs, settings and code."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.models.error_record import ErrorRecord

__all__ = ["RecordFolder", "read_record", "record_name", "write_record"]

# Whatever changes a forecast: the modules members are made of, and the libraries under them.
CODE = (
    "annual_series.py",
    "member_forecasts.py",
    "members.py",
    "pooling.py",
    "state_space.py",
)
LIBRARIES = ("numpy", "scipy", "statsmodels")


@dataclass(frozen=True)
class RecordFolder:
    """A folder of records, as `models.backtest.record_errors` asks for one.

    Parameters
    ----------
    folder
        Made when the first record is written.
    """

    folder: Path

    def read(self, wide: pd.DataFrame, settings: Mapping[str, Any]) -> ErrorRecord | None:
        """Look for a record.

        Parameters
        ----------
        wide, settings
            As in `record_name`.

        Returns
        -------
        ErrorRecord or None
            None if there is none of this content.
        """
        return read_record(self.folder / record_name(wide, settings))

    def write(self, record: ErrorRecord, wide: pd.DataFrame, settings: Mapping[str, Any]) -> None:
        """Keep a record.

        Parameters
        ----------
        record
            The record.
        wide, settings
            As in `record_name`.
        """
        write_record(record, self.folder / record_name(wide, settings))


def record_name(wide: pd.DataFrame, settings: Mapping[str, Any]) -> str:
    """Name a record by everything it depends on.

    Parameters
    ----------
    wide
        The table behind it.
    settings
        Origins, steps, draws, seed, breaks: anything JSON can write.

    Returns
    -------
    str
        File name; another value, setting, line of code or library version gives another.
    """
    digest = hashlib.sha256(_code().encode())
    digest.update(json.dumps(settings, sort_keys=True, default=str).encode())
    digest.update("\n".join(map(str, [*wide.columns, *wide.index])).encode())
    digest.update(np.ascontiguousarray(wide.to_numpy(dtype=float)).tobytes())
    return f"errors-{digest.hexdigest()[:32]}.npz"


def write_record(record: ErrorRecord, path: Path) -> None:
    """Write a record whole or not at all.

    Parameters
    ----------
    record
        The record.
    path
        File to write; its folder is made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {field.name: np.asarray(getattr(record, field.name)) for field in fields(record)}
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part = Path(folder) / path.name
        np.savez_compressed(part, allow_pickle=False, **columns)
        part.replace(path)


def read_record(path: Path) -> ErrorRecord | None:
    """Read a record.

    Parameters
    ----------
    path
        File written by `write_record`.

    Returns
    -------
    ErrorRecord or None
        None if there is no such file.
    """
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        columns = {name: stored[name] for name in stored.files}
    columns["members"] = tuple(columns["members"].tolist())
    return ErrorRecord(**columns)


@cache
def _code() -> str:
    folder = resources.files("analysis.models")
    texts = [folder.joinpath(name).read_text("utf-8") for name in CODE]
    versions = [f"{name} {metadata.version(name)}" for name in LIBRARIES]
    return "\n".join([*texts, *versions])
