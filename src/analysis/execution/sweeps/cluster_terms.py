"""What a machine must have in common with a sweep, so that a case has the same bytes there."""

import hashlib
import json
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from analysis import data
from analysis.execution.manifest import Ingredients, gather
from analysis.execution.notebook_files import read_notebooks

__all__ = ["differences", "terms"]

# The lock says which versions there should be; these are asked which there are.
_LIBRARIES = ("linearmodels", "numpy", "pandas", "pyarrow", "scipy", "scoringrules", "statsmodels")
_SHOWN_DIGITS = 12


def terms(made_of: Ingredients) -> dict[str, str]:
    """Return what the key of a case promises, and the libraries of this machine.

    Parameters
    ----------
    made_of
        What every case of the sweep is made of.

    Returns
    -------
    dict
        Digest or version by name.
    """
    return {
        "package source": made_of.source,
        "requirements.lock": made_of.lock,
        "input files": _digest(made_of.inputs),
        "notebooks": _digest(made_of.notebooks),
        "Python": ".".join(map(str, sys.version_info[:2])),
        "processor": platform.machine(),
        **{name: _version(name) for name in _LIBRARIES},
    }


def differences(asked: Mapping[str, str], notebooks: Sequence[str]) -> list[str]:
    """Say what this machine has otherwise than a sweep asks for.

    Parameters
    ----------
    asked
        Terms of the sweep.
    notebooks
        Names or paths of the notebooks it runs, if any.

    Returns
    -------
    list of str
        One line a difference; empty if cases may be done here.
    """
    root = data.project_root()
    sources = read_notebooks(notebooks, root / "notebooks") if notebooks else []
    here = terms(gather(sources, {}, root))
    return [
        f"{name}: {_shown(here.get(name, ''))} there, {_shown(wanted)} in the sweep"
        for name, wanted in asked.items()
        if here.get(name) != wanted
    ]


def _digest(found: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(found), sort_keys=True).encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _shown(value: str) -> str:
    return value[:_SHOWN_DIGITS] or "none"
