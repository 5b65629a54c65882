"""A worker process: takes cases as lines, does them one by one, answers each with a line.

Started as ``python -m analysis.execution.sweeps.worker module:function`` by `Workers`.
"""

import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

import pandas as pd

from analysis.errors import DataError, ModelError, ParameterError, ScenarioError
from analysis.execution.sweeps.store import encoded, write_result
from analysis.scenario import Scenario

__all__ = ["READY", "STOP", "main"]

READY, STOP = "ready", "stop"
_Function = Callable[[Scenario], pd.DataFrame]
_CLASSES = (
    ((ParameterError, ScenarioError), "bad parameter"),
    ((DataError,), "data error"),
    ((ModelError,), "model error"),
)


def main(named: str) -> None:
    """Answer tasks until the line to the sweep is cut.

    Parameters
    ----------
    named
        `module:function` that does a case.
    """
    answers = _own_answers()
    tasks: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    module, _, name = named.partition(":")
    function: _Function = getattr(importlib.import_module(module), name)
    _say(answers, {"status": READY})
    while True:
        _say(answers, _done(function, tasks.get()))


def _own_answers() -> TextIO:
    """Keep the pipe for answers to ourselves: what anybody prints goes where errors go."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _listen(tasks: "SimpleQueue[dict[str, Any]]") -> None:
    """Pass tasks on; leave at once, even from the middle of a case, when the sweep is no more."""
    for line in sys.stdin:
        tasks.put(json.loads(line))
    os._exit(0)


def _say(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(f"{json.dumps(answer)}\n")
    answers.flush()


def _done(function: _Function, task: dict[str, Any]) -> dict[str, Any]:
    """Do one case: its outcome, or the reason why no case can be done any more."""
    started = time.perf_counter()
    answer = _attempt(function, task)
    return {**answer, "seconds": round(time.perf_counter() - started, 4)}


def _attempt(function: _Function, task: dict[str, Any]) -> dict[str, Any]:
    try:
        # The sweep has validated the parameters, and JSON returns each number bit for bit.
        table = function(Scenario.model_construct(**task["parameters"]))
        content = encoded(table, task["key"])
    except Exception as error:  # noqa: BLE001  (whatever the code of a case raises is its outcome)
        return {"status": _class_of(error), "message": _message(error)}
    try:
        digest = write_result(content, Path(task["path"]), Path(task["unfinished"]))
    except OSError as error:
        return {"status": STOP, "message": error.strerror or str(error)}
    return {"status": "done", "sha256": digest}


def _class_of(error: Exception) -> str:
    return next((word for kinds, word in _CLASSES if isinstance(error, kinds)), "code error")


def _message(error: Exception) -> str:
    return str(error) if _class_of(error) != "code error" else f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except BrokenPipeError:
        os._exit(0)
    except BaseException as error:  # noqa: BLE001  (told in one line; the listener blocks a usual exit)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)
