"""Index settings reach uv, failures are explained, secrets stay out of messages."""

import sys
from pathlib import Path

import pytest

from tools.package_index import (
    explain_failure,
    hide_credentials,
    installer_environment,
    parse_pip_settings,
    uv_settings,
)

LISTING = """\
:env:.index-url='https://env.example/simple'
global.cert='/etc/ca bundle.pem'
global.extra-index-url='https://one.example https://two.example'
global.index-url='https://global.example/simple'
install.index-url='https://install.example/simple'
list.format='columns'
"""


def test_the_strongest_of_pips_sections_wins() -> None:
    settings = parse_pip_settings(LISTING)
    assert settings == {
        "cert": "/etc/ca bundle.pem",
        "extra-index-url": "https://one.example https://two.example",
        "index-url": "https://env.example/simple",
    }


def test_pips_settings_in_uvs_words() -> None:
    assert uv_settings(parse_pip_settings(LISTING)) == {
        "UV_DEFAULT_INDEX": "https://env.example/simple",
        "UV_INDEX": "https://one.example https://two.example",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "SSL_CERT_FILE": "/etc/ca bundle.pem",
        "UV_SYSTEM_CERTS": "1",
    }
    assert uv_settings({}) == {"UV_SYSTEM_CERTS": "1"}


def test_what_the_caller_exports_outranks_pips_files() -> None:
    outer = {
        "PIP_INDEX_URL": "https://pip.example/simple",
        "UV_DEFAULT_INDEX": "https://uv.example/simple",
        "PYTHONPATH": "elsewhere",
        "PIP_TARGET": "elsewhere",
    }
    made = installer_environment(Path(sys.executable), outer)
    assert made["UV_DEFAULT_INDEX"] == "https://uv.example/simple"
    assert not {"PYTHONPATH", "PIP_TARGET"} & made.keys()


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        ("error: No space left on device (os error 28)\nFailed to fetch", "the disk is full"),
        ("PermissionError: [Errno 13] Permission denied: 'x'", "a folder cannot be written to"),
        ("Hash mismatch for `numpy==2.4.6`", "not the one pinned"),
        ("invalid peer certificate: UnknownIssuer", "certificate of the package index"),
        ("ERROR: No matching distribution found for uv==0.13.9", "out of reach"),
        ("error: Request failed\n  dns error", "out of reach"),
    ],
)
def test_causes_are_told_apart(output: str, cause: str) -> None:
    assert cause in explain_failure("installing", output, {})


def test_a_full_disk_is_not_blamed_on_the_index() -> None:
    message = explain_failure("installing", "No space left on device", {})
    assert "tried" not in message
    assert "HTTPS_PROXY" not in message


def test_an_unknown_failure_shows_its_own_last_words() -> None:
    output = "\n".join(f"line {number}" for number in range(50))
    message = explain_failure("installing uv", output, {})
    assert message.startswith("set-up: installing uv failed.")
    assert "line 49" in message
    assert "line 40" not in message


def test_passwords_are_never_shown() -> None:
    environment = {"UV_DEFAULT_INDEX": "https://anna:word@index.example/simple"}
    message = explain_failure("x", "GET https://anna:word@index.example/simple/uv", environment)
    assert "word" not in message
    assert message.count("https://***@index.example/simple") == 2
    assert hide_credentials("https://index.example/a@b") == "https://index.example/a@b"
