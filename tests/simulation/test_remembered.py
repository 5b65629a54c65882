"""A pure function is called once for the same content, in one process or in several."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.simulation import remembered as module
from analysis.simulation.remembered import MEMORY_VARIABLE, remembered

FRAME = pd.DataFrame({"value": [0.1, 1 / 3]})


def counting() -> tuple[Callable[[pd.DataFrame], pd.DataFrame], list[int]]:
    """Give a function as another process has it: it remembers nothing yet."""
    calls: list[int] = []

    def doubled(frame: pd.DataFrame) -> pd.DataFrame:
        calls.append(1)
        return frame * 2

    doubled.__qualname__ = "doubled"
    return remembered(doubled), calls


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(MEMORY_VARIABLE, str(tmp_path))
    return tmp_path


def test_equal_content_is_worked_out_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(MEMORY_VARIABLE, raising=False)
    function, calls = counting()
    assert function(FRAME) is function(FRAME.copy())
    function(FRAME + 1e-16 + 1)
    assert len(calls) == 2


def test_another_process_finds_every_bit(folder: Path):
    first, _ = counting()
    second, calls = counting()
    pd.testing.assert_frame_equal(first(FRAME), second(FRAME), check_exact=True)
    assert calls == []
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("damage", ["cut short", "one bit", "empty", "of another"])
def test_a_damaged_file_is_one_that_is_not_there(folder: Path, damage: str):
    first, _ = counting()
    first(FRAME)
    (path,) = folder.iterdir()
    content = bytearray(path.read_bytes())
    if damage == "one bit":
        content[-20] ^= 1
    path.write_bytes(
        {"cut short": content[:-1], "empty": b"", "of another": b"text"}.get(damage, content)
    )
    second, calls = counting()
    pd.testing.assert_frame_equal(second(FRAME), FRAME * 2)
    assert len(calls) == 1
    third, calls = counting()
    third(FRAME)
    assert calls == []


def test_a_folder_that_is_gone_costs_time_alone(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(MEMORY_VARIABLE, str(folder / "gone"))
    function, calls = counting()
    pd.testing.assert_frame_equal(function(FRAME), FRAME * 2)
    assert len(calls) == 1


def test_only_the_last_are_kept_in_a_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(MEMORY_VARIABLE, raising=False)
    function, calls = counting()
    for shift in range(module._KEPT + 1):
        function(FRAME + shift)
    function(FRAME + 1)
    assert len(calls) == module._KEPT + 1
    function(FRAME)
    assert len(calls) == module._KEPT + 2
