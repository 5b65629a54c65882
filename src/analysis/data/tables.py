"""Read a table, check it once, and hand out copies."""

import hashlib
from collections.abc import Collection

import pandas as pd

from analysis.data.cells import typed_column
from analysis.data.decoding import decode
from analysis.data.folder import data_folder, read_bytes, shown
from analysis.data.package import Package, Resource, read_package
from analysis.data.problems import Problem, data_error
from analysis.errors import DataError

__all__ = ["check_all", "check_table", "identity", "read_table"]

# One entry a file: the identity of what was read, and the table.
_READ: dict[str, tuple[str, pd.DataFrame]] = {}


def read_table(name: str) -> pd.DataFrame:
    """Read a table of the data room as described in ``datapackage.json``.

    Parameters
    ----------
    name
        Name of the resource, such as ``regional_panel``.

    Returns
    -------
    pandas.DataFrame
        A copy of the table with one row a line and the described columns in their order; the
        caller may change it.

    Raises
    ------
    DataError
        If the file or the descriptor is missing or damaged, or a cell breaks a rule. All problems
        of the file are in one error.

    Notes
    -----
    The file is parsed once a process for as long as its content stays the same. A table with the
    identity that is sealed in the descriptor was checked in full when the seal was written, so only
    other tables are checked by pandera; parsing reports structural faults in any case.
    """
    package = read_package()
    resource = package.resource(name)
    path = (data_folder() / resource.path).as_posix()
    current = identity(resource, package)
    if path not in _READ or _READ[path][0] != current:
        _READ[path] = (current, check_table(resource, package, sealed=current))
    return _READ[path][1].copy()


def check_all() -> None:
    """Read every table, so that a damaged one is told before any work starts.

    Raises
    ------
    DataError
        The problems of all damaged tables.
    """
    problems: list[str] = []
    for resource in read_package().resources:
        try:
            read_table(resource.name)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(dict.fromkeys(problems))


def identity(resource: Resource, package: Package) -> str:
    """Fingerprint what the verdict on a table depends on.

    Parameters
    ----------
    resource
        Description of the table.
    package
        The data room it belongs to.

    Returns
    -------
    str
        Hexadecimal sha256 over the bytes of the table, its description, and the bytes of the tables
        its foreign keys point to.

    Raises
    ------
    DataError
        If one of these files is missing.
    """
    others = sorted({key.reference.resource for key in resource.table.foreign_keys} - {""})
    paths = [resource.path, *(package.resource(other).path for other in others)]
    digests = [hashlib.sha256(read_bytes(path)).hexdigest() for path in paths]
    return hashlib.sha256("\n".join([resource.schema_digest, *digests]).encode()).hexdigest()


def check_table(resource: Resource, package: Package, *, sealed: str | None = None) -> pd.DataFrame:
    """Parse a table and hold it against its description.

    Parameters
    ----------
    resource
        Description of the table.
    package
        The data room it belongs to.
    sealed
        Identity of the table; if it is the one in the descriptor, the check is skipped. None forces
        the check.

    Returns
    -------
    pandas.DataFrame
        The typed table, one row a line.

    Raises
    ------
    DataError
        All problems of the file.
    """
    fields = resource.table.fields
    records = decode(read_bytes(resource.path), [column.name for column in fields])
    problems = list(records.problems)
    series = {}
    for column in fields:
        if column.name in records.columns:
            cells = records.columns[column.name]
            series[column.name], faults = typed_column(cells, records.rows, column)
            problems += faults
    frame = pd.DataFrame(series, index=pd.Index(records.rows))
    complete = len(series) == len(fields) and len(frame) > 0
    if complete and sealed != resource.checked:
        problems += _breaches(frame, resource, package, problems)
    if problems:
        raise data_error(shown(resource.path), problems)
    return frame.reset_index(drop=True)


def _breaches(
    frame: pd.DataFrame, resource: Resource, package: Package, known: list[Problem]
) -> list[Problem]:
    """Check values and keys; keys made of cells already at fault would be false alarms."""
    # Imported late: pandera costs a quarter of a second, which a kernel that reads only sealed
    # tables need not pay.
    from analysis.data.schema import table_schema, violations  # noqa: PLC0415

    schema = table_schema(resource, _referenced(frame, resource, package))
    damaged = {problem.row for problem in known}
    return [
        problem
        for problem in violations(frame, schema, resource.table.primary_key)
        if not (problem.column is None and problem.row in damaged)
    ]


def _referenced(
    frame: pd.DataFrame, resource: Resource, package: Package
) -> dict[str, Collection[str]]:
    """Collect the values that foreign keys allow."""
    allowed: dict[str, Collection[str]] = {}
    for key in resource.table.foreign_keys:
        other = key.reference.resource
        table = frame if other == "" else check_table(package.resource(other), package)
        allowed[key.fields[0]] = sorted(set(table[key.reference.fields[0]].dropna()))
    return allowed
