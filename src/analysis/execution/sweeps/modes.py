"""The ways a case can be done: which function does it in a worker, and what it leaves."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis import data
from analysis.errors import ParameterError
from analysis.execution.notebook_files import SourceNotebook, chosen_notebooks, refuse_unknown
from analysis.execution.sweeps.case_work import Work

__all__ = ["Mode", "chosen_mode"]

# Mode -> module:function of `case_work.Function`. Named, not imported: only workers pay for the
# libraries behind it.
_MODES = {
    "model": "analysis.execution.sweeps.model_mode:results",
    "notebook": "analysis.execution.sweeps.notebook_mode:results",
}
# A notebook that is out of time is first ended by its own worker, which keeps what it has done.
_GRACE_SECONDS = 20.0


@dataclass(frozen=True)
class Mode:
    """A way to do a case.

    Parameters
    ----------
    name
        `model` or `notebook`.
    function
        `module:function` that does a case.
    notebooks
        Notebooks that are executed for each case.
    pages
        Whether pages are made of them.
    """

    name: str
    function: str
    notebooks: tuple[SourceNotebook, ...] = ()
    pages: bool = True

    @property
    def tag(self) -> str:
        """What tells this work from other work on the same cases in the same folder."""
        if not self.notebooks:
            return self.name
        made_of = [(each.name, each.code_sha256) for each in self.notebooks]
        digest = hashlib.sha256(json.dumps([made_of, self.pages]).encode()).hexdigest()
        return f"{self.name}-{digest[:8]}"

    @property
    def keeps_folder(self) -> bool:
        """Whether a case leaves a run folder beside its results."""
        return bool(self.notebooks)

    def work(self, root: Path, limit_seconds: float) -> Work:
        """Return what those who do the cases have to know.

        Parameters
        ----------
        root
            Folder of the sweep.
        limit_seconds
            Time for each case.
        """
        if not self.notebooks:
            return Work(root, self.function, self.tag, limit_seconds)
        named = [_name_or_path(each.path) for each in self.notebooks]
        options = {"notebooks": named, "pages": self.pages, "limit_seconds": limit_seconds}
        return Work(
            root, self.function, self.tag, limit_seconds, _GRACE_SECONDS, options, warm=True
        )


def _name_or_path(path: Path) -> str:
    """Name what another machine finds in its own clone; the rest has to lie where all see it."""
    whole = path.resolve()
    own = (data.project_root() / "notebooks").resolve()
    return path.stem if whole.parent == own else str(whole)


def chosen_mode(
    name: str, notebooks: Iterable[str | Path] | None = None, *, pages: bool = True
) -> Mode:
    """Return a mode by its name.

    Parameters
    ----------
    name
        Name of the mode.
    notebooks
        Paths or names, for notebook mode; all numbered ones of the project if not given.
    pages
        Whether to make pages, too.

    Raises
    ------
    ParameterError
        If there is no such mode, or one without notebooks was given some.
    ExecutionError
        If a notebook is missing or cannot be read.
    """
    if name not in _MODES:
        raise ParameterError(f"mode = {name!r}: allowed is {' or '.join(_MODES)}")
    if name == "model":
        if notebooks is not None:
            raise ParameterError("notebooks: model mode executes none; allowed with mode notebook")
        return Mode(name, _MODES[name])
    sources = chosen_notebooks(notebooks)
    # What each of the cases moves is asked for when it runs; the programme always is.
    refuse_unknown(sources, ["programme", "scenario_name"])
    return Mode(name, _MODES[name], tuple(sources), pages)
