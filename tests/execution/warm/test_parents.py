"""One parent for all who ask, another for another state, none longer than needed."""

import os
import shutil
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest
from traitlets.config import Config

import analysis
from tests.execution.warm.conftest import (
    PATIENCE_SECONDS,
    StartKernel,
    client_process,
    kill,
    parent_of,
    parents_in,
    wait_for_end,
)

pytestmark = pytest.mark.end_to_end


def test_clients_at_once_share_one_parent_which_outlives_them(fresh_runtime: Path):
    with ExitStack() as stack:
        clients = [stack.enter_context(client_process()) for _ in range(2)]
        kernels = [int(client.stdout.readline()) for client in clients]
        assert len({*kernels}) == 2
        assert {parent_of(pid) for pid in kernels} == parents_in(fresh_runtime)
        assert len(parents_in(fresh_runtime)) == 1
    assert len(parents_in(fresh_runtime)) == 1


def test_a_killed_parent_takes_no_kernel_along_and_has_a_successor(
    fresh_runtime: Path, start_kernel: StartKernel
):
    with start_kernel() as first:
        parent = parent_of(first.pid)
        kill(parent)
        assert first.printed("print(1 + 1)") == "2\n"
        with start_kernel() as second:
            assert parents_in(fresh_runtime) == {parent_of(second.pid)} != {parent}
        process = first.manager.provisioner.process
        assert process.poll() is None
        first.manager.signal_kernel(signal.SIGKILL)
        assert process.wait(PATIENCE_SECONDS) == 1


def test_a_parent_leaves_when_nobody_needs_it(fresh_runtime: Path, start_kernel: StartKernel):
    brief = Config({"WarmProvisioner": {"idle_seconds": 0.2}})
    with start_kernel(config=brief) as kernel:
        parent = os.pidfd_open(parent_of(kernel.pid))
    wait_for_end(parent)
    left = {path.name for path in (fresh_runtime / "tomsk2020-kernels").iterdir()}
    assert left == {"lock"}


def test_a_parent_leaves_with_its_session(fresh_runtime: Path):
    with client_process(start_new_session=True) as client:
        assert client.stdout is not None
        parent = os.pidfd_open(parent_of(int(client.stdout.readline())))
    wait_for_end(parent)


def test_a_changed_source_has_a_parent_of_its_own(fresh_runtime: Path, tmp_path: Path):
    source = Path(analysis.__file__).parent
    shutil.copytree(source, tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    parents = []
    for text in ("", "changed = True\n"):
        with (tmp_path / "analysis" / "errors.py").open("a") as file:
            file.write(text)
        with client_process(env=environment) as client:
            parents.append(parent_of(int(client.stdout.readline())))
    assert len({*parents} & parents_in(fresh_runtime)) == 2
