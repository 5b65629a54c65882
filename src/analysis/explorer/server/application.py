"""Voilà with one page and an orderly end."""

import asyncio
import logging
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler

from analysis.explorer.server.listening import Address, is_local
from analysis.explorer.server.visitors import VisitorKernels

__all__ = ["Visits", "serve"]

TITLE = "Explorer of the promise"
# All that the page needs of JupyterLab's extensions; whatever else is installed stays out.
_EXTENSIONS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Visits:
    """How visitors are received.

    Attributes
    ----------
    kernel_name
        Kernel of every visitor.
    environment
        Variables of the kernels.
    most
        Visitors at a time.
    idle_seconds, abandoned_seconds
        After how long a kernel ends that nobody touches, and one whose page is gone.
    look_seconds
        How often that is looked at.
    """

    kernel_name: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    most: int = 8
    idle_seconds: int = 1800
    abandoned_seconds: float = 120.0
    look_seconds: int = 30


class _Page(TornadoVoilaHandler):  # type: ignore[misc]
    """The one page there is."""

    async def prepare(self) -> None:
        """Answer who has no token with 403; there is no form to be sent to."""
        await super().prepare(_redirect_to_login=False)

    async def get(self, path: str | None = None) -> None:
        """Show the page, and nothing else."""
        if path:
            raise HTTPError(404)
        # Asked for, it is set as a cookie, without which the closing page could not end its kernel.
        _ = self.xsrf_token
        await super().get()


class _Server(Voila):  # type: ignore[misc]
    """Voilà on sockets that are open already."""

    address: Address
    opened: Callable[[str], object]

    def init_settings(self) -> dict[str, Any]:
        """Refuse names of other hosts, which lead here when a foreign page lies about its own."""
        settings: dict[str, Any] = super().init_settings()
        settings["allow_remote_access"] = not is_local(self.address.host)
        return settings

    def init_handlers(self) -> list[Any]:
        """Serve the page to who has a token, and no form to ask for one."""
        *others, (pattern, _, options) = super().init_handlers()
        kept = [each for each in others if not str(each[0]).endswith(("/login", "/logout"))]
        return [*kept, (pattern, _Page, options)]

    def listen(self) -> None:
        """Serve until told to stop; then end every kernel."""
        HTTPServer(self.app).add_sockets(self.address.sockets)
        self.port = self.address.port
        self.ioloop = IOLoop.current()
        loop = asyncio.get_event_loop()
        # A process made deaf to a signal, as a shell does with a background job, stays so.
        heard = [s for s in _SIGNALS if signal.getsignal(s) is not signal.SIG_IGN]
        for number in heard:
            loop.add_signal_handler(number, self.ioloop.stop)
        self.opened(self.address.url)
        try:
            self.ioloop.start()
        finally:
            # A second Ctrl-C changes nothing: the kernels go first.
            self.ioloop.run_sync(self.kernel_manager.close)
            for number in heard:
                loop.remove_signal_handler(number)


def serve(
    notebook: Path, address: Address, visits: Visits, opened: Callable[[str], object]
) -> None:
    """Serve the explorer until SIGINT, SIGTERM or SIGHUP.

    Parameters
    ----------
    notebook
        Its notebook.
    address
        Where; open.
    visits
        How visitors are received.
    opened
        Called with the address once the page can be asked for.
    """
    scratch = Path(tempfile.mkdtemp(prefix="tomsk2020-explorer-"))
    known = os.environ.get("JUPYTER_PATH")
    templates = str(files("analysis.explorer.server").joinpath("jupyter"))
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [templates, known]))
    server = _Server(
        config=_configuration(visits, scratch),
        config_file_paths=[],
        notebook_path=str(notebook),
        connection_dir_root=str(scratch),
        open_browser=False,
        token=address.token,
        log_level="ERROR",
    )
    server.address, server.opened = address, opened
    # Each page asks now and then whether its kernel is there; no is an answer, not a warning.
    logging.getLogger("tornado").setLevel(logging.ERROR)
    try:
        server.initialize([])
        server.start()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if known is None:
            del os.environ["JUPYTER_PATH"]
        else:
            os.environ["JUPYTER_PATH"] = known


def _configuration(visits: Visits, scratch: Path) -> Config:
    # A profile of its own: a user's start-up files change nothing here.
    environment = {**visits.environment, "IPYTHONDIR": str(scratch / "ipython")}
    kernels = {
        "kernel_name": visits.kernel_name,
        "environment": environment,
        "most": visits.most,
        "abandoned_seconds": visits.abandoned_seconds,
        "cull_idle_timeout": visits.idle_seconds,
        "cull_interval": visits.look_seconds,
        "cull_connected": True,
    }
    return Config(
        {
            "VoilaConfiguration": {
                "template": "tomsk2020",
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "strip_sources": True,
                "show_tracebacks": False,
                "file_allowlist": [],
                "extension_allowlist": _EXTENSIONS,
                "multi_kernel_manager_class": VisitorKernels,
                "prelaunch_hook": _name_page,
            },
            "VisitorKernels": kernels,
        }
    )


def _name_page(_request: object, notebook: Any, cwd: str) -> None:  # noqa: ANN401, ARG001
    notebook.metadata["title"] = TITLE
