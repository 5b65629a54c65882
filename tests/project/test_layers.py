"""Arrows point down only, files stay small, and no file is a drawer for everything."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "analysis"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 300
# What each part of the package may import of the others.
ALLOWED = {
    "errors": set(),
    "data": {"errors"},
    "models": {"errors"},
    "verification": {"errors", "data", "models"},
    "scenario": {"errors", "data"},
    "simulation": {"errors", "data", "models", "scenario"},
    "report": {"errors", "data", "models", "verification", "scenario", "simulation"},
    "explorer": {"errors", "data", "models", "scenario", "simulation", "report"},
    # Verification for its page of the site, which is written anew only where something has changed.
    "execution": {
        "errors",
        "data",
        "models",
        "verification",
        "scenario",
        "simulation",
        "report",
    },
}


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(source: str, module: Path) -> set[str]:
    """Parts of the package that a module imports, at the top or inside a function."""
    package = ["analysis", *module.relative_to(PACKAGE).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("analysis.")}
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(module: Path) -> None:
    part = part_of(module)
    if part not in ALLOWED:  # the entry points and the package itself may use everything
        assert part in {"__init__", "__main__", "cli"}, f"say in ALLOWED where {part} stands"
        return
    upwards = imported_parts(module.read_text(encoding="utf-8"), module) - ALLOWED[part] - {part}
    assert not upwards, f"{part} may not import {', '.join(sorted(upwards))}"


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        ("import analysis.data", {"data"}),
        ("from analysis import data, report", {"data", "report"}),
        ("from analysis.models.baseline import forecast", {"models"}),
        ("def f():\n    from ..report import tables", {"report"}),
        ("from . import streams", {"simulation"}),
        ("import numpy.random", set()),
    ],
)
def test_every_way_to_import_is_seen(statement: str, parts: set[str]) -> None:
    assert imported_parts(statement, PACKAGE / "simulation" / "draws.py") == parts


@pytest.mark.parametrize(
    "module",
    [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "tools").glob("*.py"))],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_one_idea_a_file(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert module.stem not in {"utils", "util", "helpers", "helper", "misc", "manager", "common"}
