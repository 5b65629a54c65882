import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.report.page_maths import formula_svg
from analysis.report.page_text import describe_figures, page_text, plain_value
from analysis.report.pages import Change, Heading, write_pages

HEADING = Heading(
    scenario="zone_own_record",
    programme="ino_tomsk",
    title="The zone's own <record>",
    changes=[Change("investment_need_rub_bn", "111", "250", "RUB bn")],
)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


@pytest.fixture
def node() -> nbformat.NotebookNode:
    figure = new_output("display_data", {"image/png": PIXEL, "text/plain": "<Figure>"})
    table = new_output(
        "execute_result",
        {"text/html": "<table><caption>T</caption></table>", "text/plain": "T"},
        execution_count=3,
    )
    answer = new_output(
        "execute_result",
        {
            "text/markdown": "**Answer.** About `net_new` jobs: 4.",
            "text/plain": "About net_new jobs: 4.",
        },
        execution_count=4,
    )
    return new_notebook(
        cells=[
            new_markdown_cell("# Jobs & posts\n\nHow *many* jobs?\n\nMore text with $N = G(1-D)$."),
            new_code_cell("seed = 1  # count", metadata={"tags": ["parameters"]}),
            new_code_cell("seed = 7", metadata={"tags": ["injected-parameters"]}),
            new_markdown_cell("## What a job has cost\n\n$$\\frac{a}{b}$$"),
            new_code_cell("plot('<b>')", outputs=[figure]),
            new_code_cell("table()", outputs=[table]),
            new_code_cell("answer()", outputs=[answer]),
        ]
    )


@pytest.fixture
def pages(node: nbformat.NotebookNode, tmp_path: Path) -> dict[str, str]:
    verdict = ["Money: of RUB 250 bn promised, 114 bn is spent.", "No label here"]
    written = write_pages(
        {"01_evidence": node, "04_jobs": node}, tmp_path / "pages", HEADING, verdict
    )
    assert [path.name for path in written] == ["index.html", "01_evidence.html", "04_jobs.html"]
    return {path.stem: path.read_text(encoding="utf-8") for path in written}


def test_pages_load_nothing_from_elsewhere(pages: dict[str, str]):
    for text in pages.values():
        assert not re.search(r"https?://|<script|<link|@import|url\(", text)


def test_pages_are_for_readers_of_english_on_any_screen(pages: dict[str, str]):
    for text in pages.values():
        assert '<html lang="en">' in text
        assert 'name="viewport"' in text
        assert text.count("<h1") == 1
    assert "<title>Jobs &amp; posts · zone_own_record</title>" in pages["04_jobs"]


def test_all_code_is_folded(pages: dict[str, str]):
    text = pages["04_jobs"]
    outside = re.sub(r"<details.*?</details>", "", text, flags=re.DOTALL)
    assert text.count('<details class="code">') == 5
    assert "<details open" not in text
    assert "plot" in text
    assert "plot" not in outside
    assert "<summary>Parameters of this run</summary>" in text


def test_the_strip_tells_the_case_and_leads_to_the_other_pages(pages: dict[str, str]):
    text = pages["04_jobs"]
    assert "The zone's own &lt;record&gt;" in text.replace("&#39;", "'")
    assert re.search(r"investment_need_rub_bn = <b>111</b>.*RUB bn, default 250", text)
    assert 'href="01_evidence.html"' in text
    assert re.search(r'<a aria-current="page" href="04_jobs.html">', text)


def test_every_figure_has_a_text(pages: dict[str, str]):
    assert re.findall(r'<img alt="([^"]+)"', pages["04_jobs"]) == ["Figure: What a job has cost"]


def test_alt_text_of_cell_and_output_come_first(node: nbformat.NotebookNode):
    node.cells[4].metadata["alt"] = "Cost by zone"
    described = describe_figures(node)
    assert described.cells[4].outputs[0].metadata["image/png"]["alt"] == "Cost by zone"
    assert "image/png" not in node.cells[4].outputs[0].metadata
    node.cells[4].outputs[0].metadata["image/png"] = {"alt": "Own words"}
    assert describe_figures(node).cells[4].outputs[0].metadata["image/png"]["alt"] == "Own words"


def test_index_has_verdict_questions_and_answers(pages: dict[str, str]):
    text = pages["index"]
    assert "<dt>Money</dt><dd>Of RUB 250 bn promised, 114 bn is spent.</dd>" in text
    assert '<a href="04_jobs.html">Jobs &amp; posts</a>' in text
    assert "How many jobs?" in text
    assert "About net_new jobs: 4." in text
    assert "<td>investment_need_rub_bn</td><td>RUB bn</td><td>250</td><td>111</td>" in text


def test_a_run_at_defaults_says_so(node: nbformat.NotebookNode, tmp_path: Path):
    heading = Heading("central", "ino_tomsk", "Central case", [])
    for path in write_pages({"04_jobs": node}, tmp_path, heading, []):
        assert re.search(
            r"at their defaults|value of the default scenario", path.read_text("utf-8")
        )


def test_texts_are_read_from_the_notebook(node: nbformat.NotebookNode):
    text = page_text("04_jobs_and_posts", node)
    assert text.label == "Jobs and posts"
    assert text.title == "Jobs & posts"
    assert text.question == "How many jobs?"
    assert text.answer == "About net_new jobs: 4."


def test_without_a_marked_answer_the_last_text_counts():
    said = new_code_cell(
        "print()", outputs=[new_output("stream", name="stdout", text="So be it.\n")]
    )
    text = page_text("explorer", new_notebook(cells=[new_markdown_cell("no heading"), said]))
    assert (text.title, text.question, text.answer) == ("explorer", "", "So be it.")


def test_formulas_are_drawn_in_the_page(pages: dict[str, str]):
    assert pages["04_jobs"].count('class="formula"') == 2
    assert 'aria-label="N = G(1-D)"' in pages["04_jobs"]


def test_a_formula_is_drawn_to_scale_and_labelled():
    drawn = formula_svg(r"x < \beta_h")
    assert drawn is not None
    assert 'aria-label="x &lt; \\beta_h"' in drawn
    box = [float(number) for number in re.search(r'viewBox="([^"]+)"', drawn)[1].split()]
    height = float(re.search(r"height:([\d.]+)em", drawn)[1])
    assert box[3] == pytest.approx(height * 100, abs=1)
    assert box[2] > 2 * box[3]


def test_a_formula_that_cannot_be_drawn_is_shown_as_written(tmp_path: Path):
    assert formula_svg(r"\nosuchcommand{x}") is None
    page = new_notebook(cells=[new_markdown_cell(r"# T" + "\n\n" + r"$\nosuchcommand{x}$")])
    _, path = write_pages({"01_t": page}, tmp_path, HEADING, [])
    assert r"<code>\nosuchcommand{x}</code>" in path.read_text(encoding="utf-8")


def test_the_same_notebook_gives_the_same_bytes(node: nbformat.NotebookNode, tmp_path: Path):
    first, second = (
        [path.read_bytes() for path in write_pages({"04": node}, tmp_path / name, HEADING, [])]
        for name in "ab"
    )
    assert first == second


@pytest.mark.parametrize(
    ("value", "shown"),
    [(111.0, "111"), (0.65, "0.65"), (7, "7"), (0.1 + 0.2, "0.3"), ("RU-TOM", "RU-TOM")],
)
def test_values_are_shown_as_one_would_type_them(value: object, shown: str):
    assert plain_value(value) == shown
