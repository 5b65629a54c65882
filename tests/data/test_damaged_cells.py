"""A damaged cell, row or header is named with file, row, column, value and rule."""

import re
from collections.abc import Callable

import pytest

from analysis import data
from analysis.errors import DataError

PANEL = "regional_panel.csv"
FACTS = "programme_facts.csv"

# name, file, bytes to find, bytes to put, expected in the message
CELLS = [
    (
        "missing column",
        PANEL,
        b"investment_rub_mn",
        b"investment",
        "row 1, column investment_rub_mn: the column is missing from the header",
    ),
    (
        "extra column",
        PANEL,
        b"code,year",
        b"code,jahr,year",
        "row 1, column jahr: the column is not described",
    ),
    (
        "doubled column",
        PANEL,
        b"separations_thousand",
        b"hires_thousand",
        "row 1, column hires_thousand: the column name occurs more than once",
    ),
    (
        "damaged header",
        PANEL,
        b"code,year",
        b"code;year",
        "row 1: the header has 22 cells, every row has 23",
    ),
    (
        "text in a number",
        PANEL,
        b"64516.6",
        b"n/a",
        "row 2, column employed_thousand: 'n/a' is not a decimal number (thousand persons)",
    ),
    (
        "decimal comma",
        PANEL,
        b"64516.6",
        b'"64516,6"',
        "row 2, column employed_thousand: '64516,6' is not a decimal number",
    ),
    ("infinity", PANEL, b"64516.6", b"1e999", "row 2, column employed_thousand: '1e999' is not"),
    ("not a number", PANEL, b"64516.6", b"nan", "row 2, column employed_thousand: 'nan' is not"),
    (
        "year with decimals",
        PANEL,
        b"RU,2000,",
        b"RU,2000.0,",
        "row 2, column year: '2000.0' is not a whole number",
    ),
    (
        "empty key",
        PANEL,
        b"RU-TOM,2005,",
        b",2005,",
        "row 1603, column code: the cell is empty and must not be",
    ),
    (
        "empty year",
        PANEL,
        b"RU-TOM,2005,",
        b"RU-TOM,,",
        "row 1603, column year: the cell is empty and must not be",
    ),
    (
        "duplicate key",
        PANEL,
        b"RU,2001,",
        b"RU,2000,",
        "row 3: 'RU, 2000' the key (code, year) occurs before",
    ),
    (
        "below bounds",
        PANEL,
        b"64516.6",
        b"-64516.6",
        (
            "row 2, column employed_thousand: '-64516.6' "
            "is below its limit; allowed: 0 or more (thousand persons)"
        ),
    ),
    (
        "above bounds",
        PANEL,
        b",60.2,",
        b",602,",
        (
            "row 2, column working_age_share_pct: '602' is "
            "above its limit; allowed: 0 to 100 (per cent of population, end of year)"
        ),
    ),
    (
        "year out of range",
        PANEL,
        b"RU,2000,",
        b"RU,1950,",
        "row 2, column year: '1950' is below its limit; allowed: 2000 to 2020",
    ),
    (
        "unknown region",
        PANEL,
        b"RU-TOM,2005,",
        b"RU-TMO,2005,",
        "row 1603, column code: 'RU-TMO' is not a key of regions; allowed: RU, RU-AD",
    ),
    (
        "ill-formed region",
        PANEL,
        b"RU-TOM,2005,",
        b"Tomsk,2005,",
        "row 1603, column code: 'Tomsk' does not match the pattern",
    ),
    (
        "not UTF-8",
        PANEL,
        b"RU-TOM,2005,",
        b"RU-T\xd2M,2005,",
        "row 1603: the byte 0xd2 is not UTF-8 text",
    ),
    ("NUL", PANEL, b"RU-TOM,2005,", b"RU-TOM,20\x0005,", "row 1603: NUL bytes are not allowed"),
    (
        "cut line",
        PANEL,
        b"RU-TOM,2005,",
        b"RU-TOM,2005\nRU-TOM,2005,",
        "row 1603: has 2 cells, the header has 23",
    ),
    ("blank line", PANEL, b"RU-TOM,2005,", b"\nRU-TOM,2005,", "row 1603: the line is empty"),
    (
        "open quote",
        PANEL,
        b"RU-TOM,2005,",
        b'"RU-TOM,2005,',
        "row 1603: the row cannot be split into cells",
    ),
    (
        "unknown unit",
        FACTS,
        b",RUB_bn,",
        b",RUB_mrd,",
        (
            "column unit: 'RUB_mrd' is not known; "
            "allowed: RUB_bn, USD_mn, count, ha, jobs, percent, rank, ratio, year"
        ),
    ),
    ("unknown kind", FACTS, b",plan,", b",plans,", "row 2, column kind: 'plans' is not known"),
    (
        "no such day",
        FACTS,
        b"2017-07-03,2017-07-03",
        b"2017-07-03,2017-02-30",
        "row 2, column published_on: '2017-02-30' is not a date YYYY-MM-DD",
    ),
    (
        "no such month",
        FACTS,
        b",2015,2020,",
        b",2015,2020-13,",
        "row 2, column period_end: '2020-13' does not match the pattern",
    ),
    ("flag", FACTS, b",False,", b",no,", "row 2, column unit_corrected: 'no' is not True or False"),
]
READS = {PANEL: data.load_panel, FACTS: data.load_facts}


@pytest.mark.parametrize(
    ("file", "old", "new", "message"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS]
)
def test_a_damaged_cell_is_named(
    replace: Callable[..., None], file: str, old: bytes, new: bytes, message: str
):
    replace(file, old, new)
    with pytest.raises(DataError, match=re.escape(message)) as caught:
        READS[file]()
    assert str(caught.value).startswith(f"data/{file}: row ")
    assert not re.search(r"pandera|pandas|Traceback|/tmp|dtype", str(caught.value))
