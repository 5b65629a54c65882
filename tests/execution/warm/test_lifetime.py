"""Interrupts, restarts and ends of warm kernels, as their clients see them."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from tests.execution.warm.conftest import (
    PATIENCE_SECONDS,
    StartKernel,
    client_process,
    parent_of,
    parents_in,
    wait_for_end,
)

pytestmark = pytest.mark.end_to_end


@pytest.fixture(autouse=True)
def _in_the_runtime_folder(runtime: Path) -> None:
    """Every test here has its parent."""


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in text.split()]


def test_an_interrupt_stops_the_cell_and_not_the_kernel(start_kernel: StartKernel):
    with start_kernel() as kernel:
        kernel.client.execute("kept = 1")
        # After an error a kernel turns away whatever it was asked before it has told of the error
        # and looked once more, unless the cell says not to: nothing to do with interrupts.
        waiting = kernel.client.execute(
            "print('begun', flush=True)\nimport threading; threading.Event().wait()",
            stop_on_error=False,
        )
        while True:
            message = kernel.client.get_iopub_msg(timeout=PATIENCE_SECONDS)
            if message["content"].get("text", "").startswith("begun"):
                break
        kernel.manager.interrupt_kernel()
        while True:
            reply = kernel.client.get_shell_msg(timeout=PATIENCE_SECONDS)
            if reply["parent_header"]["msg_id"] == waiting:
                break
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert kernel.printed("print(kept)") == "1\n"


@pytest.mark.parametrize("now", [True, False])
def test_a_restart_gives_a_fresh_kernel(start_kernel: StartKernel, now: bool):
    with start_kernel() as kernel:
        before = kernel.pid
        assert kernel.printed("kept = 1; print(kept)") == "1\n"
        kernel.manager.restart_kernel(now=now)
        kernel.client.wait_for_ready(timeout=PATIENCE_SECONDS)
        assert kernel.pid != before
        assert kernel.number("1") == 1
        assert kernel.printed("print('kept' in globals(), len(In))") == "False 3\n"
        assert parent_of(kernel.pid) == parent_of_all()


def parent_of_all() -> int:
    (parent,) = parents_in(Path(os.environ["JUPYTER_RUNTIME_DIR"]))
    return parent


@pytest.mark.parametrize(
    ("death", "code"),
    [
        ("import os; os._exit(7)", 7),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import ctypes; ctypes.string_at(0)", -signal.SIGSEGV),
    ],
)
def test_a_client_sees_how_a_kernel_died(start_kernel: StartKernel, death: str, code: int):
    with start_kernel() as kernel:
        process = kernel.manager.provisioner.process
        kernel.client.execute(death)
        assert process.wait(PATIENCE_SECONDS) == code
        assert not kernel.manager.is_alive()


def test_a_graceful_shutdown_is_exit_code_0_and_leaves_no_zombie(start_kernel: StartKernel):
    # Another module's tests, in this process by chance, may have left children.
    others = set(children_of(os.getpid()))
    with start_kernel() as kernel:
        process = kernel.manager.provisioner.process
        kernel.manager.shutdown_kernel()
        assert process.poll() == 0
        sockets = Path(kernel.manager.ip)
        assert not list(sockets.parent.glob(f"{sockets.name}-*"))
    # The next kernel is forked after the parent has buried the one before.
    with start_kernel() as kernel:
        assert children_of(parent_of_all()) == [kernel.pid]
        assert set(children_of(os.getpid())) <= others


def test_a_kernel_ends_with_its_client():
    with client_process() as client:
        assert client.stdout is not None
        kernel = os.pidfd_open(int(client.stdout.readline()))
        client.kill()
        wait_for_end(kernel)


def test_an_independent_kernel_outlives_its_client(start_kernel: StartKernel):
    with start_kernel(independent=True) as kernel:
        assert kernel.printed("import os; print(os.environ.get('JPY_PARENT_PID'))") == "None\n"
        watchers = "import threading; print([t for t in threading.enumerate() if '_end' in t.name])"
        assert kernel.printed(watchers) == "[]\n"


def test_a_kill_is_over_when_the_kernel_is(start_kernel: StartKernel):
    with start_kernel() as kernel:
        provisioner = kernel.manager.provisioner
        process = provisioner.process
        asyncio.run(provisioner.kill())
        assert process.returncode == -signal.SIGKILL
