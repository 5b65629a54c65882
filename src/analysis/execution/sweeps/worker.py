"""A worker process: takes cases as lines, does them one by one, answers each with a line.

Started by `WorkerProcess`: forked, or as ``python -m analysis.execution.sweeps.worker`` with the
`module:function` that does a case.
"""

import errno
import importlib
import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO

from analysis.errors import DataError, ModelError, ParameterError, ScenarioError
from analysis.execution.folder import publish
from analysis.execution.sweeps.case_work import CaseError, Desk, Function
from analysis.execution.sweeps.store import encoded, sync_folder, write_result
from analysis.scenario import Scenario

__all__ = ["READY", "STOP", "run"]

READY, STOP = "ready", "stop"
# No other case could be written either.
_NOWHERE_TO_WRITE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
_CLASSES = (
    ((ParameterError, ScenarioError), "bad parameter"),
    ((DataError,), "data error"),
    ((ModelError,), "model error"),
)


def run(named: str) -> None:
    """Answer tasks until the line to the sweep is cut, and end the process.

    Parameters
    ----------
    named
        `module:function` that does a case.
    """
    try:
        _answer(named)
    except BrokenPipeError:
        os._exit(0)
    except BaseException as error:  # noqa: BLE001  (told in one line; the listener blocks a usual exit)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.stderr.flush()
        os._exit(1)


def _answer(named: str) -> None:
    answers = _own_answers()
    tasks: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    module, _, name = named.partition(":")
    function: Function = getattr(importlib.import_module(module), name)
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


def _done(function: Function, task: dict[str, Any]) -> dict[str, Any]:
    """Do one case: its outcome, or the reason why no case can be done any more."""
    started = time.perf_counter()
    answer = _attempt(function, task)
    return {**answer, "seconds": round(time.perf_counter() - started, 4)}


def _attempt(function: Function, task: dict[str, Any]) -> dict[str, Any]:
    desk = Desk(Path(f"{task['unfinished']}.run"), task["options"])
    try:
        # The sweep has validated the parameters, and JSON returns each number bit for bit.
        table = function(Scenario.model_construct(**task["parameters"]), desk)
        content = encoded(table, task["key"])
    except Exception as error:  # noqa: BLE001  (whatever the code of a case raises is its outcome)
        answer = {"status": _class_of(error), "message": _message(error)}
        return answer if answer["status"] == STOP else _finished(answer, desk, task["failed"])
    try:
        digest = write_result(content, Path(task["path"]), Path(task["unfinished"]))
    except OSError as error:
        return {"status": STOP, "message": error.strerror or str(error)}
    answer = _finished({"status": "done", "sha256": digest}, desk, task["run"])
    if answer["status"] == "done":
        shutil.rmtree(task["failed"], ignore_errors=True)
    return answer


def _finished(answer: dict[str, Any], desk: Desk, place: str) -> dict[str, Any]:
    """Give what the mode has left its final name; nothing is left by model mode."""
    if not desk.folder.exists():
        return answer
    try:
        final = Path(place)
        final.parent.mkdir(parents=True, exist_ok=True)
        publish(desk.folder, final)
        sync_folder(final.parent)
    except OSError as error:
        return {"status": STOP, "message": error.strerror or str(error)}
    return answer


def _class_of(error: Exception) -> str:
    if isinstance(error, CaseError):
        return error.status
    if isinstance(error, OSError) and error.errno in _NOWHERE_TO_WRITE:
        return STOP
    return next((word for kinds, word in _CLASSES if isinstance(error, kinds)), "code error")


def _message(error: Exception) -> str:
    if isinstance(error, OSError) and _class_of(error) == STOP:
        return error.strerror or str(error)
    return str(error) if _class_of(error) != "code error" else f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    run(*sys.argv[1:])
