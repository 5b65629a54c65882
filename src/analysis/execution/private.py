"""Folders of one user: what lies in them is trusted as code is."""

import os
import stat
from contextlib import suppress
from pathlib import Path

__all__ = ["make_private"]


def make_private(folder: Path) -> bool:
    """Make a folder that only this user can open.

    Parameters
    ----------
    folder
        Made if it does not exist; the one above exists.

    Returns
    -------
    bool
        Whether it is such a folder: False if it is a link, somebody else's, or open to others.

    Raises
    ------
    OSError
        If it can neither be made nor looked at.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    return ours and not found.st_mode & 0o077
