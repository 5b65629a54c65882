"""Pytest plugin: nbval compares words exactly, computed numbers and pictures within a tolerance.

Load it from the root of the repository with ``-p tests.notebooks.nbval_tolerance``. What is a
computed number, and how far two of them may lie apart, is stated in
`analysis.execution.output_comparison`. Pictures are not compared by bytes, which no two processors
share: their number, and within bounds their size in pixels and bytes, must agree.
"""

import base64
import struct
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from analysis.execution.output_comparison import differences

PICTURE = "image/png"
PIXEL_TOLERANCE = 0.1
"""A tight frame moves with the width of a tick label; a lost panel moves more than this."""
BYTES_RATIO = 2.0
"""An empty picture has less than half the bytes of one with content."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

Output = dict[str, Any]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Let notebooks that nbval collects be compared with tolerance."""
    collected = yield
    return [
        TolerantNotebook.from_parent(parent, path=file_path) if type(c) is IPyNbFile else c
        for c in collected
    ]


class TolerantNotebook(IPyNbFile):
    """A notebook whose cells are compared with tolerance."""

    def collect(self) -> Iterable["TolerantCell"]:
        """Yield the cells nbval yields."""
        for cell in super().collect():
            yield TolerantCell.from_parent(
                self, name=cell.name, cell_num=cell.cell_num, cell=cell.cell, options=cell.options
            )


class TolerantCell(IPyNbCell):
    """A cell whose outputs agree if nbval finds them equal after `reconciled`."""

    def compare_outputs(
        self, test: list[Output], ref: list[Output], skip_compare: Sequence[str] | None = None
    ) -> bool:
        """Compare computed with committed outputs; the reasons go to `comparison_traceback`."""
        skipped = [key for key in skip_compare or self.parent.skip_compare if key != PICTURE]
        reference = [_with_described_pictures(output) for output in ref]
        computed, found = reconciled(
            reference, [_with_described_pictures(output) for output in test], self.sanitize
        )
        if any(output.get("name") == "stderr" for output in test):
            found.append("the cell writes to stderr: notebooks run without warnings")
        if found:
            self.comparison_traceback = [f"  {line}" for line in found]
            return False
        return bool(super().compare_outputs(computed, reference, tuple(skipped)))


def reconciled(
    reference: list[Output], computed: list[Output], sanitize: Callable[[str], str]
) -> tuple[list[Output], list[str]]:
    """Put the committed text in place of each computed one that agrees with it.

    Parameters
    ----------
    reference
        Outputs of a cell as committed.
    computed
        Outputs of the same cell in this run.
    sanitize
        Applied to both texts before they are compared.

    Returns
    -------
    list of dict
        The computed outputs, equal to the reference where the two agree.
    list of str
        What differs, one line each.
    """
    committed = defaultdict(list)
    for output in reference:
        for key, text in _texts(output).items():
            committed[key].append(text)
    changed, found = [], []
    for output in computed:
        replaced = {}
        for key, text in _texts(output).items():
            expected = committed[key].pop(0) if committed[key] else None
            if isinstance(text, str) and isinstance(expected, str):
                problems = _compare(key, sanitize(expected), sanitize(text))
                found += [f"{key}: {problem}" for problem in problems]
                replaced[key] = text if problems else expected
        changed.append(_with_texts(output, replaced))
    return changed, found


def _compare(key: str, expected: str, text: str) -> list[str]:
    if key == PICTURE:
        return _picture_differences(expected, text)
    return differences(expected, text, markup=key in ("text/html", "text/markdown"))


def _texts(output: Output) -> dict[str, Any]:
    """Texts of an output by media type, or by name for a stream."""
    if output["output_type"] == "stream":
        return {output["name"]: output["text"]}
    return dict(output.get("data", {}))


def _with_texts(output: Output, replaced: dict[str, str]) -> Output:
    changed = type(output)(output)
    if output["output_type"] == "stream":
        changed["text"] = replaced.get(output["name"], output["text"])
    elif "data" in output:
        changed["data"] = {**output["data"], **replaced}
    return changed


def _with_described_pictures(output: Output) -> Output:
    picture = _texts(output).get(PICTURE)
    return output if picture is None else _with_texts(output, {PICTURE: describe_picture(picture)})


def describe_picture(encoded: str) -> str:
    """Say width, height and size of a PNG.

    Parameters
    ----------
    encoded
        The file in base 64, as a notebook holds it.

    Returns
    -------
    str
        "PNG <width> <height> <bytes>", or "not a PNG".
    """
    content = base64.b64decode(encoded)
    if not content.startswith(_PNG_SIGNATURE):
        return "not a PNG"
    width, height = struct.unpack(">II", content[16:24])
    return f"PNG {width} {height} {len(content)}"


def _picture_differences(expected: str, text: str) -> list[str]:
    if "not a PNG" in (expected, text):
        return [] if expected == text else [f"in the notebook {expected}, computed {text}"]
    old, new = ([int(number) for number in described.split()[1:]] for described in (expected, text))
    shown = (
        f"in the notebook {old[0]} x {old[1]} pixels in {old[2]} bytes, "
        f"computed {new[0]} x {new[1]} pixels in {new[2]} bytes"
    )
    near = all(
        abs(a - b) <= PIXEL_TOLERANCE * max(a, b) for a, b in zip(old[:2], new[:2], strict=True)
    )
    if near and max(old[2], new[2]) <= BYTES_RATIO * min(old[2], new[2]):
        return []
    return [
        f"{shown}: allowed are {PIXEL_TOLERANCE:.0%} in pixels and {BYTES_RATIO:g} times in bytes"
    ]
