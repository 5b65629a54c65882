"""Where the figures lie: the data folder, its files and their checksums."""

import hashlib
import os
from pathlib import Path

from analysis.errors import DataError

__all__ = ["data_folder", "input_files", "project_root", "read_bytes", "shown"]

FOLDER_VARIABLE = "TOMSK2020_DATA"
_ROOT = Path(__file__).resolve().parents[3]


def project_root() -> Path:
    """Find the root of the clone this package is installed from.

    Returns
    -------
    Path
        The folder that holds ``pyproject.toml``.

    Raises
    ------
    DataError
        If the package does not lie in a clone, as after a plain wheel installation.
    """
    if not (_ROOT / "pyproject.toml").is_file():
        raise DataError(
            "project root: the package is not installed from a clone, so its figures are not "
            f"beside it; set {FOLDER_VARIABLE} to a copy of the folder data/ of the repository"
        )
    return _ROOT


def data_folder() -> Path:
    """Find the folder of the figures.

    Returns
    -------
    Path
        The folder named by the environment variable ``TOMSK2020_DATA``, else ``data`` of the clone.

    Raises
    ------
    DataError
        If the folder does not exist.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    folder = Path(named) if named else project_root() / "data"
    if not folder.is_dir():
        origin = f"{FOLDER_VARIABLE}={named!r}" if named else "the clone"
        raise DataError(f"data folder: {origin} names no folder; allowed: a copy of data/")
    return folder


def shown(path: str) -> str:
    """Name a file of the data folder in a message, without the machine's path to it.

    Parameters
    ----------
    path
        Path relative to the data folder, with forward slashes.

    Returns
    -------
    str
        The name of the data folder, a slash and `path`.
    """
    return f"{data_folder().name}/{path}"


def read_bytes(path: str) -> bytes:
    """Read one file of the data folder.

    Parameters
    ----------
    path
        Path relative to the data folder, with forward slashes.

    Returns
    -------
    bytes
        The content of the file.

    Raises
    ------
    DataError
        If the file is missing or cannot be read.
    """
    try:
        return (data_folder() / path).read_bytes()
    except FileNotFoundError:
        rule = "the file is missing; restore it from the repository"
        raise DataError(f"{shown(path)}: {rule}") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataError(f"{shown(path)}: the file cannot be read ({reason})") from None


def input_files() -> dict[str, str]:
    """Fingerprint every file of the data folder, for manifests and cache keys.

    Returns
    -------
    dict
        Path relative to the data folder (forward slashes, sorted) to hexadecimal sha256. Hidden
        files and folders are left out: editors and notebook servers leave them behind.

    Raises
    ------
    DataError
        If a file cannot be read.
    """
    folder = data_folder()
    names = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    visible = (name for name in names if not any(p.startswith(".") for p in name.split("/")))
    return {name: hashlib.sha256(read_bytes(name)).hexdigest() for name in visible}
