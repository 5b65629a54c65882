"""The notebooks of a run before a kernel starts: found, readable, able to take the parameters."""

import ast
import difflib
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode, ValidationError

from analysis import data
from analysis.errors import ExecutionError, ParameterError

__all__ = [
    "SourceNotebook",
    "chosen_notebooks",
    "find_notebooks",
    "notebook_text",
    "parameter_names",
    "read_notebooks",
    "refuse_unknown",
]


@dataclass(frozen=True)
class SourceNotebook:
    """A committed notebook.

    Parameters
    ----------
    path
        Its file.
    node
        Its content.
    sha256
        Digest of the file.
    """

    path: Path
    node: NotebookNode
    sha256: str

    @property
    def name(self) -> str:
        """File name without its ending."""
        return self.path.stem

    @property
    def code_sha256(self) -> str:
        """Digest of the code alone: outputs and text change no result."""
        code = [cell.source for cell in self.node.cells if cell.cell_type == "code"]
        return hashlib.sha256("\0".join(code).encode()).hexdigest()


def find_notebooks(folder: Path) -> list[Path]:
    """Return the numbered notebooks of a folder in order.

    Parameters
    ----------
    folder
        Folder of the committed notebooks.
    """
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def chosen_notebooks(notebooks: Iterable[str | Path] | None) -> list[SourceNotebook]:
    """Read the notebooks somebody asked for.

    Parameters
    ----------
    notebooks
        Paths or names; all numbered notebooks of the project if not given.

    Returns
    -------
    list of SourceNotebook
        In the order given, all of them able to be read.
    """
    folder = data.project_root() / "notebooks"
    return read_notebooks(find_notebooks(folder) if notebooks is None else notebooks, folder)


def read_notebooks(paths: Iterable[str | Path], folder: Path) -> list[SourceNotebook]:
    """Read notebooks, given as paths or as names of committed ones.

    Parameters
    ----------
    paths
        Paths, file names or names without ending.
    folder
        Where names are looked up.

    Returns
    -------
    list of SourceNotebook
        In the order given.

    Raises
    ------
    ExecutionError
        If one is missing, is not a notebook, or is named twice, or there is none.
    """
    problems: list[str] = []
    found: list[SourceNotebook] = []
    for given in paths:
        path = _located(Path(given), folder)
        if path is None:
            problems.append(f"{given}: no such notebook{_nearest(str(given), _names(folder))}")
            continue
        try:
            found.append(_read(path))
        except (OSError, ValueError, ValidationError) as error:
            problems.append(f"{given}: not a readable notebook ({str(error).splitlines()[0]})")
    names = [notebook.name for notebook in found]
    problems += [
        f"{name}: named twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if not problems and not found:
        problems.append(f"no notebook to run: none in {folder.name}/ is named like 04_jobs.ipynb")
    if problems:
        raise ExecutionError(problems)
    return found


def _located(path: Path, folder: Path) -> Path | None:
    candidates = (path, folder / path.name, folder / f"{path.name}.ipynb")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _read(path: Path) -> SourceNotebook:
    content = path.read_bytes()
    node = nbformat.reads(content.decode("utf-8"), as_version=4)
    nbformat.validate(node)
    return SourceNotebook(path=path, node=node, sha256=hashlib.sha256(content).hexdigest())


def _names(folder: Path) -> list[str]:
    return [path.stem for path in find_notebooks(folder)]


def _nearest(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(Path(name).stem, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def notebook_text(node: NotebookNode) -> str:
    """Return the text of a notebook file, with one line end at its end.

    Parameters
    ----------
    node
        A notebook.
    """
    text: str = nbformat.writes(node)
    return text.rstrip("\n") + "\n"


def parameter_names(node: NotebookNode) -> list[str] | None:
    """Return the names assigned in the cell tagged `parameters`, or None if there is no such cell.

    Parameters
    ----------
    node
        A notebook.
    """
    for cell in node.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            body = ast.parse(cell.source).body
            plain = [item.targets[0] for item in body if isinstance(item, ast.Assign)]
            return [target.id for target in plain if isinstance(target, ast.Name)]
    return None


def refuse_unknown(notebooks: Iterable[SourceNotebook], injected: Iterable[str]) -> None:
    """Check that every injected name is assigned in each notebook's parameters cell.

    Papermill would set a misspelt name beside the right one and run the wrong scenario.

    Parameters
    ----------
    notebooks
        Notebooks of the run.
    injected
        Names that will be set.

    Raises
    ------
    ParameterError
        Naming notebook, parameter and the nearest name there is.
    """
    wanted = list(injected)
    problems: list[str] = []
    for notebook in notebooks:
        try:
            known = parameter_names(notebook.node)
        except SyntaxError as error:
            problems.append(
                f"{notebook.path.name}: the parameters cell is not Python ({error.msg})"
            )
            continue
        if known is None:
            problems.append(f"{notebook.path.name}: has no cell tagged 'parameters'")
            continue
        problems += [
            f"{notebook.path.name}: {name} is not in its parameters cell{_nearest(name, known)}"
            for name in wanted
            if name not in known
        ]
    if problems:
        raise ParameterError(problems)
