"""Find what must not be published: paths of somebody's machine, package index hosts, tokens."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["find_leaks", "main", "project_files"]

ROOT = Path(__file__).resolve().parents[1]
MADE = frozenset(
    {
        ".hypothesis",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".venv",
        "__pycache__",
        "outputs",
    }
)
# Tests of what finds paths and hides passwords need examples of both.
EXAMPLES = (
    "tests/execution/test_conventions*.py",
    "tests/project/test_bootstrap.py",
    "tests/project/test_package_index.py",
)
PATTERNS = {
    # "me" and "..." are nobody. Not preceded by a letter or a slash: the path part of a web address
    # is no path of a machine.
    "path of a machine": re.compile(
        r"(?<![\w.:/\-}>])/(?:work|root|tmp|home|Users)/(?!\.\.\.|me\b)[\w.\-]+|[A-Z]:\\+Users\\"
    ),
    "package index host": re.compile(r"\b(?:pypi|pythonhosted|anaconda|npmjs)\.(?:org|com)\b"),
    "token": re.compile(
        r"\bgh[opsu]_[A-Za-z0-9]{20}|\bgithub_pat_\w{20}|\bpypi-AgE\w{20}|\bAKIA[0-9A-Z]{16}\b"
        r"|\bxox[abpr]-\w{10}|-----BEGIN [A-Z ]*PRIVATE KEY|//[^/@\s:]+:[^/@\s]+@"
    ),
}


def find_leaks(text: str) -> Iterator[tuple[int, str, str]]:
    """Search a text.

    Parameters
    ----------
    text
        Content of a file.

    Yields
    ------
        Line number, what was found, and the match.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in PATTERNS.items():
            match = pattern.search(line)
            if match:
                yield number, kind, match[0]


def project_files(root: Path) -> list[Path]:
    """List the files that are, or are about to be, under version control.

    Parameters
    ----------
    root
        Folder of the project; without git's records (a downloaded archive), what make leaves
        behind is left out by name.

    Returns
    -------
        Paths of existing files, sorted.
    """
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if (root / ".git").exists():
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True)
        paths = (root / name for name in listed.stdout.decode().split("\0") if name)
    else:
        paths = (path for path in root.rglob("*") if MADE.isdisjoint(path.relative_to(root).parts))
    return sorted(path for path in paths if path.is_file())


def main(names: list[str]) -> int:
    """Report every leak in the files named, or in the whole project.

    Parameters
    ----------
    names
        Files; empty for all of the project.

    Returns
    -------
        Exit code: 1 if anything was found.
    """
    found = False
    for path in [Path(name).resolve() for name in names] or project_files(ROOT):
        if any(path.match(str(ROOT / example)) for example in EXAMPLES):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a table in binary form
        for line, kind, match in find_leaks(text):
            print(f"{path}:{line}: {kind}: {match}")
            found = True
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
