from pathlib import Path

import pytest

from analysis.execution.sweeps.journal import Ending, Journal, Journals

DONE = Ending("aa", "done", 0.25, 1, "1234")
LOST = Ending("bb", "worker lost", 1.0, 2, message="signal 9\nin two lines")


@pytest.fixture
def journal(tmp_path: Path):
    opened = Journal(tmp_path / "journal" / "1.jsonl", "model")
    yield opened
    opened.close()


def test_what_was_written_is_read_back(journal: Journal, tmp_path: Path):
    journal.begun("aa")
    journal.ended(DONE)
    journal.ended(LOST)
    found = Journals(tmp_path / "journal", "model")
    found.refresh()
    assert found.endings == {"aa": [DONE], "bb": [LOST]}


def test_a_journal_without_lines_is_no_file(journal: Journal, tmp_path: Path):
    assert list(tmp_path.iterdir()) == []
    found = Journals(tmp_path / "journal", "model")
    found.refresh()
    assert found.endings == {}


def test_only_what_is_new_is_read(journal: Journal, tmp_path: Path):
    found = Journals(tmp_path / "journal", "model")
    journal.ended(DONE)
    found.refresh()
    found.refresh()
    journal.ended(LOST)
    found.refresh()
    assert found.endings == {"aa": [DONE], "bb": [LOST]}


@pytest.mark.parametrize("kept", range(1, 9, 3))
def test_a_torn_line_is_passed_over_until_it_is_whole(journal: Journal, tmp_path: Path, kept: int):
    journal.ended(DONE)
    journal.ended(LOST)
    path = tmp_path / "journal" / "1.jsonl"
    content = path.read_bytes()
    path.write_bytes(content[:-kept])
    found = Journals(tmp_path / "journal", "model")
    found.refresh()
    assert found.endings == {"aa": [DONE]}
    path.write_bytes(content)
    found.refresh()
    assert found.endings == {"aa": [DONE], "bb": [LOST]}


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"event": "ended", "key": "cc"}',
        b'{"event": "ended", "key": "cc", "status": "well"}',
        b'{"event": "ended", "key": "cc", "status": "done", "new": 1}',
    ],
)
def test_a_line_of_something_else_is_passed_over(journal: Journal, tmp_path: Path, line: bytes):
    journal.ended(DONE)
    path = tmp_path / "journal" / "1.jsonl"
    path.write_bytes(line + b"\n" + path.read_bytes())
    found = Journals(tmp_path / "journal", "model")
    found.refresh()
    assert found.endings == {"aa": [DONE]}


def test_journals_of_several_sweeps_are_read_together(tmp_path: Path):
    for name, ending in {"1": LOST, "2": Ending("bb", "done", sha256="12")}.items():
        journal = Journal(tmp_path / f"{name}.jsonl", "model")
        journal.ended(ending)
        journal.close()
    found = Journals(tmp_path, "model")
    found.refresh()
    assert [ending.status for ending in found.endings["bb"]] == ["worker lost", "done"]
