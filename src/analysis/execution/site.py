"""Build the site from the runs on file: only what has changed, and whole or not at all.

Content decides, not time. Each file has a key: the digest of all it is made of (the executed
notebook or the files of the run, the heading, the package's own source with its templates, the data
room, the lock of the libraries). ``build.json`` in the site keeps the key and the digest of every
file; a file whose key is still the same, and whose bytes are still those, is taken over from the
site that stands there (a hard link where the disk knows them), all others are made. Where nothing
at all has changed, which is seen from digests before any heavy library is loaded, the site is left
alone.

The new site is built under a hidden name and renamed, like a run folder: a killed build leaves the
old site, and of two builds at once the later one stays, each of one piece.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import analysis
from analysis import data
from analysis.errors import ExecutionError
from analysis.execution.finished_runs import digests, run_folders
from analysis.execution.folder import open_partial, publish
from analysis.execution.manifest import source_digest

__all__ = ["BuiltSite", "build_site"]

NAME = "site"
_RECORD = "build.json"


@dataclass(frozen=True)
class BuiltSite:
    """What came of a build.

    Parameters
    ----------
    folder
        The site.
    made, kept
        Number of files made anew, and taken over.
    runs
        Names of the run folders it shows.
    problems
        What was left out, and why.
    """

    folder: Path
    made: int
    kept: int
    runs: tuple[str, ...]
    problems: tuple[str, ...]


def build_site(out: str | Path | None = None) -> BuiltSite:
    """Build, or leave as it is, the site of the finished runs in a folder.

    Parameters
    ----------
    out
        Folder of all runs; `outputs/` of the project if not given.

    Returns
    -------
    BuiltSite
        ``<out>/site`` with ``index.html``: the newest whole run of each scenario.

    Raises
    ------
    ExecutionError
        There is no finished run, or the folder cannot be written to.
    """
    out = data.project_root() / "outputs" if out is None else Path(out)
    folders = run_folders(out) if out.is_dir() else []
    if not folders:
        raise ExecutionError(f"{out}: no finished run to show; call `make run` first")
    base, libraries = _base(), _libraries()
    record = _read_record(out / NAME)
    if record.get("state") == _state(base, libraries, folders, record.get("runs", [])) and all(
        _is_as_recorded(out / NAME, path, about) for path, about in record["files"].items()
    ):
        return BuiltSite(
            out / NAME, 0, len(record["files"]), tuple(record["runs"]), tuple(record["problems"])
        )
    return _build(out, folders, base, libraries, record)


def _base() -> str:
    """Digest what every page hangs on: the package, its templates and the data room."""
    parts = [source_digest(Path(analysis.__file__).parent), data.input_files(), _references()]
    return _digest(parts)


def _libraries() -> str:
    lock = data.project_root() / "requirements.lock"
    return _digest([sys.version, lock.read_text(encoding="utf-8") if lock.is_file() else ""])


def _references() -> dict[str, str]:
    folder = data.project_root() / "outputs" / "reference"
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*/*.*"))
        if path.suffix in {".csv", ".json"}
    }


def _digest(parts: Any) -> str:  # noqa: ANN401  (JSON)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _state(base: str, libraries: str, folders: list[Path], used: list[str]) -> str:
    """Digest all that the site hangs on, given which runs it shows."""
    listing = []
    for folder in folders:
        manifest = folder / "manifest.json"
        about = manifest.stat() if manifest.is_file() else None
        listing.append((folder.name, about and (about.st_mtime_ns, about.st_size)))
    content = {folder.name: digests(folder) for folder in folders if folder.name in used}
    return _digest([base, libraries, listing, sorted(used), content])


def _read_record(site: Path) -> dict[str, Any]:
    """Read what the site that stands there was made of; empty if that cannot be told."""
    try:
        record = json.loads((site / _RECORD).read_text(encoding="utf-8"))
        known = {name: record[name] for name in ("state", "runs", "problems", "files")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return known if isinstance(known["files"], dict) else {}


def _is_as_recorded(site: Path, path: str, about: Mapping[str, str]) -> bool:
    try:
        return hashlib.sha256((site / path).read_bytes()).hexdigest() == about["sha256"]
    except (OSError, KeyError, TypeError):
        return False


def _build(
    out: Path, folders: list[Path], base: str, libraries: str, record: Mapping[str, Any]
) -> BuiltSite:
    from analysis.execution.site_runs import open_site  # noqa: PLC0415  (loads every library)

    site, used, problems = open_site(folders, base, libraries)
    partial = open_partial(out, NAME)
    old, known = out / NAME, record.get("files", {})
    files: dict[str, dict[str, str]] = {}
    made = 0
    try:
        for file in site.files():
            target = partial / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            about = known.get(file.path, {})
            if about.get("key") != file.key or not _take_over(old, file.path, target, about):
                target.write_bytes(file.make(partial))
                made += 1
            sha256 = hashlib.sha256(target.read_bytes()).hexdigest()
            files[file.path] = {"key": file.key, "sha256": sha256}
        state = _state(base, libraries, folders, used)
        facts = {"format": 1, "state": state, "runs": used, "problems": problems, "files": files}
        (partial / _RECORD).write_text(json.dumps(facts, indent=1), encoding="utf-8")
        publish(partial, old)
    except OSError as error:
        raise ExecutionError(f"site {old}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return BuiltSite(old, made, len(files) - made, tuple(used), tuple(problems))


def _take_over(old: Path, path: str, target: Path, about: Mapping[str, str]) -> bool:
    """Take a file over from the old site, if it is there as it was made."""
    if not _is_as_recorded(old, path, about):
        return False
    try:
        os.link(old / path, target)
    except OSError:
        try:
            shutil.copyfile(old / path, target)
        except OSError:
            return False
    return _is_as_recorded(target.parent, target.name, about)
