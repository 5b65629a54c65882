"""The explorer as two readers meet it: one at a desk, one on a phone, each with a model alone."""

import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from analysis import data, explorer, report, scenario, simulation
from tests.browser.accessibility import serious_violations
from tests.browser.explorer_page import amounts, figure, kernel_of, reset, settle, slide, unfold
from tests.browser.visiting import Visitors, visiting
from tests.explorer.serving import serving_explorer

pytestmark = pytest.mark.end_to_end

NASTY = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
SLOW_MS = 90_000


class House(NamedTuple):
    """An explorer with two visitors, who fill it."""

    url: str
    data_room: Path
    desk: Page
    phone: Page
    visitors: Visitors


@pytest.fixture(scope="module")
def data_room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of data/ with a scenario whose title is markup, and few draws in the central case."""
    room = tmp_path_factory.mktemp("room") / "data"
    shutil.copytree(data.data_folder(), room)
    central = room / "scenarios" / "central.yaml"
    few = "changes:\n  draws: 3000\nsources:\n  draws: a test has no time\n"
    kept = central.read_text(encoding="utf-8").split("changes:")[0]
    central.write_text(kept + few, encoding="utf-8")
    case = scenario.load("central", slip_years=2.0, draws=3_000)
    path = explorer.save_scenario(
        case, "nasty", title=NASTY, narrative=NASTY, folder=room / "scenarios"
    )
    assert path.is_file()
    return room


@pytest.fixture(scope="module")
def house(
    browser: Browser, data_room: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("explorer")
    with (
        serving_explorer(folder, "--visitors", "2", TOMSK2020_DATA=str(data_room)) as served,
        visiting(browser) as visitors,
    ):
        desk = visitors()
        phone = visitors(viewport={"width": 360, "height": 740}, has_touch=True)
        # Both at once: each page waits for a kernel of its own.
        for page in (desk, phone):
            page.goto(served.url, wait_until="commit", timeout=SLOW_MS)
        for page in (desk, phone):
            expect(page.locator(".tomsk-answer .count")).to_contain_text("All", timeout=SLOW_MS)
        yield House(served.url, data_room, desk, phone, visitors)


@pytest.fixture
def desk(house: House) -> Page:
    """The reader at the desk, with nothing changed."""
    reset(house.desk)
    return house.desk


@pytest.fixture
def phone(house: House) -> Page:
    """The reader on the phone, with nothing changed."""
    reset(house.phone)
    return house.phone


def test_it_says_what_is_asked_on_what_evidence_and_hides_its_source(house: House, desk: Page):
    assert desk.title() == "Explorer of the promise"
    text = desk.inner_text("main")
    for words in ("160,000 workplaces by 2020", "published to the end of 2016", "To use it:"):
        assert words in text
    assert "fraction of gross posts · on file 0.5" in text
    assert "from_parameters" not in desk.content()
    assert house.visitors.problems == []


def test_three_sliders_move_the_answer_the_way_they_should(desk: Page):
    before = amounts(desk)
    assert slide(desk, "deadweight_share", "End") == 0.75
    less = amounts(desk)
    assert figure(less["net new jobs, workplaces"]) < figure(before["net new jobs, workplaces"])
    assert less["gross posts, workplaces"] == before["gross posts, workplaces"]
    assert slide(desk, "extra_budgetary_realisation_share", "End") == 1.2
    more = amounts(desk)
    spent = "money spent, RUB bn, nominal"
    assert figure(more[spent]) > figure(less[spent])
    assert slide(desk, "hpw_growth_share", "End") == 0.046
    stock = "the stock of high-productivity workplaces"
    assert figure(amounts(desk)[stock]) > 2 * figure(more[stock])
    pictures = desk.locator(".tomsk-charts img")
    expect(pictures).to_have_count(2)
    assert "net new jobs" in pictures.first.get_attribute("alt").lower()


def test_a_saved_scenario_gives_the_numbers_of_the_screen(
    house: House, desk: Page, monkeypatch: pytest.MonkeyPatch
):
    slide(desk, "deadweight_share", "Home")
    unfold(desk, "Save as scenario")
    desk.get_by_label("Name", exact=True).fill("../escape")
    desk.locator(".tomsk-save button").click()
    expect(desk.locator(".tomsk-save .problem")).to_contain_text("no path")
    desk.get_by_label("Name", exact=True).fill("from_browser")
    desk.locator(".tomsk-save button").click()
    expect(desk.locator(".tomsk-save .saved")).to_contain_text("data/scenarios/from_browser.yaml")
    monkeypatch.setenv("TOMSK2020_DATA", str(house.data_room))
    assert scenario.validate_files() == []
    saved = scenario.load("from_browser")
    assert saved.deadweight_share == 0.25
    sim = simulation.simulate(saved)
    shown = amounts(desk)
    for reading, words in simulation.READING_WORDS.items():
        assert shown[words] == report.chance(simulation.probability(sim, reading))
    net = sim.tally.quantiles("Jobs|Net", [0.5])[0, -1]
    spent = sim.tally.quantiles("Programme money|Disbursed, cumulative", [0.5])[0, -1]
    assert shown["net new jobs, workplaces"] == report.number(net)
    assert shown["money spent, RUB bn, nominal"] == report.number(spent)


def test_two_visitors_do_not_mix(desk: Page, phone: Page):
    before = amounts(phone)
    slide(desk, "deadweight_share", "End")
    slide(phone, "deadweight_share", "Home")
    net = "net new jobs, workplaces"
    assert figure(amounts(desk)[net]) < figure(before[net]) < figure(amounts(phone)[net])
    assert phone.locator(".tomsk-deadweight_share input").input_value() == "0.25"
    assert desk.locator(".tomsk-deadweight_share input").input_value() == "0.75"


def test_a_third_visitor_is_told_that_the_house_is_full(house: House):
    with pytest.raises(urllib.error.HTTPError, match="503") as caught:
        urllib.request.urlopen(house.url, timeout=30)  # noqa: S310
    with caught.value as page:
        assert "All 2 places are taken." in page.read().decode()


def test_a_foreign_name_for_this_machine_is_refused(house: House):
    """A page elsewhere whose name leads here must not steer the explorer."""
    request = urllib.request.Request(house.url, headers={"Host": "elsewhere.example"})  # noqa: S310
    with pytest.raises(urllib.error.HTTPError, match="403") as caught:
        urllib.request.urlopen(request, timeout=30)  # noqa: S310
    caught.value.close()


def test_what_is_not_allowed_is_said_beside_the_control(desk: Page):
    row = desk.locator(".tomsk-deadweight_share")
    row.locator("input").fill("1.5")
    row.locator("input").press("Enter")
    expect(row.get_by_role("alert")).to_have_text(
        "deadweight_share = 1.5 (given): allowed are 0 to 1 (fraction of gross posts)"
    )
    expect(desk.locator(".tomsk-answer .count")).to_contain_text("A value is not allowed")
    assert serious_violations(desk) == []
    row.locator("input").fill("0.3")
    row.locator("input").press("Enter")
    expect(row.get_by_role("alert")).to_have_count(0)
    settle(desk)


def test_text_from_data_stays_text(desk: Page):
    desk.locator(".tomsk-scenario_name select").select_option(label=f"{NASTY} (nasty)")
    expect(desk.locator(".tomsk-explorer")).to_contain_text("scenario nasty, programme")
    settle(desk)
    assert desk.title() == "Explorer of the promise"
    assert desk.locator(".tomsk-explorer script").count() == 0
    assert desk.locator("main img[src='x']").count() == 0


def test_the_keyboard_is_enough(desk: Page):
    heading = desk.locator("button.tomsk-heading", has_text="How gross posts become net jobs")
    if heading.get_attribute("aria-expanded") == "true":
        heading.click()
        expect(heading).to_have_attribute("aria-expanded", "false")
    heading.focus()
    desk.keyboard.press("Space")
    expect(heading).to_have_attribute("aria-expanded", "true")
    leakage = desk.get_by_label("Leakage", exact=True)
    expect(leakage).to_be_visible()
    # From the heading the next stops are the fields and sliders below it, in their order.
    stops = []
    for _ in range(5):
        desk.keyboard.press("Tab")
        stops.append(
            desk.evaluate(
                "() => document.activeElement.getAttribute('aria-label')"
                " || document.activeElement.labels[0].innerText"
            )
        )
    assert stops == [
        "Spread of deadweight", "Spread of deadweight, slider", "about spread of deadweight",
        "Displacement", "Displacement, slider",
    ]  # fmt: skip
    desk.keyboard.press("ArrowRight")
    expect(desk.locator(".tomsk-displacement_share .note")).to_contain_text("changed")
    heading.focus()
    desk.keyboard.press("Enter")
    expect(leakage).to_be_hidden()


def test_axe_finds_nothing_serious_with_everything_unfolded(desk: Page):
    for heading in desk.locator("button.tomsk-heading").all():
        unfold(desk, heading.inner_text().strip())
    expect(desk.locator(".tomsk-seed input")).to_be_visible()
    expect(desk.locator(".copied textarea").first).to_be_visible()
    assert serious_violations(desk) == []
    unnamed = desk.evaluate(
        "() => [...document.querySelectorAll('main input, main select, main textarea')]"
        ".filter(e => e.checkVisibility() && !e.labels.length).map(e => e.outerHTML)"
    )
    assert unnamed == []


def test_the_same_run_can_be_taken_along(desk: Page):
    slide(desk, "deadweight_share", "End")
    unfold(desk, "The same run elsewhere")
    code = desk.locator(".copied", has_text="Python").locator("textarea")
    case = scenario.load("central", deadweight_share=0.75)
    expect(code).to_have_value(explorer.python_code(case))
    desk.locator("button.copy").last.click()
    expect(desk.locator("button.copy").last).to_have_text("Copied")


def test_a_phone_shows_it_without_sideways_scrolling_and_keeps_the_answer_in_sight(phone: Page):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious_violations(phone) == []
    phone.locator(".tomsk-local_multiplier").scroll_into_view_if_needed()
    brief = phone.locator(".tomsk-brief .widget-html-content")
    expect(brief).to_be_in_viewport()
    assert "net jobs from RUB" in brief.inner_text()
    small = phone.evaluate(
        "() => [...document.querySelectorAll('.tomsk-explorer *')].filter(e => e.checkVisibility()"
        " && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())"
        " && parseFloat(getComputedStyle(e).fontSize) < 11 && !e.matches('.mark'))"
        ".map(e => e.outerHTML.slice(0, 120))"
    )
    assert small == []


def test_a_page_that_is_left_frees_its_place(house: House, phone: Page):
    """The house is full, so the phone gets a page again only if leaving ended its kernel."""
    kernel = kernel_of(phone)
    phone.reload(wait_until="commit", timeout=SLOW_MS)
    expect(phone.locator(".tomsk-answer .count")).to_contain_text("All", timeout=SLOW_MS)
    assert kernel_of(phone) != kernel
