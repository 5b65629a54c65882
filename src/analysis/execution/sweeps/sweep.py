"""From scenarios to a folder of results: what is known is kept, the rest is done."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import data
from analysis.errors import ExecutionError
from analysis.execution.sweeps.cases import Case, Cases, as_cases
from analysis.execution.sweeps.journal import Ending, Journals
from analysis.execution.sweeps.modes import chosen_mode
from analysis.execution.sweeps.options import places, refuse_options
from analysis.execution.sweeps.plan import Plan, known_endings, plan_sweep
from analysis.execution.sweeps.store import dataset
from analysis.execution.sweeps.table import cases_table, write_table, write_whole
from analysis.scenario import Scenario

__all__ = ["Progress", "Sweep", "sweep"]

_SMALLEST_FREE_BYTES = 50_000_000


@dataclass(frozen=True)
class Progress:
    """How far a sweep has come.

    Parameters
    ----------
    total
        Cases in all.
    done, failed
        Cases that have ended so far, well and not.
    cached
        Those of them that were done, or known to fail, before.
    label
        The case that has just ended; empty at the start.
    ending
        How it ended.
    """

    total: int
    done: int
    failed: int
    cached: int
    label: str = ""
    ending: Ending | None = None


@dataclass(frozen=True)
class Sweep:
    """A finished sweep.

    Parameters
    ----------
    folder
        Its folder: `cases.csv`, `cases.parquet`, `manifest.json`, `results/`, `journal/`.
    mode
        How the cases were done: `model` or `notebook`.
    cases
        One row a case: case, label, each parameter that varies, status, seconds, attempts, message,
        cached.
    dropped
        How many cases were asked for twice.
    """

    folder: Path
    mode: str
    cases: pd.DataFrame
    dropped: int = 0

    @property
    def whole(self) -> bool:
        """Whether every case is done."""
        return bool((self.cases["status"] == "done").all())

    def counts(self) -> pd.DataFrame:
        """Count the cases by outcome.

        Returns
        -------
        DataFrame
            Indexed by status, `done` first; columns cases, cached, seconds (of work, in all).
        """
        grouped = self.cases.groupby("status", sort=True)
        counted = grouped.agg(
            cases=("case", "size"), cached=("cached", "sum"), seconds=("seconds", "sum")
        )
        return counted.sort_index(key=lambda names: names != "done", kind="stable")

    def dataset(self) -> Any:  # noqa: ANN401  (pyarrow carries no types)
        """Open the results of the cases that are done, without reading them.

        Returns
        -------
        pyarrow.dataset.Dataset
            Columns case, model, scenario, region, variable, unit, year, statistic, value, shard.

        Raises
        ------
        ExecutionError
            If no case is done.
        """
        done = self.cases.loc[self.cases["status"] == "done", "case"].tolist()
        if not done:
            raise ExecutionError(f"sweep folder {self.folder}: no case is done")
        return dataset(self.folder, done)

    def results(self, *variables: str, statistics: Iterable[str] = ()) -> pd.DataFrame:
        """Read the results of the cases that are done, beside the parameters that vary.

        Parameters
        ----------
        *variables
            Names of variables; all if none is given.
        statistics
            Names of statistics; all if none is given.

        Returns
        -------
        DataFrame
            The table of the cases up to the last parameter that varies, then the tidy results.
        """
        # Who reads no results pays for no library.
        from pyarrow import (  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415
            compute,
        )

        opened = self.dataset()
        chosen = compute.scalar(True)
        for column, wanted in (("variable", list(variables)), ("statistic", list(statistics))):
            chosen &= compute.field(column).isin(wanted) if wanted else compute.scalar(True)
        columns = [name for name in opened.schema.names if name != "shard"]
        found = opened.to_table(columns=columns, filter=chosen).to_pandas()
        known = self.cases.columns[: self.cases.columns.get_loc("status")]
        kept = [name for name in known if name not in found or name == "case"]
        return self.cases[kept].merge(found, on="case", how="inner")


def sweep(
    scenarios: Cases | Iterable[Scenario | Case],
    out: str | Path | None = None,
    *,
    mode: str = "model",
    notebooks: Iterable[str | Path] | None = None,
    pages: bool = True,
    jobs: int | None = None,
    time_limit_seconds: float = 600.0,
    fail_fast: bool = False,
    force: bool = False,
    progress: Callable[[Progress], None] | None = None,
    scheduler: str | None = None,
) -> Sweep:
    """Do every case of a sweep that is not done yet.

    Parameters
    ----------
    scenarios
        Resolved scenarios, or what `sweep_cases` laid out. Each is done once.
    out
        Folder of the sweep; `outputs/sweep-<scenario>-<key>` of the project if not given. Sweeps
        that share a folder share what is done, at the same time too.
    mode
        `model`: the simulation without a notebook. `notebook`: executed notebooks and pages, too,
        a run folder for each case in `runs/`. The results are the same, bit for bit.
    notebooks
        Paths or names, for notebook mode; all numbered ones of the project if not given.
    pages
        Whether notebook mode makes pages for readers.
    jobs
        Worker processes; the processors at hand if not given. On a cluster elsewhere the most cases
        under way; as many as it has threads if not given.
    time_limit_seconds
        Time for each case.
    fail_fast
        Stop at the first failure; else all other cases are done.
    force
        Do again what is done.
    progress
        Called with a `Progress` at the start and whenever a case ends.
    scheduler
        `tcp://host:port` or `tls://host:port` of a dask scheduler whose workers share the folder;
        `local` for a dask cluster on this machine, started and closed here (a script that asks for
        it needs the guard ``if __name__ == "__main__":``); worker processes without dask if not
        given. Needs the extra `cluster`.

    Returns
    -------
    Sweep
        Outcome of every case. A case that failed is one of them, no error.

    Raises
    ------
    ParameterError
        An option is not allowed, or there is no case. Nothing was done.
    DataError
        A table is damaged. Nothing was done.
    ExecutionError
        The folder cannot be written to, no worker can be started, or a cluster cannot be reached or
        does not fit (see CLUSTER.md). What was finished is kept, and the same sweep goes on from
        there.

    Notes
    -----
    The results of a case depend on its key alone: the same bytes on any number of workers, in one
    go or after any number of kills, on one kind of processor.
    """
    way = chosen_mode(mode, notebooks, pages=pages)
    refuse_options(jobs, time_limit_seconds, scheduler)
    plan = plan_sweep(as_cases(scenarios), way, None if out is None else Path(out))
    try:
        state = _State(plan, force, progress or (lambda _: None))
        if state.pending and not (fail_fast and state.failed):
            data.check_all()
            from analysis.execution.sweeps.cluster_connection import open_cluster  # noqa: PLC0415
            from analysis.execution.sweeps.work import Settings, run_cases  # noqa: PLC0415

            most = places(jobs, scheduler)
            with open_cluster(scheduler, most, plan.made_of) as cluster:
                _make_folder(plan, state)
                settings = Settings(most, time_limit_seconds, fail_fast, force, cluster=cluster)
                try:
                    run_cases(plan, state.pending, state.journals, settings, state.ended)
                finally:
                    write_table(cases_table(plan, state.endings), plan.root)
    except OSError as error:
        raise ExecutionError(
            f"sweep folder {plan.root}: {error.strerror or error}; "
            "what was finished is kept, and the same command goes on"
        ) from error
    return state.finished()


class _State:
    """What is known of each case, from the start to the end."""

    def __init__(self, plan: Plan, force: bool, tell: Callable[[Progress], None]) -> None:
        self.plan, self.tell = plan, tell
        self.journals = Journals(plan.root / "journal", plan.mode.tag)
        self.journals.refresh()
        refused = {key: case for key, case in plan.cases.items() if case.scenario is None}
        sound = [key for key in plan.cases if key not in refused]
        known = {} if force else known_endings(plan, self.journals, sound)
        self.cached = frozenset(known)
        self.endings = known | {
            key: Ending(key, "bad parameter", attempts=0, message="; ".join(case.problems))
            for key, case in refused.items()
        }
        self.pending = [key for key in sound if key not in known]
        self.done = sum(ending.status == "done" for ending in self.endings.values())
        tell(self._progress())

    @property
    def failed(self) -> int:
        return len(self.endings) - self.done

    def ended(self, ending: Ending) -> None:
        if ending.key not in self.endings:
            self.done += ending.status == "done"
        self.endings[ending.key] = ending
        self.tell(self._progress(self.plan.cases[ending.key].label, ending))

    def finished(self) -> Sweep:
        table = cases_table(self.plan, self.endings)
        table["cached"] = table["case"].isin(self.cached)
        return Sweep(self.plan.root, self.plan.mode.name, table, self.plan.dropped)

    def _progress(self, label: str = "", ending: Ending | None = None) -> Progress:
        counts = (len(self.plan.cases), self.done, self.failed, len(self.cached))
        return Progress(*counts, label, ending)


def _make_folder(plan: Plan, state: _State) -> None:
    """Write down what the sweep is made of, before anything is done."""
    plan.root.mkdir(parents=True, exist_ok=True)
    status = os.statvfs(plan.root) if hasattr(os, "statvfs") else None
    if status and status.f_bavail * status.f_frsize < _SMALLEST_FREE_BYTES:
        megabytes = _SMALLEST_FREE_BYTES // 1_000_000
        raise ExecutionError(f"sweep folder {plan.root}: less than {megabytes} MB free")
    manifest = json.dumps(plan.manifest(), indent=1, ensure_ascii=False)
    write_whole(plan.root / "manifest.json", f"{manifest}\n".encode())
    write_table(cases_table(plan, state.endings), plan.root)
