"""Who is let in, how many, and what is left afterwards."""

import asyncio
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tornado.web import HTTPError

from analysis.errors import ExecutionError, ParameterError
from analysis.execution.warm import KERNEL_NAME
from analysis.explorer.server import listen
from analysis.explorer.server.listening import is_local, token_for
from analysis.explorer.server.visitors import VisitorKernels
from tests.explorer.serving import serving_explorer


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True), ("127.0.0.1", True), ("127.8.8.8", True), ("::1", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False), ("", False), ("192.0.2.7", False),
        ("localhost.example", False),
    ],
)  # fmt: skip
def test_a_host_that_others_reach_asks_for_a_token(host: str, local: bool):
    assert is_local(host) is local
    assert (token_for(host, None) == "") is local
    assert token_for(host, "long enough".replace(" ", "-")) == "long-enough"


def test_tokens_made_up_differ_and_are_long():
    first, second = token_for("0.0.0.0", None), token_for("0.0.0.0", None)  # noqa: S104
    assert first != second
    assert len(first) >= 32


@pytest.mark.parametrize("token", ["", "short", "with a blank in it", "line\nbreak in it"])
def test_a_token_that_keeps_nobody_out_is_refused(token: str):
    with pytest.raises(ParameterError, match="give at least 8 without blanks"):
        token_for("0.0.0.0", token)  # noqa: S104


def test_a_free_port_is_taken_and_a_busy_one_refused():
    address = listen("localhost", 0)
    try:
        assert address.url == f"http://localhost:{address.port}/"
        message = rf"port {address.port} on localhost: is in use.*choose another with --port"
        with pytest.raises(ExecutionError, match=message):
            listen("localhost", address.port)
    finally:
        for each in address.sockets:
            each.close()


def test_an_interface_that_is_not_here_is_refused():
    with pytest.raises(ExecutionError, match=r"port 0 on 192\.0\.2\.7: cannot be opened"):
        listen("192.0.2.7", 0, "long-enough")


def test_the_address_for_others_names_this_machine_and_the_token():
    address = listen("127.0.0.1", 0, "long-enough")
    for each in address.sockets:
        each.close()
    assert address.url.endswith(f":{address.port}/?token=long-enough")
    everywhere = type(address)("0.0.0.0", 80, (), "t")  # noqa: S104
    assert everywhere.url == f"http://{socket.gethostname()}:80/?token=t"
    assert type(address)("::1", 80, (), "").url == "http://[::1]:80/"


@pytest.mark.end_to_end
def test_no_more_kernels_than_places_and_none_for_nobody(tmp_path: Path):
    async def visits() -> list[bool]:
        kernels = VisitorKernels(
            most=1, kernel_name=KERNEL_NAME, abandoned_seconds=3600.0, root_dir=str(tmp_path),
            connection_dir=str(tmp_path), environment={"TOMSK2020_MARK": "x"},
        )  # fmt: skip
        # Two come at once: one gets the place.
        both = await asyncio.gather(
            kernels.start_kernel(kernel_name="other"),
            kernels.start_kernel(kernel_name="other"),
            return_exceptions=True,
        )
        (refused,) = [each for each in both if isinstance(each, HTTPError)]
        (first,) = [each for each in both if isinstance(each, str)]
        assert (refused.status_code, refused.log_message) == (503, "All 1 places are taken.")
        assert kernels.get_kernel(first).kernel_name == KERNEL_NAME
        process = kernels.get_kernel(first).provisioner
        await kernels.cull_kernel_if_idle(first)
        alive = [await process.poll() is None]
        kernels.abandoned_seconds = 0.0
        await kernels.cull_kernel_if_idle(first)
        alive.append(await process.poll() is None)
        # The place is free again.
        starting = asyncio.ensure_future(kernels.start_kernel())
        while not kernels._starting:
            await asyncio.wait([starting], timeout=0)
        # The end comes while a kernel is starting.
        await kernels.close()
        assert isinstance(await starting, str)
        with pytest.raises(HTTPError, match="places are taken"):
            await kernels.start_kernel()
        return [*alive, len(kernels) > 0]

    assert asyncio.run(visits()) == [True, False, False]


def answer_of(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=30) as reply:  # noqa: S310
            return reply.status, reply.read(2_000).decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.end_to_end
def test_other_hosts_show_a_token_and_ctrl_c_leaves_no_kernel(tmp_path: Path):
    with serving_explorer(tmp_path, "--host", "0.0.0.0", "--visitors", "1") as served:  # noqa: S104
        place, token = served.url.split("?token=")
        here = f"http://127.0.0.1:{place.rsplit(':', 1)[1]}"
        for wrong in ("", "?token=wrong-token", f"?token={token[:-1]}"):
            status, text = answer_of(here + wrong)
            assert (status, "A token is needed" in text) == (403, True)
            assert token not in text
        assert served.kernels() == []
        unknown = "api/kernels/00000000-0000-0000-0000-000000000000"
        assert answer_of(here + unknown)[0] == 403
        assert answer_of(f"{here}{unknown}?token={token}")[0] == 404
        assert answer_of(f"{here}login")[0] in {403, 404}
        assert answer_of(f"{here}voila/files/explorer.ipynb?token={token}")[0] == 403
        # Whoever has the token gets a page, whose kernel is the only place there is.
        status, _ = answer_of(f"{here}?token={token}")
        assert status == 200
        assert len(served.kernels()) == 1
        status, text = answer_of(f"{here}?token={token}")
        assert (status, "All 1 places are taken." in text) == (503, True)
        assert "The explorer is full" in text
        assert served.stop() == 0
        assert served.kernels() == []
        assert not list(tmp_path.glob("tomsk2020-explorer-*"))
