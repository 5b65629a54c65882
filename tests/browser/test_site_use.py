"""What a sceptical reader does: doubt a number, follow it, search, compare, take files away."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Visitors

pytestmark = pytest.mark.end_to_end
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def test_every_number_of_the_front_page_leads_to_a_cell_that_shows_it(page: Page, address: str):
    page.goto(f"{address}/index.html")
    numbers = page.eval_on_selector_all(
        "main a.n", "all => all.map(one => [one.textContent, one.getAttribute('href')])"
    )
    assert len(numbers) > 15
    for text, href in numbers:
        if "assumptions.html" in href:
            continue
        page.goto(f"{address}/{href}")
        assert text.replace("%", "").strip() in page.inner_text(f"#{href.partition('#')[2]}")


def test_every_line_of_the_verdict_leads_to_its_rows(page: Page, address: str):
    page.goto(f"{address}/index.html")
    for places in ("main .tiles li", "main .amounts tbody tr"):
        counts = page.eval_on_selector_all(
            places, "all => all.map(one => one.querySelectorAll('a.src').length)"
        )
        assert counts
        assert all(counts)
    page.click("main .amounts tbody tr:first-child a.src")
    row = page.locator("tr:target")
    expect(row).to_contain_text("160 thousands of highly-efficient workplaces")
    expect(row).to_contain_text("ino_tomsk")


def test_no_number_of_the_front_page_stands_without_a_link(page: Page, address: str):
    page.goto(f"{address}/index.html")
    loose = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector('main'), 4);
          const found = [];
          while (walker.nextNode()) {
            const at = walker.currentNode.parentElement;
            if (!at.closest('a, figure, script, th, code'))
              found.push(walker.currentNode.textContent);
          }
          return found;
        }"""
    )
    text = " ".join(loose).replace("INO Tomsk'2020", "")
    years = re.compile(r"(?:19|20)\d\d$")
    assert [each for each in NUMBER.findall(text) if not years.match(each)] == []


def test_search_finds_the_zone_and_leads_there(page: Page, address: str):
    page.goto(f"{address}/compare.html")
    page.fill("#search", "zone")
    first = page.locator("#search-results a").first
    expect(first).to_contain_text(re.compile("zone", re.IGNORECASE))
    expect(first).to_have_attribute("href", re.compile("05_zone.html"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"05_zone\.html"))
    expect(page.locator("h1")).to_contain_text("05 Zone")


def test_search_says_when_nothing_is_found(page: Page, address: str):
    page.goto(f"{address}/index.html")
    page.fill("#search", "xylophone quartet")
    expect(page.locator("#search-state")).to_have_text("Nothing found")
    page.keyboard.press("Escape")
    expect(page.locator("#search-results")).to_be_hidden()


def test_code_is_folded_until_asked_for_and_stays_so(page: Page, address: str):
    page.goto(f"{address}/central/04_jobs.html")
    expect(page.locator("details.code[open]")).to_have_count(0)
    page.click("#code-switch")
    expect(page.locator("details.code:not([open])")).to_have_count(0)
    expect(page.locator("#code-switch")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{address}/central/06_target.html")
    expect(page.locator("details.code:not([open])")).to_have_count(0)
    expect(page.locator("pre", has_text="break_even_frontier").first).to_be_visible()
    page.click("#code-switch")
    expect(page.locator("details.code[open]")).to_have_count(0)


def test_dark_follows_the_system_until_it_is_switched(visitor: Visitors, address: str):
    page = visitor(color_scheme="dark")
    page.goto(f"{address}/index.html")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme-switch")
    light = page.evaluate(ground)
    assert light == "rgb(255, 255, 255)" != dark
    page.goto(f"{address}/compare.html")
    assert page.evaluate(ground) == light
    page.click("#theme-switch")
    assert page.evaluate(ground) == dark


def test_two_scenarios_side_by_side_parameters_first(page: Page, address: str):
    page.goto(f"{address}/compare.html")
    page.select_option("#first", "central")
    page.select_option("#second", "budget_cut")
    rows = page.locator("#differing tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.filter(has_text="federal money that comes")).to_contain_text("0.60.2")
    expect(page.locator("#outcome")).to_contain_text("3,790 (0 to 24,000)")
    expect(page.locator("#outcome")).to_contain_text("1,950 (0 to 18,400)")
    order = page.eval_on_selector_all("main h2", "all => all.map(one => one.id)")
    assert order.index("parameters") < order.index("outcomes")
    page.click("#swap")
    assert page.url.endswith("#a=budget_cut&b=central")
    page.select_option("#second", "budget_cut")
    expect(page.locator("#compared-words")).to_contain_text("The same scenario twice")


def test_a_comparison_has_an_address(page: Page, address: str):
    page.goto(f"{address}/compare.html#a=central&b=october_2014")
    expect(page.locator("#second")).to_have_value("october_2014")
    expect(page.locator("#differing")).to_contain_text("information set")


@pytest.mark.parametrize(
    "place",
    [
        "results.csv",
        "results.parquet",
        "manifest.json",
        "notebooks/04_jobs.ipynb",
        "figures/04_jobs-2.csv",
        "figures/04_jobs-2.png",
    ],
)
def test_files_can_be_taken_away(page: Page, address: str, site: Path, tmp_path: Path, place: str):
    name = place.rpartition("/")[2]
    page.goto(f"{address}/downloads.html")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    with page.expect_download() as taken:
        page.click(f'a[href="files/central/{place}"]')
    assert taken.value.suggested_filename == name
    taken.value.save_as(tmp_path / name)
    assert (tmp_path / name).read_bytes() == (site / "files" / "central" / place).read_bytes()


def test_the_frame_of_a_figure_is_what_its_chart_shows(page: Page, address: str, site: Path):
    page.goto(f"{address}/index.html")
    page.wait_for_selector("#figure-1 [data-drawn]", state="attached")
    expect(page.locator("#figure-1 img")).to_be_hidden()
    href = page.get_attribute("#figure-1 a[download]", "href")
    with (site / str(href)).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["p50"]]
    chart = page.evaluate("JSON.parse(document.getElementById('chart-1').textContent)")
    data = next(iter(chart["datasets"].values()))
    assert [each["p50"] for each in data] == pytest.approx([float(row["p50"]) for row in rows])


def test_values_are_shown_under_the_pointer(page: Page, address: str):
    page.goto(f"{address}/index.html")
    page.wait_for_selector("#figure-2 [data-drawn]", state="attached")
    page.locator("#figure-2 .chart path[aria-roledescription='bar']").nth(1).hover(
        position={"x": 9, "y": 4}
    )
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Committed")


def test_without_scripts_everything_is_there_but_the_switches(visitor: Visitors, address: str):
    page = visitor(java_script_enabled=False)
    page.goto(f"{address}/index.html")
    expect(page.locator("#figure-1 img")).to_be_visible()
    expect(page.locator("#theme-switch")).to_be_hidden()
    expect(page.locator("#search")).to_be_hidden()
    page.goto(f"{address}/compare.html")
    expect(page.locator("main table").last).to_contain_text("Budget cut")


def test_the_keyboard_is_enough(page: Page, address: str):
    page.goto(f"{address}/central/04_jobs.html")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#main :focus")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#code-switch")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#code-switch")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(page.locator("#theme-switch")).to_be_focused()


def test_pages_lead_on_and_back(page: Page, address: str):
    page.goto(f"{address}/index.html")
    page.click("a[rel=next]")
    expect(page.locator("h1")).to_contain_text("01 Evidence")
    page.click("a[rel=next]")
    page.click("a[rel=prev]")
    expect(page.locator("h1")).to_contain_text("01 Evidence")
    page.click(".beside a:has-text('Zone')")
    expect(page.locator("h1")).to_contain_text("05 Zone")
