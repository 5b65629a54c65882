import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from analysis.execution.portable import make_portable, path_rewriter

ROOT = Path("/srv/clone with blank")


@pytest.fixture
def rewrite():
    return path_rewriter([(ROOT, ""), (ROOT / "outputs" / ".x.partial", "RUN")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"in {ROOT}/src/analysis/x.py, line 3", "in src/analysis/x.py, line 3"),
        (f"'{ROOT}'", "'.'"),
        (f"{ROOT}/outputs/.x.partial/results/a.csv", "RUN/results/a.csv"),
        (f"\x1b[32m{ROOT}/a.py\x1b[0m", "\x1b[32ma.py\x1b[0m"),
        (f"{ROOT}-other/a.py", f"{ROOT}-other/a.py"),
        (f"https://example.org{ROOT}/a", f"https://example.org{ROOT}/a"),
        (f"File {sys.prefix}/lib/x.py", "File PYTHON/lib/x.py"),
        (f"{Path.home()}/notes", "~/notes"),
        (f"{tempfile.gettempdir()}/a", "TMP/a"),
        (f"{tempfile.gettempdir()}/ipykernel_12/345.py:1: UserWarning", "CELL:1: UserWarning"),
        ("and/or 3/4 of https://example.org/a", "and/or 3/4 of https://example.org/a"),
    ],
)
def test_machine_paths_become_relative(rewrite: Callable[[str], str], text: str, expected: str):
    assert rewrite(text) == expected


def test_every_text_of_a_notebook_is_rewritten_but_no_picture(rewrite: Callable[[str], str]):
    picture = f"iVBOR {ROOT}/a"
    shown = {"text/plain": f"{ROOT}/a", "image/png": picture}
    output = nbformat.v4.new_output("display_data", shown)
    cell = nbformat.v4.new_code_cell(f"x = '{ROOT}/b'", outputs=[output])
    before = nbformat.v4.new_notebook(cells=[cell], metadata={"paths": [f"{ROOT}/c"]})
    after = make_portable(before, rewrite)
    assert after.cells[0].outputs[0].data == {"text/plain": "a", "image/png": picture}
    assert after.cells[0].source == "x = 'b'"
    assert after.metadata.paths == ["c"]
    assert before.cells[0].source == f"x = '{ROOT}/b'"
    nbformat.validate(after)
