"""What is visible at `as_of`, against the rules written out a second time, row by row."""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import data
from analysis.errors import ParameterError
from tests.data.conftest import copy_tables

Row = dict[str, str]

LOADERS: dict[str, tuple[str, Callable[..., pd.DataFrame]]] = {
    "regional_panel.csv": ("year", data.load_panel),
    "zone_panel.csv": ("year", data.load_zone_panel),
    "zone_conflicts.csv": ("year", data.load_zone_conflicts),
    "tomsk_industry.csv": ("year", lambda as_of: data.load_regional_industry(as_of=as_of)),
    "programme_facts.csv": ("facts", lambda as_of: data.load_facts(as_of=as_of)),
    "zone_facts.csv": ("facts", lambda as_of: data.load_facts(as_of=as_of)),
    "treatments.csv": ("date", data.load_treatments),
    "national_hpw.csv": ("hpw", data.load_national_hpw),
}
POISONED = {
    "regional_panel.csv": None,
    "zone_panel.csv": None,
    "zone_conflicts.csv": ("value",),
    "tomsk_industry.csv": None,
    "programme_facts.csv": ("value", "note", "value_as_reported"),
    "zone_facts.csv": ("value", "note", "value_as_reported"),
    "treatments.csv": ("event", "note"),
    "national_hpw.csv": ("value_mn", "note"),
}


def is_known(row: Row, rule: str, as_of: int) -> bool:
    """Read the rule of the method note literally, on text."""
    last_day = f"{as_of}-12-31"
    if rule == "year":
        return int(row["year"]) <= as_of
    if rule == "date":
        return row["date"] <= last_day
    ends = row["year"] if rule == "hpw" else row["period_end"]
    if row["kind"] in {"actual", "plan_percent"}:
        return ends <= last_day
    return "" < row["published_on"] <= last_day


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def poison(row: Row, columns: tuple[str, ...] | None, factor: float) -> Row:
    """Change every number of a row (within any bounds), and the text of the named columns."""
    changed = dict(row)
    for name, cell in row.items():
        if name in {"year", "product_no"} or (columns is not None and name not in columns):
            continue
        try:
            changed[name] = repr(float(cell) * factor) if cell else cell
        except ValueError:
            changed[name] = f"{cell} (poisoned)" if columns else cell
    return changed


@pytest.fixture(scope="module")
def clean_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = copy_tables(tmp_path_factory.mktemp("room") / "data")
    before = os.environ.get("TOMSK2020_DATA")
    os.environ["TOMSK2020_DATA"] = str(folder)
    yield folder
    if before is None:
        del os.environ["TOMSK2020_DATA"]
    else:
        os.environ["TOMSK2020_DATA"] = before


@pytest.mark.parametrize("name", LOADERS)
@settings(max_examples=12, deadline=None)
@given(as_of=st.integers(2000, 2025), factor=st.floats(0.01, 0.99))
def test_poisoning_what_comes_later_changes_nothing_visible(
    clean_room: Path, name: str, as_of: int, factor: float
):
    rule, load = LOADERS[name]
    path = clean_room / name
    original = path.read_bytes()
    expected = load(as_of=as_of)
    rows = rows_of(path)
    try:
        write_rows(
            path,
            [
                row if is_known(row, rule, as_of) else poison(row, POISONED[name], factor)
                for row in rows
            ],
        )
        pd.testing.assert_frame_equal(load(as_of=as_of), expected, check_exact=True)
        write_rows(path, [row for row in rows if is_known(row, rule, as_of)] or rows)
        pd.testing.assert_frame_equal(load(as_of=as_of), expected, check_exact=True)
    finally:
        path.write_bytes(original)


def test_poison_is_seen_without_a_cut(clean_room: Path):
    path = clean_room / "regional_panel.csv"
    original = path.read_bytes()
    expected = data.load_panel()
    try:
        write_rows(path, [poison(row, None, 0.5) for row in rows_of(path)])
        changed = data.load_panel()
    finally:
        path.write_bytes(original)
    assert np.allclose(changed, expected * 0.5, equal_nan=True)


@pytest.mark.parametrize("as_of", [2005, 2011, 2014, 2016, 2020, 2026, None])
@pytest.mark.parametrize("name", ["programme_facts.csv", "zone_facts.csv"])
def test_facts_visible_are_those_of_the_rule(name: str, as_of: int | None):
    rows = rows_of(data.project_root() / "data" / name)
    known = [row for row in rows if as_of is None or is_known(row, "facts", as_of)]
    subjects = {row["subject"] for row in rows}
    facts = data.load_facts(as_of=as_of)
    found = facts[facts["subject"].isin(subjects)]["value_as_reported"]
    assert {row["value_as_reported"] for row in known} <= set(found)
    others = {"programme_facts.csv": "zone_facts.csv", "zone_facts.csv": "programme_facts.csv"}
    hidden = {row["value_as_reported"] for row in rows} - {r["value_as_reported"] for r in known}
    elsewhere = {
        row["value_as_reported"]
        for row in rows_of(data.project_root() / "data" / others[name])
        if as_of is None or is_known(row, "facts", as_of)
    }
    assert not (hidden - elsewhere) & set(found)


@pytest.mark.parametrize(
    ("as_of", "years"), [(2000, 1), (2010, 11), (2016, 17), (2020, 21), (2050, 21), (None, 21)]
)
def test_panel_shows_years_up_to_the_cut(as_of: int | None, years: int):
    panel = data.load_panel(as_of=as_of)
    assert len(panel) == 86 * years
    assert panel.index.get_level_values("year").max() == 2000 + years - 1


def test_the_programme_of_2017_is_not_known_in_2016():
    known = data.load_facts("ino_tomsk", as_of=2016)
    assert 160_000 not in known["value"].to_list()
    assert 160_000 in data.load_facts("ino_tomsk", as_of=2017)["value"].to_list()


def test_an_undated_intention_is_hidden_by_every_cut():
    undated = data.load_facts("ino_tomsk").query("published_on.isna() and kind == 'forecast'")
    assert len(undated) == 1
    assert not data.load_facts("ino_tomsk", as_of=2099)["published_on"].isna().any()


def test_outcomes_of_the_target_year_are_hidden_before_it():
    shown = data.load_facts("ino_tomsk", as_of=2019).query("kind == 'actual'")
    assert (shown["period_end"] < "2020").all()


@pytest.mark.parametrize(
    ("as_of", "years"),
    [(2011, []), (2012, [2020]), (2013, [2013, 2020]), (2016, [2013, 2014, 2020])],
)
def test_the_national_target_is_known_from_the_decree_on(as_of: int, years: list[int]):
    assert data.load_national_hpw(as_of=as_of)["year"].to_list() == years


def test_structural_tables_take_no_cut():
    rules = {
        resource.name: resource.information_set.rule
        for resource in data.package.read_package().resources
    }
    uncut = {name for name, rule in rules.items() if rule == "none"}
    assert uncut == {
        "regions",
        "national_io_2016",
        "national_industry_2016",
        "io_concordance",
        "germany_1995_io",
    }


@pytest.mark.parametrize("as_of", ["2016", 2016.0, True, float("nan")])
@pytest.mark.parametrize("load", [data.load_panel, data.load_zone_panel, data.load_treatments])
def test_a_year_must_be_a_whole_number(load: Callable[..., pd.DataFrame], as_of: object):
    with pytest.raises(ParameterError, match=r"as_of: .* is not a year; allowed: a whole year"):
        load(as_of=as_of)


def test_a_numpy_year_is_a_year():
    pd.testing.assert_frame_equal(data.load_panel(as_of=np.int64(2016)), data.load_panel(2016))


def test_a_year_before_the_panel_is_refused():
    with pytest.raises(ParameterError, match=r"as_of: 1999 shows nothing.* allowed: 2000 or later"):
        data.load_panel(as_of=1999)
