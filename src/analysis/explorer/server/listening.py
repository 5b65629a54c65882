"""Where the explorer listens, and who has to show a token."""

import errno
import ipaddress
import secrets
import socket
from contextlib import ExitStack
from dataclasses import dataclass

from analysis.errors import ExecutionError, ParameterError

__all__ = ["Address", "is_local", "listen", "token_for"]

# Shorter ones can be guessed by trying.
_SHORTEST_TOKEN = 8
_REASONS = {
    errno.EADDRINUSE: "is in use, perhaps by another explorer; choose another with --port",
    errno.EACCES: "is not allowed to you; choose one above 1023 with --port",
}


@dataclass(frozen=True)
class Address:
    """An open address.

    Attributes
    ----------
    host, port
        Name or number of the interface, and the port.
    sockets
        Bound and listening.
    token
        What a visitor has to show; empty for none.
    """

    host: str
    port: int
    sockets: tuple[socket.socket, ...]
    token: str

    @property
    def url(self) -> str:
        """Address of the page, with the token where one is asked for."""
        everywhere = self.host in {"", "0.0.0.0", "::"}  # noqa: S104  (compared, not bound)
        name = socket.gethostname() if everywhere else self.host
        shown = f"[{name}]" if ":" in name else name
        query = f"?token={self.token}" if self.token else ""
        return f"http://{shown}:{self.port}/{query}"


def is_local(host: str) -> bool:
    """Whether only this machine can reach a host.

    Parameters
    ----------
    host
        Name or number of an interface.
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def token_for(host: str, given: str | None) -> str:
    """Decide what visitors have to show.

    Parameters
    ----------
    host
        Where the explorer listens.
    given
        Token asked for; None leaves the choice.

    Returns
    -------
    str
        The one given; on a host that others can reach, else, a fresh one; on this machine none.

    Raises
    ------
    ParameterError
        The token is too short to keep anybody out.
    """
    if given is None:
        return "" if is_local(host) else secrets.token_urlsafe(24)
    if len(given) < _SHORTEST_TOKEN or not given.isprintable() or " " in given:
        raise ParameterError(
            f"--token: {len(given)} characters; give at least {_SHORTEST_TOKEN} without blanks, or "
            "leave it out"
        )
    return given


def listen(host: str, port: int, token: str | None = None) -> Address:
    """Open the address.

    Parameters
    ----------
    host
        Name or number of an interface.
    port
        A port; 0 for any that is free.
    token
        As in `token_for`.

    Returns
    -------
    Address
        Open, so that nobody else can take the port.

    Raises
    ------
    ParameterError
        The token is too short.
    ExecutionError
        The port is taken or not allowed, or there is no such interface.
    """
    shown = token_for(host, token)
    try:
        sockets = _bound(host, port)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"cannot be opened ({error.strerror})")
        raise ExecutionError(f"port {port} on {host}: {reason}") from None
    return Address(host, sockets[0].getsockname()[1], sockets, shown)


def _bound(host: str, port: int) -> tuple[socket.socket, ...]:
    """Bind every address of a host to one port; leave none open where one cannot be had.

    Tornado's own function leaves open what it had opened before the one that failed.
    """
    found = socket.getaddrinfo(host or None, port, 0, socket.SOCK_STREAM, 0, socket.AI_PASSIVE)
    with ExitStack() as undo:
        opened: list[socket.socket] = []
        for family, _, _, _, place in dict.fromkeys(found):
            each = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            chosen = opened[0].getsockname()[1] if opened else port
            try:
                each.bind((place[0], chosen, *place[2:]))
            except OSError as error:
                # A machine without IPv6 still names it.
                if error.errno != errno.EADDRNOTAVAIL or len(found) == 1:
                    raise
                each.close()
                continue
            each.listen(128)
            each.setblocking(False)
            opened.append(each)
        if not opened:
            raise OSError(errno.EADDRNOTAVAIL, "no such interface")
        undo.pop_all()
    return tuple(opened)
