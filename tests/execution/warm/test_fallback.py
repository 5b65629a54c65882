"""Where there is no warm kernel an ordinary one starts, and one line says why."""

import logging
import os
from pathlib import Path

import pytest

from analysis.execution.warm import provisioner, support
from tests.execution.warm.conftest import StartKernel, parents_in

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch):
    logger = logging.getLogger("traitlets")
    monkeypatch.setattr(logger, "propagate", True)
    caplog.set_level(logging.WARNING, logger="traitlets")
    return caplog


def works_without_parent(start_kernel: StartKernel, runtime: Path, **options: object) -> None:
    with start_kernel(**options) as kernel:
        assert kernel.printed("import os; print(os.getppid())") == f"{os.getpid()}\n"
    assert parents_in(runtime) == set()


def test_on_another_system(
    fresh_runtime: Path,
    start_kernel: StartKernel,
    said: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(support.sys, "platform", "darwin")
    assert provisioner.unsupported()
    monkeypatch.setattr(provisioner, "unsupported", lambda: "they need Linux")
    monkeypatch.setattr(support.sys, "platform", "linux")
    works_without_parent(start_kernel, fresh_runtime)
    (line,) = said.messages
    assert line == "No warm kernel: they need Linux. Starting an ordinary one."


def test_where_the_folder_is_not_private(
    fresh_runtime: Path, start_kernel: StartKernel, said: pytest.LogCaptureFixture
):
    (fresh_runtime / "tomsk2020-kernels").mkdir(mode=0o755)
    works_without_parent(start_kernel, fresh_runtime)
    (line,) = [text for text in said.messages if text.startswith("No warm kernel")]
    assert "yours alone" in line


def test_where_the_parent_fails(
    fresh_runtime: Path, start_kernel: StartKernel, said: pytest.LogCaptureFixture, tmp_path: Path
):
    (tmp_path / "seaborn.py").write_text("raise ImportError('half installed')\n")
    works_without_parent(
        start_kernel, fresh_runtime, env={**os.environ, "PYTHONPATH": str(tmp_path)}
    )
    (line,) = [text for text in said.messages if text.startswith("No warm kernel")]
    assert "half installed" in line
