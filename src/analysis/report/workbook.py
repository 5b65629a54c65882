"""A comparison as a workbook for economists: results, parameters and sources, with units."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from analysis.report.comparison import comparison_paragraph, scenario_labels
from analysis.report.parameter_words import parameter_words
from analysis.scenario import Scenario, assumptions_log, parameter_table, read_programme
from analysis.simulation.comparison.compare import Comparison

__all__ = ["comparison_workbook", "write_text"]

_HEADER = Font(bold=True)
_SHADE = PatternFill("solid", fgColor="EEF2F6")
_TOP = Alignment(vertical="top", wrap_text=True)
_FRACTION = "#,##0.0###"
_NARROWEST, _WIDEST = 8, 60
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def comparison_workbook(
    found: Comparison, results: pd.DataFrame, tables: Sequence[Mapping[str, Any]]
) -> bytes:
    """Write a comparison as a workbook.

    Parameters
    ----------
    found
        As from `analysis.simulation.compare`.
    results
        Tidy results of both scenarios, told apart by their column scenario.
    tables
        Descriptions of the tables of the data room, as in its descriptor.

    Returns
    -------
    bytes
        An Office Open XML workbook. Every sheet but the first is one table with a frozen header
        row and a column of units; text is stored as text, whatever sign it begins with.
    """
    book = Workbook()
    about = book.active
    assert isinstance(about, Worksheet)
    _about(about, found)
    names = dict(zip("ab", scenario_labels(found), strict=True))
    outcomes = found.outcomes.rename(columns=names)
    sheets = {
        "Outcomes": outcomes,
        "Parts": found.parts.assign(unit=found.unit, of=found.label),
        "Results": results,
        "Parameters": _parameters(found, names),
        "Sources": _sources(found, tables),
    }
    for name, frame in sheets.items():
        _fill(book.create_sheet(name), frame)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write_text(cell: Cell, text: str) -> None:
    """Write text into a cell so that no spreadsheet takes it for a formula.

    Parameters
    ----------
    cell
        A cell.
    text
        Any text; signs that a workbook cannot hold are left out.
    """
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    if text.startswith(_FORMULA):
        # As if typed behind an apostrophe: it stays text when the cell is edited, too.
        cell.data_type = "s"
        cell.quotePrefix = True


def _about(sheet: Worksheet, found: Comparison) -> None:
    sheet.title = "About"
    a, b = scenario_labels(found)
    lines = [
        ("Scenarios", f"{a} and {b}"),
        ("Answer", comparison_paragraph(found).text),
        ("Seen from (as_of)", f"{found.a.as_of} and {found.b.as_of}"),
        ("Horizon", f"{found.a.horizon} and {found.b.horizon}"),
        ("Draws", f"{found.draws:,} of each, seed {found.a.seed}"),
        ("Outcomes", "what is reached, with Monte Carlo standard errors in the same unit"),
        ("Parts", "change of the answer by group of parameters that differ"),
        ("Results", "every variable by year: model, scenario, region, variable, unit, statistic"),
        ("Parameters", "all of them, with unit, range, rating, note and source"),
        ("Sources", "rows in which the promise is printed, and the tables behind the figures"),
        ("Made by", "tomsk2020 compare --xlsx"),
    ]
    for number, (what, words) in enumerate(lines, start=1):
        write_text(_cell(sheet, number, 1), what)
        sheet.cell(number, 1).font = _HEADER
        write_text(_cell(sheet, number, 2), words)
        sheet.cell(number, 2).alignment = _TOP
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 100


def _parameters(found: Comparison, names: Mapping[str, str]) -> pd.DataFrame:
    log = {key: assumptions_log(case).set_index("name") for key, case in _cases(found).items()}
    table = parameter_table().set_index("name")
    rows = []
    for name in table.index:
        line = log["b"].loc[name]
        values = {names[key]: getattr(case, name) for key, case in _cases(found).items()}
        first, second = values.values()
        rows.append(
            {
                "parameter": name,
                "words": parameter_words(name),
                "unit": table.loc[name, "unit"],
                **values,
                "differs": "yes" if first != second else "",
                **{key: line[key] for key in ("low", "high", "quality", "impact", "mark")},
                "meaning": table.loc[name, "description"],
                "note": line["note"],
                "source": line["source"],
            }
        )
    return pd.DataFrame(rows)


def _cases(found: Comparison) -> dict[str, Scenario]:
    return {"a": found.a, "b": found.b}


def _sources(found: Comparison, tables: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    programmes = dict.fromkeys(case.programme for case in _cases(found).values())
    units = parameter_table().set_index("name")["unit"]
    rows: list[dict[str, object]] = [
        {
            "what": f"{programme}: {parameter}",
            "unit": units[parameter],
            "source": f"{fact.subject}, {fact.indicator}, published on {fact.published_on}",
            "table": "programme_facts or zone_facts",
        }
        for programme in programmes
        for parameter, fact in read_programme(programme).facts.items()
    ]
    rows += [
        {
            "what": table["title"],
            "unit": "by column, see the descriptor",
            "source": source.get("citation", source["title"]),
            "table": table["path"],
            "sha256": table["hash"],
        }
        for table in tables
        for source in table["sources"]
    ]
    return pd.DataFrame(rows).fillna("")


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def _fill(sheet: Worksheet, frame: pd.DataFrame) -> None:
    """Write a frame below a frozen header row."""
    for column, name in enumerate(frame.columns, start=1):
        header = _cell(sheet, 1, column)
        write_text(header, str(name))
        header.font, header.fill = _HEADER, _SHADE
    for number, record in enumerate(frame.itertuples(index=False, name=None), start=2):
        for column, value in enumerate(record, start=1):
            _write(_cell(sheet, number, column), value)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for column, name in enumerate(frame.columns, start=1):
        texts = [str(name), *map(str, frame.iloc[:200, column - 1])]
        longest = max(map(len, texts))
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width


def _write(cell: Cell, value: object) -> None:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return
    if isinstance(value, str):
        write_text(cell, value)
        cell.alignment = _TOP
    elif isinstance(value, bool | int | float):
        cell.value = value
        if isinstance(value, float):
            cell.number_format = _FRACTION
    elif hasattr(value, "item"):
        _write(cell, value.item())
    else:
        write_text(cell, str(value))
