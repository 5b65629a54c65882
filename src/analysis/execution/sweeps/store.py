"""The results of a sweep: one Parquet file a case, named by the case, in one readable dataset."""

import hashlib
import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = [
    "dataset",
    "encoded",
    "failed_path",
    "is_intact",
    "is_sound",
    "result_path",
    "run_path",
    "sync_folder",
    "write_result",
]

_COMPRESSION = "zstd"


def result_path(root: Path, key: str) -> Path:
    """Return the place of a case's results.

    Parameters
    ----------
    root
        Folder of the sweep.
    key
        Key of the case.

    Returns
    -------
    Path
        `<root>/results/shard=<first two digits>/<key>.parquet`, a partition as Hive, DuckDB, pandas
        and pyarrow read it.
    """
    return root / "results" / f"shard={key[:2]}" / f"{key}.parquet"


def run_path(root: Path, tag: str, key: str) -> Path:
    """Return the place of a case's run folder.

    Parameters
    ----------
    root
        Folder of the sweep.
    tag
        Of the mode and its notebooks.
    key
        Key of the case.
    """
    return root / "runs" / tag / key


def failed_path(root: Path, tag: str, key: str) -> Path:
    """Return the place where what was executed of a failed case is kept.

    Parameters
    ----------
    root, tag, key
        As in `run_path`.
    """
    return root / "failed" / tag / key


def encoded(table: pd.DataFrame, key: str) -> bytes:
    """Return the results of a case as the bytes of its file.

    Parameters
    ----------
    table
        Tidy results.
    key
        Key of the case, which becomes the first column, `case`.

    Returns
    -------
    bytes
        Parquet; the same for the same table, whoever writes it and when. Parameters are left out:
        which of them vary depends on the sweep, and the file does not.
    """
    # A sweep that finds everything done needs none of these.
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    labelled = table.reset_index(drop=True)
    labelled.insert(0, "case", key)
    found = pa.Table.from_pandas(labelled, preserve_index=False)
    # The plain string of the format, not the wide one of one library, and no library's version.
    schema = pa.schema(
        pa.field(field.name, pa.string() if pa.types.is_large_string(field.type) else field.type)
        for field in found.schema
    )
    buffer = BytesIO()
    parquet.write_table(
        found.cast(schema), buffer, compression=_COMPRESSION, write_page_checksum=True
    )
    return buffer.getvalue()


def write_result(content: bytes, path: Path, unfinished: Path) -> str:
    """Write a results file that others see whole or not at all.

    Parameters
    ----------
    content
        Bytes of the file.
    path
        Its place; the folder is made.
    unfinished
        Where it is written first, in the same file system.

    Returns
    -------
    str
        Digest of the content.

    Notes
    -----
    Content and name are brought to the disk, so that a journal never promises what a power cut took
    away.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)
    return hashlib.sha256(content).hexdigest()


def is_intact(path: Path, sha256: str) -> bool:
    """Say whether a file is there and has the content it was written with.

    Parameters
    ----------
    path
        The file.
    sha256
        Digest of its content when it was written.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except FileNotFoundError:
        return False


def is_sound(path: Path, key: str) -> bool:
    """Say whether a file that no journal knows is the whole results of a case.

    Parameters
    ----------
    path
        The file.
    key
        Key of the case.

    Returns
    -------
    bool
        Whether it is there, its pages have the checksums they were written with, and it says it is
        of this case.

    Notes
    -----
    A file gets its name when it is whole, so one whose sweep was killed before it wrote its journal
    is as good as any other.
    """
    if not path.is_file():
        return False
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import parquet  # noqa: PLC0415

    try:
        cases = parquet.read_table(path, page_checksum_verification=True, partitioning=None)["case"]
    except (OSError, KeyError, pa.ArrowException):
        return False
    return bool(cases.unique().to_pylist() == [key])


def dataset(root: Path, keys: Sequence[str]) -> Any:  # noqa: ANN401  (pyarrow carries no types)
    """Open the results of some cases without reading them.

    Parameters
    ----------
    root
        Folder of the sweep.
    keys
        Cases, all of them done.

    Returns
    -------
    pyarrow.dataset.Dataset
        Columns case, then those of the tidy results, then shard.
    """
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import dataset as datasets  # noqa: PLC0415

    # Declared, since a folder that happens to hold decimal digits alone would make it a number.
    shards = datasets.partitioning(pa.schema([("shard", pa.string())]), flavor="hive")
    files = [str(result_path(root, key)) for key in keys]
    return datasets.dataset(
        files, format="parquet", partitioning=shards, partition_base_dir=str(root / "results")
    )


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system lets a folder be opened.

    Parameters
    ----------
    folder
        The folder.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
