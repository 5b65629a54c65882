"""environment.yml is the conda door to the versions of the lock."""

import difflib
from pathlib import Path

import pytest
import yaml

from tools.conda_environment import locked_versions, render, requirement_names


def test_committed_file_is_what_the_tool_makes(root: Path) -> None:
    made = render((root / "pyproject.toml").read_text(), (root / "requirements.lock").read_text())
    committed = (root / "environment.yml").read_text()
    if made != committed:
        difference = difflib.unified_diff(
            committed.splitlines(), made.splitlines(), "environment.yml", "made", lineterm=""
        )
        pytest.fail("\n".join([*difference, "mend it with: make environment"]), pytrace=False)


def test_holds_what_an_economist_opens_it_for(root: Path) -> None:
    environment = yaml.safe_load((root / "environment.yml").read_text())
    names = {line.split("=")[0] for line in environment["dependencies"] if isinstance(line, str)}
    assert {
        "jupyterlab", "nbval", "pandas", "papermill", "pytest", "seaborn", "statsmodels",
    } <= names  # fmt: skip
    assert environment["channels"][0] == "conda-forge"
    assert "python>=3.11" in environment["dependencies"]


def test_names_are_canonical_and_without_extras() -> None:
    assert requirement_names(["pandera[pandas]>=0.35,<1", "types_PyYAML>=6"]) == [
        "pandera", "types-pyyaml",
    ]  # fmt: skip


def test_a_fork_of_the_lock_is_read_for_the_oldest_python() -> None:
    lock = (
        "numpy==2.4.6 ; python_full_version < '3.15' \\\n    --hash=sha256:00\n"
        "numpy==2.5.5 ; python_full_version >= '3.15' \\\n    --hash=sha256:01\n"
        "rich==15.0.0 \\\n    --hash=sha256:02\n"
    )
    assert locked_versions(lock) == {"numpy": "2.4.6", "rich": "15.0.0"}


def test_a_new_dependency_appears_at_its_locked_version() -> None:
    pyproject = (
        '[project]\nrequires-python = ">=3.11"\ndependencies = ["rich>=14"]\n'
        '[dependency-groups]\ndev = ["ruff"]\n'
    )
    lock = "rich==15.0.0 \\\n  --hash=x\nruff==0.17.6 \\\n  --hash=y\n"
    made = yaml.safe_load(render(pyproject, lock))
    assert made["dependencies"][1] == "rich=15.0.0"
    assert made["dependencies"][-1]["pip"] == ["ruff==0.17.6", "--editable ."]
