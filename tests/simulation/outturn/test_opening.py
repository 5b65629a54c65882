"""Figures after `as_of` are opened in one module, and nothing that must not look can reach it."""

import ast
from pathlib import Path

import nbformat
import numpy as np
import pytest

from analysis import scenario
from analysis.simulation import outturn, simulate
from analysis.simulation.outturn.forecasts import forecasts
from tests.poison import poisoned_copy

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "analysis"
HERE = PACKAGE / "simulation" / "outturn"
NAME = "analysis.simulation.outturn"
# Whoever shows outturns, and the front door through which notebook 08 asks for them.
MAY_NAME_IT = {
    "simulation/__init__.py",
    "report/blame_paragraphs.py",
    "report/blame_tables.py",
    "report/figures/of_outturn.py",
    "report/outturn_paragraphs.py",
    "report/outturn_promises.py",
    "report/outturn_tables.py",
    "report/promise_tables.py",
}


def named(tree: ast.AST) -> set[str]:
    """Every module a file imports, with the names taken from it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def reaches(module: Path) -> bool:
    imports = named(ast.parse(module.read_text(encoding="utf-8")))
    return any(name == NAME or name.startswith(f"{NAME}.") for name in imports)


def test_only_those_who_show_outturns_import_them() -> None:
    outside = [module for module in PACKAGE.rglob("*.py") if HERE not in module.parents]
    reaching = {str(module.relative_to(PACKAGE)) for module in outside if reaches(module)}
    assert reaching <= MAY_NAME_IT
    assert "report/figures/of_outturn.py" in reaching


def test_only_one_module_reads_without_a_cut() -> None:
    cut, uncut = 0, []
    for module in sorted(HERE.glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr.startswith("load_"):
                known = "as_of" in {word.arg for word in node.keywords}
                cut += known
                uncut += [] if known else [module.stem]
    assert set(uncut) == {"figures"}
    assert cut


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("0[1-7]*.ipynb")), ids=str)
def test_no_earlier_notebook_names_an_outturn(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    words = {node.attr for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}
    assert not words & {"outturn", *outturn.__all__}


@pytest.mark.end_to_end
def test_poison_after_as_of_changes_no_forecast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = scenario.from_parameters(as_of=2016, draws=200)
    clean = list(forecasts(simulate(case)))
    monkeypatch.setenv("TOMSK2020_DATA", str(poisoned_copy(tmp_path / "data", 2016)))
    poisoned = list(forecasts(simulate(case)))
    assert len(clean) == len(poisoned) > 20
    for one, other in zip(clean, poisoned, strict=True):
        assert (one.item, one.year, one.note) == (other.item, other.year, other.note)
        np.testing.assert_array_equal(one.draws, other.draws)
        np.testing.assert_array_equal(one.reference, other.reference)
        np.testing.assert_equal((one.promise, one.no_change), (other.promise, other.no_change))
    came = outturn.outturns(case)
    assert (came.loc[came["item"] == "employment", "outturn"] == 77_000).all()
