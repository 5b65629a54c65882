"""One good notebook passes; for each rule a notebook that breaks it and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.execution.conventions import RULES, SETUP_CELL, parameters_source, problems
from analysis.execution.conventions.outputs import MOST_BYTES

TABLE = pd.DataFrame(
    [
        {"name": "programme", "unit": "file in data/programmes", "default": "ino_tomsk"},
        {"name": "horizon", "unit": "year", "default": 2020},
        {"name": "investment_need_rub_bn", "unit": "RUB bn", "default": 250.0},
        {"name": "sign", "unit": "", "default": -1},
    ]
)
PARAMETERS = """\
programme = "ino_tomsk"  # file in data/programmes
horizon = 2020  # year
investment_need_rub_bn = 250.0  # RUB bn
sign = -1"""
DERIVED = """\
case = scenario.from_parameters(**scenario.parameters_set(In, globals()))
sim = simulation.simulate(case)"""

Change = Callable[[NotebookNode], None]


def printed(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", name=name, text=text)


def good_notebook() -> NotebookNode:
    cells = [
        new_markdown_cell("# Jobs\n\nHow many jobs does the money buy?\n\nMore text. And more."),
        new_code_cell(SETUP_CELL),
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new_code_cell(DERIVED),
        new_markdown_cell(
            "## Evidence\n\n```\n# not a heading\n```\n\nSee [02](02_baseline.ipynb)."
        ),
        new_code_cell("frame = sim.summary()\nframe", outputs=[printed("12.5")]),
        new_markdown_cell("## Answer"),
        new_code_cell(
            "report.save_results(frame, notebook='04_jobs')\nprint('about 12 jobs/year')",
            outputs=[printed("about 12 jobs/year\n")],
        ),
    ]
    for count, cell in enumerate((c for c in cells if c.cell_type == "code"), start=1):
        cell.execution_count = count
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    return notebook


def found(path: Path, notebook: NotebookNode) -> list[str]:
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return problems(path, TABLE)


def source(index: int, text: str) -> Change:
    return lambda notebook: notebook.cells[index].update(source=text)


def more(index: int, text: str) -> Change:
    return lambda notebook: notebook.cells[index].update(
        source=notebook.cells[index].source + "\n" + text
    )


def swap(index: int, old: str, new: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        assert old in notebook.cells[index].source
        notebook.cells[index].source = notebook.cells[index].source.replace(old, new)

    return change


def output(node: NotebookNode) -> Change:
    return lambda notebook: notebook.cells[5].outputs.append(node)


def tagged(index: int, tag: str) -> Change:
    return lambda notebook: notebook.cells[index].metadata.update(tags=[tag])


def inserted(index: int, *sources: str) -> Change:
    """Insert executed code cells and count anew."""

    def change(notebook: NotebookNode) -> None:
        notebook.cells[index:index] = [new_code_cell(text) for text in sources]
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for count, cell in enumerate((c for c in code if c.source), start=1):
            cell.execution_count = count

    return change


def same_ids(notebook: NotebookNode) -> None:
    notebook.cells[4].id = notebook.cells[5].id


def without_outputs(notebook: NotebookNode) -> None:
    for index in (5, 7):
        notebook.cells[index].outputs = []


def without_tag(notebook: NotebookNode) -> None:
    notebook.cells[2].metadata.tags = []
    notebook.cells[2].source += "\nsim = simulation"


PAPERMILL = {"papermill": {"duration": 1.0}}

BREACHES: list[tuple[str, Change, str]] = [
    ("notebook-format", lambda n: n.update(nbformat_minor=4), "4.4"),
    ("notebook-format", same_ids, "2 cells have the id"),
    ("notebook-format", lambda n: n.cells[5].update(outputs=[{"output_type": "x"}]), "repair"),
    ("title", more(4, "# Second"), "a second H1"),
    ("title", more(4, "Second\n======"), "a second H1"),
    ("title", more(4, "<h1>Second</h1>"), "a second H1"),
    ("title", source(0, "## Jobs\n\nHow many?"), "does not start with a title"),
    ("question", source(0, "# Jobs"), "followed by ''"),
    ("question", source(0, "# Jobs\n\nThis counts jobs."), "ends with '?'"),
    ("question", source(0, "# Jobs\n\nWe count. How many?"), "one sentence"),
    ("setup-cell", more(1, "import analysis"), "make it exactly: import analysis"),
    ("parameters-cell", tagged(5, "parameters"), "a second cell is tagged"),
    ("parameters-cell", without_tag, "no cell is tagged"),
    ("parameters-plain", swap(2, "250.0", "2 * 125.0"), "'investment_need_rub_bn = 2 * 125.0'"),
    ("parameters-plain", swap(2, "sign = -1", "sign = -1\nsign = -1"), "line 5"),
    ("parameters-plain", swap(2, "horizon = 2020", "horizon: int = 2020"), "horizon: int"),
    (
        "parameters-schema",
        swap(2, "250.0", "111.0"),
        "write: investment_need_rub_bn = 250.0  # RUB bn",
    ),
    ("parameters-schema", swap(2, "250.0", "250"), "investment_need_rub_bn = 250;"),
    ("parameters-schema", swap(2, "RUB bn", "RUB mn"), "has the unit 'RUB mn'"),
    ("parameters-schema", swap(2, "2020  # year", "2020"), "has the unit ''"),
    ("parameters-schema", swap(2, '"ino_tomsk"', "None"), "programme = None"),
    ("parameters-schema", swap(2, "\nsign = -1", ""), "parameters missing: sign"),
    ("parameters-schema", more(2, "extra = 1"), "not parameters of a scenario: extra"),
    (
        "parameters-schema",
        source(2, "\n".join(PARAMETERS.splitlines()[::-1])),
        "sign stands in another order",
    ),
    (
        "derived-cell",
        swap(3, "parameters_set(In, globals())", "load('central')"),
        "not checked here",
    ),
    ("cell-count", inserted(5, *["frame = sim"] * 25), "27 code cells"),
    ("cell-length", more(5, "\n\n".join(["frame"] * 11)), "13 lines"),
    ("closing-cell", source(7, "print('done')"), "neither of the last two code cells saves"),
    ("closing-cell", swap(7, "04_jobs", "03_investment"), 'notebook="04_jobs"'),
    ("plain-python", more(5, "%timeit frame"), "no '%' magic"),
    ("plain-python", more(5, "files = !ls"), "no '!' command"),
    ("plain-python", more(5, "get_ipython().run_line_magic('time', '')"), "get_ipython()"),
    ("no-definitions", more(5, "def f(): pass"), "f is defined here"),
    ("no-definitions", more(5, "class A: pass"), "A is defined here"),
    ("no-definitions", more(5, "f = lambda x: x"), "lambda is defined here"),
    ("no-files", more(5, "open(frame)"), "open reaches for files"),
    ("no-files", more(5, "pd.read_csv(frame)"), "read_csv reaches for files"),
    ("no-files", more(5, "os.path.join('a', 'b')"), "os reaches for files"),
    ("no-files", more(5, "frame.to_csv()"), "to_csv reaches for files"),
    ("no-paths", more(5, "frame.query('outputs/x')"), "the path 'outputs/x'"),
    ("no-paths", more(5, "f'{frame}.csv'"), "the path '.csv'"),
    ("no-constants", inserted(5, "rate = 0.3\nother = [1, 2]"), "a cell of constants"),
    ("no-imports", more(5, "import numpy as np"), "import numpy as np"),
    ("no-imports", more(5, "from scipy import stats"), "from scipy import stats"),
    ("no-exemptions", more(5, "# NBVAL_IGNORE_OUTPUT"), "NBVAL_IGNORE_OUTPUT hides"),
    ("no-exemptions", tagged(5, "raises-exception"), "raises-exception hides"),
    ("kernelspec", lambda n: n.metadata.kernelspec.update(name="tomsk"), "kernel 'tomsk'"),
    (
        "file-size",
        lambda n: n.cells[5].outputs[0].update(text="x" * MOST_BYTES),
        "at most 1,500,000",
    ),
    ("outputs-kept", without_outputs, "commit it with its outputs"),
    ("outputs-kept", lambda n: n.cells[7].update(outputs=[]), "the closing cell says nothing"),
    ("execution-counts", lambda n: n.cells[5].update(execution_count=9), "1, 2, 3, 9, 5"),
    ("execution-counts", lambda n: n.cells[5].update(execution_count=None), "3, none, 5"),
    ("no-empty-cells", inserted(5, ""), "an empty code cell"),
    ("no-stderr", output(printed("Warning: loud", "stderr")), "stderr says 'Warning: loud'"),
    ("no-errors", output(new_output("error", ename="E", evalue="bad", traceback=[])), "E: bad"),
    ("no-machine-paths", output(printed("in /home/me/clone")), "'/home/me'"),
    ("no-machine-paths", output(printed("C:\\Users\\me")), "C:"),
    ("no-machine-paths", more(4, "Saved in /tmp/run."), "'/tmp/run.'"),
    ("no-transient-metadata", lambda n: n.metadata.update(PAPERMILL), "metadata 'papermill'"),
    ("no-transient-metadata", lambda n: n.metadata.update(widgets={}), "metadata 'widgets'"),
    ("no-transient-metadata", lambda n: n.cells[5].metadata.update(execution={}), "'execution'"),
    ("no-transient-metadata", tagged(5, "injected-parameters"), "injected by papermill"),
]


def test_a_good_notebook_passes(tmp_path: Path) -> None:
    assert found(tmp_path / "04_jobs.ipynb", good_notebook()) == []


@pytest.mark.parametrize(("rule", "change", "message"), BREACHES)
def test_a_breach_is_reported_by_its_rule_alone(
    rule: str, change: Change, message: str, tmp_path: Path
) -> None:
    notebook = good_notebook()
    change(notebook)
    reported = found(tmp_path / "04_jobs.ipynb", notebook)
    assert len(reported) == 1
    assert f": {rule}: " in reported[0]
    assert message in reported[0]


def test_only_a_notebook_of_the_run_closes_with_results(tmp_path: Path) -> None:
    notebook = good_notebook()
    notebook.cells[7].source = "print('about 12 jobs/year')"
    for name, broken in (("04_jobs", True), ("explorer", False)):
        path = tmp_path / f"{name}.ipynb"
        nbformat.write(notebook, path)
        assert bool(problems(path, TABLE)) is broken


def test_every_rule_has_a_breach() -> None:
    assert {rule for rule, _, _ in BREACHES} == set(RULES)


def test_the_parameters_cell_is_written_from_the_table() -> None:
    assert parameters_source(TABLE) == PARAMETERS


def test_all_problems_are_reported_with_cell_and_first_line(tmp_path: Path) -> None:
    notebook = good_notebook()
    more(5, "import os\nopen('data/x.csv')")(notebook)
    reported = found(tmp_path / "04_jobs.ipynb", notebook)
    assert [line.split(": ")[3] for line in reported] == ["no-files", "no-paths", "no-imports"]
    assert all(": cell 5: 'frame = sim.summary()': " in line for line in reported)


def test_slashes_in_a_picture_are_no_path(tmp_path: Path) -> None:
    notebook = good_notebook()
    output(new_output("display_data", data={"image/png": "AAA /tmp/AAAA"}))(notebook)
    assert found(tmp_path / "04_jobs.ipynb", notebook) == []


def test_a_notebook_without_cells_is_reported_not_crashed_on(tmp_path: Path) -> None:
    reported = found(tmp_path / "04_jobs.ipynb", new_notebook())
    assert any(": title: " in line for line in reported)
