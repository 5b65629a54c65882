"""Which parent a kernel comes from: everything that changes its start changes the name."""

from pathlib import Path

import pytest

import analysis
from analysis.execution.warm import state
from analysis.execution.warm.state import parent_environment, parent_name


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "src" / "analysis"
    (folder / "models").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "models" / "lens.py").write_text("share = 0.1\n")
    (tmp_path / "requirements.lock").write_text("numpy==2.4.6\n")
    monkeypatch.setattr(analysis, "__file__", str(folder / "__init__.py"))
    return folder


def test_parent_and_kernel_agree_on_the_name(package: Path):
    asked = {"HOME": "here", "MPLBACKEND": "agg", "TOMSK2020_RESULTS": "there"}
    assert parent_name([], asked) == parent_name([], parent_environment(asked))


def test_what_a_kernel_reads_for_itself_changes_nothing(package: Path):
    plain = parent_name([], {})
    assert parent_name(
        [], {"TOMSK2020_RESULTS": "x", "IPYTHONDIR": "y", "JPY_PARENT_PID": "1"}
    ) == (plain)
    cache = package / "__pycache__"
    cache.mkdir()
    (cache / "lens.pyc").write_bytes(b"1")
    (package / ".lens.py.swp").write_bytes(b"1")
    assert parent_name([], {}) == plain


@pytest.mark.parametrize("variable", ["OMP_NUM_THREADS", "NPY_DISABLE_CPU_FEATURES", "PYTHONPATH"])
def test_what_libraries_read_when_imported_makes_another_parent(package: Path, variable: str):
    assert parent_name([], {variable: "1"}) != parent_name([], {})


def test_another_source_lock_or_interpreter_makes_another_parent(package: Path):
    names = [parent_name([], {}), parent_name(["-X", "dev"], {})]
    (package / "models" / "lens.py").write_text("share = 0.2\n")
    names.append(parent_name([], {}))
    (package / "models" / "lens.py").rename(package / "models" / "lenses.py")
    names.append(parent_name([], {}))
    (package.parents[1] / "requirements.lock").write_text("numpy==2.4.7\n")
    names.append(parent_name([], {}))
    assert len(set(names)) == 5


def test_another_place_makes_another_parent(package: Path, monkeypatch: pytest.MonkeyPatch):
    here = parent_name([], {})
    monkeypatch.setattr(state.os, "sched_getaffinity", lambda _pid: {97})
    assert parent_name([], {}) != here
