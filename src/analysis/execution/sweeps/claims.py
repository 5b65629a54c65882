"""Who works on which case: hard links to one file a sweep, which is touched as long as it lives."""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from analysis.execution.sweeps.owner import Owner, is_gone, this_process

__all__ = ["MARK", "PATIENCE_SECONDS", "Claims"]

# A sweep on another machine that has not touched its file for so long is taken for dead.
PATIENCE_SECONDS = 60.0
_BEAT_SECONDS = 5.0
MARK = "owner.json"


class Claims:
    """The cases one sweep has claimed in a folder that others may work in.

    Parameters
    ----------
    claims
        Folder of the claims, one a case at work.
    desk
        Folder of this sweep's own, beside those of the others; made, and removed by `close`.
    patience_seconds
        How long a sweep on another machine may show no sign of life.

    Notes
    -----
    A claim is a hard link to the sweep's own file: it appears whole or not at all, and touching one
    file keeps all claims alive. A claim saves work and guards nothing: should two sweeps do one
    case after all, both write the same bytes, and each by renaming a finished file.

    A sweep on this machine is dead if its process is; no clock is asked. One elsewhere is dead if
    its file stands untouched while `patience_seconds` pass on this process's own steady clock. What
    time the file bears is never compared with any clock, so that one set back or forward does no
    harm.
    """

    def __init__(
        self, claims: Path, desk: Path, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._claims, self._desk = claims, desk
        self._mark = desk / MARK
        self._patience = patience_seconds
        self._held: set[Path] = set()
        self._seen: dict[Path, tuple[tuple[int, int], float]] = {}
        claims.mkdir(parents=True, exist_ok=True)
        _clear_desks(desk.parent)
        desk.mkdir(parents=True)
        self._mark.write_text(this_process().to_json(), encoding="utf-8")
        self._touched = time.monotonic()

    def take(self, key: str) -> bool:
        """Claim a case.

        Parameters
        ----------
        key
            Key of the case.

        Returns
        -------
        bool
            False if a sweep that lives, as far as can be told, has claimed it.
        """
        path = self._claims / key
        if self._link(path):
            return True
        found = self._abandoned(path)
        return found is not None and self._remove(path, found) and self._link(path)

    def release(self, key: str) -> None:
        """Give a claim back, once its case has ended and the journal says how."""
        path = self._claims / key
        self._held.discard(path)
        with suppress(OSError):
            path.unlink()

    def show_life(self) -> None:
        """Touch the file behind all claims, if that has not been done for a while."""
        if time.monotonic() - self._touched > _BEAT_SECONDS:
            os.utime(self._mark)
            self._touched = time.monotonic()

    def close(self) -> None:
        """Give back what is still claimed, drop what the dead have claimed, clear the desk."""
        for path in list(self._held):
            self.release(path.name)
        # A sweep killed between the end of a case and its release leaves a claim nobody asks for.
        for path in self._claims.iterdir():
            found = self._abandoned(path)
            if found is not None:
                self._remove(path, found)
        shutil.rmtree(self._desk, ignore_errors=True)

    def _link(self, path: Path) -> bool:
        try:
            path.hardlink_to(self._mark)
        except FileExistsError:
            # Over a network a link may be made although its answer was lost and asked for again.
            with suppress(FileNotFoundError):
                return path.samefile(self._mark)
            return False
        self._held.add(path)
        return True

    def _abandoned(self, path: Path) -> tuple[int, int] | None:
        """Return what tells a claim from others if its owner is dead."""
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
            status = path.stat()
        except FileNotFoundError:
            return None
        sign = (status.st_ino, status.st_mtime_ns)
        owner = Owner.from_json(text)
        gone = is_gone(owner) if owner else None
        if gone is not None:
            return sign if gone else None
        before, since = self._seen.get(path, (None, 0.0))
        if before != sign:
            self._seen[path] = (sign, time.monotonic())
            return None
        return sign if time.monotonic() - since >= self._patience else None

    def _remove(self, path: Path, found: tuple[int, int]) -> bool:
        """Remove an abandoned claim, unless another sweep was quicker and has claimed the case."""
        aside = self._desk / f"{path.name}.aside"
        try:
            path.rename(aside)
        except FileNotFoundError:
            return True
        self._seen.pop(path, None)
        theirs = aside.stat().st_ino != found[0]
        if theirs:
            with suppress(FileExistsError):
                path.hardlink_to(aside)
        aside.unlink()
        return not theirs


def _clear_desks(desks: Path) -> None:
    """Remove what sweeps on this machine that were killed have left behind."""
    if not desks.is_dir():
        return
    for desk in desks.iterdir():
        try:
            owner = Owner.from_json((desk / MARK).read_text(encoding="utf-8"))
        except OSError:
            continue
        if owner is not None and is_gone(owner):
            shutil.rmtree(desk, ignore_errors=True)
