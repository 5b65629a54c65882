"""Tell whether ``.venv`` is what ``requirements.lock`` says: a stamp, written last, proves it."""

import hashlib
import json
import re
from pathlib import Path

__all__ = ["STAMP", "UNFINISHED", "condition", "distributions", "fingerprint", "write_stamp"]

OLDEST = (3, 11)
STAMP = "tomsk2020-stamp.json"
# Present from before the first change until after the stamp: its presence means "do not trust".
UNFINISHED = "tomsk2020-unfinished"
INPUTS = ("requirements.lock", "pyproject.toml")


def fingerprint(root: Path) -> str:
    """Digest what ``.venv`` is made from: lock, project file, folder and Python version.

    Parameters
    ----------
    root
        Folder of the project.

    Returns
    -------
        Hexadecimal SHA-256.
    """
    digest = hashlib.sha256(str(root).encode())
    for name in INPUTS:
        digest.update((root / name).read_bytes())
    digest.update(python_version(root / ".venv").encode())
    return digest.hexdigest()


def python_version(venv: Path) -> str:
    """Read the Python version a virtual environment was made with, or ``0.0``."""
    try:
        settings = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return "0.0"
    match = re.search(r"^version(?:_info)?\s*=\s*(\d+\.\d+)", settings, re.MULTILINE)
    return match[1] if match else "0.0"


def distributions(venv: Path) -> set[str]:
    """List the metadata folders of the installed distributions."""
    return {path.name for path in venv.glob("lib/python*/site-packages/*.dist-info")}


def write_stamp(root: Path) -> None:
    """Record that ``.venv`` is complete; written last, in one rename.

    Parameters
    ----------
    root
        Folder of the project.
    """
    venv = root / ".venv"
    record = {
        "folder": str(root),
        "fingerprint": fingerprint(root),
        "distributions": sorted(distributions(venv)),
    }
    partial = venv / f"{STAMP}.partial"
    partial.write_text(json.dumps(record), encoding="utf-8")
    partial.replace(venv / STAMP)
    (venv / UNFINISHED).unlink(missing_ok=True)


def condition(root: Path, wanted: str = "") -> str:
    """Tell what has to be done about ``.venv``.

    Parameters
    ----------
    root
        Folder of the project.
    wanted
        Python version (``3.12``) that the user insists on; empty for any.

    Returns
    -------
        ``ready``, ``outdated`` (synchronise in place) or ``unusable`` (make anew).
    """
    venv = root / ".venv"
    python = venv / "bin" / "python"
    version = python_version(venv)
    usable = (
        python.exists()
        and not (venv / UNFINISHED).exists()
        and tuple(map(int, version.split("."))) >= OLDEST
        and wanted in ("", version)
        and belongs_here(root)
    )
    if not usable:
        return "unusable"
    try:
        record = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "outdated"
    complete = set(record["distributions"]) <= distributions(venv)
    return "ready" if complete and record["fingerprint"] == fingerprint(root) else "outdated"


def belongs_here(root: Path) -> bool:
    """Tell whether the scripts in ``.venv`` point into this folder: it may have been moved."""
    try:
        activate = (root / ".venv" / "bin" / "activate").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return str(root / ".venv") in activate.replace("'\"'\"'", "'")
