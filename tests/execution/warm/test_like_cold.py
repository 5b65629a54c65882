"""A warm kernel is an ordinary kernel: the same state before the first cell, the same outputs."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.execution.warm.conftest import Kernel, StartKernel, parents_in

pytestmark = pytest.mark.end_to_end

# Everything that what is run in a kernel could notice and that is not another in each process.
PORTRAIT = """
from analysis import data, models, report, scenario, simulation
import asyncio, gc, json, locale, logging, multiprocessing, os, resource, signal, sys, tempfile
import time, warnings
import matplotlib, numpy
from matplotlib import pyplot
shell = get_ipython()
limits = [name for name in dir(resource) if name.startswith("RLIMIT_")]
streams = [sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__, sys.__stdin__]
print(json.dumps({
    "filters": [str(entry) for entry in warnings.filters],
    "interpreter": [sys.path, sys.argv[:2], str(sys.flags), str(sys._xoptions), sys.warnoptions],
    "settings": [gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit(), numpy.geterr()],
    "environment": {k: v for k, v in os.environ.items() if k not in {"JPY_PARENT_PID"}},
    "folder": [os.getcwd(), tempfile.gettempdir()],
    "signals": {str(s): str(signal.getsignal(s)).split(" at ")[0] for s in signal.valid_signals()},
    "session": [os.getsid(0) == os.getpid(), os.getpgid(0) == os.getpid()],
    "limits": {name: resource.getrlimit(getattr(resource, name)) for name in limits},
    "place": [locale.setlocale(locale.LC_ALL), time.tzname],
    "streams": [[type(s).__name__, s.encoding, s.errors, s.line_buffering] for s in streams[2:]],
    "captured": [type(s).__name__ for s in streams[:2]],
    "figures": [pyplot.get_fignums(), matplotlib.is_interactive()],
    "style": {name: str(value) for name, value in dict.items(matplotlib.rcParams)},
    "loggers": [str(h).split()[0] for h in logging.getLogger().handlers],
    "processes": [multiprocessing.get_start_method(allow_none=True)],
    "loop": type(asyncio.get_event_loop()).__name__,
    "main": [str(sys.modules["__main__"]), __name__, sorted(vars(__builtins__))],
    "names": sorted(name for name in globals() if not name.startswith("_")),
    "shell": [type(shell).__name__, shell.execution_count, shell.profile],
    "debugger": sorted(f for f in shell.kernel.debugger.kernel_modules if "/analysis/" in f),
}))
"""
DRAW = """import matplotlib.pyplot as plt
_ = plt.plot([1, 2])"""
SAY = """import os, subprocess, sys, warnings
print("to output"); print("to error", file=sys.stderr)
os.write(1, b"low level\\n")
_ = subprocess.run(["echo", "of a child"])
warnings.warn("a warning")
1 + 1"""


@pytest.fixture(scope="module")
def pairs(
    runtime: Path, start_kernel: StartKernel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Kernel, Kernel]]:
    folder = tmp_path_factory.mktemp("own folder")
    with start_kernel("python3", cwd=folder) as cold, start_kernel(cwd=folder) as warm:
        assert parents_in(runtime)
        yield cold, warm


def test_the_state_before_the_first_cell_is_the_same(pairs: tuple[Kernel, Kernel]):
    cold, warm = (json.loads(kernel.printed(PORTRAIT)) for kernel in pairs)
    assert warm == cold


def shown(kernel: Kernel, code: str) -> list[Any]:
    """What a cell shows, as a notebook keeps it; pieces of one stream are joined."""
    streams: dict[str, str] = {}
    others = []
    for message in kernel.messages(code):
        content = message["content"]
        if message["msg_type"] == "stream":
            streams[content["name"]] = streams.get(content["name"], "") + content["text"]
        elif message["msg_type"] in {"display_data", "execute_result"}:
            others.append([message["msg_type"], content["data"], content.get("execution_count")])
    # The cell's file is named after the process.
    clean = {k: v.replace(str(kernel.pid), "PID") for k, v in streams.items()}
    return [{name: sorted(text.splitlines()) for name, text in clean.items()}, *others]


def test_output_error_and_children_are_captured_the_same(pairs: tuple[Kernel, Kernel]):
    cold, warm = (shown(kernel, SAY) for kernel in pairs)
    assert warm == cold
    assert warm[0]["stdout"] == ["low level", "of a child", "to output"]
    assert warm[1][1]["text/plain"] == "2"


def test_figures_are_drawn_to_the_byte_and_only_once(pairs: tuple[Kernel, Kernel]):
    cold, warm = ([shown(kernel, DRAW), shown(kernel, "1")] for kernel in pairs)
    assert "image/png" in warm[0][-1][1]
    assert [entry[1] for entry in warm[0][1:]] == [entry[1] for entry in cold[0][1:]]
    assert warm[1][1:] == cold[1][1:]


def test_children_of_one_parent_draw_different_numbers(runtime: Path, start_kernel: StartKernel):
    draw = (
        "import multiprocessing, random, uuid, numpy as np\n"
        "print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4(),"
        " multiprocessing.current_process().authkey.hex())"
    )
    with start_kernel() as one, start_kernel() as other:
        pairs = zip(one.printed(draw).split(), other.printed(draw).split(), strict=True)
        assert all(mine != yours for mine, yours in pairs)


def test_each_has_the_environment_and_the_folder_it_was_given(
    runtime: Path, start_kernel: StartKernel, tmp_path: Path
):
    ask = "import os; print(os.environ.get('OWN'), os.environ.get('LEAK'), os.getcwd())"
    for own, extra in (("one", {"LEAK": "leak"}), ("a two = ü", {})):
        folder = tmp_path / own
        folder.mkdir()
        with start_kernel(cwd=folder, env={**os.environ, "OWN": own, **extra}) as kernel:
            assert kernel.printed(ask) == f"{own} {extra.get('LEAK')} {folder}\n"


def test_libraries_report_the_threads_they_were_given(pairs: tuple[Kernel, Kernel]):
    ask = "from threadpoolctl import threadpool_info as i; print({p['num_threads'] for p in i()})"
    cold, warm = (kernel.printed(ask) for kernel in pairs)
    assert warm == cold
