"""What the other browser tests rest on sees what it is there to see."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import chromium as chromium_module
from tests.browser.accessibility import AXE, serious_violations
from tests.browser.visiting import Visitors

PAGE = """<!doctype html><html lang="en">
<head><title>T</title><link rel="icon" href="data:,"></head>
<body><main><h1>Title</h1>{}</main></body></html>"""


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("pages")
    bodies = {
        "plain": "<p>Words.</p>",
        "shouting": "<script>console.error('oh no')</script>",
        "broken": "<script>nobody.home()</script>",
        "curious": '<img alt="A" src="http://192.0.2.1/pixel.png">',
        "missing": '<img alt="A" src="pixel.png">',
        "mute": '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">',
    }
    for name, body in bodies.items():
        (folder / f"{name}.html").write_text(PAGE.format(body), encoding="utf-8")
    return serve(folder)


@pytest.mark.end_to_end
def test_a_plain_page_is_without_fault(page: Page, address: str):
    page.goto(f"{address}/plain.html")
    assert page.inner_text("h1") == "Title"
    assert serious_violations(page) == []


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("shouting", "console error: oh no"),
        ("broken", "uncaught: nobody is not defined"),
        ("curious", "outside request: http://192.0.2.1/pixel.png"),
        ("missing", "console error: Failed to load resource"),
    ],
)
def test_what_goes_wrong_is_seen(visitor: Visitors, address: str, name: str, problem: str):
    # The request outside is seen when it is sent; its end is not waited for.
    visitor().goto(f"{address}/{name}.html", wait_until="domcontentloaded")
    visitor.close()
    assert any(problem in seen for seen in visitor.problems), visitor.problems
    visitor.problems.clear()


@pytest.mark.end_to_end
def test_a_serious_violation_is_named(page: Page, address: str):
    page.goto(f"{address}/mute.html")
    (violation,) = serious_violations(page)
    assert violation.startswith("image-alt (critical, 1 times)")


def test_without_a_browser_tests_are_skipped_but_never_in_ci(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chromium_module, "find_chromium", lambda: None)
    for name in ("CI", "TOMSK2020_CI"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(pytest.skip.Exception, match="NO BROWSER"):
        chromium_module.chromium_or_skip()
    monkeypatch.setenv("TOMSK2020_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="in CI they are never skipped"):
        chromium_module.chromium_or_skip()


def test_axe_is_as_published():
    digest = hashlib.sha256(AXE.read_bytes()).hexdigest()
    assert digest in (AXE.parent / "README.md").read_text(encoding="utf-8")
