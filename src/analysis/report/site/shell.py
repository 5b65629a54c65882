"""The frame around every page: where it stands, what is next to it, and the one environment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import jinja2

from analysis.report.parameter_words import parameter_words
from analysis.report.site.pictures import Picture

__all__ = ["ASSETS", "MENU", "Link", "Page", "contents_of", "figure_html", "render"]

_TEMPLATES = Path(__file__).parents[1] / "templates"
ASSETS = _TEMPLATES / "site" / "assets"
_HEADING = re.compile(
    r'<h2[^>]*\bid="(?P<id>[^"]+)"[^>]*>(?P<text>.*?)</h2>', flags=re.DOTALL | re.IGNORECASE
)
_ANCHOR = re.compile(r'<a class="anchor-link".*?</a>', flags=re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Link:
    """A link in the frame.

    Parameters
    ----------
    href
        Path from the root of the site.
    words
        What it says.
    title
        A few words more.
    """

    href: str
    words: str
    title: str = ""


MENU = (
    Link("index.html", "Verdict"),
    Link("compare.html", "Compare"),
    Link("assumptions.html", "Assumptions"),
    Link("data/index.html", "Data"),
    Link("verify.html", "Verification"),
    Link("downloads.html", "Downloads"),
)


@dataclass(frozen=True)
class Page:
    """What the frame of a page says.

    Parameters
    ----------
    path
        Path of the page from the root of the site.
    title
        Its title.
    section
        Path of the entry of the main menu it belongs to.
    case
        Line below the menu on the scenario it is about; None for pages of all scenarios.
    beside
        Pages of the same scenario.
    before, after
        Neighbours in reading order.
    has_code
        Whether it has code to fold.
    scripts
        Scripts it needs besides those of every page, in `assets`.
    """

    path: str
    title: str
    section: str
    case: Any = None
    beside: Sequence[Link] = field(default_factory=list)
    before: Link | None = None
    after: Link | None = None
    has_code: bool = False
    scripts: Sequence[str] = ()

    @property
    def menu(self) -> Sequence[Link]:
        """The main menu."""
        return MENU

    @property
    def root(self) -> str:
        """What leads from the page to the root of the site."""
        return "../" * self.path.count("/")


def contents_of(body: str) -> list[Link]:
    """List the second-level headings of a page that can be linked to.

    Parameters
    ----------
    body
        HTML between the frame.

    Returns
    -------
    list of Link
        Anchors with the words of the heading.
    """
    found = []
    for match in _HEADING.finditer(body):
        words = unescape(_TAG.sub("", _ANCHOR.sub("", match["text"])))
        found.append(Link(f"#{match['id']}", " ".join(words.split())))
    return found


def _size_words(size: int) -> str:
    """Write the size of a file of so many bytes."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 0.1):.3g} kB"


def _is_web(address: str) -> bool:
    """Only these become links: a table may hold anything."""
    return bool(re.match(r"https?://[^\s]+$", address))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["size"] = _size_words
    environment.filters["parameter_words"] = parameter_words
    environment.tests["web"] = _is_web
    return environment


def render(template: str, page: Page, **content: Any) -> str:
    """Fill a template and put the frame around it.

    Parameters
    ----------
    template
        Name of a file in `templates/site`.
    page
        What the frame says.
    **content
        What the template asks for; text is escaped.

    Returns
    -------
    str
        The whole page.
    """
    environment = _environment()
    body = environment.get_template(f"site/{template}").render(page=page, **content)
    frame = environment.get_template("site/shell.html.j2")
    return frame.render(page=page, body=body, contents=contents_of(body))


def figure_html(page: Page, run: str, picture: Picture, number: int, caption: str) -> str:
    """Show a figure of a notebook: picture, caption, files.

    Parameters
    ----------
    page
        Page it stands on.
    run
        Name of the scenario.
    picture
        The figure.
    number
        Its number on the page.
    caption
        What stands below it.
    """
    macros: Any = _environment().get_template("site/macros.html.j2").module
    return str(macros.figure(page, run, picture, number, caption))
