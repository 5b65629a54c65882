"""The kernel provisioner: what Jupyter calls when a warm kernel is asked for by its name."""

import asyncio
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.localinterfaces import is_local_ip
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Float

from analysis.execution.warm.support import NoWarmKernelError, unsupported

if TYPE_CHECKING:
    from analysis.execution.warm.process import WarmProcess

__all__ = ["WarmProvisioner"]

# After as long Jupyter, too, gives up waiting for the end of what was killed.
_END_SECONDS = 5.0
_PORTS = ("shell_port", "iopub_port", "stdin_port", "hb_port", "control_port")


class WarmProvisioner(LocalProvisioner):
    """Kernels forked from a parent that has imported everything; ordinary ones where it cannot be.

    Notes
    -----
    Written to the interface of `jupyter_client.provisioning.KernelProvisionerBase`. Its local
    implementation polls, signals and cleans up through an object like `subprocess.Popen`, and
    `WarmProcess` is one, so only the start is different here, and a kill, which waits. The modules
    that need Linux are imported once it is known to be Linux.
    """

    idle_seconds = Float(600.0, help="How long a parent stays without a kernel.").tag(config=True)
    start_seconds = Float(60.0, help="How long to wait for a warm kernel.").tag(config=True)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the start.

        Parameters
        ----------
        **kwargs
            As `KernelManager.start_kernel` got them.

        Returns
        -------
        dict
            Options of `launch_kernel`.
        """
        self._prefer_files_to_ports()
        return await super().pre_launch(**kwargs)

    def _prefer_files_to_ports(self) -> None:
        """Let the kernel talk over sockets in a private folder, unless somebody chose ports."""
        manager = cast("Any", self.parent)
        if unsupported() or manager is None or manager.transport != "tcp":
            return
        from analysis.execution.warm.place import kernel_sockets  # noqa: PLC0415

        if is_local_ip(manager.ip) and not any(getattr(manager, port) for port in _PORTS):
            stem = kernel_sockets()
            if stem is not None:
                manager.cache_ports = False
                manager.transport = "ipc"
                manager.ip = stem

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel.

        Parameters
        ----------
        cmd
            Command of an ordinary kernel.
        **kwargs
            Options of `subprocess.Popen`, and `independent`.

        Returns
        -------
        dict
            Where to connect.
        """
        options = self._scrub_kwargs(kwargs)
        try:
            # A parent that has to be started takes seconds, in which a server has other work.
            process = await asyncio.to_thread(self._fork, cmd, options)
        except NoWarmKernelError as error:
            self.log.warning("No warm kernel: %s. Starting an ordinary one.", error)
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast("Any", process)
        self.pid = self.pgid = process.pid
        self.cwd = options.get("cwd") or Path.cwd()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once, and wait for its end, which Jupyter looks for every 0.1 s.

        Parameters
        ----------
        restart
            Whether it is started again.
        """
        process = self.process
        await super().kill(restart=restart)
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(process.wait, _END_SECONDS)

    def _fork(self, command: list[str], options: dict[str, Any]) -> "WarmProcess":
        reason = unsupported()
        if reason:
            raise NoWarmKernelError(reason)
        from analysis.execution.warm.launch import launch  # noqa: PLC0415

        return launch(
            command,
            options,
            idle_seconds=self.idle_seconds,
            start_seconds=self.start_seconds,
        )
