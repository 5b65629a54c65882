"""Every page of the site loads in silence, leads only to what is there, and is light."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import serious_violations
from tests.browser.visiting import Visitors, visiting

HEAVIEST = 1.5e6
READ_BY_ALL = ["index.html", "central/06_target.html", "compare.html", "assumptions.html"]


class _Anchors(HTMLParser):
    """Addresses a page leads to or loads, and the anchors it has."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        known = dict(attrs)
        self.links += [known[name] or "" for name in ("href", "src") if name in known]
        self.ids += [known["id"] or ""] if "id" in known else []


def pages_of(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


@pytest.fixture(scope="module")
def anchors(site: Path) -> dict[str, _Anchors]:
    found = {}
    for path in pages_of(site):
        found[path] = _Anchors()
        found[path].feed((site / path).read_text(encoding="utf-8"))
    return found


def inner_links(anchors: dict[str, _Anchors]) -> Iterator[tuple[str, str, str]]:
    for path, page in anchors.items():
        for link in page.links:
            if urlsplit(link).scheme in {"http", "https", "data"}:
                continue
            target, anchor = urldefrag(urljoin(f"/{path}", link))
            yield path, unquote(target.removeprefix("/")), anchor


@pytest.mark.end_to_end
def test_every_internal_link_leads_to_a_file_and_an_anchor(
    site: Path, anchors: dict[str, _Anchors]
):
    links = list(inner_links(anchors))
    assert len(links) > 1000
    lost = [
        f"{path} -> {target}#{anchor}"
        for path, target, anchor in links
        if not (site / target).is_file()
        or (
            anchor
            and target in anchors
            # The state of the comparison stands behind the sign too.
            and not (target == "compare.html" and anchor.startswith("a="))
            and anchor not in anchors[target].ids
        )
    ]
    assert lost == []


@pytest.mark.end_to_end
def test_anchors_are_there_once(anchors: dict[str, _Anchors]):
    twice = {
        path: sorted({each for each in page.ids if page.ids.count(each) > 1})
        for path, page in anchors.items()
        if len(set(page.ids)) < len(page.ids)
    }
    assert twice == {}


@dataclass(frozen=True)
class Visit:
    """What one look at a page, wide and then on a phone, has shown."""

    weight: int
    headings: int
    language: str
    width_on_phone: int


@pytest.fixture(scope="module")
def visits(browser: Browser, address: str, site: Path) -> dict[str, Visit]:
    """Each page looked at once; fails on what any of them says on the console or asks outside."""
    with visiting(browser) as visitors:
        return {path: look_at(visitors(), f"{address}/{path}") for path in pages_of(site)}


def look_at(page: Page, address: str) -> Visit:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers["content-length"])))
    page.goto(address)
    # Pictures below the fold are loaded by those who scroll down: they count.
    page.evaluate("document.querySelectorAll('img').forEach(i => { i.loading = 'eager'; })")
    page.wait_for_function(
        "[...document.images].every(each => each.complete) &&"
        "[...document.querySelectorAll('[data-chart]')].every(each => each.dataset.drawn)"
    )
    page.set_viewport_size({"width": 360, "height": 740})
    seen = Visit(
        sum(sizes),
        page.locator("h1").count(),
        page.evaluate("document.documentElement.lang"),
        page.evaluate("document.documentElement.scrollWidth"),
    )
    page.close()
    return seen


@pytest.mark.end_to_end
def test_every_page_loads_without_an_error_or_an_outside_request(visits: dict[str, Visit]):
    assert len(visits) > 25
    assert {(each.headings, each.language) for each in visits.values()} == {(1, "en")}


@pytest.mark.end_to_end
def test_no_page_is_wider_than_a_phone(visits: dict[str, Visit]):
    assert {path: each.width_on_phone for path, each in visits.items()} == dict.fromkeys(
        visits, 360
    )


@pytest.mark.end_to_end
def test_a_page_with_all_it_loads_is_light(visits: dict[str, Visit]):
    weights = {path: each.weight for path, each in visits.items()}
    assert {path: weight for path, weight in weights.items() if weight > HEAVIEST} == {}
    assert weights["index.html"] > 0.9e6, "the scripts of the charts count"


@pytest.mark.end_to_end
def test_no_serious_barrier_on_a_phone_with_all_code_shown(visitor: Visitors, address: str):
    page = visitor(viewport={"width": 360, "height": 740})
    page.goto(f"{address}/central/03_investment.html")
    page.click("#code-switch")
    page.wait_for_selector("details.code pre[tabindex]")
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.end_to_end
def test_pages_work_from_a_file_too(page: Page, site: Path):
    page.goto((site / "index.html").as_uri())
    page.wait_for_function("document.querySelectorAll('[data-drawn]').length === 3")
    page.fill("#search", "zone")
    page.wait_for_selector("#search-results a")
    page.goto((site / "compare.html").as_uri())
    assert page.locator("#differing tbody tr").count() > 0


@pytest.mark.end_to_end
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", READ_BY_ALL)
def test_no_serious_barrier(visitor: Visitors, address: str, path: str, scheme: str):
    page = visitor(color_scheme=scheme)
    page.goto(f"{address}/{path}")
    assert serious_violations(page) == []


@pytest.mark.end_to_end
def test_every_figure_has_a_text_a_caption_and_its_frame(site: Path, anchors: dict[str, _Anchors]):
    counted = 0
    for path in pages_of(site):
        text = (site / path).read_text(encoding="utf-8")
        for figure in re.findall(r"<figure.*?</figure>", text, flags=re.DOTALL):
            counted += 1
            assert re.search(r'<img [^>]*alt="[^"]{20,}', figure), path
            assert re.search(r"Axes: .*Information set: end of \d{4}\.", figure), figure
            assert re.search(r'download(?:="")? href="[^"]+\.csv"', figure), path
    assert counted > 40


@pytest.mark.end_to_end
def test_the_record_names_every_file(site: Path):
    recorded = json.loads((site / "build.json").read_text())["files"]
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert there == {*recorded, "build.json"}
