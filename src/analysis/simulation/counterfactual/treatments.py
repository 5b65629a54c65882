"""Which region was reached by a zone, cluster or programme, and from which year."""

import pandas as pd

from analysis import data
from analysis.scenario import Scenario

__all__ = ["regimes_from", "treated_regions", "zone_cohort", "zones_on_file"]

_ZONE = "sez_"
_NATION, _ZONES = "sez_russia_total", "zones"
# An event after this month leaves the smaller part of its year: the next one is the first treated.
_MIDDLE = 6


def treated_regions(as_of: int) -> pd.DataFrame:
    """Tabulate the regions that any regime reached, with the first year of it.

    Parameters
    ----------
    as_of
        Last year known.

    Returns
    -------
    DataFrame
        Indexed by code, sorted: region (name), first_event (date as known), treated_from (year),
        regimes (separated by commas). Laws and decisions for the whole country treat nobody.

    Notes
    -----
    The first treated year is the first of which the greater part follows the first event, so an
    event of November 2005 counts from 2006 and one of January 2015 from 2015. A date known by its
    year only counts from that year. The table of events is incomplete, see `zones_on_file`.
    """
    events, regions = _regional_events(as_of), data.load_regions()
    groups = events.groupby("region_code")
    return pd.DataFrame(
        {
            "region": regions["name_en"].reindex(sorted(groups.groups)),
            "first_event": groups["date"].min(),
            "treated_from": groups["treated_from"].min(),
            "regimes": groups["regime_type"].agg(_listed),
        }
    ).rename_axis("code")


def regimes_from(scenario: Scenario, year: int) -> str:
    """Say what reached the scenario's region from a year on.

    Parameters
    ----------
    scenario
        Resolved scenario; only events by its `as_of` are known.
    year
        First treated year.

    Returns
    -------
    str
        Regimes separated by commas; empty if no event of the region is on file for the year.
    """
    events = _regional_events(scenario.as_of)
    own = (events["region_code"] == scenario.region) & (events["treated_from"] == year)
    return _listed(events.loc[own, "regime_type"])


def zone_cohort(as_of: int) -> pd.Series:
    """Name the regions whose zones were the first of the country.

    Parameters
    ----------
    as_of
        Last year known.

    Returns
    -------
    Series
        First treated year, the same for all, by code.
    """
    events = _regional_events(as_of)
    starts = events[events["regime_type"].str.startswith(_ZONE)]
    first: pd.Series = starts.groupby("region_code")["treated_from"].min()
    cohort: pd.Series = first[first == first.min()]
    return cohort


def zones_on_file(as_of: int) -> tuple[int, float]:
    """Count the zones of the table of events beside all zones of the country.

    Parameters
    ----------
    as_of
        Last year known.

    Returns
    -------
    tuple
        Zones with a dated event; the largest count of zones reported by then, missing if none is
        on file. The difference may stand in regions that are taken for untreated.
    """
    events = _regional_events(as_of)
    zones = events[events["regime_type"].str.startswith(_ZONE)]
    facts = data.load_facts(_NATION, as_of)
    counted = facts.loc[(facts["indicator"] == _ZONES) & (facts["kind"] == "actual"), "value"]
    return len(zones[["region_code", "territory"]].drop_duplicates()), float(counted.max())


def _regional_events(as_of: int) -> pd.DataFrame:
    events, regions = data.load_treatments(as_of), data.load_regions()
    leaves = regions.index[regions["is_leaf"].astype(bool)]
    events = events[events["region_code"].isin(leaves)]
    year = events["date"].str[:4].astype("int64")
    month = pd.to_numeric(events["date"].str[5:7], errors="coerce").fillna(1)
    return events.assign(treated_from=year + (month > _MIDDLE))


def _listed(regimes: pd.Series) -> str:
    words = regimes.str.replace(f"^{_ZONE}(.*)", r"\1 zone", regex=True).str.replace("_", " ")
    return ", ".join(sorted(set(words)))
