"""What the search of the site looks through: every section of every page, as a script."""

import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

__all__ = ["search_script", "sections"]

_PASSED_OVER = frozenset({"script", "style", "svg", "nav", "details", "figcaption", "button"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
# A section's first words are enough to find it by; the whole of long tables is not.
_LONGEST = 600


class _Sections(HTMLParser):
    """Cut the main part of a page at its headings."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[dict[str, str]] = []
        self._inside, self._quiet, self._heading, self._link = 0, 0, False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "main":
            self._inside += 1
        elif tag in _PASSED_OVER:
            self._quiet += 1
        elif tag in _HEADINGS and self._inside:
            self._heading = True
            self.found.append({"id": known.get("id") or "", "title": "", "text": ""})
        elif tag == "a" and known.get("class") == "anchor-link":
            self._link = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._inside -= 1
        elif tag in _PASSED_OVER:
            self._quiet -= 1
        elif tag in _HEADINGS:
            self._heading = False
        elif tag == "a":
            self._link = False

    def handle_data(self, data: str) -> None:
        if self._inside and not self._quiet and not self._link and self.found:
            self.found[-1]["title" if self._heading else "text"] += f" {data}"


def sections(path: str, page: str) -> Iterator[dict[str, str]]:
    """Cut a page into what can be found.

    Parameters
    ----------
    path
        Path of the page from the root of the site.
    page
        HTML.

    Yields
    ------
        ``page``, the first heading with the scenario where there is one; ``title``, the heading;
        ``href``; ``text``, its first words.
    """
    parser = _Sections()
    parser.feed(page)
    name = re.search(r"<title>(.*?) · tomsk2020</title>", page, flags=re.DOTALL)
    whole = _plain(name[1]) if name else path
    for number, each in enumerate(parser.found):
        anchor = f"#{each['id']}" if each["id"] and number else ""
        yield {
            "page": whole,
            "title": _plain(each["title"]) if number else whole,
            "href": path + anchor,
            "text": _plain(each["text"])[:_LONGEST],
        }


def _plain(text: str) -> str:
    return " ".join(text.replace("&amp;", "&").replace("&#39;", "'").split())


def search_script(pages: Iterable[tuple[str, str]]) -> str:
    """Write the index as a script, since a page opened as a file may fetch nothing.

    Parameters
    ----------
    pages
        Path and HTML of each page.

    Returns
    -------
    str
        JavaScript that sets one variable.
    """
    found = (each for path, page in pages for each in sections(path, page))
    documents = [{"id": number, **each} for number, each in enumerate(found)]
    text = json.dumps(documents, ensure_ascii=False, separators=(",", ":"))
    # Harmless even where somebody puts the script into a page.
    safe = text.replace("</", "<\\/")
    return f"window.tomsk2020Index = {safe};\n"
