"""What the project says about itself agrees with itself."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml


@pytest.fixture
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


def test_citation_is_valid_and_of_this_version(root: Path, project: dict) -> None:
    checked = subprocess.run(
        [
            sys.executable, "-m", "check_jsonschema",
            "--builtin-schema", "vendor.citation-file-format", str(root / "CITATION.cff"),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr
    citation = yaml.safe_load((root / "CITATION.cff").read_text())
    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]
    assert citation["keywords"] == project["keywords"]


def test_changelog_keeps_the_form(root: Path, project: dict) -> None:
    text = (root / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    for heading in headings[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Numbers"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= kinds


def test_licence_covers_the_code_and_not_the_figures(root: Path) -> None:
    text = (root / "LICENSE").read_text()
    assert text.startswith("MIT License")
    assert "data/SOURCES.md" in text
    assert (root / "data" / "SOURCES.md").exists()


def test_python_needed_is_said_once_and_obeyed(root: Path, project: dict) -> None:
    bootstrap = (root / "tools" / "bootstrap.py").read_text()
    needed = re.search(r"^NEEDED = \((\d+), (\d+)\)$", bootstrap, re.MULTILINE)
    assert needed is not None
    assert project["requires-python"] == f">={needed[1]}.{needed[2]}"


@pytest.mark.parametrize("target", ["lab", "lint", "lock", "notebooks", "run", "setup", "test"])
def test_make_lists_its_targets(root: Path, target: str) -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory"], cwd=root, capture_output=True, text=True, check=True
    )
    assert re.search(rf"^make {target} +\S", listed.stdout, re.MULTILINE)


def test_every_ruff_exception_has_its_reason(root: Path) -> None:
    settings = (root / "pyproject.toml").read_text().split("[tool.ruff.lint]")[1]
    settings = settings.split("[tool.ruff.lint.pydocstyle]")[0]
    for line in settings.splitlines():
        if re.match(r'    "[A-Z]+\d*",', line):
            assert re.search(r"# \w+", line), line
