"""What happened after `as_of`: the one place where figures later than it are opened."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis import data
from analysis.models.prices import implicit_deflator, volume_table
from analysis.models.programme import SOURCES
from analysis.scenario import Scenario, read_programme
from analysis.simulation.evidence import THOUSAND
from analysis.simulation.evidence.zone_record import zone_costs
from analysis.simulation.views.zones import programme_zones

__all__ = ["PANDEMIC_YEAR", "Opened", "opened", "outturns", "programme_promise"]

PANDEMIC_YEAR = 2020
# Shares of the money attracted, as the report that prints its total names them.
_SHARES = ("private_share", "federal_budget_share", "regional_local_budget_share")
_COLUMNS = ["item", "unit", "year", "outturn", "bound", "published_on"]


class Opened(NamedTuple):
    """Everything on file, whatever its date.

    Attributes
    ----------
    panel
        Regional panel, indexed (code, year), of one late vintage.
    facts, promises, zones, counts
        Statements, promises with their last word, year-end figures of zones, and national counts of
        high-productivity workplaces.
    """

    panel: pd.DataFrame
    facts: pd.DataFrame
    promises: pd.DataFrame
    zones: pd.DataFrame
    counts: pd.DataFrame


def opened() -> Opened:
    """Open every table without a cut.

    Returns
    -------
    Opened
        For notebook 08 and its tests only: a forecast that has seen one of these frames is none.

    Raises
    ------
    DataError
        A table breaks its description.
    """
    return Opened(
        data.load_panel(),
        data.load_facts(),
        data.load_promises(),
        data.load_zone_panel(),
        data.load_national_hpw(),
    )


def outturns(scenario: Scenario, tables: Opened | None = None) -> pd.DataFrame:
    """Tabulate what came after `as_of`, figure by figure.

    Parameters
    ----------
    scenario
        Resolved scenario; figures of the years after its `as_of` up to its horizon are taken.
    tables
        As from `opened`, which is called if they are not given.

    Returns
    -------
    DataFrame
        Columns item, unit, year, outturn (in `unit`), bound (``exact``; ``lower_bound``, printed as
        "more than"; ``upper_bound``, measured after the year; ``inexact``, a ratio of such
        figures), published_on (text; of the panel its vintage). No row where nothing is on file.
    """
    known = tables if tables is not None else opened()
    rows = pd.concat(
        [
            _panel(scenario, known),
            _money(scenario, known),
            _zones(scenario, known),
            _counts(known),
            _zone_costs(scenario, known),
        ],
        ignore_index=True,
    )
    later = rows["year"].between(scenario.as_of + 1, scenario.horizon)
    return rows[later & rows["outturn"].notna()].reset_index(drop=True)


def programme_promise(scenario: Scenario, parameter: str, tables: Opened) -> pd.DataFrame:
    """Find the row of the promise table that a promised parameter of the programme comes from.

    Parameters
    ----------
    scenario
        Resolved scenario; its programme file names the statement.
    parameter
        Such as ``investment_need_rub_bn`` or ``target_jobs``.
    tables
        As from `opened`.

    Returns
    -------
    DataFrame
        One row as from `load_promises`, or none where the statement is in no promise.
    """
    key = read_programme(scenario.programme).facts.get(parameter)
    if key is None:
        return tables.promises.iloc[:0]
    rows = tables.promises
    return rows[
        (rows["subject"] == key.subject)
        & (rows["indicator"] == key.indicator)
        & (rows["promised_on"] == key.published_on)
    ]


def _frame(rows: list[tuple[str, str, int, float, str, str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.astype({"year": "int64", "outturn": "float64"})


def _panel(scenario: Scenario, tables: Opened) -> pd.DataFrame:
    """Take employment, investment and gross regional product, also at constant prices."""
    region = tables.panel.xs(scenario.region, level="code")
    nominal = region["investment_rub_mn"] / THOUSAND
    prices = implicit_deflator(nominal, region["investment_real_index_pct"])
    product = volume_table(region["grp_real_index_pct"].to_frame())["grp_real_index_pct"]
    base = scenario.as_of
    series = {
        ("employment", "persons"): region["employed_thousand"] * THOUSAND,
        ("investment", "RUB bn/yr, nominal"): nominal,
        ("real_investment", f"RUB bn/yr, prices of {base}"): nominal
        / (prices / prices.get(base, np.nan)),
        ("real_grp", f"{base} = 100"): 100 * product / product.get(base, np.nan),
    }
    return _frame(
        [
            (item, unit, int(year), float(value), "exact", "edition of 2022")
            for (item, unit), values in series.items()
            for year, value in values.items()
        ]
    )


def _money(scenario: Scenario, tables: Opened) -> pd.DataFrame:
    """Take the money the programme attracted, and its parts where their shares are printed.

    A total that counts from before the programme's first year holds other money as well, and is
    left to the promise table.
    """
    promise = programme_promise(scenario, "investment_need_rub_bn", tables)
    promise = promise[promise["reached"].notna() & (promise["elapsed_share"] >= 1)]
    counted_from = promise["counted_from"].astype("string").str.slice(0, 4).astype("Float64")
    promise = promise[~(counted_from < scenario.programme_start).fillna(False)]
    unit, rows = "RUB bn, nominal", []
    for row in promise.to_dict("records"):
        year, told = int(str(row["due"])[:4]), str(row["reached_published_on"])
        rows.append(("money", unit, year, float(row["reached"]), str(row["bound"]), told))
        facts = tables.facts[(tables.facts["subject"] == row["subject"])]
        facts = facts[(facts["kind"] == "actual") & (facts["published_on"] == told)]
        for source, share in zip(SOURCES, _SHARES, strict=True):
            for value in facts.loc[facts["indicator"] == share, "value"]:
                part = float(row["reached"]) * float(value) / 100
                rows.append((f"money_{source}", unit, year, part, str(row["bound"]), told))
    return _frame(rows)


def _zones(scenario: Scenario, tables: Opened) -> pd.DataFrame:
    """Take the running totals of the programme's zones, posts made and residents' money."""
    columns = {
        "jobs_cumulative": ("jobs created", "jobs"),
        "investment_rub_bn_cumulative": ("resident investment", "RUB bn, nominal"),
    }
    rows = []
    own = tables.zones.reset_index()
    for row in own[own["zone"].isin(programme_zones(scenario))].to_dict("records"):
        zone, year = str(row["zone"]), int(row["year"])
        least = str(row["lower_bound_fields"]).split(";")
        for column, (measure, unit) in columns.items():
            # Posts held at a date are another figure than posts made.
            if column == "jobs_cumulative" and row["jobs_basis"] != "created":
                continue
            bound = "lower_bound" if column in least else "exact"
            told = str(row["all_published_by"])[:10]
            rows.append((f"{zone}: {measure}", unit, year, row[column], bound, told))
    return _frame(rows)


def _counts(tables: Opened) -> pd.DataFrame:
    counts = tables.counts[tables.counts["kind"] == "actual"]
    return _frame(
        [
            ("national_hpw", "mn posts", row["year"], row["value_mn"], row["bound"], told)
            for row in counts.to_dict("records")
            for told in [str(row["published_on"])[:10]]
        ]
    )


def _zone_costs(scenario: Scenario, tables: Opened) -> pd.DataFrame:
    """Take investment per post made of every zone that reports both, in prices of `as_of`."""
    last = int(tables.panel.index.get_level_values("year").max())
    costs = zone_costs(tables.panel, last)
    rows = []
    for row in costs.to_dict("records"):
        region = tables.panel.xs(row["region_code"], level="code")
        prices = implicit_deflator(region["investment_rub_mn"], region["investment_real_index_pct"])
        if scenario.as_of not in prices:
            continue
        cost = float(row["real_cost_rub_mn"]) * float(prices[scenario.as_of])
        unit = f"RUB mn per post, prices of {scenario.as_of}"
        zone, year = str(row["subject"]), int(row["year"])
        bound = _ratio_bound(tables.zones, zone, year)
        rows.append((f"cost per post: {zone}", unit, year, cost, bound, ""))
    return _frame(rows)


def _ratio_bound(zones: pd.DataFrame, zone: str, year: int) -> str:
    """Call a ratio inexact where one of its terms was printed as "more than" or "about"."""
    if (zone, year) not in zones.index:
        return "exact"
    marked = zones.loc[(zone, year), ["lower_bound_fields", "approximate_fields"]]
    fields = ";".join(str(value) for value in marked).split(";")
    inexact = {"jobs_cumulative", "investment_rub_bn_cumulative"} & set(fields)
    return "inexact" if inexact else "exact"
