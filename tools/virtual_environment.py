"""Bring ``.venv`` to what ``requirements.lock`` says, and do nothing where it already is."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.package_index import explain_failure, installer_environment
from tools.set_up_state import STAMP, UNFINISHED, condition, distributions, write_stamp

try:
    import fcntl
except ImportError:  # pragma: no cover - no file locks there, and no make either
    fcntl = None  # type: ignore[assignment]

__all__ = ["SetUpError", "prepare", "run_set_up"]

# How often a long installation says that it is still alive.
HEARTBEAT_SECONDS = 30


class SetUpError(Exception):
    """Set-up cannot go on; the message is all that a user needs."""


def say(text: str) -> None:
    """Print one line of progress at once, even into a pipe."""
    print(f"set-up: {text}", flush=True)


@contextmanager
def one_at_a_time(root: Path) -> Iterator[int]:
    """Hold the project's set-up lock; its descriptor is for the children to inherit.

    An installer that outlives a killed set-up then still holds the lock, and the next set-up waits
    for it instead of writing into the same folder.
    """
    with (root / ".venv.lock").open("a") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("another set-up is at work in this folder; waiting for it")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def run_set_up(folder: str, insisted: bool = False) -> int:
    """Prepare ``.venv`` and report on the terminal.

    Parameters
    ----------
    folder
        Folder of the project.
    insisted
        Whether ``.venv`` has to be of the Python version that runs this.

    Returns
    -------
        Exit code: 0 done, 1 failed, 130 interrupted.
    """
    try:
        prepare(Path(folder), f"{sys.version_info[0]}.{sys.version_info[1]}" if insisted else "")
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"set-up: {error.strerror}: {error.filename or folder}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("set-up: interrupted; the next make starts it anew", file=sys.stderr)
        return 130
    return 0


def prepare(root: Path, wanted: str = "") -> None:
    """Bring ``.venv`` to the state of the lock.

    Parameters
    ----------
    root
        Folder of the project.
    wanted
        Python version that the user insists on; empty for any.
    """
    if condition(root, wanted) == "ready":
        return
    with one_at_a_time(root) as lock:
        found = condition(root, wanted)
        if found == "ready":
            return
        started = time.monotonic()
        venv = root / ".venv"
        if found == "unusable":
            create(venv, lock)
        (venv / UNFINISHED).touch()
        (venv / STAMP).unlink(missing_ok=True)
        synchronise(root, lock)
        write_stamp(root)
        say(f"done in {time.monotonic() - started:.0f} s")


def create(venv: Path, lock: int) -> None:
    """Make an empty virtual environment in place of whatever is there.

    Parameters
    ----------
    venv
        Folder of the virtual environment.
    lock
        Descriptor of the set-up lock.
    """
    say(f"making .venv with Python {sys.version.split()[0]}")
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
    venv.mkdir()
    (venv / UNFINISHED).touch()
    # Called from an activated .venv, sys.executable is a link into the folder just removed.
    python = getattr(sys, "_base_executable", sys.executable)
    code, output = run_quietly([python, "-m", "venv", str(venv)], venv.parent, lock)
    if code and "ensurepip" in output:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetUpError(
            f"set-up: {python} has no ensurepip; on Debian and Ubuntu: apt install "
            f"python{version}-venv; or name another interpreter: make PYTHON=/path/to/python3"
        )
    if code:
        raise SetUpError(explain_failure("making .venv", output, os.environ))


def synchronise(root: Path, lock: int) -> None:
    """Install the pinned uv, the pinned packages and the project itself into ``.venv``.

    Parameters
    ----------
    root
        Folder of the project.
    lock
        Descriptor of the set-up lock.
    """
    venv = root / ".venv"
    python = str(venv / "bin" / "python")
    environment = installer_environment(Path(python), os.environ)
    pins = (root / "requirements.lock").read_text(encoding="utf-8")
    count = len(re.findall(r"^[\w.-]+==", pins, re.MULTILINE))
    say(f"installing the {count} packages of requirements.lock (a minute or so the first time)")
    before = distributions(venv)
    with tempfile.TemporaryDirectory() as scratch:
        only_uv = Path(scratch, "uv.txt")
        only_uv.write_text(pin_of("uv", pins), encoding="utf-8")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        retries = [] if "PIP_RETRIES" in environment else ["--retries", "2"]
        uv = [python, "-m", "uv", "pip"]
        steps = {
            "installing uv": [*pip, *retries, "--require-hashes", "-r", str(only_uv)],
            "installing the packages of requirements.lock": [
                *uv, "sync", "--python", python, "--require-hashes", "--compile-bytecode",
                "requirements.lock",
            ],
            "installing the project": [
                *uv, "install", "--python", python, "--no-deps", "--no-build-isolation", "-e", ".",
            ],
        }  # fmt: skip
        for step, command in steps.items():
            code, output = run_quietly(command, root, lock, environment)
            if code:
                if distributions(venv) == before:
                    # Nothing was touched yet: what is there can be trusted and built upon.
                    (venv / UNFINISHED).unlink()
                raise SetUpError(explain_failure(step, output, environment))


def pin_of(name: str, pins: str) -> str:
    """Cut one package, with its hashes, out of a lock.

    Parameters
    ----------
    name
        Distribution name as the lock spells it.
    pins
        Text of the lock.

    Returns
    -------
        The requirement with its continuation lines.
    """
    match = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*$", pins, re.MULTILINE)
    if match is None:
        raise SetUpError(f"set-up: requirements.lock has no pin for {name}; call make lock")
    return match[0] + "\n"


def run_quietly(
    command: Sequence[str], folder: Path, lock: int, environment: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run an installer without showing its output, saying now and then that it is still at work.

    Parameters
    ----------
    command
        Program and arguments.
    folder
        Working folder.
    lock
        Descriptor of the set-up lock, which the child holds too.
    environment
        Environment variables; the caller's if not given.

    Returns
    -------
        Exit code and everything it printed.
    """
    started = time.monotonic()
    with tempfile.TemporaryFile() as printed:
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=printed,
            stderr=subprocess.STDOUT, pass_fds=[lock],
        ) as process:  # fmt: skip
            while True:
                try:
                    code = process.wait(HEARTBEAT_SECONDS)
                    break
                except subprocess.TimeoutExpired:
                    say(f"still at work, {time.monotonic() - started:.0f} s")
        printed.seek(0)
        return code, printed.read().decode(errors="replace")
