"""A sweep before it starts: the key of each case, the folder, and what is known to be done."""

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import data
from analysis.execution.manifest import Ingredients, gather
from analysis.execution.sweeps.cases import Case, Cases
from analysis.execution.sweeps.checksums import folder_is_whole
from analysis.execution.sweeps.journal import Ending, Journals
from analysis.execution.sweeps.modes import Mode
from analysis.execution.sweeps.store import is_intact, is_sound, result_path, run_path

__all__ = ["Plan", "known_endings", "plan_sweep"]

# Long enough that two of a million million cases hardly ever share it, short enough to be read.
_KEY_DIGITS = 32
# The same key fails in the same way: everything a model depends on is in the key. A damaged table
# may be mended, and time and memory may suffice on another day.
_FINAL = ("model error",)


@dataclass(frozen=True)
class Plan:
    """A sweep before it starts.

    Parameters
    ----------
    mode
        How a case is done.
    cases
        Case by key, in the order asked for.
    dropped
        How many cases were asked for twice.
    ingredients
        What every case is made of, besides its parameters.
    root
        Folder of the sweep.
    """

    mode: Mode
    cases: dict[str, Case]
    dropped: int
    ingredients: Ingredients
    root: Path

    @cached_property
    def varied(self) -> list[str]:
        """Parameters that differ between cases, in the order of the schema."""
        resolved = [case.resolved for case in self.cases.values()]
        first = resolved[0]
        return [name for name in first if any(one[name] != first[name] for one in resolved)]

    @property
    def made_of(self) -> Ingredients:
        """What the sweep is made of, its notebooks included."""
        code = {each.name: each.code_sha256 for each in self.mode.notebooks}
        return replace(self.ingredients, notebooks=code)

    def manifest(self) -> dict[str, Any]:
        """Return what the sweep is made of, ready for JSON: no machine, no user, no time."""
        first = next(iter(self.cases.values())).resolved
        common = {name: value for name, value in first.items() if name not in self.varied}
        return {
            "format": 1,
            "mode": self.mode.name,
            "notebooks": dict(self.made_of.notebooks),
            "cases": len(self.cases),
            "dropped": self.dropped,
            "parameters": common,
            "varied": self.varied,
            "inputs": {f"data/{name}": found for name, found in self.ingredients.inputs.items()},
            "package": {
                "name": "tomsk2020",
                "version": version("tomsk2020"),
                "source_sha256": self.ingredients.source,
                "lock_sha256": self.ingredients.lock,
            },
            "python": platform.python_version(),
            "processor": platform.machine(),
        }


def plan_sweep(cases: Cases, mode: Mode, out: Path | None) -> Plan:
    """Give every case its key and the sweep its folder.

    Parameters
    ----------
    cases
        The cases.
    mode
        How a case is done.
    out
        Folder of the sweep; `outputs/sweep-<scenario>-<8 digits>` of the project if not given.

    Returns
    -------
    Plan
        The key of a case is a digest of resolved parameters, input files, package source and lock:
        what can change a result changes the key. All modes give a case the same results.
    """
    root = data.project_root()
    shared = gather([], {}, root)
    keyed = {_key(shared, case.resolved): case for case in cases}
    return Plan(mode, keyed, cases.dropped, shared, out or root / "outputs" / _name(keyed))


def known_endings(plan: Plan, journals: Journals, keys: Iterable[str]) -> dict[str, Ending]:
    """Find the cases that need not be done again.

    Parameters
    ----------
    plan
        The sweep.
    journals
        What is known of its folder.
    keys
        Cases to look for.

    Returns
    -------
    dict
        Ending by key: done, with a results file that still has the content it was written with, or
        failed in a way that another attempt cannot change. A file whose sweep was killed before it
        could say so in its journal counts, if it is whole. So does a run folder, where the mode
        leaves one, if every file in it has its checksum.
    """
    found = {key: _settled(plan, key, journals.endings.get(key, ())) for key in keys}
    return {key: ending for key, ending in found.items() if ending is not None}


def _settled(plan: Plan, key: str, endings: Iterable[Ending]) -> Ending | None:
    done = [ending for ending in endings if ending.status == "done"]
    path = result_path(plan.root, key)
    if not plan.mode.keeps_folder or folder_is_whole(run_path(plan.root, plan.mode.tag, key)):
        for digest in dict.fromkeys(ending.sha256 for ending in done):
            if is_intact(path, digest):
                return next(ending for ending in done if ending.sha256 == digest)
        if not done and is_sound(path, key):
            return Ending(key, "done")
    return next((ending for ending in endings if ending.status in _FINAL), None)


def _key(shared: Ingredients, parameters: dict[str, Any]) -> str:
    return replace(shared, parameters=parameters).key[:_KEY_DIGITS]


def _name(cases: dict[str, Case]) -> str:
    digest = hashlib.sha256(json.dumps(sorted(cases)).encode()).hexdigest()[:8]
    named = sorted({str(case.resolved["scenario_name"]) for case in cases.values()})
    return f"sweep-{named[0] if len(named) == 1 else 'several'}-{digest}"
