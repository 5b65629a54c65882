"""A browser, folders served from localhost, and visitors whose every step is watched."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from analysis.execution.site import build_site
from tests.browser.chromium import FLAGS, chromium_or_skip
from tests.browser.serving import serving
from tests.browser.visiting import Visitors, visiting
from tests.packed_runs import pack_run


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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The site of a whole run of the central case and a short one of another, built once."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    out = shared / "runs of the site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "site").exists():
            pack_run(out)
            pack_run(out, "budget_cut", only=("04_jobs", "06_target"))
            build_site(out)
    return out / "site"


@pytest.fixture(scope="session")
def address(serve: Callable[[Path], str], site: Path) -> str:
    """Address of the site, served from localhost."""
    return serve(site)
