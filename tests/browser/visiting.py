"""Pages that are watched: what goes to the console as an error, what is asked of anybody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebSocket

__all__ = ["Visitors", "visiting"]

# Inside the page itself: nothing is asked of anybody.
INLINE = {"about", "blob", "data"}
LOCAL = {None, "", "localhost", "127.0.0.1"}
PATIENCE_MS = 20_000


def _outside(request: Request) -> bool:
    asked = urlsplit(request.url)
    if asked.scheme in INLINE:
        return False
    if asked.hostname not in LOCAL:
        return True
    frame = request.frame
    if request.is_navigation_request() and frame.parent_frame is None:
        return False
    home = urlsplit(frame.page.url)
    return (asked.scheme, asked.netloc) != (home.scheme, home.netloc)


@dataclass
class Visitors:
    """Opens pages, each visitor in a profile of its own, and keeps a list of what went wrong.

    Parameters
    ----------
    browser
        Browser of the test module.
    problems
        Console errors, uncaught exceptions, failed and outside requests, in words.
    """

    browser: Browser
    problems: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, **options: Any) -> Page:
        """Return an empty page of a new visitor; options as of playwright's `new_context`."""
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = self.browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("page", self._watch)
        self.contexts.append(context)
        return context.new_page()

    def close(self) -> None:
        """Close every page."""
        for context in self.contexts:
            context.close()

    def _watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("websocket", self._socket)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self.problems.append(f"console error: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        if _outside(request):
            self.problems.append(f"outside request: {request.url} (from {request.frame.page.url})")

    def _failed(self, request: Request) -> None:
        # A page left while it still loads ends its own requests.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed request: {request.url}: {request.failure}")

    def _socket(self, socket: WebSocket) -> None:
        if urlsplit(socket.url).hostname not in LOCAL:
            self.problems.append(f"outside request: {socket.url}")


@contextmanager
def visiting(browser: Browser) -> Iterator[Visitors]:
    """Hand out visitors, close their pages, and fail on what they met (unless it was taken out)."""
    visitors = Visitors(browser)
    try:
        yield visitors
    finally:
        visitors.close()
    assert not visitors.problems, "\n".join(visitors.problems)
