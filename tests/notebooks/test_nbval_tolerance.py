"""The nbval hook, seen from outside: one notebook, one case a cell, one run of pytest."""

import base64
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).resolve().parents[2]


def png(width: int, height: int, padding: int = 0) -> str:
    """A picture of one colour, with a comment of `padding` bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    comment = chunk(b"tEXt", b"Comment\0" + b"x" * padding)
    picture = b"\x89PNG\r\n\x1a\n" + header + comment + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return base64.b64encode(picture).decode()


def printed(text: str) -> list[nbformat.NotebookNode]:
    return [new_output("stream", name="stdout", text=text + "\n")]


def shown(**data: str) -> list[nbformat.NotebookNode]:
    named = {kind.replace("_", "/", 1): text for kind, text in data.items()}
    return [new_output("display_data", data=named)]


def show(**data: str) -> str:
    named = {kind.replace("_", "/", 1): text for kind, text in data.items()}
    return f"display({named!r}, raw=True)"


FRAME = "      jobs  share\n2016  {}   0.41"
TABLE = '<style>#T_jobs td {{ width: 7em }}</style><table id="T_jobs"><td>{}</td></table>'
FIGURE = "<Figure size 640x480 with 1 Axes>"
WARNING = "import warnings; warnings.warn('loud')"

# name: (source run, outputs committed, part of the message or None if the cell passes)
CASES = {
    "equal": ("print('484.8 thousand')", printed("484.8 thousand"), None),
    "last digit": ("print('484.9 thousand')", printed("484.8 thousand"), None),
    "alignment": (f"print({FRAME.format('10.0')!r})", printed(FRAME.format(" 9.9")), None),
    "wider column": ("print('   jobs\\n0  10.0')", printed("  jobs\n0  9.9"), None),
    "two per cent": (
        "print('494.5 thousand')",
        printed("484.8 thousand"),
        "relative difference 2.0e-2",
    ),
    "both numbers": ("print('494.5')", printed("484.8"), "in the notebook 484.8, computed 494.5"),
    "word": ("print('484.8 million')", printed("484.8 thousand"), "words differ in line 1"),
    "number added": ("print('1.5 2.5')", printed("1.5"), "words differ"),
    "number removed": ("print('1.5')", printed("1.5 2.5"), "words differ"),
    "line added": ("print('1.5\\n')", printed("1.5"), "lines in the notebook"),
    "year": ("print('by 2021')", printed("by 2020"), "must be equal"),
    "sign": ("print('\u2212120.5')", printed("120.5"), "relative difference"),
    "identifier": ("print('RU-FD-2')", printed("RU-FD-1"), "words differ"),
    "stderr": (WARNING, [], "writes to stderr"),
    "stderr on both sides": (
        "import sys; print('x', file=sys.stderr)",
        [new_output("stream", name="stderr", text="x\n")],
        "writes to stderr",
    ),
    "no output any more": ("pass", printed("1.5"), "Missing output fields"),
    "new output": ("print('1.5')", [], "Unexpected output fields"),
    "fewer outputs": (
        show(text_plain="1.5"),
        [*shown(text_plain="1.5"), *shown(text_plain="1.5")],
        "dissimilar number of outputs",
    ),
    "result": (
        "1.2345",
        [new_output("execute_result", data={"text/plain": "1.2346"}, execution_count=1)],
        None,
    ),
    "table": (
        show(text_html=TABLE.format("12,345")),
        shown(text_html=TABLE.format("12,346")),
        None,
    ),
    "table differs": (
        show(text_html=TABLE.format("12,345")),
        shown(text_html=TABLE.format("13,345")),
        "in the notebook 13,345, computed 12,345",
    ),
    "table identifier": (
        show(text_html=TABLE.format("1.5").replace("T_jobs", "T_1a2b3")),
        shown(text_html=TABLE.format("1.5").replace("T_jobs", "T_9f8e7")),
        "words differ",
    ),
    "address": (
        show(text_plain="<Styler at 0x7f00>", text_html="1.5"),
        shown(text_plain="<Styler at 0x8a11>", text_html="1.5"),
        None,
    ),
    "picture": (
        show(image_png=png(640, 480, 40), text_plain=FIGURE),
        shown(image_png=png(642, 480), text_plain=FIGURE),
        None,
    ),
    "picture missing": (
        show(text_plain=FIGURE),
        shown(image_png=png(640, 480), text_plain=FIGURE),
        "Missing output fields",
    ),
    "picture in other format": (
        show(image_png=png(640, 240), text_plain=FIGURE),
        shown(image_png=png(640, 480), text_plain=FIGURE),
        "computed 640 x 240 pixels",
    ),
    "picture emptied": (
        show(image_png=png(64, 48), text_plain=FIGURE),
        shown(image_png=png(64, 48, 9000), text_plain=FIGURE),
        "2 times in bytes",
    ),
    "picture damaged": (
        show(image_png="AAAA", text_plain=FIGURE),
        shown(image_png=png(64, 48), text_plain=FIGURE),
        "computed not a PNG",
    ),
}


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """Failure message by case, None where the cell passed."""
    folder = tmp_path_factory.mktemp("a folder")
    cells = [
        new_code_cell(source, outputs=outputs, execution_count=i)
        for i, (source, outputs, _) in enumerate(CASES.values(), start=1)
    ]
    nbformat.write(new_notebook(cells=cells), folder / "cases.ipynb")
    (folder / "pytest.ini").write_text("[pytest]\n")
    junit = folder / "junit.xml"
    command = [
        *(sys.executable, "-m", "pytest", folder / "cases.ipynb", "-c", folder / "pytest.ini"),
        *("-q", "--color=no", "-p", "no:cacheprovider", f"--junitxml={junit}"),
        *("--nbval", "--nbval-current-env", "-p", "tests.notebooks.nbval_tolerance"),
        f"--nbval-sanitize-with={ROOT / 'tests/notebooks/sanitize.cfg'}",
    ]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == pytest.ExitCode.TESTS_FAILED, run.stdout + run.stderr
    found = ET.parse(junit).iter("testcase")  # noqa: S314  (written by pytest)
    texts = [None if (failure := case.find("failure")) is None else failure.text for case in found]
    return dict(zip(CASES, texts, strict=True))


@pytest.mark.parametrize("case", CASES)
def test_a_cell_passes_or_fails_with_its_reason(case: str, messages: dict[str, str | None]) -> None:
    expected, message = CASES[case][2], messages[case]
    if expected is None:
        assert message is None
    else:
        assert message is not None
        assert expected in message


def test_the_message_names_the_cell_and_the_tolerance(messages: dict[str, str | None]) -> None:
    message = messages["two per cent"]
    assert message is not None
    assert f"Cell {list(CASES).index('two per cent')}" in message
    assert "allowed 1e-3 and 0.1 for the last digit" in message
