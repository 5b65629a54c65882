#!/usr/bin/env python3
"""Prepare ``.venv``; the only file of the project that has to run on an old Python.

Written in the syntax of Python 3.6 and with the standard library alone, so that a machine whose
``python3`` is too old hears what is needed instead of a syntax error. Everything newer lives in
``tools/virtual_environment.py``, imported once the version is known to be good.
"""

import os
import subprocess
import sys

NEEDED = (3, 11)
CANDIDATES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
PROBE = "import sys; print('%d.%d.%d' % sys.version_info[:3])"


def version_of(command):
    """Ask an interpreter for its version.

    Parameters
    ----------
    command
        Name on PATH or path of an interpreter.

    Returns
    -------
        ``(major, minor, patch)``, or ``None`` where the command does not run.
    """
    try:
        printed = subprocess.check_output([command, "-c", PROBE], stderr=subprocess.DEVNULL)
        return tuple(int(part) for part in printed.decode().strip().split("."))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def choose(candidates):
    """Choose the first interpreter that is new enough.

    Parameters
    ----------
    candidates
        Commands to try, in order of preference.

    Returns
    -------
        The command, or ``None``, and a sentence part that lists what was found.
    """
    found = []
    for command in candidates:
        version = version_of(command)
        if version is None:
            continue
        if version >= NEEDED:
            return command, ""
        found.append("{} is {}".format(command, ".".join(map(str, version))))
    return None, "; ".join(found) or "no Python runs under the names " + ", ".join(candidates)


def main(arguments):
    """Prepare ``.venv``, with a newer interpreter than this one if need be.

    Parameters
    ----------
    arguments
        Nothing, or the interpreter the user insists on.

    Returns
    -------
        Exit code.
    """
    wanted = arguments[0] if arguments else ""
    if not wanted and sys.version_info >= NEEDED:
        sys.path.insert(0, ROOT)
        from tools.virtual_environment import run_set_up

        return run_set_up(ROOT, os.environ.get("TOMSK2020_PYTHON_WANTED") == "1")
    command, found = choose([wanted] if wanted else CANDIDATES)
    if command is None:
        sys.stderr.write(
            "set-up: Python {} or newer is needed, but {}. Install one, or name one that you have: "
            "make PYTHON=/path/to/python3\n".format(".".join(map(str, NEEDED)), found)
        )
        return 2
    return hand_over(command, bool(wanted))


def hand_over(command, insisted):
    """Run this file again under another interpreter.

    Parameters
    ----------
    command
        The interpreter.
    insisted
        Whether the user named it, so that an existing ``.venv`` of another version gives way.

    Returns
    -------
        Exit code.
    """
    environment = dict(os.environ)
    if insisted:
        environment["TOMSK2020_PYTHON_WANTED"] = "1"
    return subprocess.call([command, os.path.abspath(__file__)], env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
