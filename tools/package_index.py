"""What the machine says about its package index, handed from pip to uv, and failures explained."""

import ast
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

__all__ = ["explain_failure", "hide_credentials", "installer_environment", "parse_pip_settings"]

DEFAULT_INDEX = "the public index (no other is set)"
# A pip section later in this list outranks an earlier one, as in pip itself.
SECTIONS = ("global", "install", ":env:")
# Settings of an outer environment that would send packages elsewhere than into .venv.
MISLEADING = (
    "PIP_PREFIX",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_BREAK_SYSTEM_PACKAGES",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
)
# First match wins: a full disk, say, also shows up as a failed download.
CAUSES = {
    "the disk is full": ["no space left on device", "os error 28", "errno 28", "disk quota"],
    "a folder cannot be written to": [
        "permission denied",
        "read-only file system",
        "os error 13",
        "os error 30",
    ],
    "the index serves a file that is not the one pinned in requirements.lock": [
        "hash mismatch",
        "hashes? (is )?mismatch",
        "(do not|don't) match the hashes",
    ],
    "the certificate of the package index is not trusted": ["certificate", r"\btls\b", r"\bssl"],
    "the package index is out of reach or lacks a pinned version": [
        "connect",
        "could not find a version",
        r"\bdns\b",
        "error sending request",
        "failed to fetch",
        "max retries",
        "no matching distribution",
        "no solution found",
        "not found in the package registry",
        "proxy",
        "timed? ?out",
        "unreachable",
    ],
}
LOCAL_CAUSES = ("the disk is full", "a folder cannot be written to")
ADVICE = (
    "Proxies (HTTPS_PROXY), certificates (SSL_CERT_FILE), pip's settings (PIP_INDEX_URL, pip.conf) "
    "and uv's own (UV_DEFAULT_INDEX, uv.toml) are honoured."
)


def hide_credentials(text: str) -> str:
    """Blank out user names and passwords in the addresses of a text.

    Parameters
    ----------
    text
        Any message.

    Returns
    -------
        The message with ``***`` between ``//`` and ``@``.
    """
    return re.sub(r"//[^/@\s]+@", "//***@", text)


def parse_pip_settings(listing: str) -> dict[str, str]:
    """Read the output of ``pip config list``.

    Parameters
    ----------
    listing
        Lines of the form ``section.name='value'``.

    Returns
    -------
        Setting name → value, the strongest section winning.
    """
    found: dict[str, tuple[int, str]] = {}
    for line in listing.splitlines():
        match = re.fullmatch(r"(global|install|:env:)\.([a-z-]+)=(['\"].*['\"])", line.strip())
        if match is None:
            continue
        rank = SECTIONS.index(match[1])
        if rank >= found.get(match[2], (-1, ""))[0]:
            found[match[2]] = (rank, str(ast.literal_eval(match[3])))
    return {name: value for name, (_, value) in found.items()}


def uv_settings(pip: Mapping[str, str]) -> dict[str, str]:
    """Say in uv's words what pip is set to: uv does not read pip's files.

    Parameters
    ----------
    pip
        Output of `parse_pip_settings`.

    Returns
    -------
        Environment variables for uv.
    """
    named = {
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "UV_INDEX": pip.get("extra-index-url", ""),
        "UV_FIND_LINKS": ",".join(pip.get("find-links", "").split()),
        "UV_INSECURE_HOST": pip.get("trusted-host", ""),
        "UV_NO_INDEX": "1" if pip.get("no-index", "") in ("1", "true", "yes", "on") else "",
        "SSL_CERT_FILE": pip.get("cert", ""),
        "SSL_CLIENT_CERT": pip.get("client-cert", ""),
        "HTTPS_PROXY": pip.get("proxy", ""),
        "UV_SYSTEM_CERTS": "1",
    }
    if named["UV_INDEX"]:
        # pip looks at all indexes for each package; the hashes in the lock make that safe here.
        named["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return {name: value for name, value in named.items() if value}


def installer_environment(python: Path, outer: Mapping[str, str]) -> dict[str, str]:
    """Make the environment in which pip and uv are called.

    Parameters
    ----------
    python
        Interpreter of ``.venv``, whose pip is asked for its settings.
    outer
        Environment of the caller; what it says outranks what pip's files say.

    Returns
    -------
        Environment variables.
    """
    kept = {name: value for name, value in outer.items() if name not in MISLEADING}
    asked = subprocess.run(
        [python, "-m", "pip", "config", "list"],
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    return {**uv_settings(parse_pip_settings(asked.stdout)), **kept}


def explain_failure(step: str, output: str, environment: Mapping[str, str]) -> str:
    """Turn the output of a failed installer into one message.

    Parameters
    ----------
    step
        What was being done.
    output
        What the installer printed.
    environment
        Environment it ran in.

    Returns
    -------
        What failed, the likely cause, what was tried and what the machine can be told.
    """
    cause = next(
        (
            meaning
            for meaning, patterns in CAUSES.items()
            if re.search("|".join(patterns), output, re.IGNORECASE)
        ),
        "",
    )
    index = environment.get("UV_DEFAULT_INDEX") or environment.get("PIP_INDEX_URL") or DEFAULT_INDEX
    tail = [line for line in output.splitlines() if line.strip() and "Retrying" not in line][-6:]
    about_index = cause not in LOCAL_CAUSES
    lines = [
        f"set-up: {step} failed" + (f": {cause}." if cause else "."),
        *([f"  tried: {index}"] if about_index else []),
        *(f"  said:  {line.strip()}" for line in tail),
        *([f"  {ADVICE}"] if about_index else []),
        "  Mend the cause and call make again; it goes on from here.",
    ]
    return hide_credentials(os.linesep.join(lines))
