"""A small disk of its own, really full and really read-only, in a mount namespace of the test."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.execution.sweeps.rooms import PATIENCE_SECONDS, Room, Undisturbed

pytestmark = pytest.mark.end_to_end

SCRIPT = """
set -u
keep() { mkdir "$1"; cp -a out/results out/cases.csv "$1"; }
sweep() { "$PYTHON" "$STAND_IN" sweep --set seed=1,2,3,4 --jobs 1 --out out; echo "exit $?"; }
mkdir out && mount -t tmpfs -o size=60m tmpfs out
TEST_TROUBLE='{"3": "fill folder"}' sweep
rm out/filler
keep full
mount -o remount,ro out
sweep
mount -o remount,rw out
sweep
mount -o remount,ro out
sweep
keep whole
"""


def namespace_is_refused() -> str:
    """Why this machine gives no mounts of one's own; empty if it does."""
    if shutil.which("unshare") is None:
        return "there is no command unshare"
    probe = ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    tried = subprocess.run(probe, capture_output=True, text=True, check=False)
    return tried.stderr.strip() if tried.returncode else ""


def test_full_and_read_only_disks_stop_cleanly_and_lose_nothing(
    room: Room, undisturbed: Undisturbed
):
    refused = namespace_is_refused()
    if refused:
        pytest.skip(f"NOT TESTED HERE, a disk that is full: {refused}")
    room.patch.setenv("PYTHON", sys.executable)
    room.patch.setenv("STAND_IN", str(Path(__file__).with_name("stand_in.py")))
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "bash", "-c", SCRIPT],
        cwd=room.folder,
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE_SECONDS,
        check=True,
    )
    exits = [line for line in done.stdout.splitlines() if line.startswith("exit")]
    assert exits == ["exit 5", "exit 5", "exit 0", "exit 0"], done.stderr
    assert re.search(r"error: sweep folder \S*out: No space left on device", done.stderr)
    assert re.search(r"error: sweep folder \S*out: Read-only file system", done.stderr)
    assert "Traceback" not in done.stderr
    first = undisturbed.written(room.folder / "full")
    assert first == {n: undisturbed.content[n] for n in (1, 2)}
    assert undisturbed.same(room.folder / "whole")
    # Two before the disk was full; the others once it could be written to; nothing in the end.
    told = [line for line in done.stderr.splitlines() if "done before" in line]
    assert told[-1] == "4 of 4 cases, 0 failed, 4 done before"
    assert told[-2].startswith("4 of 4 cases, 0 failed, 2 done before")
