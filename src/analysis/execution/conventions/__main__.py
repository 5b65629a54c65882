"""Check notebooks: ``python -m analysis.execution.conventions FILE...``."""

import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.execution.conventions import problems


def main(arguments: Sequence[str]) -> int:
    """Print the problems of all files.

    Parameters
    ----------
    arguments
        Notebook files.

    Returns
    -------
    int
        0 if there is none, 1 if there are problems, 2 if no file is given.
    """
    if not arguments:
        sys.stderr.write("usage: python -m analysis.execution.conventions FILE...\n")
        return 2
    found = [problem for name in arguments for problem in problems(Path(name))]
    for problem in found:
        sys.stderr.write(f"{problem}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
