"""Nothing that belongs to one machine or person is published."""

from pathlib import Path

import pytest

from tools.machine_paths import find_leaks, main, project_files

# Written in two parts, so that this file passes the check it tests.
LEAKS = {
    "/ro" + "ot/project/data.csv": "path of a machine",
    '"/ho' + 'me/anna/tomsk"': "path of a machine",
    "see /t" + "mp/run1 for it": "path of a machine",
    "C:" + "\\Users\\anna": "path of a machine",
    "index = https://py" + "pi.org/simple": "package index host",
    "ghp" + "_0123456789abcdefghij": "token",
    "https://anna:" + "secret@example.org/simple": "token",
}


@pytest.mark.parametrize(("text", "kind"), LEAKS.items())
def test_a_leak_is_found_with_its_line(text: str, kind: str) -> None:
    assert [(line, what) for line, what, _ in find_leaks(f"first\n{text}\n")] == [(2, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/home/report.pdf",
        "#!/usr/bin/env bash",
        "hardwork/rootfinding",
        "PYTHON=/path/to/python3",
        "a ratio of work/home days",
    ],
)
def test_web_addresses_and_plain_words_are_not_leaks(text: str) -> None:
    assert list(find_leaks(text)) == []


def test_the_project_is_free_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0, capsys.readouterr().out


def test_report_names_file_line_and_match(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("fine\nread /ro" + "ot/notes\n")
    assert main([str(file)]) == 1
    assert f"{file}:2: path of a machine: /ro" + "ot/notes" in capsys.readouterr().out


def test_pictures_are_passed_over(tmp_path: Path) -> None:
    picture = tmp_path / "figure.png"
    picture.write_bytes(b"\x89PNG\xff/ro" + b"ot/x")
    assert main([str(picture)]) == 0


def test_an_archive_without_git_records_is_searched_too(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").touch()
    (tmp_path / "README.md").touch()
    assert project_files(tmp_path) == [tmp_path / "README.md"]
