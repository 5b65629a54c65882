"""A browser, folders served from localhost, and visitors whose every step is watched."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, chromium_or_skip
from tests.browser.serving import serving
from tests.browser.visiting import Visitors, visiting


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; skips loudly where there is none, fails in CI."""
    return chromium_or_skip()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser a module.

    Not one a session: Playwright leaves its event loop running in this thread until it is stopped,
    and tests of other folders start kernels with `asyncio.run`.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder from localhost; returns its address."""
    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(serving(folder))


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitors]:
    """`visitor(**options)` is a new page with a profile of its own; fails on what its pages did."""
    with visiting(browser) as visitors:
        yield visitors


@pytest.fixture
def page(visitor: Visitors) -> Page:
    """One visitor's page, 1280 pixels wide."""
    return visitor()
