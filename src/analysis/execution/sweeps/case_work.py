"""What a mode's function gets and gives: the terms between a worker and the modes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.scenario import Scenario

__all__ = ["CaseError", "Desk", "Function", "Work"]


@dataclass(frozen=True)
class Work:
    """What all cases of a sweep have in common for those who do them.

    Parameters
    ----------
    root
        Folder of the sweep.
    function
        `module:function` that does a case.
    tag
        What tells this work from other work on the same cases.
    limit_seconds
        Time for each case.
    grace_seconds
        How much longer a worker may take before it is killed.
    options
        Of the mode, ready for JSON.
    warm
        Whether cases need warm kernels, whose parent then has the workers, too.
    """

    root: Path
    function: str
    tag: str
    limit_seconds: float
    grace_seconds: float = 0.0
    options: Mapping[str, Any] = field(default_factory=dict)
    warm: bool = False


@dataclass(frozen=True)
class Desk:
    """Where a mode leaves more than results, and what it has to know.

    Parameters
    ----------
    folder
        Does not exist yet. What the mode leaves there gets its final name at the end.
    options
        Of the mode.
    """

    folder: Path
    options: Mapping[str, Any] = field(default_factory=dict)


Function = Callable[[Scenario, Desk], pd.DataFrame]
"""Does a case: the resolved scenario and the desk in, tidy results out."""


class CaseError(Exception):
    """A case that ended in a way its mode knows by name.

    Parameters
    ----------
    status
        Class of failure, one of `journal.Status`.
    message
        What went wrong.
    """

    def __init__(self, status: str, message: str) -> None:
        self.status = status
        super().__init__(message)
