"""The one script that has to run on any Python finds a good one, or says what is needed."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

SCRIPT = Path(bootstrap.__file__)


def interpreter(folder: Path, name: str, version: str, then: str = "exit 9") -> Path:
    """A command that claims to be a Python of some version."""
    command = folder / name
    command.write_text(
        "#!/bin/sh\n"
        f'case "$1 $2" in "-c import"*) echo {version}; exit;; "-c ") exit;; esac\n{then}\n'
    )
    command.chmod(0o755)
    return command


@pytest.fixture
def old_machine(tmp_path: Path) -> Path:
    """A PATH with the shell's own commands and an old `python3`."""
    for name in ("bash", "dirname"):
        found = next(
            Path(folder, name) for folder in ("/bin", "/usr/bin") if Path(folder, name).exists()
        )
        (tmp_path / name).symlink_to(found)
    interpreter(
        tmp_path, "python3", "3.9.18", f'exec "{sys.executable}" - "$@" <<END\n{FAKE_OLD}\nEND'
    )
    return tmp_path


FAKE_OLD = f"""\
import runpy, sys
sys.version_info = (3, 9, 18, "final", 0)
sys.argv = sys.argv[1:]
runpy.run_path({str(SCRIPT)!r}, run_name="__main__")"""


def set_up(path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(SCRIPT.with_name("set_up.sh"))],
        env={"PATH": str(path), **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_parses_on_python_3_6() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


def test_needs_nothing_beyond_the_standard_library() -> None:
    for script in (SCRIPT, *(SCRIPT.with_name(f"{name}.py") for name in (
        "package_index", "set_up_state", "virtual_environment",
    ))):  # fmt: skip
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(script.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
        }
        assert imported <= sys.stdlib_module_names | {"tools"}


def test_old_python_is_named_with_what_is_needed(old_machine: Path) -> None:
    refused = set_up(old_machine)
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "Python 3.11 or newer is needed, but python3 is 3.9.18" in refused.stderr
    assert "make PYTHON=" in refused.stderr


def test_a_newer_python_beside_an_old_one_is_used(old_machine: Path) -> None:
    interpreter(old_machine, "python3.12", "3.12.1", 'echo "started $1"')
    started = set_up(old_machine)
    assert started.returncode == 0
    assert started.stdout == f"started {SCRIPT}\n"


def test_the_python_asked_for_is_refused_if_old(old_machine: Path) -> None:
    old = interpreter(old_machine, "mine", "3.10.2")
    refused = set_up(old_machine, SET_UP_PYTHON=str(old))
    assert refused.returncode == 2
    assert f"{old} is 3.10.2" in refused.stderr


def test_no_python_at_all(tmp_path: Path) -> None:
    for name in ("bash", "dirname"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    refused = set_up(tmp_path)
    assert refused.returncode == 2
    assert "no Python was found" in refused.stderr


def test_version_of_something_that_is_no_python(tmp_path: Path) -> None:
    assert bootstrap.version_of(str(tmp_path / "absent")) is None
    assert bootstrap.version_of("true") is None
    assert bootstrap.version_of(sys.executable) == sys.version_info[:3]


def test_a_shim_that_does_not_run_is_passed_over(tmp_path: Path) -> None:
    shim = interpreter(tmp_path, "python3.14", "", "exit 127")
    shim.write_text("#!/bin/sh\nexit 127\n")
    good = interpreter(tmp_path, "python3.11", "3.11.4")
    assert bootstrap.choose([str(shim), str(good)]) == (str(good), "")
    assert "no Python runs" in bootstrap.choose([str(shim)])[1]


@pytest.mark.end_to_end
def test_index_out_of_reach_is_one_clear_message(tmp_path: Path) -> None:
    project = tmp_path / "a clôné"
    (project / "tools").mkdir(parents=True)
    for source in SCRIPT.parent.iterdir():
        if source.is_file():
            (project / "tools" / source.name).write_bytes(source.read_bytes())
    for name in ("pyproject.toml", "requirements.lock"):
        (project / name).write_bytes((SCRIPT.parents[1] / name).read_bytes())
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))
    }
    # Nothing listens on the discard port, and no pip file or cache may answer instead.
    environment |= {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://anna:word@127.0.0.1:9/simple",
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "0",
    }
    failed = subprocess.run(
        [sys.executable, str(project / "tools" / "bootstrap.py")],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert failed.returncode == 1
    assert "installing uv failed: the package index is out of reach" in failed.stderr
    assert "tried: http://***@127.0.0.1:9/simple" in failed.stderr
    assert "HTTPS_PROXY" in failed.stderr
    assert "Traceback" not in failed.stderr + failed.stdout
    assert not (project / ".venv" / "tomsk2020-stamp.json").exists()
