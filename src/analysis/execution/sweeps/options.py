"""The options of a sweep: what is allowed, and what holds where nothing is said."""

import importlib.util
import os
import re

from analysis.errors import ParameterError

__all__ = ["LOCAL", "places", "refuse_options"]

LOCAL = "local"
_ADDRESS = r"(tcp|tls)://([^\s/:\[\]]+|\[[\da-fA-F:]+\]):\d+"

# Each case under way on a cluster has a waiting thread here.
_MOST = 1024


def places(jobs: int | None, scheduler: str | None) -> int:
    """Return how many cases may be under way.

    Parameters
    ----------
    jobs
        As asked for, if at all.
    scheduler
        Where they are done.

    Returns
    -------
    int
        The processors at hand if nothing is said; on a cluster elsewhere it counts its own, and
        this is the most that may be.
    """
    if scheduler not in {None, LOCAL}:
        return min(jobs or _MOST, _MOST)
    if jobs is not None:
        return jobs
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def refuse_options(jobs: int | None, time_limit_seconds: float, scheduler: str | None) -> None:
    """Refuse options that make no sense.

    Parameters
    ----------
    jobs
        Cases under way.
    time_limit_seconds
        Time for each case.
    scheduler
        Where they are done.

    Raises
    ------
    ParameterError
        With all that is wrong.
    """
    problems = _scheduler_problems(scheduler)
    if jobs is not None and jobs < 1:
        problems.append(f"jobs = {jobs}: must be 1 or more")
    if not 0 < time_limit_seconds < float("inf"):
        problems.append(f"time limit = {time_limit_seconds}: must be a positive number of seconds")
    if problems:
        raise ParameterError(problems)


def _scheduler_problems(scheduler: str | None) -> list[str]:
    if scheduler is None:
        return []
    given = f"scheduler = {scheduler!r}"
    if scheduler != LOCAL and not re.fullmatch(_ADDRESS, scheduler):
        return [f"{given}: allowed are {LOCAL}, tcp://host:port, tls://host:port"]
    if importlib.util.find_spec("distributed") is None:
        return [f"{given}: needs dask.distributed; pip install 'tomsk2020[cluster]' brings it"]
    return []
