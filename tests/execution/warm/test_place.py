import os
import socket
import tempfile
import time
from pathlib import Path

import pytest

from analysis.execution.warm import place
from analysis.execution.warm.place import (
    dial,
    kernel_sockets,
    listen,
    locked,
    runtime_folder,
    sweep,
)
from analysis.execution.warm.support import NoWarmKernelError


@pytest.fixture
def above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    return tmp_path


def test_the_folder_is_for_its_user_alone(above: Path):
    folder = runtime_folder()
    assert folder.parent == above
    assert folder.stat().st_mode & 0o777 == 0o700
    assert runtime_folder() == folder


def test_a_folder_that_others_may_enter_is_refused(above: Path):
    runtime_folder().chmod(0o750)
    with pytest.raises(NoWarmKernelError, match="yours alone"):
        runtime_folder()
    assert kernel_sockets() is None


def test_a_link_in_its_place_is_refused(above: Path):
    folder = runtime_folder()
    folder.rename(above / "elsewhere")
    folder.symlink_to(above / "elsewhere")
    with pytest.raises(NoWarmKernelError, match="yours alone"):
        runtime_folder()


def test_a_folder_of_somebody_else_is_refused(above: Path, monkeypatch: pytest.MonkeyPatch):
    runtime_folder()
    monkeypatch.setattr(place.os, "getuid", lambda: 4_000_000)
    with pytest.raises(NoWarmKernelError, match="yours alone"):
        runtime_folder()


def test_the_folder_of_the_login_session_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("JUPYTER_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert runtime_folder().parent == tmp_path


def test_stems_differ_and_too_long_ones_are_not_given(monkeypatch: pytest.MonkeyPatch):
    # A test's own folder may lie too deep already.
    with tempfile.TemporaryDirectory(prefix="t") as above:
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", above)
        assert kernel_sockets() != kernel_sockets()
        monkeypatch.setenv("JUPYTER_RUNTIME_DIR", f"{above}/{'deep' * 20}")
        assert kernel_sockets() is None


def test_a_socket_works_however_deep_it_lies(tmp_path: Path):
    folder = tmp_path / ("deep" * 20) / ("er" * 20)
    folder.mkdir(parents=True)
    path = folder / "parent.sock"
    assert dial(path) is None
    with listen(path) as listener:
        connection = dial(path)
        assert connection is not None
        with connection, listener.accept()[0] as accepted:
            accepted.send(b"x")
            assert connection.recv(1) == b"x"
    assert path.exists()
    assert dial(path) is None


def test_sweeping_takes_the_dead_and_leaves_the_living_and_the_young(tmp_path: Path):
    dead, young, living = (tmp_path / f"{name}.sock" for name in ("dead", "young", "living"))
    (tmp_path / "dead.log").touch()
    listen(dead).close()
    listen(young).close()
    with listen(living):
        hour_ago = time.time() - 3600
        for path in (dead, living):
            os.utime(path, (hour_ago, hour_ago))
        sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["living.sock", "young.sock"]


def test_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(place, "_LOCK_SECONDS", 0.0)
    with (
        locked(tmp_path),
        pytest.raises(NoWarmKernelError, match="held by somebody"),
        locked(tmp_path),
    ):
        pass
    with locked(tmp_path):
        assert isinstance(dial(tmp_path / "none"), socket.socket | None)
