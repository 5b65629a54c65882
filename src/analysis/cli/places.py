"""How a place is printed: short where it can be."""

from pathlib import Path

__all__ = ["near_path"]


def near_path(path: Path) -> Path:
    """Return a path relative to the working folder if it lies below it.

    Parameters
    ----------
    path
        Any path.
    """
    whole, here = path.resolve(), Path.cwd().resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole
