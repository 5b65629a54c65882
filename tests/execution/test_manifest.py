from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.execution.manifest import Ingredients, source_digest

BASE = Ingredients(
    parameters={"seed": 1, "scenario_name": "central"},
    notebooks={"04_jobs": "a"},
    inputs={"regions.csv": "b"},
    source="c",
    lock="d",
)


@pytest.mark.parametrize(
    "changed",
    [
        {"parameters": {"seed": 2, "scenario_name": "central"}},
        {"notebooks": {"04_jobs": "x"}},
        {"inputs": {"regions.csv": "x"}},
        {"source": "x"},
        {"lock": "x"},
    ],
)
def test_each_ingredient_changes_the_key(changed: dict[str, Any]):
    assert len(BASE.key) == 64
    assert replace(BASE, **changed).key != BASE.key


def test_the_order_of_parameters_does_not_change_the_key():
    turned = replace(BASE, parameters=dict(reversed(BASE.parameters.items())))
    assert turned.key == BASE.key


def test_source_digest_sees_code_and_templates_but_no_byte_code(tmp_path: Path):
    (tmp_path / "a.py").write_text("1", encoding="utf-8")
    before = source_digest(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("1", encoding="utf-8")
    (tmp_path / ".hidden.py").write_text("1", encoding="utf-8")
    assert source_digest(tmp_path) == before
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.css").write_text("1", encoding="utf-8")
    assert source_digest(tmp_path) != before
