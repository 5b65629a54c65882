"""Debian's Chromium for tests: where it is, how it is started, when its absence is a failure."""

import os
import shutil

import pytest

__all__ = ["FLAGS", "chromium_or_skip", "find_chromium"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Headless, as root in a container, and silent: no request of the browser's own.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
MISSING = "NO BROWSER: `apt-get install chromium fonts-dejavu-core` to run the tests of pages"


def find_chromium() -> str | None:
    """Path of the browser; None if there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def chromium_or_skip() -> str:
    """Path of the browser. Without one the test is skipped, in CI and from .ci/run it fails."""
    found = find_chromium()
    if found:
        return found
    if os.environ.get("CI") or os.environ.get("TOMSK2020_CI"):
        pytest.fail(f"{MISSING}; in CI they are never skipped")
    pytest.skip(MISSING)
