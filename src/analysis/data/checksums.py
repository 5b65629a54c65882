"""Check every table in full and renew the checksums: ``python -m analysis.data.checksums``."""

import hashlib
import json
import sys
from typing import Any

from analysis.data.folder import data_folder, read_bytes, shown
from analysis.data.package import DESCRIPTOR, read_package
from analysis.data.tables import check_table, identity
from analysis.errors import DataError

__all__ = ["current_checksums", "main", "stale_tables", "write_checksums"]


def current_checksums() -> dict[str, dict[str, Any]]:
    """Check every table against its description and compute its checksums.

    Returns
    -------
    dict
        Name of the table to ``bytes`` (length of the file), ``hash`` (sha256 of the file) and
        ``checked`` (seal of the table, its description and the tables it refers to).

    Raises
    ------
    DataError
        If a table breaks its description: a broken table gets no seal. All tables are reported.
    """
    package = read_package()
    found: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for resource in package.resources:
        try:
            check_table(resource, package)
            content = read_bytes(resource.path)
            found[resource.name] = {
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "checked": identity(resource, package),
            }
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    return found


def stale_tables() -> list[str]:
    """Name the tables whose committed checksums are not those of the files.

    Returns
    -------
    list of str
        Names of tables; empty if all agree.

    Raises
    ------
    DataError
        If a table breaks its description.
    """
    descriptor = json.loads(read_bytes(DESCRIPTOR))
    current = current_checksums()
    return [
        resource["name"]
        for resource in descriptor["resources"]
        if any(resource.get(key) != value for key, value in current[resource["name"]].items())
    ]


def write_checksums() -> list[str]:
    """Write the checksums of all tables into the descriptor.

    Returns
    -------
    list of str
        Names of the tables whose checksums changed.

    Raises
    ------
    DataError
        If a table breaks its description; nothing is written then.
    """
    stale = stale_tables()
    if stale:
        current = current_checksums()
        descriptor = json.loads(read_bytes(DESCRIPTOR))
        for resource in descriptor["resources"]:
            resource.update(current[resource["name"]])
        text = json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"
        (data_folder() / DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
    return stale


def main() -> int:
    """Renew the checksums and say what changed.

    Returns
    -------
    int
        Exit code: 0, or that of DataError if a table is broken.
    """
    try:
        changed = write_checksums()
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    renewed = ", ".join(changed) if changed else "nothing"
    sys.stdout.write(f"{shown(DESCRIPTOR)}: renewed {renewed}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
