"""How many threads a simulation draws on where nobody says."""

import os

__all__ = ["THREADS_VARIABLE", "threads_at_hand"]

THREADS_VARIABLE = "TOMSK2020_THREADS"
"""Names how many threads a process may draw on; a sweep, busy on every processor, allows one."""


def threads_at_hand() -> int:
    """Count the threads to draw on.

    Returns
    -------
    int
        As many as the environment variable `THREADS_VARIABLE` says, else as many as there are
        processors for this process. No result hangs on it.
    """
    said = os.environ.get(THREADS_VARIABLE, "")
    if said.isdecimal() and int(said) > 0:
        return int(said)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
