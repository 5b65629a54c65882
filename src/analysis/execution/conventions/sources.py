"""Rules on the code of a notebook: a reader's text, with the machinery in src/analysis."""

import ast
import re
from collections.abc import Iterator

from analysis.execution.conventions.notebook import (
    CheckedNotebook,
    Finding,
    Rule,
    is_tagged,
    parsed_source,
)
from analysis.scenario.notebook_cells import literal_assignments

__all__ = ["RULES", "looks_like_path"]

_FILE_NAMES = frozenset(
    {"Path", "PurePath", "glob", "io", "open", "os", "pathlib", "shutil", "tempfile"}
)
_FILE_METHODS = re.compile(
    r"read_(?!only)\w+|to_(csv|excel|feather|hdf|parquet|pickle|sql|stata)|savefig|savetxt|loadtxt"
)
_ENDINGS = (
    "cfg|csv|feather|gz|html|ini|ipynb|jpg|json|md|npy|npz|parquet|pdf|pickle|pkl|png|py|svg|tex|toml"
    "|tsv|txt|xls|xlsx|xml|yaml|yml|zip"
)
_FOLDERS = "data|docs|figures|notebooks|outputs|results|src|tests|tmp"
_ROOTS = "Users|builds|etc|github|home|media|mnt|opt|private|root|srv|tmp|usr|var|work"
_PATH = re.compile(
    rf"""
      (?:^|[\s/\\"'(=])\.\.?[/\\]                   # ../data, ./x, a/../b
    | ^~[/\\]                                       # ~/data
    | ^[A-Za-z]:[\\/]                               # C:\data
    | ^\\\\\w                                       # \\server\share
    | ^file:                                        # file:///data
    | (?:^|[\s"'(=])/(?:{_ROOTS})(?:/|$)  # /tmp, /home/me
    | ^[/\\]?(?:{_FOLDERS})[/\\]\S*$      # outputs/x, data\x, /data/{{name}}
    | ^\S*\*+\.\w+$                                 # *.csv, **.png
    | ^\S*\.(?:{_ENDINGS})$               # panel.csv, .png behind a name
    """,
    re.VERBOSE | re.IGNORECASE,
)
_EXEMPTIONS = re.compile(r"^\s*#\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)", re.MULTILINE)
_EXEMPTING_TAGS = (
    "nbval-ignore-output",
    "nbval-skip",
    "nbval-raises-exception",
    "raises-exception",
)


def looks_like_path(text: str) -> bool:
    """Whether a string names a file, a folder or a pattern of files.

    Parameters
    ----------
    text
        Value of a string literal.

    Returns
    -------
    bool
        True for "outputs/x", "../data", "/tmp", a drive letter, "*.csv" and "panel.csv"; False for
        text with a slash in it such as "jobs/year", "RUB bn / job", "2017/18" or a web address.
    """
    return bool(_PATH.search(text)) and not re.match(r"https?://", text)


def plain_python(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Every cell is Python: no magic, no shell command."""
    for index, cell in notebook.code:
        error = parsed_source(cell.source)
        if isinstance(error, SyntaxError):
            yield Finding(
                f"line {error.lineno}: {error.msg}",
                "write plain Python: no '%' magic, no '!' command, no '?'",
                index,
            )
        elif "get_ipython" in cell.source:
            yield Finding(
                "get_ipython()", "write plain Python without IPython's own commands", index
            )


def no_definitions(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Functions and classes live in the package, where they are tested."""
    for index, tree in notebook.trees:
        for node in ast.walk(tree):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    name = node.name
                case ast.Assign(value=ast.Lambda()) | ast.AnnAssign(value=ast.Lambda()):
                    name = "lambda"
                case ast.NamedExpr(value=ast.Lambda()):
                    name = "lambda"
                case _:
                    continue
            yield Finding(f"{name} is defined here", "move it to src/analysis and test it", index)


def no_files(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Figures come from analysis.data, results leave through report.save_results."""
    remedy = "read through analysis.data, write through report.save_results"
    for index, tree in notebook.trees:
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name) if name in _FILE_NAMES:
                    yield Finding(f"{name} reaches for files", remedy, index)
                case ast.Attribute(attr=name) if _FILE_METHODS.fullmatch(name):
                    yield Finding(f"{name} reaches for files", remedy, index)


def no_paths(notebook: CheckedNotebook) -> Iterator[Finding]:
    """No string literal is a path: nbval, papermill and JupyterLab start in different folders."""
    for index, tree in notebook.trees:
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str() as text) if looks_like_path(text):
                    remedy = "name a data set or a result, not a file"
                    yield Finding(f"the path {text!r}", remedy, index)


def no_constants(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Constants are parameters: a cell of nothing else would be taken for the parameters cell."""
    for index, cell in notebook.code:
        if index != notebook.parameters_index and literal_assignments(cell.source):
            yield Finding(
                "a cell of constants",
                "declare them as parameters, or write them where they are used",
                index,
            )


def no_imports(notebook: CheckedNotebook) -> Iterator[Finding]:
    """Only the set-up cell imports."""
    for index, tree in notebook.trees:
        for node in ast.walk(tree) if index != 1 else ():
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield Finding(
                    ast.unparse(node),
                    "use what the set-up cell imports; extend src/analysis",
                    index,
                )


def no_exemptions(notebook: CheckedNotebook) -> Iterator[Finding]:
    """No cell is hidden from the comparison of outputs."""
    for index, cell in notebook.code:
        found = [match[1] for match in _EXEMPTIONS.finditer(cell.source)]
        found += [tag for tag in _EXEMPTING_TAGS if is_tagged(cell, tag)]
        for name in found:
            yield Finding(
                f"{name} hides the cell from nbval", "remove it and round the output", index
            )


RULES: tuple[Rule, ...] = (
    plain_python,
    no_definitions,
    no_files,
    no_paths,
    no_constants,
    no_imports,
    no_exemptions,
)
