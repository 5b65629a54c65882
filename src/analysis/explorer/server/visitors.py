"""One kernel a visitor: no more than fit on the machine, none for nobody."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Dict, Float, Integer, Unicode

__all__ = ["VisitorKernels"]


class VisitorKernels(AsyncMappingKernelManager):
    """Kernels of visitors.

    Notes
    -----
    A page that is closed ends its kernel; one that vanished without a word loses it after
    `abandoned_seconds`, one that nobody touches after `cull_idle_timeout`.
    """

    most = Integer(8, help="Kernels at a time.").tag(config=True)
    kernel_name = Unicode(help="Kernel of every visitor, whatever the notebook names.").tag(
        config=True
    )
    environment = Dict(help="Variables of the kernels on top of the server's.").tag(config=True)
    abandoned_seconds = Float(120.0, help="Patience with a kernel without a page.").tag(config=True)
    patience_seconds = Float(2.0, help="How long a visitor waits for a place.").tag(config=True)

    last_patience_seconds = Float(15.0, help="How long the end waits for a start.").tag(config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._starting = 0
        self._ending: set[str] = set()
        self._left = asyncio.Condition()

    def _has_room(self) -> bool:
        return len(set(self.list_kernel_ids()) - self._ending) + self._starting < self.most

    # As the library does it: the public name is bound to the one that is overridden.
    async def _async_start_kernel(self, **options: Any) -> str:
        """Start a kernel, unless the house is full."""
        async with self._left:
            # A page that is loaded again leaves and comes at the same moment.
            waiting = self._left.wait_for(self._has_room)
            try:
                await asyncio.wait_for(waiting, self.patience_seconds)
            except TimeoutError:
                raise HTTPError(503, f"All {self.most} places are taken.") from None
            # Counted before anything else is waited for: two who come at once are two.
            self._starting += 1
        try:
            given: Mapping[str, str] = options.get("env") or {}
            options |= {
                "kernel_name": self.kernel_name or options.get("kernel_name"),
                "env": {**given, **self.environment},
            }
            return str(await super()._async_start_kernel(**options))
        finally:
            async with self._left:
                self._starting -= 1
                self._left.notify_all()

    start_kernel = _async_start_kernel  # type: ignore[assignment]

    async def _async_shutdown_kernel(
        self, kernel_id: str, now: bool | None = False, restart: bool | None = False
    ) -> None:
        """End a kernel at once: there is nothing in it that anybody saves."""
        del now
        self._ending.add(kernel_id)
        async with self._left:
            self._left.notify_all()
        try:
            await super()._async_shutdown_kernel(  # type: ignore[no-untyped-call]
                kernel_id, now=True, restart=restart
            )
        finally:
            self._ending.discard(kernel_id)

    shutdown_kernel = _async_shutdown_kernel  # type: ignore[assignment]

    async def close(self) -> None:
        """Let nobody in any more, and end every kernel, also one that is starting just now."""
        self.most = 0
        async with self._left:
            started = self._left.wait_for(lambda: not self._starting)
            # Longer than any start. A kernel that still comes ends with the server's process.
            with suppress(TimeoutError):
                await asyncio.wait_for(started, self.last_patience_seconds)
        # Its page may be ending the same kernel.
        endings = [self.shutdown_kernel(each, now=True) for each in self.list_kernel_ids()]
        await asyncio.gather(*endings, return_exceptions=True)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody is connected to, or that nobody touches.

        Parameters
        ----------
        kernel_id
            Its id.
        """
        kernel: Any = self._kernels[kernel_id]
        last = getattr(kernel, "last_activity", None)
        alone = not self._kernel_connections.get(kernel_id, 0)
        patience = timedelta(seconds=self.abandoned_seconds)
        if alone and last is not None and utcnow() - last > patience:
            await self.shutdown_kernel(kernel_id, now=True)
            return
        if self.cull_idle_timeout > 0:
            await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]
