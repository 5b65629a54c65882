"""A damaged descriptor is refused before a table is read by it."""

import json
from pathlib import Path

import pytest

from analysis import data
from analysis.errors import DataError

DESCRIPTOR = "datapackage.json"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff", "byte 0 is not UTF-8 text"),
        (b"", "row 1, character 1: not JSON"),
        (b'{"units": ', r"row 1, character \d+: not JSON"),
        (b"[]", "row 1: not a JSON object"),
        (b"{}", "units: Field required\ndata/datapackage.json: resources: Field required"),
    ],
)
def test_a_damaged_descriptor_is_named(room: Path, content: bytes, message: str):
    (room / DESCRIPTOR).write_bytes(content)
    with pytest.raises(DataError, match=f"^data/{DESCRIPTOR}: {message}"):
        data.load_panel()


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("unit", "RUB zillion", "column investment_rub_mn: unit 'RUB zillion' is not known"),
        ("type", "float", r"fields\.5\.type: Input should be 'string', 'number'"),
        ("constraints", {"minimum": "none"}, r"fields\.5\.constraints\.minimum: Input should be"),
        ("breaks", [{"year": 2016, "kind": "odd", "text": ""}], "kind: Input should be 'method'"),
    ],
)
def test_a_column_described_wrongly_is_named(room: Path, place: str, value: object, message: str):
    descriptor = json.loads((room / DESCRIPTOR).read_bytes())
    descriptor["resources"][1]["schema"]["fields"][5][place] = value
    (room / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(DataError, match=message):
        data.load_panel()


def test_keys_must_be_columns_and_tables(room: Path):
    descriptor = json.loads((room / DESCRIPTOR).read_bytes())
    schema = descriptor["resources"][1]["schema"]
    schema["primaryKey"] = ["code", "jahr"]
    schema["foreignKeys"][0]["reference"]["resource"] = "countries"
    (room / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(DataError, match=r"key 'jahr' is not one of.*unknown table 'countries'"):
        data.load_panel()


def test_a_table_that_is_not_described_is_named():
    with pytest.raises(DataError, match=r"datapackage.json: no table 'panel'; described are regio"):
        data.load_reference_io("panel")


def test_a_stricter_description_is_applied_to_an_unchanged_file(room: Path):
    data.load_panel()
    descriptor = json.loads((room / DESCRIPTOR).read_bytes())
    descriptor["resources"][1]["schema"]["fields"][2]["constraints"]["maximum"] = 70_000
    (room / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(DataError, match=r"employed_thousand: .* is above its limit; allowed: 0 to"):
        data.load_panel()
