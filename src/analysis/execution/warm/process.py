"""A process forked by somebody else, handled like one of one's own."""

import os
import select
import signal
import subprocess
import threading
from typing import IO

from analysis.execution.warm.channel import Channel

__all__ = ["WarmProcess"]

# The parent was killed together with the knowledge how its forks end.
_UNKNOWN_END = 1


class WarmProcess:
    """The part of `subprocess.Popen` that Jupyter uses, for a kernel or a worker of the parent.

    Parameters
    ----------
    pid
        Its number, and that of its group and session.
    handle
        Process handle; this object owns it.
    channel
        To the parent, which tells how it ended; this object owns it.

    Attributes
    ----------
    returncode
        None while it runs, then its exit code, negative for a signal.
    """

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    stderr: IO[bytes] | None = None

    def __init__(self, pid: int, handle: int, channel: Channel) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = handle
        self._channel = channel
        self._lock = threading.Lock()

    def __del__(self) -> None:
        if self.returncode is None:
            self._close()

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        with self._lock:
            if self.returncode is None:
                self._look(0)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end.

        Parameters
        ----------
        timeout
            Seconds; without end if None.

        Returns
        -------
        int
            The exit code.

        Raises
        ------
        subprocess.TimeoutExpired
            If it still runs then.
        """
        with self._lock:
            if self.returncode is None:
                self._look(timeout)
            if self.returncode is None:
                raise subprocess.TimeoutExpired("forked process", timeout or 0.0)
            return self.returncode

    def send_signal(self, sig: int) -> None:
        """Send a signal to the process, not to its group; nothing happens if it has ended.

        Parameters
        ----------
        sig
            Number of the signal.
        """
        if self.poll() is None:
            try:
                signal.pidfd_send_signal(self._handle, sig)
            except ProcessLookupError:
                return

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def _look(self, seconds: float | None) -> None:
        """Wait for news of the end; without the parent, for the end itself."""
        try:
            message = self._channel.receive(seconds)
            while message is not None and "exit" not in message:
                message = self._channel.receive(seconds)
        except TimeoutError:
            return
        if message is not None:
            self.returncode = int(message["exit"])
        elif select.select([self._handle], [], [], seconds)[0]:
            self.returncode = _UNKNOWN_END
        if self.returncode is not None:
            self._close()

    def _close(self) -> None:
        """Let go: the parent buries the process when it sees that its end is known."""
        self._channel.close()
        os.close(self._handle)
