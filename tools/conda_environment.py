"""Write ``environment.yml``, the conda door to the versions of ``requirements.lock``."""

import re
import sys
import tomllib
from pathlib import Path

from packaging.markers import Marker

__all__ = ["locked_versions", "render", "requirement_names"]

ROOT = Path(__file__).resolve().parents[1]
# What conda-forge calls a package, where that is not its name on the Python index.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "pandera": "pandera-pandas"}
# Tools of the tests that an economist's environment has too; other development tools, whose conda
# builds trail their releases, come through pip.
CONDA_TOOLS = {"hypothesis", "nbval", "pytest", "pytest-xdist"}
OLDEST_PYTHON = {"python_version": "3.11", "python_full_version": "3.11.0"}
HEADER = """\
# Made by `make environment` from pyproject.toml and requirements.lock: change those, not this.
# conda env create --file environment.yml && conda activate tomsk2020
"""


def canonical(name: str) -> str:
    """Spell a distribution name as the lock does.

    Parameters
    ----------
    name
        Name in any spelling.

    Returns
    -------
        Lower case, hyphens only.
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_names(requirements: list[str]) -> list[str]:
    """Take the names out of requirement lines.

    Parameters
    ----------
    requirements
        Lines such as ``pandera[pandas]>=0.35,<1``.

    Returns
    -------
        Canonical names in the same order.
    """
    matches = (re.match(r"[\w.-]+", line) for line in requirements)
    return [canonical(match[0]) for match in matches if match]


def locked_versions(lock: str) -> dict[str, str]:
    """Read the pins of a lock for the oldest Python supported.

    Parameters
    ----------
    lock
        Text of ``requirements.lock``.

    Returns
    -------
        Canonical name → version.
    """
    pins = re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)(?: ; (.*?))? \\", lock, re.MULTILINE)
    return {
        canonical(name): version
        for name, version, marker in pins
        if not marker or Marker(marker).evaluate(OLDEST_PYTHON)
    }


def render(pyproject: str, lock: str) -> str:
    """Render the conda environment.

    Parameters
    ----------
    pyproject
        Text of ``pyproject.toml``.
    lock
        Text of ``requirements.lock``.

    Returns
    -------
        Text of ``environment.yml``: the direct dependencies at their locked versions.
    """
    project = tomllib.loads(pyproject)
    versions = locked_versions(lock)
    runtime = requirement_names(project["project"]["dependencies"])
    development = requirement_names(project["dependency-groups"]["dev"])
    from_conda = sorted({*runtime, *(CONDA_TOOLS & set(development))})
    from_pip = sorted(set(development) - set(from_conda))
    return HEADER + "\n".join(
        [
            "name: tomsk2020",
            "channels:",
            "  - conda-forge",
            "dependencies:",
            f"  - python{project['project']['requires-python']}",
            *(f"  - {CONDA_NAMES.get(name, name)}={versions[name]}" for name in from_conda),
            "  - pip",
            "  - pip:",
            *(f"      - {name}=={versions[name]}" for name in from_pip),
            "      - --editable .",
            "",
        ]
    )


def main() -> int:
    """Write ``environment.yml``, or with ``--check`` only tell whether it is up to date.

    Returns
    -------
        Exit code.
    """
    target = ROOT / "environment.yml"
    text = render(
        (ROOT / "pyproject.toml").read_text(encoding="utf-8"),
        (ROOT / "requirements.lock").read_text(encoding="utf-8"),
    )
    if "--check" not in sys.argv:
        target.write_text(text, encoding="utf-8")
    elif not target.exists() or target.read_text(encoding="utf-8") != text:
        print("environment.yml is out of date; call make environment", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
