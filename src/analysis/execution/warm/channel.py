"""Messages and open files between whoever wants a kernel and the parent that forks it."""

import json
import os
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Channel", "ForkRequest"]

_MOST_DESCRIPTORS = 3


@dataclass(frozen=True)
class ForkRequest:
    """What a forked process is started with.

    Parameters
    ----------
    arguments
        Of the function; of a kernel the command line behind `python -m ipykernel_launcher`.
    folder
        Its working folder.
    environment
        All its environment variables.
    independent
        Whether it outlives the process that asked for it.
    function
        `module:function` to call; empty for a kernel.
    """

    arguments: list[str]
    folder: str
    environment: dict[str, str]
    independent: bool
    function: str = ""


class Channel:
    """A Unix socket that carries one JSON object a line, and open files beside it.

    Parameters
    ----------
    connection
        A connected stream socket; the channel owns it from here on.

    Attributes
    ----------
    descriptors
        Open files received and not yet taken away, in the order they were sent.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._received = b""
        self.descriptors: list[int] = []

    def fileno(self) -> int:
        """Descriptor to wait on."""
        return self._connection.fileno()

    def send(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send a message.

        Parameters
        ----------
        message
            Anything JSON can write; a path that is not UTF-8 passes as surrogates.
        descriptors
            Open files to hand over; they stay open here.

        Raises
        ------
        OSError
            If the other end is gone.
        """
        line = json.dumps(message).encode() + b"\n"
        if descriptors:
            socket.send_fds(self._connection, [line[:1]], list(descriptors))
            line = line[1:]
        self._connection.sendall(line)

    def receive(self, seconds: float | None) -> dict[str, Any] | None:
        """Take the next message.

        Parameters
        ----------
        seconds
            How long to wait for it; without end if None.

        Returns
        -------
        dict or None
            None once the other end has closed.

        Raises
        ------
        TimeoutError
            If it has not come by then.
        """
        self._connection.settimeout(seconds)
        while b"\n" not in self._received:
            try:
                data, files, _, _ = socket.recv_fds(self._connection, 65536, _MOST_DESCRIPTORS)
            except BlockingIOError as error:
                raise TimeoutError from error
            except ConnectionError:
                return None
            for descriptor in files:
                os.set_inheritable(descriptor, False)
            self.descriptors += files
            if not data:
                return None
            self._received += data
        line, _, self._received = self._received.partition(b"\n")
        message: dict[str, Any] = json.loads(line)
        return message

    def close(self) -> None:
        """Close the socket; a second call does nothing."""
        self._connection.close()
