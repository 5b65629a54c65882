"""The client of a run: ready once it hears its kernel, and told when there is nothing to hear."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from analysis.execution.kernel import KernelSession, kernel_environment
from analysis.execution.kernel_client import PromptClient

pytestmark = pytest.mark.end_to_end

PATIENCE_SECONDS = 60
Use = Callable[[AsyncKernelManager, PromptClient], Awaitable[None]]


@pytest.fixture
def with_kernel(tmp_path: Path) -> Iterator[Callable[[Use], None]]:
    """Give a started kernel and its client, not asked whether it is ready, to a coroutine."""
    session = KernelSession(tmp_path, kernel_environment(tmp_path))

    async def work(use: Use) -> None:
        manager = session.manager()
        with session.log_path.open("wb") as log:
            await manager.start_kernel(**session.launch_options(log))
        client = manager.client()
        assert isinstance(client, PromptClient)
        client.start_channels()
        try:
            await use(manager, client)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    return lambda use: asyncio.run(work(use))


def test_what_the_first_cell_prints_is_heard(with_kernel: Callable[[Use], None]) -> None:
    printed: list[str] = []

    def hear(message: dict) -> None:
        printed.append(message["content"].get("text", ""))

    async def use(_: AsyncKernelManager, client: PromptClient) -> None:
        await client.wait_for_ready(timeout=PATIENCE_SECONDS)
        reply = await client.execute_interactive("print('first')", output_hook=hear)
        assert reply["content"]["status"] == "ok"

    with_kernel(use)
    assert "".join(printed) == "first\n"


@pytest.mark.parametrize(
    ("sent", "said"),
    [(signal.SIGKILL, "Kernel died before replying"), (signal.SIGSTOP, "respond in 0.5 seconds")],
)
def test_a_kernel_that_cannot_answer_is_told(
    with_kernel: Callable[[Use], None], sent: signal.Signals, said: str
) -> None:
    async def use(manager: AsyncKernelManager, client: PromptClient) -> None:
        os.kill(manager.provisioner.pid, sent)
        with pytest.raises(RuntimeError, match=said):
            await client.wait_for_ready(timeout=0.5)

    with_kernel(use)
