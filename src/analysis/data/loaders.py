"""The figures as the models take them: keyed, sorted and cut at the information set."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

import pandas as pd

from analysis.data.information_set import cut
from analysis.data.package import read_package
from analysis.data.tables import identity, read_table
from analysis.errors import ParameterError

__all__ = [
    "load_facts",
    "load_national_hpw",
    "load_panel",
    "load_regional_industry",
    "load_regions",
    "load_treatments",
    "load_zone_conflicts",
    "load_zone_panel",
    "panel_codes",
]

FACT_TABLES = ("programme_facts", "zone_facts")


def load_panel(
    as_of: int | None = None, regions: str | Sequence[str] | None = None
) -> pd.DataFrame:
    """Load the yearly panel of regions.

    Parameters
    ----------
    as_of
        Last year known; None for all years.
    regions
        Codes of regions.csv that the panel covers, or one code; None for all.

    Returns
    -------
    pandas.DataFrame
        One row a (code, year), sorted; float64 columns with the unit in the name. A missing value
        means that no number was published.

    Raises
    ------
    DataError
        If the table breaks its description.
    ParameterError
        If `as_of` is not a year, lies before the first year, or a region is not in the panel.

    Notes
    -----
    The panel is of one late vintage (edition 2022), so a cut at `as_of` is pseudo real time: later
    revisions of the years shown are in it.
    """
    panel = _visible("regional_panel", as_of)
    if as_of is not None and panel.empty:
        first = int(read_table("regional_panel")["year"].min())
        raise ParameterError(
            f"as_of: {as_of} shows nothing of the panel; allowed: {first} or later"
        )
    wanted = [regions] if isinstance(regions, str) else regions
    if wanted is not None:
        if not len(wanted):
            raise ParameterError("regions: names no region; allowed: codes, one code, or None")
        _require("regions", wanted, panel["code"].unique(), "data/regional_panel.csv")
        panel = panel[panel["code"].isin(wanted)]
    return panel.set_index(["code", "year"]).sort_index()


def panel_codes() -> list[str]:
    """List what the yearly panel has figures of: the regions, and the nation as ``RU``.

    Returns
    -------
    list of str
        Codes, sorted.

    Raises
    ------
    DataError
        If the table breaks its description.
    """
    package = read_package()
    return list(_codes(identity(package.resource("regional_panel"), package)))


@lru_cache(maxsize=2)
def _codes(_identity: str) -> tuple[str, ...]:
    """Look once for as long as the panel stays the same: every scenario asks for its codes."""
    return tuple(sorted(read_table("regional_panel")["code"].unique()))


def load_facts(subject: str | None = None, as_of: int | None = None) -> pd.DataFrame:
    """Load the statements on the programme and on the zones.

    Parameters
    ----------
    subject
        Programme, zone or territory, such as ``ino_tomsk`` or ``sez_tomsk``; None for all.
    as_of
        Last year known; None for all statements.

    Returns
    -------
    pandas.DataFrame
        One row a statement, sorted, as in ``programme_facts.csv`` and ``zone_facts.csv``; ``value``
        is in the unit of the column ``unit``. ``table`` names the table. A statement that stands in
        both tables is kept once, as of ``programme_facts``.

    Raises
    ------
    DataError
        If a table breaks its description.
    ParameterError
        If `as_of` is not a year or `subject` is in neither table.
    """
    tables = {name: read_table(name).assign(table=name) for name in FACT_TABLES}
    subjects = pd.concat([table["subject"] for table in tables.values()]).unique()
    if subject is not None:
        _require("subject", [subject], subjects, "the fact tables")
    rules = {name: read_package().resource(name).information_set for name in FACT_TABLES}
    facts = pd.concat([cut(table, as_of, rules[name]) for name, table in tables.items()])
    statement = [column for column in facts.columns if column != "table"]
    facts = facts.drop_duplicates(statement, keep="first")
    if subject is not None:
        facts = facts[facts["subject"] == subject]
    order = ["subject", "indicator", "period_end", "kind", "basis", "source_title"]
    return facts.sort_values([*order, "value_as_reported"], ignore_index=True)


def load_zone_panel(as_of: int | None = None) -> pd.DataFrame:
    """Load the year-end figures of special economic zones.

    Parameters
    ----------
    as_of
        Last year known; None for all years.

    Returns
    -------
    pandas.DataFrame
        One row a (zone, year), sorted; unit in the column name. ``lower_bound_fields`` and
        ``approximate_fields`` name the columns that are not exact, separated by semicolons.

    Raises
    ------
    DataError
        If the table breaks its description.
    ParameterError
        If `as_of` is not a year.

    Notes
    -----
    The figures of a year end are printed in the year after; ``all_published_by`` says when.
    """
    return _visible("zone_panel", as_of).set_index(["zone", "year"]).sort_index()


def load_zone_conflicts(as_of: int | None = None) -> pd.DataFrame:
    """Load the candidates among which the zone panel chose, and what it left out.

    Parameters
    ----------
    as_of
        Last year known; None for all years.

    Returns
    -------
    pandas.DataFrame
        One row a candidate, in the order of the file; ``value`` is in the unit of ``field``.

    Raises
    ------
    DataError
        If the table breaks its description.
    ParameterError
        If `as_of` is not a year.
    """
    return _visible("zone_conflicts", as_of)


def load_regions() -> pd.DataFrame:
    """Load the key table of territories.

    Returns
    -------
    pandas.DataFrame
        96 rows indexed by code, in the order of the file; ``is_leaf`` marks the 85 subjects that
        add up to the country.

    Raises
    ------
    DataError
        If the table breaks its description.
    """
    return read_table("regions").set_index("code")


def load_regional_industry(region: str = "RU-TOM", as_of: int | None = None) -> pd.DataFrame:
    """Load the industry structure of one region.

    Parameters
    ----------
    region
        Code of regions.csv; a region needs a table of its own in the data room.
    as_of
        Last year known; None for all years.

    Returns
    -------
    pandas.DataFrame
        One row a (year, section), sorted; shares in per cent. Sections of OKVED1 and OKVED2 (column
        ``classification``) do not join.

    Raises
    ------
    DataError
        If the table breaks its description.
    ParameterError
        If there is no table for the region, or `as_of` is not a year.
    """
    tables = {resource.region: resource.name for resource in read_package().resources}
    _require("region", [region], [code for code in tables if code], "data/datapackage.json")
    return _visible(tables[region], as_of).set_index(["year", "code"]).sort_index()


def load_treatments(as_of: int | None = None) -> pd.DataFrame:
    """Load the dated events of zone, cluster and programme policy.

    Parameters
    ----------
    as_of
        Last year known; None for all events.

    Returns
    -------
    pandas.DataFrame
        One row an event, sorted by ``date``, which is text as precise as known.

    Raises
    ------
    DataError
        If the table breaks its description.
    ParameterError
        If `as_of` is not a year.
    """
    events = _visible("treatments", as_of)
    return events.sort_values(["date", "region_code", "territory", "event"], ignore_index=True)


def load_national_hpw(as_of: int | None = None) -> pd.DataFrame:
    """Load the national stock of high-productivity workplaces and its target.

    Parameters
    ----------
    as_of
        Last year known; None for all rows.

    Returns
    -------
    pandas.DataFrame
        Columns year, kind (actual, target), value_mn (million posts), bound (exact, lower_bound),
        source, source_url, published_on, mark, note; sorted by year and kind.

    Raises
    ------
    DataError
        If the table breaks its description.
    ParameterError
        If `as_of` is not a year.
    """
    return _visible("national_hpw", as_of).sort_values(["year", "kind"], ignore_index=True)


def _visible(name: str, as_of: int | None) -> pd.DataFrame:
    return cut(read_table(name), as_of, read_package().resource(name).information_set)


def _require(parameter: str, given: Sequence[str], known: Iterable[str], place: str) -> None:
    """Refuse names that are not known, all at once, each with its nearest known name."""
    allowed = sorted(known)
    problems = []
    for name in given:
        if name not in allowed:
            near = get_close_matches(str(name), allowed, n=1)
            hint = f"; nearest: {near[0]}" if near else ""
            problems.append(f"{parameter}: {name!r} is not in {place}{hint}")
    if problems:
        shown = ", ".join(allowed[:8]) + (", …" if len(allowed) > 8 else "")
        raise ParameterError([*problems, f"{parameter}: allowed are {shown}"])
