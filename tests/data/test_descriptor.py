"""The descriptor against the data package standard, the files, the sidecars and the house rules.

`jsonschema` checks the properties that the Tabular Data Package profile requires, written out here,
because the profile itself is in no library the project installs.
"""

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from analysis import data
from analysis.data import checksums
from analysis.errors import DataError

Descriptor = dict[str, Any]

TEXT = {"type": "string", "minLength": 1}
FIELD = {
    "type": "object",
    "required": [
        "name",
        "type",
        "title",
        "description",
        "unit",
        "constraints",
        "source",
        "license",
    ],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "type": {"enum": ["string", "number", "integer", "boolean", "date"]},
        "title": TEXT,
        "description": TEXT,
        "unit": TEXT,
        "source": TEXT,
        "license": TEXT,
        "constraints": {
            "type": "object",
            "required": ["required"],
            "properties": {
                "required": {"type": "boolean"},
                "unique": {"type": "boolean"},
                "pattern": {"type": "string", "format": "regex"},
                "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
                "minimum": {"type": "number"},
                "maximum": {"type": "number"},
            },
            "additionalProperties": False,
        },
    },
}
LICENCES = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["name", "title"]},
}
SOURCES = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "required": ["title", "producer", "citation"]},
}
TABULAR_PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "title", "description", "licenses", "sources", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "name": {"type": "string", "pattern": r"^([-a-z0-9._/])+$"},
        "licenses": LICENCES,
        "sources": SOURCES,
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": [
                    "name", "path", "profile", "title", "description", "schema", "hash", "bytes",
                    "checked", "licenses", "sources", "vintage", "encoding", "informationSet",
                ],
                "properties": {
                    "profile": {"const": "tabular-data-resource"},
                    "name": {"type": "string", "pattern": r"^([-a-z0-9._/])+$"},
                    "path": {"type": "string", "pattern": r"^(?=^[^./~])(^((?!\.{2}).)*$).*$"},
                    "encoding": {"const": "utf-8"},
                    "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                    "bytes": {"type": "integer", "minimum": 1},
                    "licenses": LICENCES,
                    "sources": SOURCES,
                    "vintage": TEXT,
                    "schema": {
                        "type": "object",
                        "required": ["fields", "primaryKey", "missingValues"],
                        "properties": {
                            "fields": {"type": "array", "minItems": 1, "items": FIELD},
                            "missingValues": {"const": [""]},
                        },
                    },
                },
            },
        },
    },
}  # fmt: skip
SUFFIXES = {
    "_rub_mn": "RUB million",
    "_rub_bn_cumulative": "RUB billion",
    "_rub_bn_annual": "RUB billion",
    "_pct": "per cent",
}


@pytest.fixture(scope="module")
def descriptor() -> Descriptor:
    path = data.project_root() / "data" / "datapackage.json"
    return json.loads(path.read_text(encoding="utf-8"))


def fields(descriptor: Descriptor) -> list[tuple[str, dict[str, Any]]]:
    return [
        (resource["name"], field)
        for resource in descriptor["resources"]
        for field in resource["schema"]["fields"]
    ]


def test_descriptor_has_what_the_standard_and_the_house_require(descriptor: Descriptor):
    validator = jsonschema.Draft202012Validator(TABULAR_PACKAGE)
    assert [error.message for error in validator.iter_errors(descriptor)] == []


def test_names_of_tables_and_columns_are_unique(descriptor: Descriptor):
    tables = [resource["name"] for resource in descriptor["resources"]]
    assert len(tables) == len(set(tables))
    columns = [(table, field["name"]) for table, field in fields(descriptor)]
    assert len(columns) == len(set(columns))


def test_every_table_in_the_folder_is_described_and_the_other_way_round(descriptor: Descriptor):
    folder = data.project_root() / "data"
    tables = {path.name for path in folder.glob("*.csv")} - {"variables.csv"}
    tables |= {f"reference/{path.name}" for path in (folder / "reference").glob("*.csv")}
    assert {resource["path"] for resource in descriptor["resources"]} == tables


def test_headers_are_the_columns_in_their_order(descriptor: Descriptor):
    for resource in descriptor["resources"]:
        path = data.project_root() / "data" / resource["path"]
        header = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert header.split(",") == [field["name"] for field in resource["schema"]["fields"]]


def test_committed_checksums_are_those_of_the_files(descriptor: Descriptor):
    for resource in descriptor["resources"]:
        content = (data.project_root() / "data" / resource["path"]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert (resource["hash"], resource["bytes"]) == (f"sha256:{digest}", len(content)), (
            f"{resource['path']} changed: run python -m analysis.data.checksums"
        )


def test_every_table_passes_the_full_check_and_its_seal_holds():
    assert checksums.stale_tables() == [], "run python -m analysis.data.checksums"


def test_units_are_listed_and_used(descriptor: Descriptor):
    used = {field["unit"] for _, field in fields(descriptor)}
    assert used == set(descriptor["units"])


def test_units_agree_with_the_names_of_columns(descriptor: Descriptor):
    for table, field in fields(descriptor):
        for suffix, unit in SUFFIXES.items():
            if field["name"].endswith(suffix):
                assert field["unit"].startswith(unit), (table, field["name"])


def test_numbers_with_a_closed_scale_have_both_bounds(descriptor: Descriptor):
    shares = {f["name"] for _, f in fields(descriptor) if f["name"].endswith("share_pct")}
    bounded = {f["name"] for _, f in fields(descriptor) if f["constraints"].get("maximum") == 100}
    assert shares <= bounded


def test_codes_of_regions_point_to_the_key_table(descriptor: Descriptor):
    for resource in descriptor["resources"]:
        keys = {
            key["fields"][0]: key["reference"] for key in resource["schema"].get("foreignKeys", [])
        }
        for field in resource["schema"]["fields"]:
            is_region = field["constraints"].get("pattern", "").startswith("^RU(")
            own_key = (resource["name"], field["name"]) == ("regions", "code")
            if is_region and not own_key:
                assert keys[field["name"]]["fields"] == ["code"]
                assert keys[field["name"]]["resource"] in {"regions", ""}


def test_sidecar_and_descriptor_say_the_same_of_the_panel(descriptor: Descriptor):
    path = data.project_root() / "data" / "regional_panel.yaml"
    sidecar = yaml.safe_load(path.read_text(encoding="utf-8"))["columns"]
    panel = next(r for r in descriptor["resources"] if r["name"] == "regional_panel")
    described = {field["name"]: field for field in panel["schema"]["fields"]}
    assert list(sidecar) == list(described)
    for name in list(sidecar)[2:]:
        pairs = [
            (sidecar[name]["title"], described[name]["title"]),
            (sidecar[name]["unit"], described[name]["unit"]),
            (sidecar[name]["definition"], described[name]["description"]),
            (sidecar[name]["source"], described[name]["source"]),
            (sidecar[name]["known_breaks"], described[name]["caveats"]),
        ]
        assert all(theirs == ours for theirs, ours in pairs), name


def test_sidecar_names_every_row_and_column_of_the_input_output_table():
    path = data.project_root() / "data" / "national_io_2016.yaml"
    sidecar = yaml.safe_load(path.read_text(encoding="utf-8"))
    table = data.load_io_table()
    assert set(table["row"]) == set(sidecar["rows"]) | set(sidecar["other_rows"])
    assert set(table["column"]) == set(sidecar["columns"])


def test_readme_names_every_table_with_its_rows(descriptor: Descriptor):
    text = (data.project_root() / "data" / "README.md").read_text(encoding="utf-8")
    for resource in descriptor["resources"]:
        row = re.search(rf"^\| `{re.escape(resource['path'])}` \| (\d+) \|", text, re.MULTILINE)
        content = (data.project_root() / "data" / resource["path"]).read_text(encoding="utf-8")
        assert row is not None, resource["path"]
        assert int(row[1]) == content.count("\n") - 1


def test_sources_name_every_table(descriptor: Descriptor):
    text = (data.project_root() / "data" / "SOURCES.md").read_text(encoding="utf-8")
    assert [r["path"] for r in descriptor["resources"] if r["path"] not in text] == []


def test_checksums_are_renewed_after_a_sound_change(room: Path, capsys: pytest.CaptureFixture[str]):
    path = room / "regional_panel.csv"
    path.write_bytes(path.read_bytes().replace(b"64516.6", b"64516.7"))
    assert checksums.stale_tables() == ["regional_panel"]
    assert checksums.main() == 0
    assert capsys.readouterr().out == "data/datapackage.json: renewed regional_panel\n"
    assert checksums.stale_tables() == []
    assert checksums.main() == 0
    assert capsys.readouterr().out == "data/datapackage.json: renewed nothing\n"


def test_a_changed_key_table_breaks_the_seals_that_rest_on_it(room: Path):
    path = room / "regions.csv"
    path.write_bytes(path.read_bytes().replace(b"Bryansk Oblast", b"Bryansk"))
    assert checksums.stale_tables() == ["regions", "regional_panel", "zone_panel", "treatments"]


def test_broken_tables_get_no_checksum(room: Path, capsys: pytest.CaptureFixture[str]):
    shutil.copy(room / "datapackage.json", room / "before.json")
    for name, old in (("regional_panel.csv", b"64516.6"), ("zone_panel.csv", b"RU-TOM")):
        path = room / name
        path.write_bytes(path.read_bytes().replace(old, b"?", 1))
    with pytest.raises(DataError, match=r"(?s)regional_panel.csv: row 2.*zone_panel.csv: row 2"):
        checksums.write_checksums()
    assert checksums.main() == DataError.exit_code
    assert "regional_panel.csv: row 2" in capsys.readouterr().err
    assert (room / "datapackage.json").read_bytes() == (room / "before.json").read_bytes()
