"""What a forked kernel cannot do is left to an ordinary one."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.execution.warm import launch as launch_module
from analysis.execution.warm import support
from analysis.execution.warm.channel import ForkRequest
from analysis.execution.warm.launch import launch
from analysis.execution.warm.support import NoWarmKernelError, unsupported

COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "kernel.json"]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    seen: list[Any] = []

    def take(request: ForkRequest, streams: list[int], flags: list[str], **_times: float) -> str:
        seen.extend([request, list(streams), list(flags)])
        return "kernel"

    monkeypatch.setattr(launch_module, "ask_for_fork", take)
    return seen


def start(command: list[str] = COMMAND, **options: Any) -> object:
    return launch(command, options, idle_seconds=1, start_seconds=1)


def test_the_request_says_what_the_command_said(asked: list[Any], tmp_path: Path):
    command = [sys.executable, "-X", "dev", *COMMAND[1:], "--HistoryManager.enabled=False"]
    start(command, cwd=tmp_path, env={"A": "1"}, stderr=subprocess.STDOUT, stdout=7)
    request, streams, flags = asked
    assert request.arguments == ["-f", "kernel.json", "--HistoryManager.enabled=False"]
    assert request.folder == str(tmp_path)
    assert request.environment.keys() == {"A", "JPY_PARENT_PID"}
    assert streams[1:] == [7, 7]
    assert flags == ["-X", "dev"]


def test_an_independent_kernel_is_not_told_of_its_starter(asked: list[Any]):
    start(env={}, independent=True)
    assert asked[0].independent
    assert asked[0].environment == {}


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        (["other-python", *COMMAND[1:]], {}, "the kernel's command is other-python"),
        ([sys.executable, "-m", "xeus"], {}, "allowed is .* -m ipykernel_launcher"),
        (COMMAND, {"stdout": subprocess.PIPE}, "through a pipe"),
        (COMMAND, {"preexec_fn": print}, "has not: preexec_fn"),
        (COMMAND, {"cwd": "no such folder"}, "is no folder"),
    ],
)
def test_the_unusual_is_refused(
    asked: list[Any], command: list[str], options: dict[str, Any], said: str
):
    with pytest.raises(NoWarmKernelError, match=said):
        start(command, **options)
    assert asked == []


def test_a_folder_with_its_own_look_for_figures_is_refused(asked: list[Any], tmp_path: Path):
    (tmp_path / "matplotlibrc").touch()
    with pytest.raises(NoWarmKernelError, match="matplotlibrc"):
        start(cwd=tmp_path)


def test_systems_without_the_means_say_so(monkeypatch: pytest.MonkeyPatch):
    assert unsupported() == ""
    monkeypatch.setattr(support.sys, "platform", "darwin")
    assert "this is darwin" in unsupported()
    monkeypatch.setattr(support.sys, "platform", "win32")
    monkeypatch.delattr(support.os, "fork")
    assert "win32 without fork" in unsupported()


def test_a_client_does_not_wait_for_the_libraries_of_a_run():
    code = "import sys, analysis.execution.warm.provisioner as p; print('pandas' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"
