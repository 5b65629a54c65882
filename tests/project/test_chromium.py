""".ci/run sees to a browser before the tests, and needs nothing where there is one."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "install_chromium.sh"


def installed(folder: Path, *commands: str, answer_of_id: str = "0") -> tuple[int, str, str]:
    """Run the script where only these commands exist; returns exit code, apt's calls and errors."""
    folder = folder / "bin"
    folder.mkdir()
    for name in ("bash", "env"):
        (folder / name).symlink_to(f"/usr/bin/{name}")
    calls = folder.parent / "calls"
    calls.touch()
    bodies = {"id": f"echo {answer_of_id}", "sudo": 'echo "sudo" >>"$CALLS"; shift; exec "$@"'}
    for name in ("id", *commands):
        body = bodies.get(name, f'echo "{name} $*" >>"$CALLS"')
        (folder / name).write_text(f"#!{folder}/bash\n{body}\n")
        (folder / name).chmod(0o755)
    done = subprocess.run(
        [str(folder / "bash"), str(SCRIPT)],
        env={"PATH": str(folder), "CALLS": str(calls)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, calls.read_text(), done.stderr


def test_ci_installs_before_it_tests_and_forbids_skipping():
    script = (ROOT / ".ci" / "run").read_text()
    assert script.index("install_chromium.sh") < script.index("make --no-print-directory test")
    assert "export TOMSK2020_CI=1" in script


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_a_browser_on_file_is_enough(tmp_path: Path, name: str):
    assert installed(tmp_path, name, "apt-get") == (0, "", "")


def test_root_installs_from_a_fresh_list(tmp_path: Path):
    code, calls, errors = installed(tmp_path, "apt-get", "sudo")
    assert (code, errors) == (0, "")
    assert calls.splitlines() == [
        "apt-get -qq update",
        "apt-get -qq install --no-install-recommends chromium fonts-dejavu-core",
    ]


def test_others_ask_sudo(tmp_path: Path):
    code, calls, _ = installed(tmp_path, "apt-get", "sudo", answer_of_id="1000")
    assert code == 0
    assert calls.splitlines()[0] == "sudo"


@pytest.mark.parametrize(("commands", "words"), [((), "no apt-get"), (("apt-get",), "no sudo")])
def test_where_nothing_can_be_done_it_says_so(tmp_path: Path, commands: tuple[str], words: str):
    code, calls, errors = installed(tmp_path, *commands, answer_of_id="1000")
    assert (code, calls) == (1, "")
    assert words in errors
