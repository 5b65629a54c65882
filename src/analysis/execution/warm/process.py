"""A process forked by somebody else, handled like one of one's own."""

import math
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Any

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
        None while it runs, then its exit code, negative for a signal; 1 if nobody knows.
    end_known
        Whether the parent has told how it ended.

    Notes
    -----
    Any method may be called in any thread; one that waits keeps no other waiting.
    """

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    stderr: IO[bytes] | None = None

    def __init__(self, pid: int, handle: int, channel: Channel) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.end_known = False
        self._orphaned = False
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
                self._look()
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
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        ended = False
        while (code := self.poll()) is None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired("forked process", timeout or 0.0)
            ended = self._wait_for_news(left, ended=ended)
        return code

    def _wait_for_news(self, seconds: float, *, ended: bool) -> bool:
        """Wait for the end, then for the parent's word of it; say whether it has ended."""
        with self._lock:
            if self.returncode is not None:
                return True
            # Copies: another thread may hear of the end meanwhile, and close the others.
            handle, channel = os.dup(self._handle), os.dup(self._channel.fileno())
            both = [channel] if ended else [handle, channel]
            watched = [handle] if self._orphaned else both
        try:
            news = select.select(watched, [], [], None if math.isinf(seconds) else seconds)[0]
        finally:
            os.close(handle)
            os.close(channel)
        return ended or handle in news

    def send_signal(self, sig: int) -> None:
        """Send a signal to the process, not to its group; nothing happens if it has ended.

        Parameters
        ----------
        sig
            Number of the signal.
        """
        with self._lock:
            if self.returncode is None:
                self._look()
            if self.returncode is None:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, sig)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def heard(self, message: Mapping[str, Any]) -> None:
        """Take what the parent said to somebody else.

        Parameters
        ----------
        message
            Only that of an end matters.
        """
        with self._lock:
            if self.returncode is None and "exit" in message:
                self._note_end(int(message["exit"]), known=True)

    def _look(self) -> None:
        """Look for news of the end; without the parent, for the end itself."""
        try:
            message = None if self._orphaned else self._channel.receive(0)
            while message is not None and "exit" not in message:
                message = self._channel.receive(0)
        except TimeoutError:
            return
        if message is not None:
            self._note_end(int(message["exit"]), known=True)
            return
        self._orphaned = True
        if select.select([self._handle], [], [], 0)[0]:
            self._note_end(_UNKNOWN_END, known=False)

    def _note_end(self, code: int, *, known: bool) -> None:
        self.returncode, self.end_known = code, known
        self._close()

    def _close(self) -> None:
        """Let go: the parent buries the process when it sees that its end is known."""
        self._channel.close()
        os.close(self._handle)
