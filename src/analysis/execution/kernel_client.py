"""A client that works with a kernel as soon as it hears it."""

import time
from queue import Empty

from jupyter_client.asynchronous.client import AsyncKernelClient

__all__ = ["PromptClient"]

_REPLY_SECONDS = 1.0
_HEARD_SECONDS = 0.2


class PromptClient(AsyncKernelClient):
    """Jupyter's client, ready a fifth of a second earlier.

    Notes
    -----
    Jupyter's own waits, after the kernel has answered, until nothing has been heard from it for
    0.2 s, so that no message of its start is taken for one of a cell. nbclient looks at what each
    message answers, and needs no silence.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:  # noqa: ASYNC109  (as Jupyter's)
        """Wait until the kernel answers, and is heard by whoever listens to all it says.

        Parameters
        ----------
        timeout
            Seconds; without end if None.

        Raises
        ------
        RuntimeError
            If the kernel has died, or has not answered by then.
        """
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await self._answered():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")

    async def _answered(self) -> bool:
        self.kernel_info()
        try:
            reply = await self.get_shell_msg(timeout=_REPLY_SECONDS)
            await self.get_iopub_msg(timeout=_HEARD_SECONDS)
        except Empty:
            return False
        return bool(reply["msg_type"] == "kernel_info_reply")
