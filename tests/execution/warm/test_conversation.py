"""Messages, who may speak, and what a client learns of the end of its kernel."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.execution.warm import parent as parent_module
from analysis.execution.warm.channel import Channel
from analysis.execution.warm.parent import Parent
from analysis.execution.warm.peer import Peer, peer_of
from analysis.execution.warm.process import WarmProcess
from analysis.execution.warm.settings import Settings

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
