"""Stands in for the work of a case, so that a test decides what happens in a worker, and when.

`TEST_TROUBLE` is a JSON object: seed of a case, or `start` -> what happens there. Files and pipes
lie in the folder named by `TEST_FOLDER`. Run as a script it is the command line with this mode.
"""

import json
import os
import resource
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pandas as pd

from analysis.errors import ModelError
from analysis.execution.manifest import Ingredients
from analysis.execution.sweeps.case_work import Desk
from analysis.scenario import Scenario

MODE = "stand_in:results"
# Sweeps of one test are of one state of package and data, whatever is edited meanwhile.
MADE_OF = Ingredients(parameters={}, notebooks={}, inputs={}, source="one", lock="one")


def results(case: Scenario, desk: Desk) -> pd.DataFrame:
    _meet_trouble(str(case.seed))
    sys.stdout.write("what a library prints does no harm\n")
    sys.stdout.flush()
    rows = {"year": [2019, 2020], "value": [case.deadweight_share, float(case.seed)]}
    labels = {"model": "stand-in", "scenario": case.scenario_name, "region": case.region}
    return pd.DataFrame(
        {**labels, "variable": "Jobs", "unit": "posts", "statistic": "mean", **rows}
    )


def _meet_trouble(place: str) -> None:
    trouble = json.loads(os.environ.get("TEST_TROUBLE", "{}")).get(place)
    if trouble:
        _TROUBLES[trouble](Path(os.environ["TEST_FOLDER"]))


def _tell(folder: Path) -> None:
    with (folder / "told").open("w") as pipe:
        pipe.write(str(os.getpid()))


def _hang(folder: Path) -> None:
    _tell(folder)
    threading.Event().wait()


def _hold(folder: Path) -> None:
    _tell(folder)
    (folder / "release").read_text()


def _die(_folder: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_once(folder: Path) -> None:
    if not (folder / "died").exists():
        (folder / "died").touch()
        _die(folder)


def _hang_once(folder: Path) -> None:
    if not (folder / "hung").exists():
        (folder / "hung").touch()
        _hang(folder)


def _take_dask_along_once(folder: Path) -> None:
    if not (folder / "died").exists():
        (folder / "died").touch()
        # On a cluster the process above a worker process is a dask worker.
        os.kill(os.getppid(), signal.SIGKILL)
        threading.Event().wait()


def _fail(_folder: Path) -> None:
    raise ModelError("region RU-TOM: too few figures")


def _stumble(_folder: Path) -> None:
    raise KeyError("column")


def _fill_disk(_folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))


def _fill_folder(folder: Path) -> None:
    with suppress(OSError), (folder / "out" / "filler").open("wb", buffering=0) as file:
        while file.write(bytes(2**20)):
            pass


_TROUBLES = {
    "fill folder": _fill_folder,
    "hang": _hang,
    "hold": _hold,
    "die": _die,
    "die once": _die_once,
    "hang once": _hang_once,
    "take dask along once": _take_dask_along_once,
    "fail": _fail,
    "stumble": _stumble,
    "full disk": _fill_disk,
}

if __name__ == "__main__":
    from analysis.cli import main
    from analysis.execution.sweeps import modes, plan

    modes._MODES.update({"model": MODE, "notebook": "stand_in_notebooks:results"})
    plan.gather = lambda *_: MADE_OF
    sys.exit(main())
else:
    _meet_trouble("start")
