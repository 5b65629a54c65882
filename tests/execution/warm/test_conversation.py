"""Messages, who may speak, and what a client learns of the end of its kernel."""

import errno
import os
import select
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from analysis.execution.warm import parent as parent_module
from analysis.execution.warm.channel import Channel, ForkRequest
from analysis.execution.warm.child import live
from analysis.execution.warm.parent import Parent
from analysis.execution.warm.peer import Peer, peer_of
from analysis.execution.warm.preload import Preloaded
from analysis.execution.warm.process import WarmProcess
from analysis.execution.warm.settings import Settings
from tests.execution.warm.conftest import PATIENCE_SECONDS

Pair = tuple[socket.socket, socket.socket]


def test_messages_and_open_files_arrive(pair: Pair, tmp_path: Path):
    one, other = map(Channel, pair)
    paths = {"folder": os.fsdecode(b"/caf\xe9"), "line": "a\nb"}
    with (tmp_path / "said").open("w") as file:
        one.send(paths, [file.fileno()])
        one.send({"second": 2})
    assert other.receive(1) == paths
    assert other.receive(1) == {"second": 2}
    (descriptor,) = other.descriptors
    assert not os.get_inheritable(descriptor)
    os.write(descriptor, b"x")
    os.close(descriptor)
    assert (tmp_path / "said").read_text() == "x"


def test_silence_and_the_end_are_told_apart(pair: Pair):
    one, other = map(Channel, pair)
    with pytest.raises(TimeoutError):
        other.receive(0)
    one.close()
    assert other.receive(0) is None


def test_the_system_vouches_for_the_peer(pair: Pair):
    assert peer_of(pair[0]) == Peer(os.getpid(), os.getuid())


@pytest.mark.parametrize(
    ("peer", "said"),
    [
        (Peer(10, 1000), ""),
        (Peer(10, 1001), "user 1001 asked for a kernel of user 1000"),
        (Peer(10, 0), "user 0 asked"),
        (Peer(0, 1000), "out of sight"),
    ],
)
def test_only_the_same_user_in_sight_is_served(peer: Peer, said: str):
    refusal = peer.refusal(1000)
    assert refusal.startswith(said) or said in refusal
    assert bool(refusal) == bool(said)


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[Parent]:
    path = tmp_path / "p.sock"
    settings = Settings("name", str(path), 0, [], 60.0, os.getpid())
    with socket.socket(socket.AF_UNIX) as listener:
        yield Parent(settings, listener)


def test_a_parent_refuses_another_user_and_forks_nothing(
    parent: Parent, pair: Pair, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(parent_module, "peer_of", lambda _: Peer(os.getpid(), os.getuid() + 1))
    monkeypatch.setattr(parent_module.os, "fork", lambda: pytest.fail("it forked"))
    client = Channel(pair[1])
    client.send({"arguments": [], "folder": "/", "environment": {}, "independent": False})
    assert parent._answer(pair[0]) is None
    answer = client.receive(1)
    assert answer is not None
    assert answer["refused"].startswith(f"user {os.getuid() + 1} asked")
    assert client.receive(1) is None


def test_a_parent_that_cannot_fork_keeps_nothing_open_and_hangs_up(
    parent: Parent, pair: Pair, monkeypatch: pytest.MonkeyPatch
):
    def fail() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(parent_module.os, "fork", fail)
    client, theirs = Channel(pair[1]), Channel(pair[0])
    request = {"arguments": [], "folder": "/", "environment": {}, "independent": False}
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(BlockingIOError):
        parent._fork(ForkRequest(**request), theirs, os.getpid())
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    client.send(request)
    assert parent._answer(pair[0]) is None
    assert client.receive(1) is None


@pytest.mark.parametrize("said", [b"no request\n", b'{"unknown": 1}\n', b""])
def test_a_parent_survives_nonsense(
    parent: Parent, pair: Pair, said: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(parent_module.os, "fork", lambda: pytest.fail("it forked"))
    pair[1].sendall(said)
    pair[1].shutdown(socket.SHUT_WR)
    assert parent._answer(pair[0]) is None
    assert pair[1].recv(1) == b""


def test_settings_pass_through_a_command_line():
    settings = Settings("name", "/a path", 3, ["-X", "dev"], 0.5, 7)
    assert Settings.from_json(settings.to_json()) == settings


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("code", [0, 7, -signal.SIGKILL])
def test_a_client_learns_the_exit_code(pair: Pair, sleeper: "subprocess.Popen[bytes]", code: int):
    kernel = WarmProcess(sleeper.pid, os.pidfd_open(sleeper.pid), Channel(pair[0]))
    assert kernel.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        kernel.wait(0.01)
    Channel(pair[1]).send({"exit": code})
    assert kernel.wait(1) == kernel.poll() == code
    assert pair[1].recv(1) == b""  # which tells the parent that the end is known


def test_without_the_parent_the_end_is_seen_all_the_same(
    pair: Pair, sleeper: "subprocess.Popen[bytes]"
):
    kernel = WarmProcess(sleeper.pid, os.pidfd_open(sleeper.pid), Channel(pair[0]))
    pair[1].close()
    assert kernel.poll() is None
    kernel.kill()
    assert kernel.wait(10) == 1
    kernel.terminate()  # of an ended process: nothing happens
    assert not kernel.end_known


def test_who_waits_keeps_nobody_from_looking_or_killing(
    pair: Pair, sleeper: "subprocess.Popen[bytes]"
):
    kernel = WarmProcess(sleeper.pid, os.pidfd_open(sleeper.pid), Channel(pair[0]))
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(kernel.wait, PATIENCE_SECONDS)
        assert kernel.poll() is None
        kernel.kill()
        assert sleeper.wait(PATIENCE_SECONDS) == -signal.SIGKILL
        # It has ended, and what counts is the parent's word, which may take a while.
        assert kernel.poll() is None
        assert not waiting.done()
        Channel(pair[1]).send({"exit": -signal.SIGKILL})
        assert waiting.result(PATIENCE_SECONDS) == -signal.SIGKILL
    assert kernel.end_known


def test_an_end_may_be_heard_by_who_waits_for_something_else(
    pair: Pair, sleeper: "subprocess.Popen[bytes]"
):
    kernel = WarmProcess(sleeper.pid, os.pidfd_open(sleeper.pid), Channel(pair[0]))
    kernel.heard({"ready": True})
    assert kernel.poll() is None
    kernel.heard({"exit": 3})
    assert kernel.wait(0) == 3
    assert kernel.end_known


def test_nothing_is_heard_of_a_process_before_its_number(parent: Parent, pair: Pair):
    client, channel, own = Channel(pair[1]), Channel(pair[0]), os.getpid()
    send = channel.send

    def send_late(message: dict[str, Any], descriptors: Sequence[int] = ()) -> None:
        if "pid" in message:
            assert not select.select([pair[1]], [], [], 0.5)[0], "the child spoke first"
        send(message, descriptors)

    channel.send = send_late  # type: ignore[method-assign]
    try:
        request = ForkRequest([], "/", dict(os.environ), False, "signal:pause")
        birth = parent._fork(request, channel, own)
        if birth is not None:
            live(birth, Preloaded([], {}, frozenset()))
    finally:
        if os.getpid() != own:
            os._exit(1)
    first = client.receive(PATIENCE_SECONDS)
    assert first is not None
    assert client.receive(PATIENCE_SECONDS) == {"ready": True}
    os.kill(first["pid"], signal.SIGKILL)
    assert os.waitpid(first["pid"], 0)[1] == signal.SIGKILL
    for descriptor in (*client.descriptors, *(one.handle for one in parent._kernels.values())):
        os.close(descriptor)
    parent._selector.close()
