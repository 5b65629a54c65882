"""The site shows whole runs only, makes what has changed, and is there whole or not at all."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from typer.testing import CliRunner

from analysis import scenario
from analysis.cli import app
from analysis.errors import ExecutionError, ScenarioError
from analysis.execution import site_runs
from analysis.execution.site import build_site
from analysis.report.site import SiteFile, plan
from tests.packed_runs import pack_run

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def unverified(monkeypatch: pytest.MonkeyPatch):
    """Leave the verification out: it has tests and a page of its own."""
    monkeypatch.setattr(site_runs, "verify", lambda: iter(()))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    pack_run(out, only=("01_evidence", "04_jobs"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_runs, "verify", lambda: iter(()))
        build_site(out)
    return out


@pytest.fixture
def out(built: Path, tmp_path: Path) -> Path:
    """A copy of a folder with a run and its site."""
    copy = tmp_path / "outputs"
    shutil.copytree(built, copy)
    return copy


def content(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file()
    }


def run_in(out: Path) -> Path:
    (run,) = out.glob("central-*")
    return run


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_rebuild_without_a_change_makes_nothing(out: Path, monkeypatch: pytest.MonkeyPatch):
    before = (out / "site").stat().st_ino
    monkeypatch.setattr(site_runs, "open_site", lambda *_: pytest.fail("the runs were read"))
    again = build_site(out)
    assert (again.made, again.runs) == (0, (run_in(out).name,))
    assert again.kept > 40
    assert (out / "site").stat().st_ino == before


def test_a_changed_notebook_has_its_own_page_and_what_hangs_on_it_made_again(out: Path):
    before = content(out / "site")
    path = run_in(out) / "notebooks" / "01_evidence.ipynb"
    rewrite(path, "Prints that cannot stand", "Prints that do not stand")
    rebuilt = build_site(out)
    after = content(out / "site")
    assert b"Prints that do not stand" in after["central/01_evidence.html"]
    assert before["central/04_jobs.html"] == after["central/04_jobs.html"]
    recorded = json.loads(before["build.json"])["files"]
    fresh = json.loads(after["build.json"])["files"]
    changed = {name for name in fresh if fresh[name]["key"] != recorded[name]["key"]}
    assert {"central/01_evidence.html", "assets/search-index.js", "index.html"} <= changed
    assert "central/04_jobs.html" not in changed
    assert "data/zone_facts.html" not in changed
    assert rebuilt.made == len(changed)


def test_a_page_that_somebody_has_damaged_is_made_again(out: Path):
    before = content(out / "site")
    (out / "site" / "compare.html").write_text("gone", encoding="utf-8")
    (out / "site" / "assets" / "site.css").unlink()
    assert build_site(out).made == 2
    assert content(out / "site") == before


def test_a_build_that_is_ended_leaves_the_old_site(out: Path, monkeypatch: pytest.MonkeyPatch):
    before = content(out / "site")
    rewrite(run_in(out) / "notebooks" / "01_evidence.ipynb", "Prints that", "Statements that")
    files = plan.Site.files

    def ended(site: plan.Site) -> Iterator[SiteFile]:
        for number, file in enumerate(files(site)):
            if number == 5:
                raise KeyboardInterrupt
            yield file

    monkeypatch.setattr(plan.Site, "files", ended)
    with pytest.raises(KeyboardInterrupt):
        build_site(out)
    assert content(out / "site") == before
    assert not list(out.glob(".site*"))


def test_two_builds_at_once_leave_one_whole_site(out: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.rmtree(out / "site")
    both, files = Barrier(2), plan.Site.files

    def together(site: plan.Site) -> Iterator[SiteFile]:
        both.wait(timeout=60)
        yield from files(site)
        both.wait(timeout=60)

    monkeypatch.setattr(plan.Site, "files", together)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(build_site, [out, out]))
    assert [each.kept for each in results] == [0, 0]
    assert not list(out.glob(".site*"))
    monkeypatch.setattr(plan.Site, "files", files)
    assert build_site(out).made == 0


def test_without_a_run_it_says_what_to_do_first(tmp_path: Path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ExecutionError, match="no finished run to show; call `make run` first"):
            build_site(place)


def damaged(name: str) -> Callable[[Path], None]:
    actions: dict[str, Callable[[Path], None]] = {
        "no manifest": lambda run: (run / "manifest.json").unlink(),
        "half a manifest": lambda run: (run / "manifest.json").write_text("{"),
        "no results": lambda run: (run / "results.parquet").unlink(),
        "no table": lambda run: (run / "results.csv").unlink(),
        "half a notebook": lambda run: (run / "notebooks" / "04_jobs.ipynb").write_text('{"ce'),
        "no notebook": lambda run: (run / "notebooks" / "04_jobs.ipynb").unlink(),
        "a path for a name": lambda run: rewrite(
            run / "manifest.json", '"scenario_name": "central"', '"scenario_name": "../central"'
        ),
        "a stopped notebook": lambda run: rewrite(
            run / "manifest.json", '"outcome": "done"', '"outcome": "cell error"'
        ),
    }
    return actions[name]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ("no manifest", "no run folder, since it has no manifest.json"),
        ("half a manifest", "manifest.json: not the manifest of a run"),
        ("no results", "results.parquet: missing"),
        ("no table", "results.csv: missing"),
        ("half a notebook", "notebooks/04_jobs.ipynb: cannot be read"),
        ("no notebook", "notebooks/04_jobs.ipynb: missing"),
        ("a path for a name", r"scenario '\.\./central': no such file in data/scenarios"),
        ("a stopped notebook", "01_evidence.ipynb, .* did not finish"),
    ],
)
def test_a_damaged_run_is_named(out: Path, damage: str, reason: str):
    run = run_in(out)
    damaged(damage)(run)
    with pytest.raises(ExecutionError, match=rf"(?s){run.name} is left out: .*{reason}.*make run"):
        build_site(out)


def test_a_damaged_run_is_left_out_and_the_older_whole_one_shown(out: Path):
    whole = run_in(out)
    newer = out / "central-00000000"
    shutil.copytree(whole, newer)
    (newer / "results.parquet").write_bytes(b"half")
    os.utime(newer / "manifest.json")
    built = build_site(out)
    assert built.runs == (whole.name,)
    (problem,) = built.problems
    assert problem.startswith("central-00000000 is left out: central-00000000/results.parquet")
    assert "central-00000000 is left out" in (out / "site" / "index.html").read_text("utf-8")


def test_the_newest_whole_run_of_a_scenario_is_shown(out: Path):
    older, newer = run_in(out), out / "central-00000000"
    shutil.copytree(older, newer)
    os.utime(older / "manifest.json", ns=(1, 1))
    assert build_site(out).runs == (newer.name,)


def test_other_folders_are_no_runs(out: Path):
    for name in ("failed-central-00000000", "scratch", "reference", "mine"):
        (out / name).mkdir()
        (out / name / "manifest.json").write_text("{}")
    assert build_site(out).problems == ()


def test_a_folder_that_cannot_be_written_is_told(out: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.rmtree(out / "site")
    mkdir = Path.mkdir

    def refuse(path: Path, *options: object, **named: bool) -> None:
        # Root, as whom CI may run, may write everywhere.
        if path.name.endswith(".partial"):
            raise PermissionError(13, "Permission denied")
        mkdir(path, *options, **named)

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ExecutionError, match=r"cannot be written to \(Permission denied\)"):
        build_site(out)
    assert not (out / "site").exists()


def test_a_disk_that_refuses_is_told(out: Path, monkeypatch: pytest.MonkeyPatch):
    before = content(out / "site")
    rewrite(run_in(out) / "notebooks" / "01_evidence.ipynb", "Prints that", "Statements that")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("analysis.execution.site.publish", refuse)
    with pytest.raises(ExecutionError, match=r"cannot be written \(No space left on device"):
        build_site(out)
    assert content(out / "site") == before


def test_text_from_data_is_shown_and_never_obeyed(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from analysis import data

    room = tmp_path / "data"
    shutil.copytree(data.data_folder(), room)
    for name, title in (("central", "Central case"), ("budget_cut", "Budget cut")):
        rewrite(room / "scenarios" / f"{name}.yaml", f"title: {title}", f'title: "{HOSTILE}"')
    rewrite(room / "scenarios" / "budget_cut.yaml", "Federal money is cut", f"{HOSTILE} is cut")
    monkeypatch.setenv("TOMSK2020_DATA", str(room))
    copy = tmp_path / "outputs"
    shutil.copytree(run_in(built), copy / run_in(built).name)
    node = copy / run_in(built).name / "notebooks" / "01_evidence.ipynb"
    rewrite(node, "## The promise as printed", f"## The promise {HOSTILE} as printed")
    build_site(copy)
    pages = {
        name: text.decode() for name, text in content(copy / "site").items() if name[-5:] == ".html"
    }
    assert [name for name, text in pages.items() if HOSTILE in text] == []
    shown = "&lt;script&gt;alert(1)&lt;/script&gt;"
    for name in ("index.html", "central/01_evidence.html", "compare.html", "downloads.html"):
        assert shown in pages[name], name
    assert "The promise &lt;script&gt;" in pages["central/01_evidence.html"]


@pytest.mark.parametrize("name", ["../central", "central/../../x", "/etc/passwd", "..", "a\\b"])
def test_a_scenario_with_a_path_in_its_name_is_refused(name: str):
    with pytest.raises(ScenarioError, match="no such file in data/scenarios"):
        scenario.load(name)


def test_the_command_says_what_was_made_and_where(out: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(out.parent)
    result = CliRunner().invoke(app, ["site", "--out", "outputs"])
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "Site: outputs/site/index.html\n"
    assert "site of 1 run: 0 files made, " in result.stderr
    missing = CliRunner().invoke(app, ["site", "--out", "nowhere"])
    assert missing.exit_code == 5
    assert "call `make run` first" in missing.stderr
