from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from analysis.execution.sweeps.store import (
    dataset,
    encoded,
    is_intact,
    is_sound,
    result_path,
    write_result,
)

KEYS = ("ab12", "cd34")


def table(value: float) -> pd.DataFrame:
    return pd.DataFrame({"variable": ["Jobs|Net"] * 3, "year": [2018, 2019, 2020], "value": value})


@pytest.fixture
def written(tmp_path: Path) -> dict[str, str]:
    return {
        key: write_result(encoded(table(n), key), result_path(tmp_path, key), tmp_path / "part")
        for n, key in enumerate(KEYS)
    }


def test_equal_tables_are_equal_bytes_whatever_their_index():
    turned = table(1.5).set_axis([7, 8, 9])
    assert encoded(table(1.5), "ab") == encoded(turned, "ab")
    assert encoded(table(1.5), "ab") != encoded(table(1.5), "cd")


def test_strings_are_plain_and_no_library_leaves_its_version(tmp_path: Path):
    (tmp_path / "a.parquet").write_bytes(encoded(table(1.5), "ab"))
    schema = parquet.read_schema(tmp_path / "a.parquet")
    assert schema.names == ["case", "variable", "year", "value"]
    assert [str(kind) for kind in schema.types] == ["string", "string", "int64", "double"]
    assert not schema.metadata


def test_a_folder_of_results_is_one_dataset(written: dict[str, str], tmp_path: Path):
    found = pd.read_parquet(tmp_path / "results", filters=[("value", ">", 0), ("year", "=", 2020)])
    assert found[["case", "year", "value", "shard"]].to_numpy().tolist() == [
        ["cd34", 2020, 1.0, "cd"]
    ]
    assert dataset(tmp_path, ["ab12"]).count_rows() == 3
    assert dataset(tmp_path, KEYS).schema.names == ["case", "variable", "year", "value", "shard"]


def test_a_shard_is_text_even_where_it_looks_like_a_number(tmp_path: Path):
    write_result(encoded(table(1.0), "1234"), result_path(tmp_path, "1234"), tmp_path / "part")
    assert dataset(tmp_path, ["1234"]).to_table()["shard"].to_pylist() == ["12"] * 3


def test_one_bit_is_enough_to_be_found_out(written: dict[str, str], tmp_path: Path):
    path = result_path(tmp_path, "ab12")
    assert is_intact(path, written["ab12"])
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    assert not is_intact(path, written["ab12"])
    assert not is_intact(tmp_path / "nothing", "")


def test_a_file_no_journal_knows_is_sound_if_whole_and_of_its_case(
    written: dict[str, str], tmp_path: Path
):
    path = result_path(tmp_path, "ab12")
    content = path.read_bytes()
    assert is_sound(path, "ab12")
    assert not is_sound(path, "cd34")
    assert not is_sound(tmp_path / "nothing", "ab12")
    for damaged in (b"", content[:-9], content[:30] + bytes([content[30] ^ 4]) + content[31:]):
        path.write_bytes(damaged)
        assert not is_sound(path, "ab12")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    written: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def fail(self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    path = result_path(tmp_path, "ab12")
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write_result(b"new", path, tmp_path / "part")
    assert is_intact(path, written["ab12"])
    assert not (tmp_path / "part").exists()
