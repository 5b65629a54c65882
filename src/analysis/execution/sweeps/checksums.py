"""Checksums of a folder, kept in it: they tell whether it is as it was written."""

import hashlib
import os
from pathlib import Path

from analysis.execution.sweeps.store import sync_folder

__all__ = ["CHECKSUMS", "folder_is_whole", "write_checksums"]

CHECKSUMS = "SHA256SUMS"
"""The file of the checksums, as `sha256sum --check` reads it."""


def write_checksums(folder: Path) -> None:
    """Write the checksum of every file of a folder into it, and bring all of it to the disk.

    Parameters
    ----------
    folder
        A finished folder.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in _files(folder))
    lines = [f"{_digest(folder / name)}  {name}\n" for name in names]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
    for path in [*_files(folder), folder / CHECKSUMS]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        sync_folder(path)


def folder_is_whole(folder: Path) -> bool:
    """Say whether a folder has exactly the files, and these the content, it was written with.

    Parameters
    ----------
    folder
        A folder with checksums.
    """
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        expected = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
        found = {path.relative_to(folder).as_posix() for path in _files(folder)}
        same = found == set(expected)
        return same and all(_digest(folder / name) == expected[name] for name in expected)
    except (OSError, ValueError):
        return False


def _files(folder: Path) -> list[Path]:
    own = folder / CHECKSUMS
    return [path for path in folder.rglob("*") if path.is_file() and path != own]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
