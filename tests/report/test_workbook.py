"""A comparison as a workbook: units, frozen headers, and text that stays text."""

import io
import json

import openpyxl
import pandas as pd
import pytest
from openpyxl import Workbook

from analysis import data, scenario
from analysis.report.workbook import comparison_workbook, write_text
from analysis.simulation import RESULT_COLUMNS
from analysis.simulation.comparison.compare import Comparison, compare

ROW = ("tomsk2020", "central", "RU-TOM", "Jobs|Net", "workplaces", 2020, "p50", 3790.0)


@pytest.fixture(scope="module")
def found() -> Comparison:
    return compare(scenario.load("central"), scenario.load("budget_cut"), draws=200)


@pytest.fixture(scope="module")
def book(found: Comparison) -> Workbook:
    results = pd.DataFrame([ROW, (*ROW[:3], "=1+1", *ROW[4:])], columns=list(RESULT_COLUMNS))
    tables = json.loads((data.data_folder() / "datapackage.json").read_text())["resources"]
    content = comparison_workbook(found, results, tables)
    return openpyxl.load_workbook(io.BytesIO(content))


def column(book: Workbook, sheet: str, name: str) -> list:
    header = [cell.value for cell in book[sheet][1]]
    return [row[header.index(name)].value for row in book[sheet].iter_rows(min_row=2)]


def test_every_table_has_a_frozen_header_and_units(book: Workbook):
    assert book.sheetnames == [
        "About", "Outcomes", "Parts", "Results", "Parameters", "Sources",
    ]  # fmt: skip
    for sheet in book.sheetnames[1:]:
        assert book[sheet].freeze_panes == "A2"
        assert book[sheet]["A1"].font.bold
        assert all(column(book, sheet, "unit")), sheet


def test_numbers_are_those_of_the_comparison(book: Workbook, found: Comparison):
    for label in ("central", "budget_cut"):
        side = {"central": "a", "budget_cut": "b"}[label]
        assert column(book, "Outcomes", label) == pytest.approx(found.outcomes[side].tolist())
    assert sum(column(book, "Parts", "part")) == pytest.approx(found.change)
    assert column(book, "Results", "value") == [3790.0, 3790.0]
    assert column(book, "Results", "year") == [2020, 2020]


def test_all_parameters_are_there_and_those_that_differ_are_marked(
    book: Workbook, found: Comparison
):
    names = column(book, "Parameters", "parameter")
    assert names == list(scenario.Scenario.model_fields)
    differs = dict(zip(names, column(book, "Parameters", "differs"), strict=True))
    assert {name for name, mark in differs.items() if mark} == set(found.parameters["parameter"])
    assert all(column(book, "Parameters", "source"))


def test_sources_name_the_print_and_the_publishers(book: Workbook):
    what = column(book, "Sources", "what")
    assert "ino_tomsk: target_jobs" in what
    assert any("Rosstat" in source for source in column(book, "Sources", "source"))


def test_text_never_becomes_a_formula(book: Workbook):
    (cell,) = (row[3] for row in book["Results"].iter_rows(min_row=2) if row[3].value == "=1+1")
    assert cell.data_type == "s"
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_a_sign_at_the_start_is_stored_as_text(text: str):
    book = Workbook()
    write_text(book.active["A1"], text)
    content = io.BytesIO()
    book.save(content)
    read = openpyxl.load_workbook(content).active["A1"]
    assert (read.value, read.data_type, read.quotePrefix) == (text, "s", True)


def test_signs_a_workbook_cannot_hold_are_left_out():
    book = Workbook()
    write_text(book.active["A1"], "a\x07b")
    assert book.active["A1"].value == "ab"
