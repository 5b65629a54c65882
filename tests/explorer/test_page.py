"""The widgets follow what is set, and the words around them are escaped."""

import html
from html.parser import HTMLParser
from pathlib import Path

import ipywidgets
import pytest

from analysis import explorer, scenario, simulation
from analysis.explorer.answers import FIRST_DRAWS, Answer, answer
from analysis.explorer.charts import COURSES, course_chart, ledger_chart
from analysis.explorer.page import Explorer
from analysis.scenario import Scenario

NASTY = "<script>alert('x')</script><img src=x onerror=alert(1)>"


class Tags(HTMLParser):
    """Names of the elements in a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object):  # noqa: ARG002 - the name it overrides
        self.names.append(tag)


def markup(page: Explorer) -> list[str]:
    """Every HTML that the page shows."""
    seen: list[str] = []

    def walk(widget: object) -> None:
        if isinstance(widget, ipywidgets.HTML):
            seen.append(widget.value)
        for child in getattr(widget, "children", ()):
            walk(child)

    walk(page.widget)
    return seen


def unfold(page: Explorer) -> None:
    """Press every heading, so that every control is made."""

    def walk(widget: object) -> None:
        if isinstance(widget, ipywidgets.ToggleButton):
            widget.value = True
        for child in getattr(widget, "children", ()):
            walk(child)

    walk(page.widget)


@pytest.fixture
def _no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures have tests of their own and cost most of the time."""
    monkeypatch.setattr(Explorer, "_draw", lambda *_, **__: None)


@pytest.fixture
def page(case: Scenario, _no_pictures: None) -> Explorer:
    return explorer.explore(case)


@pytest.fixture(scope="module")
def found(case: Scenario) -> Answer:
    return answer(case)


def test_pictures_follow_the_answer(case: Scenario):
    page = explorer.explore(case)
    before = page._course.value, page._ledger.value
    page._controls.row("deadweight_share").slider.value = 0.7
    assert page._course.value != before[0]
    assert page._ledger.value != before[1]
    page._choice.value = "Money spent"
    assert "Programme money spent" in page._course.value


def test_every_parameter_has_a_labelled_control_once_all_is_unfolded(page: Explorer):
    unfold(page)
    for name in Scenario.model_fields:
        row = page._controls.row(name)
        assert row.value == getattr(scenario.load("central", draws=3_000), name)
        assert row.field.description.lower() == row.control.words.lower()
        assert row.control.description in row.field.tooltip
        assert html.escape(row.control.unit) in row._note.value


def test_a_slider_moves_field_note_answer_and_list(page: Explorer):
    row = page._controls.row("deadweight_share")
    before = page.found.headlines.set_index("what").loc["net new jobs", "p50"]
    row.slider.value = 0.7
    assert row.field.value == row.value == 0.7
    assert "changed" in row._note.value
    assert page.found.headlines.set_index("what").loc["net new jobs", "p50"] < before
    assert "deadweight (deadweight_share)" in page._changes.value
    assert page.found.complete
    row.field.value = 0.5
    assert row.slider.value == 0.5
    assert "deadweight" not in page._changes.value


def test_a_typed_value_may_lie_beyond_the_slider_and_between_its_steps(page: Explorer):
    row = page._controls.row("deadweight_share")
    row.field.value = 0.9
    assert (row.slider.value, row.value) == (row.span.high, 0.9)
    row.field.value = 0.5033
    # The browser puts its slider on a step and says so: nobody has moved it.
    row.slider.value = 0.505
    assert row.value == 0.5033
    row.slider.value = 0.51
    assert row.value == 0.51


def test_what_the_schema_refuses_is_said_beside_the_control_and_the_answer_stays(page: Explorer):
    row = page._controls.row("deadweight_share")
    before = page._tables.value
    row.field.value = 1.5
    assert "deadweight_share = 1.5 (given): allowed are 0 to 1" in row._problem.value
    assert 'role="alert"' in row._problem.value
    assert "not allowed" in page._count.value
    assert page._tables.value == before
    row.field.value = 0.6
    assert row._problem.value == ""
    assert "not allowed" not in page._count.value


def test_a_rule_across_parameters_is_said_beside_each_and_above_where_none_is_open(page: Explorer):
    page._set("horizon", 2015)
    assert "horizon = 2015: must be later than as_of = 2016" in page._trouble.value
    unfold(page)
    page._set("horizon", 2015)
    for name in ("horizon", "as_of"):
        assert "must be later than" in page._controls.row(name)._problem.value
    page.reset()
    assert page._trouble.value == ""
    assert page._controls.row("horizon").value == 2020


def test_another_scenario_sets_every_control(page: Explorer):
    page._controls.row("deadweight_share").slider.value = 0.7
    page._controls.row("scenario_name").field.value = "private_stalls"
    assert page._controls.row("extra_budgetary_realisation_share").value == 0.2
    assert page._controls.row("deadweight_share").value == 0.5
    assert page._case == scenario.load("private_stalls")
    assert "private_stalls" in page._opening.value


def test_another_programme_brings_its_own_ranges(page: Explorer):
    row = page._controls.row("target_jobs")
    before = row.span
    page._controls.row("programme").field.value = "alabuga"
    alabuga = scenario.load("central", programme="alabuga")
    assert row.value == alabuga.target_jobs
    assert row.span != before
    assert (row.slider.min, row.slider.max, row.slider.value) == (
        row.span.low, row.span.high, alabuga.target_jobs,
    )  # fmt: skip
    page._controls.row("programme").field.value = "ino_tomsk"
    assert row.span == before


def test_meaning_source_and_rating_can_be_unfolded(page: Explorer):
    about = page._controls.row("deadweight_share")._about.value
    log = scenario.assumptions_log(scenario.load("central")).set_index("name")
    for words in (*log.loc["deadweight_share", ["mark", "quality", "impact", "note"]], "0 to 1"):
        assert html.escape(str(words)) in about
    assert about.startswith("<details>")


def test_first_draws_come_first_where_somebody_may_still_be_moving(
    page: Explorer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(page, "_wait_for_rest", lambda: None)
    page._controls.row("deadweight_share").slider.value = 0.6
    assert page.found.draws == FIRST_DRAWS
    assert "First 2,000 of 3,000 draws" in page._count.value
    page._refine()
    assert page.found.complete
    sim = simulation.simulate(scenario.load("central", draws=3_000, deadweight_share=0.6))
    assert page.found.ledger.equals(sim.ledger())


@pytest.mark.usefixtures("_no_pictures")
def test_saving_from_the_page(data_room: Path, case: Scenario):
    page = explorer.explore(case)
    page._controls.row("deadweight_share").slider.value = 0.7
    page._save.name.value = "../escape"
    page._save.save()
    assert "no path" in page._save.outcome.value
    page._save.name.value = "from_page"
    page._save.save()
    assert "data/scenarios/from_page.yaml" in page._save.outcome.value
    assert scenario.load("from_page").deadweight_share == 0.7
    assert "from_page" in [value for _, value in page._controls.row("scenario_name").field.options]
    page._controls.row("scenario_name").field.value = "from_page"
    assert page._case == scenario.load("from_page")


def test_text_from_data_is_escaped_everywhere(data_room: Path, case: Scenario):
    explorer.save_scenario(case, "nasty", title=NASTY, narrative=NASTY)
    programme = data_room / "programmes" / "ino_tomsk.yaml"
    text = programme.read_text(encoding="utf-8")
    title = scenario.read_programme("ino_tomsk").title
    programme.write_text(text.replace(title, NASTY.replace("'", "")), encoding="utf-8")
    page = explorer.explore(scenario.load("nasty"))
    page._save.name.value = NASTY
    page._save.save()
    unfold(page)
    page._set("deadweight_share", 7.0)
    shown = markup(page)
    assert any("&lt;script&gt;" in text for text in shown)
    assert not {"script", "iframe"} & {tag for text in shown for tag in Tags(text).names}
    assert not [text for text in shown if "<img src=x" in text]
    # The browser takes options and labels as text; the widget is told not to do otherwise.
    field = page._controls.row("programme").field
    assert not field.description_allow_html
    assert any(NASTY.replace("'", "") in words for words, _ in field.options)


@pytest.mark.parametrize("name", COURSES)
def test_a_picture_says_in_words_what_it_shows(found: Answer, name: str):
    chart = course_chart(found, name)
    assert chart.png.startswith(b"\x89PNG")
    assert "in 2020" in chart.says
    drawn = chart.plotted.loc[2020]
    expected = found.results.query(
        "variable == @COURSES[@name].variable and year == 2020 and statistic == 'p50'"
    )["value"]
    assert drawn["p50"] == expected.item()


def test_the_ledger_is_drawn_from_the_promise_to_the_net_jobs(found: Answer):
    chart = ledger_chart(found, fast=True)
    assert chart.plotted["after"].iloc[0] == pytest.approx(160.0)
    net = found.sim.tally.mean("Ledger|Within labour supply: net jobs")[0]
    assert chart.plotted["after"].iloc[-1] == pytest.approx(net / 1e3)
    assert "160 thousand workplaces at first" in chart.says


def test_where_no_widget_can_be_shown_the_numbers_are_text(page: Explorer):
    assert repr(page).startswith("Explorer of the scenario central\nMoney: of RUB 250 bn promised")
    bundle = page._repr_mimebundle_()
    assert bundle["text/plain"] == repr(page)
    assert "application/vnd.jupyter.widget-view+json" in bundle
