"""The parts the site is put together from: places of numbers, names of paths, sections, charts."""

import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis import data
from analysis.errors import ScenarioError
from analysis.report.site import path_part, read_data_room
from analysis.report.site.charts import CHARTS, chart_of
from analysis.report.site.pictures import Picture, pictures_of, with_pictures
from analysis.report.site.search_index import search_script, sections
from analysis.report.site.shell import Link, Page, contents_of, render
from analysis.report.site.traces import Place, find_cell


def said(identity: str, text: str, kind: str = "text/markdown", source: str = "") -> NotebookNode:
    output = new_output("execute_result", {kind: text, "text/plain": text}, execution_count=1)
    cell = new_code_cell(source, outputs=[output])
    cell.id = identity
    return cell


@pytest.fixture
def nodes() -> dict[str, NotebookNode]:
    return {
        "04_jobs": new_notebook(
            cells=[
                said("a", "<td>3,790</td><td>13.14 %</td>", "text/html"),
                said("b", "13,790 or 3,790.5 or -3,790"),
                said("c", "saved", source="report.save_results(results)"),
                said("d", "The median is 3,790 (0 to 24,000) in 0.14 % of draws."),
            ]
        )
    }


@pytest.mark.parametrize(
    ("texts", "cell", "shown"),
    [
        (["3,790"], "d", True),
        (["0.14 %"], "d", True),
        (["13.14 %"], "a", True),
        (["790"], "c", False),
        (["4 %"], "c", False),
        (["nothing", "24,000"], "d", True),
    ],
)
def test_a_number_leads_to_the_last_cell_that_shows_it_whole(
    nodes: dict[str, NotebookNode], texts: list[str], cell: str, shown: bool
):
    assert find_cell(nodes, texts, ("06_target", "04_jobs")) == Place("04_jobs", cell, shown)


def test_without_the_notebook_there_is_no_place(nodes: dict[str, NotebookNode]):
    assert find_cell(nodes, ["3,790"], ("06_target",)) is None


@pytest.mark.parametrize(
    "name", ["central", "zone_own_record", "RU-TOM", "a.b", "04_jobs", "my été"]
)
def test_plain_names_become_paths(name: str):
    assert path_part(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a", "a\\b", "a\nb", "<script>", "a..b"])
def test_names_that_lead_elsewhere_are_refused(name: str):
    with pytest.raises(ScenarioError, match="cannot be the name of a page"):
        path_part(name)


def test_contents_are_the_headings_one_can_link_to():
    body = (
        '<h2 id="a-b">A &amp; <code>b</code><a class="anchor-link" href="#a-b">#</a></h2>'
        "<h2>No anchor</h2><h3 id='c'>Lower</h3>"
    )
    assert contents_of(body) == [Link("#a-b", "A & b")]


def test_a_page_deep_down_knows_its_way_to_the_root():
    assert [Page(path, "", "").root for path in ("index.html", "a/b.html")] == ["", "../"]


def test_a_section_is_found_under_its_page_and_heading():
    page = render("nothing.html.j2", Page("x/y.html", "A & B", ""), problems=["One <zone>"])
    (found,) = sections("x/y.html", page)
    assert found["page"] == found["title"] == "A & B"
    assert found["href"] == "x/y.html"
    assert "One <zone>" in found["text"]
    script = search_script([("x/y.html", page)])
    assert json.loads(re.fullmatch(r"window\.\w+ = (.*);\n", script)[1])[0]["id"] == 0
    assert "</" not in script


def test_every_kind_of_chart_takes_the_frame_of_its_committed_figure():
    folder = data.project_root() / "notebooks"
    kinds = {}
    for name in ("02_baseline", "04_jobs", "06_target"):
        node = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        kinds |= {each.kind: each for each in pictures_of(name, node) if each.kind in CHARTS}
    assert kinds.keys() == CHARTS.keys()
    for picture in kinds.values():
        chart = chart_of(picture)
        text = json.dumps(chart)
        assert chart["width"] == "container"
        assert '"tooltip"' in text
        assert "http" not in text.replace(chart["$schema"], "")
        rows = sum(len(rows) for rows in chart["datasets"].values())
        assert rows >= 3


def test_a_figure_without_a_frame_has_no_chart_and_its_heading_for_a_text():
    output = new_output("display_data", {"image/png": "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAAA="})
    node = new_notebook(cells=[new_markdown_cell("## Costs"), new_code_cell("", outputs=[output])])
    (picture,) = pictures_of("x", node)
    assert (picture.name, picture.width, picture.height) == ("x-1", 2, 1)
    assert chart_of(picture) is None
    assert picture.caption(2016) == "Figure: Costs. Information set: end of 2016."
    shown = with_pictures(node, {1: "HTML"})
    assert shown.cells[1].outputs[0].metadata["image/png"]["site"] == "HTML"
    assert "image/png" not in node.cells[1].outputs[0].metadata


def test_a_caption_has_units_eyes_and_what_came_later():
    picture = Picture("08", 1, "c", "skill_chart", "Scores", "Ratio; Year", "", b"", "")
    assert picture.caption(2016) == (
        "Scores. Axes: Ratio; Year. Information set: end of 2016. "
        "Figures after it are drawn as what came."
    )


def test_rows_of_the_data_room_are_counted_as_in_the_file():
    room = read_data_room()
    table = room.tables["programme_facts"]
    (row,) = table.find(subject="ino_tomsk", indicator="highly_productive_workplaces")
    lines = pd.read_csv(Path(data.data_folder(), "programme_facts.csv"), dtype=str)
    assert lines["indicator"].iloc[row - 1] == "highly_productive_workplaces"
    panel = room.tables["regional_panel"]
    shown = panel.shown(frozenset({"RU-TOM"}))
    assert not panel.is_whole
    assert set(shown["code"]) == {"RU-TOM", "RU"}
    assert panel.find(code="RU-TOM", year="2016")[0] in shown.index
