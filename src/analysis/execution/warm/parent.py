"""The parent of warm kernels: it waits, forks, and tells how each kernel ended."""

import os
import selectors
import socket
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from analysis.execution.warm.channel import Channel, ForkRequest
from analysis.execution.warm.child import Birth, live
from analysis.execution.warm.peer import peer_of
from analysis.execution.warm.place import locked
from analysis.execution.warm.preload import preload
from analysis.execution.warm.settings import Settings
from analysis.execution.warm.state import parent_name
from analysis.execution.warm.support import NoWarmKernelError

__all__ = ["Parent", "main"]

_REQUEST_SECONDS = 5.0
# How often a parent looks whether its socket is still there.
_LOOK_SECONDS = 30.0


@dataclass
class _Kernel:
    """A forked kernel, its process handle, and the channel of whoever asked for it."""

    pid: int
    handle: int
    channel: Channel | None
    ended: bool = False


@dataclass
class Parent:
    """Hands out forked kernels until nobody needs it.

    Parameters
    ----------
    settings
        What it was told.
    listener
        Its socket.
    """

    settings: Settings
    listener: socket.socket
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector, init=False)
    _kernels: dict[int, _Kernel] = field(default_factory=dict, init=False)
    _inode: int = field(default=-1, init=False)
    _session: int | None = field(default=None, init=False)
    _retired: bool = field(default=False, init=False)
    _idle_since: float = field(default_factory=time.monotonic, init=False)

    def serve(self) -> Birth | None:
        """Fork a kernel for everybody who asks.

        Returns
        -------
        Birth or None
            In the parent None, at its end; in each forked process what it was born for, with
            nothing of the parent's left open.
        """
        self._inode = Path(self.settings.path).stat().st_ino
        self.listener.setblocking(False)
        self._watch(self.listener.fileno(), self._answer_queue)
        with suppress(OSError):
            self._session = os.pidfd_open(self.settings.session)
            self._watch(self._session, self._end_session)
        birth = None
        while birth is None and not (self._retired and not self._kernels):
            for key, _ in self._selector.select(min(_LOOK_SECONDS, self.settings.idle_seconds)):
                react: Callable[[], Birth | None] = key.data
                birth = react()
                if birth is not None:
                    return birth
            if not self._retired and self._is_spent():
                birth = self._retire()
        return birth

    def _is_spent(self) -> bool:
        idle = time.monotonic() - self._idle_since
        lonely = not self._kernels and idle >= self.settings.idle_seconds
        return lonely or not self._is_reachable()

    def _is_reachable(self) -> bool:
        """Whether the socket is still in its place, and still this parent's."""
        try:
            return Path(self.settings.path).stat().st_ino == self._inode
        except OSError:
            return False

    def _watch(self, descriptor: int, react: Callable[[], Birth | None]) -> None:
        self._selector.register(descriptor, selectors.EVENT_READ, react)

    def _answer_queue(self) -> Birth | None:
        """Answer everybody who has connected so far."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except BlockingIOError:
                return None
            birth = self._answer(connection)
            if birth is not None:
                return birth

    def _answer(self, connection: socket.socket) -> Birth | None:
        channel = Channel(connection)
        peer = peer_of(connection)
        refusal = peer.refusal(os.getuid())
        try:
            if refusal:
                channel.send({"refused": refusal})
            else:
                message = channel.receive(_REQUEST_SECONDS)
                if message is not None:
                    return self._fork(ForkRequest(**message), channel, peer.pid)
        except (OSError, TypeError, ValueError) as error:
            sys.stderr.write(f"a request was dropped: {error!r}\n")
        for descriptor in channel.descriptors:
            os.close(descriptor)
        channel.close()
        return None

    def _fork(self, request: ForkRequest, channel: Channel, asker: int) -> Birth | None:
        watched = None if request.independent else os.pidfd_open(asker)
        announced, to_announce = os.pipe()
        # Nothing stays open here, and nobody waits for an announcement, where forking fails.
        passed_on = [announced] if watched is None else [announced, watched]
        try:
            pid = os.fork()
            if pid == 0:
                passed_on.clear()
                self._let_go()
                return Birth(request, channel, watched, announced)
            self._note_birth(pid, channel)
        finally:
            for descriptor in (*passed_on, to_announce):
                os.close(descriptor)
        return None

    def _note_birth(self, pid: int, channel: Channel) -> None:
        """Watch a forked process from now on, and tell its number."""
        while channel.descriptors:
            os.close(channel.descriptors.pop())
        kernel = _Kernel(pid, os.pidfd_open(pid), channel)
        self._kernels[pid] = kernel
        self._watch(kernel.handle, lambda: self._note_end(kernel))
        self._watch(channel.fileno(), lambda: self._note_hang_up(kernel))
        # Whoever asked may be gone already: its kernel notices by itself.
        with suppress(OSError):
            channel.send({"pid": pid}, [kernel.handle])

    def _let_go(self) -> None:
        """Close, in a forked process, everything that is the parent's."""
        self._selector.close()
        self.listener.close()
        if self._session is not None:
            os.close(self._session)
        for kernel in self._kernels.values():
            if not kernel.ended:
                os.close(kernel.handle)
            if kernel.channel is not None:
                kernel.channel.close()

    def _note_end(self, kernel: _Kernel) -> None:
        """Tell how a kernel ended; it is buried when that is known, so that its number stays."""
        how = os.waitid(os.P_PID, kernel.pid, os.WEXITED | os.WNOWAIT)
        assert how is not None
        self._selector.unregister(kernel.handle)
        os.close(kernel.handle)
        kernel.ended = True
        code = how.si_status if how.si_code == os.CLD_EXITED else -how.si_status
        if kernel.channel is not None:
            with suppress(OSError):
                kernel.channel.send({"exit": code})
        else:
            self._bury(kernel)

    def _note_hang_up(self, kernel: _Kernel) -> None:
        assert kernel.channel is not None
        self._selector.unregister(kernel.channel.fileno())
        kernel.channel.close()
        kernel.channel = None
        if kernel.ended:
            self._bury(kernel)

    def _bury(self, kernel: _Kernel) -> None:
        os.waitpid(kernel.pid, 0)
        del self._kernels[kernel.pid]
        self._idle_since = time.monotonic()

    def _end_session(self) -> Birth | None:
        """Leave with the session: at once if there is no kernel, else with the last one."""
        assert self._session is not None
        self._selector.unregister(self._session)
        return self._retire()

    def _retire(self) -> Birth | None:
        """Take the socket away, then answer those who had connected before."""
        path = Path(self.settings.path)
        with suppress(OSError, NoWarmKernelError), locked(path.parent):
            if self._is_reachable():
                path.unlink()
                path.with_suffix(".log").unlink(missing_ok=True)
        self._retired = True
        return self._answer_queue()


def main(settings: str, environment: Mapping[str, str]) -> None:
    """Import everything, serve, and in a forked process become what was asked for.

    Parameters
    ----------
    settings
        Text of a `Settings`.
    environment
        Environment variables as they were before anything was imported.

    Raises
    ------
    NoWarmKernelError
        If the sources are not, or no longer, those of the parent's name.
    """
    told = Settings.from_json(settings)
    preloaded = preload(environment)
    # Asked behind the imports: a file edited meanwhile may be in them half.
    if parent_name(told.flags, environment) != told.name:
        raise NoWarmKernelError("the sources or the place changed while the parent was starting")
    birth = Parent(told, socket.socket(fileno=told.listener)).serve()
    if birth is not None:
        live(birth, preloaded)
