"""What a cluster is asked before it does anything, and what it answers; no dask process."""

import importlib.util
import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis import data, scenario
from analysis.errors import ExecutionError, ParameterError
from analysis.execution.manifest import gather
from analysis.execution.sweeps import (
    cluster,
    cluster_connection,
    cluster_desk,
    options,
    sweep,
    work,
)
from analysis.execution.sweeps.case_work import Work
from analysis.execution.sweeps.cluster_desk import PROBE, Answer, Order
from analysis.execution.sweeps.cluster_terms import differences, terms
from tests.execution.sweeps import stand_in


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    found = tmp_path / "out" / ".desks" / "mine"
    found.mkdir(parents=True)
    (found / PROBE).write_text("token", encoding="utf-8")
    return found


@pytest.fixture
def order(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Order:
    monkeypatch.setattr(
        "analysis.execution.sweeps.cluster_terms.gather", lambda *_: stand_in.MADE_OF
    )
    work = Work(desk.parents[1], stand_in.MODE, "model", 10.0)
    return Order(desk, "token", work, 60.0, terms(stand_in.MADE_OF))


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.parametrize(
    "scheduler", ["head", "tcp://head", "http://head:8786", "tcp://head:x", "tcp://a b:1", "LOCAL"]
)
def test_what_is_no_address_of_a_scheduler_is_refused(scheduler: str):
    with pytest.raises(ParameterError, match=r"allowed are local, tcp://host:port, tls://host"):
        options.refuse_options(1, 1.0, scheduler)


@pytest.mark.parametrize("scheduler", ["local", "tcp://a.b:1", "tls://10.0.0.1:1", "tcp://[::1]:1"])
def test_addresses_are_taken(scheduler: str):
    options.refuse_options(None, 1.0, scheduler)


def test_all_options_are_refused_at_once():
    with pytest.raises(ParameterError) as caught:
        options.refuse_options(0, 0.0, "head")
    assert len(caught.value.problems) == 3


def test_without_dask_the_option_says_what_brings_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    options.refuse_options(1, 1.0, None)
    with pytest.raises(ParameterError, match=r"needs dask.distributed; pip install 'tomsk2020\[cl"):
        options.refuse_options(1, 1.0, "local")


def test_a_cluster_elsewhere_counts_its_own_places():
    assert (
        options.places(3, None) == options.places(3, "local") == options.places(3, "tcp://h:1") == 3
    )
    assert options.places(None, "tcp://h:1") > 1000


def test_a_scheduler_that_cannot_be_reached_is_told_before_anything_is_done(
    tmp_path: Path, closed_port: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cluster_connection, "_CONNECT_SECONDS", 0.5)
    address = f"tcp://127.0.0.1:{closed_port}"
    with pytest.raises(ExecutionError, match=f"scheduler {address}: not reachable within 0.5 s"):
        sweep([scenario.load("central")], tmp_path / "out", scheduler=address)
    assert not (tmp_path / "out").exists()


def test_a_cluster_that_grows_is_counted_anew(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(cluster, "_COUNT_SECONDS", 0.0)
    threads: dict[str, int] = {}
    client = SimpleNamespace(nthreads=lambda: threads)
    found = cluster.Cluster(client, "tcp://h:1", stand_in.MADE_OF)
    # One case on the line brings an adaptive cluster its first worker.
    assert [found.places(), found.places()] == [1, 1]
    assert caplog.messages == ["scheduler tcp://h:1: no worker now; cases wait for one"]
    threads.update(a=16, b=4)
    assert found.places() == 22
    assert work.Settings(3, 1.0, cluster=found).places == 3


def test_this_machine_has_what_its_own_sweep_asks_for():
    notebooks = ("04_jobs",)
    made_of = gather([], {}, data.project_root())
    assert differences(terms(made_of), []) == []
    (line,) = differences(terms(made_of), notebooks)
    assert line.startswith("notebooks: ")


def test_every_difference_is_named_with_both_sides():
    made_of = gather([], {}, data.project_root())
    inputs = {**made_of.inputs, "regional_panel.csv": "0"}
    asked = terms(replace(made_of, source="f" * 64, lock="", inputs=inputs)) | {"numpy": "1.0"}
    found = differences(asked, [])
    assert [line.partition(":")[0] for line in found] == [
        *["package source", "requirements.lock", "input files", "numpy"]
    ]
    assert found[0].endswith(f"{made_of.source[:12]} there, ffffffffffff in the sweep")
    assert found[1].endswith("there, none in the sweep")


def test_a_machine_that_does_not_share_the_folder_is_told(order: Order):
    assert cluster_desk.problems(order) == ()
    (order.desk.parent / "copied").mkdir()
    (order.desk.parent / "copied" / PROBE).write_text("another", encoding="utf-8")
    for name in ("copied", "missing"):
        other = replace(order, desk=order.desk.with_name(name))
        (line,) = cluster_desk.problems(other)
        assert "all machines must share it, under the same path" in line
        answer = cluster_desk.do_case(other, "key", {})
        assert answer == Answer(problems=(line,))


def test_who_joins_late_is_examined_with_the_first_case(order: Order):
    late = replace(order, terms={**order.terms, "pandas": "1.5"})
    (line,) = cluster_desk.do_case(late, "key", {}).problems
    assert line.startswith("pandas: ")
    assert line.endswith("there, 1.5 in the sweep")


def test_after_the_end_of_a_sweep_none_of_its_cases_is_begun(order: Order):
    (order.desk / "owner.json").write_text(json.dumps({}), encoding="utf-8")
    cluster_desk._place(order)
    cluster_desk.leave(order.desk)
    answer = cluster_desk.do_case(order, "key", {})
    assert answer.problems == ("the sweep has ended or has shown no sign of life",)
    assert list(order.desk.glob("*.begun-*")) == []


def test_a_case_begun_twice_by_dask_workers_that_are_gone_is_given_up(order: Order):
    (order.desk / "owner.json").write_text(json.dumps({}), encoding="utf-8")
    for number in (0, 1):
        (order.desk / f"key.begun-{number}").touch()
    ending = cluster_desk.do_case(order, "key", {}).ending
    cluster_desk.leave(order.desk)
    assert ending is not None
    assert (ending.status, ending.attempts) == ("worker lost", 2)
