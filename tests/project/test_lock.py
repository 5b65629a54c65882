"""requirements.lock is complete, pinned by hash, and answers to pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools.conda_environment import canonical, locked_versions


@pytest.fixture
def lock(root: Path) -> str:
    return (root / "requirements.lock").read_text()


@pytest.fixture
def pyproject(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text())


def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE))
    assert len(entries) > 150
    for entry in entries:
        assert re.match(r"[\w.-]+(\[.*\])?==[\w.!+]+ ", entry), entry.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry.splitlines()[0]


def test_no_index_is_written_down(lock: str) -> None:
    assert "://" not in lock
    assert not re.search(r"^\s*(-i|-f|--(extra-)?index-url|--find-links)\b", lock, re.MULTILINE)


def test_every_requirement_is_met(lock: str, pyproject: dict) -> None:
    versions = locked_versions(lock)
    wanted = [*pyproject["project"]["dependencies"], *pyproject["dependency-groups"]["dev"]]
    for requirement in map(Requirement, wanted):
        version = versions.get(canonical(requirement.name))
        assert version, f"{requirement.name} is not in requirements.lock: make lock"
        assert version in requirement.specifier, f"{requirement} against {version}: make lock"


def test_build_backend_and_installer_are_pinned_too(lock: str, pyproject: dict) -> None:
    versions = locked_versions(lock)
    assert {"hatchling", "editables", "uv"} <= versions.keys()
    for requirement in map(Requirement, pyproject["build-system"]["requires"]):
        assert versions[requirement.name] in requirement.specifier


@pytest.mark.parametrize("name", ["numpy", "pandas", "scipy", "scoringrules", "statsmodels"])
def test_numbers_come_from_one_version_on_every_supported_python(lock: str, name: str) -> None:
    entries = re.findall(rf"^{name}==(\S+)(?: ; (.*?))? \\$", lock, re.MULTILINE)
    before_315 = [
        version for version, marker in entries if marker != "python_full_version >= '3.15'"
    ]
    assert len(before_315) == 1, entries


def test_the_slow_optional_parser_of_jsonschema_stays_out(lock: str) -> None:
    # A marker that is never true keeps the line and installs nothing.
    for marker in re.findall(r"^rfc3987-syntax==\S+(.*)$", lock, re.MULTILINE):
        assert "sys_platform == 'never'" in marker
