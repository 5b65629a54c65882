"""Who is at the other end of a Unix socket: kernels are for their own user only."""

import socket
import struct
from dataclasses import dataclass

__all__ = ["Peer", "peer_of"]

_CREDENTIALS = struct.Struct("iII")


@dataclass(frozen=True)
class Peer:
    """The process at the other end of a Unix socket, as the system vouches for it.

    Parameters
    ----------
    pid
        Its number; 0 if it lives where this process cannot see it, as in another container.
    uid
        Its user.
    """

    pid: int
    uid: int

    def refusal(self, uid: int) -> str:
        """Say why a kernel of a user is not for this peer.

        Parameters
        ----------
        uid
            The user whose kernels are handed out.

        Returns
        -------
        str
            Empty if it is the same user, in sight.
        """
        if self.uid != uid:
            return f"user {self.uid} asked for a kernel of user {uid}; allowed is only {uid}"
        return "" if self.pid > 0 else "the process that asked is out of sight (another container)"


def peer_of(connection: socket.socket) -> Peer:
    """Ask the system who is at the other end.

    Parameters
    ----------
    connection
        A connected Unix socket.

    Notes
    -----
    `SO_PEERCRED` is recorded by the kernel of the system at `connect`: unlike anything a message
    says, it cannot be forged.
    """
    packed = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, _ = _CREDENTIALS.unpack(packed)
    return Peer(pid, uid)
