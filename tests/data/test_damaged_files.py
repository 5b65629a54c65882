"""A damaged file gives one error that names the file and all that is wrong with it."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis import data
from analysis.errors import DataError

PANEL = "regional_panel.csv"
DESCRIPTOR = "datapackage.json"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_named(room: Path, content: bytes):
    (room / PANEL).write_bytes(content)
    with pytest.raises(DataError, match=f"^data/{PANEL}: the file is empty: no header, no rows$"):
        data.load_panel()


def test_an_empty_table_is_named(room: Path):
    header = (room / PANEL).read_bytes().split(b"\n")[0]
    (room / PANEL).write_bytes(header + b"\n")
    with pytest.raises(DataError, match=f"^data/{PANEL}: the table has a header but no rows$"):
        data.load_panel()


@pytest.mark.parametrize("cut_bytes", [1, 5, 40, 100_000])
def test_a_file_cut_off_is_noticed(room: Path, cut_bytes: int):
    content = (room / PANEL).read_bytes()
    (room / PANEL).write_bytes(content[:-cut_bytes])
    with pytest.raises(DataError, match=r"row \d+: the last line has no line end: the file may be"):
        data.load_panel()


@pytest.mark.parametrize("name", [PANEL, "regions.csv", DESCRIPTOR])
def test_a_missing_file_is_named(room: Path, name: str):
    (room / name).unlink()
    with pytest.raises(DataError, match=f"^data/{name}: the file is missing; restore it"):
        data.load_panel()


def test_a_folder_in_place_of_a_file_is_named(room: Path):
    (room / PANEL).unlink()
    (room / PANEL).mkdir()
    with pytest.raises(DataError, match=f"^data/{PANEL}: the file cannot be read"):
        data.load_panel()


def test_all_problems_come_in_one_error_in_the_order_of_the_file(replace: Callable[..., None]):
    replace(PANEL, b"RU-TOM,2005,", b"RU-TMO,2005,")
    replace(PANEL, b"64516.6", b"many")
    replace(PANEL, b"RU,2003,", b"RU,2002,")
    with pytest.raises(DataError) as caught:
        data.load_panel()
    rows = [re.search(r"row (\d+)", line)[1] for line in caught.value.problems]
    assert rows == ["2", "5", "1603"]


def test_a_long_list_is_cut_and_counted(replace: Callable[..., None]):
    replace(PANEL, b",2005,", b",2005,x", -1)
    with pytest.raises(DataError, match=r"and 66 more problems$") as caught:
        data.load_panel()
    assert len(caught.value.problems) == 21


def test_a_cell_at_fault_is_told_once(replace: Callable[..., None]):
    replace(PANEL, b"RU,2001,", b"RU,x,")
    with pytest.raises(DataError) as caught:
        data.load_panel()
    assert caught.value.problems == (
        f"data/{PANEL}: row 3, column year: 'x' is not a whole number",
    )


def test_a_fault_in_the_key_table_is_told_as_its_own(replace: Callable[..., None]):
    replace("regions.csv", b"RU-BRY,RU-BRY,15", b"RU-BRY,RU-BRY,x")
    replace(PANEL, b"64516.6", b"64516.7")
    with pytest.raises(DataError, match=r"^data/regions.csv: row 14, column okato: 'x' does not"):
        data.load_panel()


def test_windows_line_ends_and_byte_order_mark_are_harmless(room: Path):
    expected = data.load_panel()
    content = (room / PANEL).read_bytes()
    (room / PANEL).write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(data.load_panel(), expected, check_exact=True)


def test_the_order_of_columns_is_free(room: Path):
    expected = data.load_panel()
    frame = pd.read_csv(room / PANEL, dtype=str, keep_default_na=False)
    frame[frame.columns[::-1]].to_csv(room / PANEL, index=False, lineterminator="\n")
    pd.testing.assert_frame_equal(data.load_panel(), expected, check_exact=True)


def test_a_sound_change_is_accepted(replace: Callable[..., None]):
    replace(PANEL, b"64516.6", b"64516.7")
    assert data.load_panel().loc[("RU", 2000), "employed_thousand"] == 64516.7


def test_a_folder_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TOMSK2020_DATA", "no such folder")
    with pytest.raises(DataError, match="TOMSK2020_DATA='no such folder' names no folder"):
        data.load_panel()
