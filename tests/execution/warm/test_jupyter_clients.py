"""papermill, nbclient and nbval, as installed, with the warm kernel by its name and without it."""

import asyncio
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from nbformat.v4 import new_code_cell, new_notebook

from analysis.execution.warm import KERNEL_NAME
from tests.execution.warm.conftest import PATIENCE_SECONDS, parents_in

pytestmark = pytest.mark.end_to_end

KERNELS = ("python3", KERNEL_NAME)
SET_UP = "from analysis import data, models, report, scenario, simulation\nreport.use_style()"
CELLS = (
    SET_UP,
    "n = 3  # count",
    "import matplotlib.pyplot as plt\n_ = plt.plot(range(n))",
    "import os\nprint('parent', os.getppid() == int(os.environ['JPY_PARENT_PID']))",
)


@pytest.fixture(autouse=True)
def _in_the_runtime_folder(runtime: Path) -> None:
    """Every test here has its parent."""


def seconds_to_set_up(kernel_name: str) -> float:
    """Time until the set-up cell of a notebook is done."""
    begun = time.perf_counter()
    manager = KernelManager(kernel_name=kernel_name)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        reply = client.execute(SET_UP, reply=True, timeout=PATIENCE_SECONDS)
        assert reply["content"]["status"] == "ok"
        return time.perf_counter() - begun
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.context.destroy()


def test_a_warm_kernel_is_set_up_in_a_third_of_the_time_at_most():
    seconds_to_set_up(KERNEL_NAME)  # starts the parent
    cold, warm = ([seconds_to_set_up(name) for _ in range(3)] for name in KERNELS)
    assert statistics.median(cold) > 3 * statistics.median(warm)


def command_line(folder: Path, *command: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def shown_by(path: Path) -> Sequence[object]:
    node = nbformat.read(path, as_version=4)
    return [(c.execution_count, c.outputs) for c in node.cells]


def test_papermill_and_nbval_use_either_kernel_from_the_command_line(tmp_path: Path):
    cells = [new_code_cell(source) for source in CELLS]
    cells[1].metadata["tags"] = ["parameters"]
    metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}}
    nbformat.write(new_notebook(cells=cells, metadata=metadata), tmp_path / "plain.ipynb")
    for kernel in KERNELS:
        executed = f"{kernel}.ipynb"
        options = ("-k", kernel, "-p", "n", "4", "--no-progress-bar")
        said = command_line(tmp_path, "papermill", "plain.ipynb", executed, *options)
        assert "No warm kernel" not in said
    cold, warm = (shown_by(tmp_path / f"{kernel}.ipynb") for kernel in KERNELS)
    # Only the last cell tells them apart: a warm kernel's parent is not the client.
    assert warm[:-1] == cold[:-1]
    assert [cold[-1][1][0].text, warm[-1][1][0].text] == ["parent True\n", "parent False\n"]
    for kernel in KERNELS:
        options = ("--nbval", "--nbval-kernel-name", kernel, f"{kernel}.ipynb")
        said = command_line(tmp_path, "pytest", "-q", "-p", "no:cacheprovider", *options)
        assert "5 passed" in said


def test_the_server_of_jupyterlab_starts_restarts_and_revives_them(runtime: Path, tmp_path: Path):
    async def exercise() -> list[int]:
        kernels = AsyncMappingKernelManager(root_dir="/", connection_dir=str(tmp_path))
        name = await kernels.start_kernel(kernel_name=KERNEL_NAME, path="/")
        manager = kernels.get_kernel(name)
        client = manager.client()
        client.start_channels()
        pids = []
        await client.wait_for_ready(timeout=PATIENCE_SECONDS)
        pids.append(manager.provisioner.pid)
        await kernels.restart_kernel(name)
        await client.wait_for_ready(timeout=PATIENCE_SECONDS)
        pids.append(manager.provisioner.pid)
        revived = asyncio.Event()
        manager.add_restart_callback(revived.set, "restart")
        await manager.signal_kernel(signal.SIGKILL)
        await asyncio.wait_for(revived.wait(), PATIENCE_SECONDS)
        await client.wait_for_ready(timeout=PATIENCE_SECONDS)
        pids.append(manager.provisioner.pid)
        client.stop_channels()
        await kernels.shutdown_kernel(name, now=True)
        return pids

    assert len({*asyncio.run(exercise())}) == 3
    # Another module's tests, in this process by chance, may have left parents of their own.
    assert parents_in(runtime)
