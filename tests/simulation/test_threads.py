import os

import pytest

from analysis.simulation.threads import THREADS_VARIABLE, threads_at_hand


@pytest.mark.parametrize(("said", "threads"), [("1", 1), ("3", 3)])
def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, said: str, threads: int) -> None:
    monkeypatch.setenv(THREADS_VARIABLE, said)
    assert threads_at_hand() == threads


@pytest.mark.parametrize("said", ["", "0", "-1", "many"])
def test_else_the_processors_of_this_process_do(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(THREADS_VARIABLE, said)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert threads_at_hand() == 3


def test_a_system_that_knows_no_affinity_has_its_processors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(THREADS_VARIABLE, raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert threads_at_hand() == 7
