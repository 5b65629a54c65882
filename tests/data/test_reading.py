"""Reading once, handing out copies, choosing by name."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import data
from analysis.data import tables
from analysis.errors import ParameterError

LOADERS = [
    data.load_panel,
    data.load_facts,
    data.load_zone_panel,
    data.load_zone_conflicts,
    data.load_regions,
    data.load_regional_industry,
    data.load_treatments,
    data.load_national_hpw,
    data.load_io_table,
    data.load_io_flows,
    data.load_industry,
    data.load_io_concordance,
    data.load_reference_io,
    data.load_breaks,
]


@pytest.mark.parametrize("load", LOADERS, ids=lambda load: load.__name__)
def test_a_caller_may_change_what_it_gets(load: Callable[[], pd.DataFrame]):
    expected = load().copy(deep=True)
    frame = load()
    frame.index.names = ["spoilt"] * frame.index.nlevels
    frame.columns.name = "spoilt"
    for column in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = 0
            frame.iloc[0, frame.columns.get_loc(column)] = 1
    frame.attrs["spoilt"] = True
    frame["spoilt"] = 1
    again = load()
    pd.testing.assert_frame_equal(again, expected, check_exact=True)
    assert again.index.names == expected.index.names
    assert again.attrs == {}


def test_a_table_is_parsed_once(monkeypatch: pytest.MonkeyPatch, room: Path):
    parsed = []
    decode = tables.decode
    monkeypatch.setattr(tables, "decode", lambda *a: parsed.append(1) or decode(*a))
    for as_of in (2010, 2016, None):
        data.load_panel(as_of=as_of)
    assert len(parsed) == 1


def test_a_changed_file_is_read_again_even_with_its_old_time_stamp(room: Path):
    path = room / "regional_panel.csv"
    before = path.stat()
    first = data.load_panel().loc[("RU", 2000), "employed_thousand"]
    path.write_bytes(path.read_bytes().replace(b"64516.6", b"64516.7"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert first == 64516.6
    assert data.load_panel().loc[("RU", 2000), "employed_thousand"] == 64516.7


def test_sealed_tables_are_read_without_pandera():
    program = (
        "import sys; from analysis import data; data.load_panel(2016); data.load_facts(); "
        "data.load_zone_panel(); data.load_treatments(); data.load_io_flows(); "
        "sys.exit('pandera' in sys.modules)"
    )
    finished = subprocess.run([sys.executable, "-c", program], check=False)
    assert finished.returncode == 0


def test_a_value_is_read_to_the_last_bit():
    panel = data.load_panel()
    text = (data.project_root() / "data" / "regional_panel.csv").read_text(encoding="utf-8")
    assert "3611109" in text
    assert panel.loc[("RU", 2004), "investment_rub_mn"] == float("2865013.88808")


def test_one_code_and_a_list_of_one_code_are_the_same():
    one = data.load_panel(regions="RU-TOM")
    pd.testing.assert_frame_equal(one, data.load_panel(regions=["RU-TOM"]))
    assert list(one.index.unique("code")) == ["RU-TOM"]
    assert one.loc[("RU-TOM", 2016), "employed_thousand"] == 487.8


def test_regions_come_sorted_whatever_the_order_asked_for():
    panel = data.load_panel(regions=["RU-TOM", "RU-AL"])
    assert list(panel.index.unique("code")) == ["RU-AL", "RU-TOM"]


def test_unknown_regions_are_all_named_with_the_nearest():
    with pytest.raises(ParameterError, match=r"'RU-TOMS' is not in .*; nearest: RU-TOM") as caught:
        data.load_panel(regions=["RU-TOMS", "RU", "Narnia"])
    assert "'Narnia'" in str(caught.value)
    assert len(caught.value.problems) == 3


def test_no_region_at_all_is_refused():
    with pytest.raises(ParameterError, match="regions: names no region; allowed: codes"):
        data.load_panel(regions=[])


def test_a_region_without_an_industry_table_is_refused():
    with pytest.raises(ParameterError, match=r"(?s)region: 'RU-NVS'.*allowed are RU-TOM"):
        data.load_regional_industry("RU-NVS")


def test_unknown_subject_is_named_with_the_nearest():
    with pytest.raises(ParameterError, match=r"subject: 'ino_tomks' .*; nearest: ino_tomsk"):
        data.load_facts("ino_tomks")


def test_a_subject_without_known_statements_gives_no_rows():
    facts = data.load_facts("ino_tomsk", as_of=2005)
    assert facts.empty
    assert "value" in facts.columns


def test_statements_in_both_tables_are_kept_once():
    facts = data.load_facts()
    statement = [column for column in facts.columns if column != "table"]
    assert len(facts) == 69 + 421 - 15
    assert not facts.duplicated(statement).any()
    assert facts["table"].value_counts().to_dict() == {"zone_facts": 406, "programme_facts": 69}


def test_types_of_the_facts():
    facts = data.load_facts()
    assert facts["value"].dtype == np.float64
    assert facts["unit_corrected"].dtype == np.bool_
    assert facts["published_on"].dt.year.max() == 2026
    assert facts["note"].isna().any()


def test_breaks_are_reachable():
    years = data.load_breaks("employed_thousand").query("codes == 'all' and kind == 'method'")
    assert years["year"].to_list() == [2010]
    found = set(data.load_breaks()[["column", "year", "kind"]].itertuples(index=False, name=None))
    assert found >= {
        ("employed_thousand", 2010, "method"),
        ("grp_rub_mn", 2016, "level"),
        ("labour_force_thousand", 2017, "coverage"),
        ("fixed_assets_rub_mn", 2019, "level"),
        ("innovation_output_share_pct", 2017, "method"),
    }


def test_a_column_without_a_known_break_has_none():
    assert data.load_breaks("rd_personnel").empty


def test_unknown_column_is_named_with_the_nearest():
    with pytest.raises(ParameterError, match="nearest: employed_thousand"):
        data.load_breaks("employd_thousand")


def test_input_files_fingerprint_every_visible_file(room: Path):
    (room / ".hidden").mkdir()
    (room / ".hidden" / "note.csv").write_text("x", encoding="utf-8")
    (room / "programmes").mkdir()
    (room / "programmes" / "one.yaml").write_bytes(b"a: 1\n")
    files = data.input_files()
    assert list(files) == sorted(files)
    assert files["programmes/one.yaml"] == hashlib.sha256(b"a: 1\n").hexdigest()
    assert {"regional_panel.csv", "reference/germany_1995_io.csv", "datapackage.json"} <= set(files)
    assert not any(name.startswith(".") for name in files)


def test_data_folder_is_that_of_the_clone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TOMSK2020_DATA", raising=False)
    assert data.data_folder() == data.project_root() / "data"
    assert (data.project_root() / "pyproject.toml").is_file()
