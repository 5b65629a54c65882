"""Where results go, and the five lines."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import report, scenario
from analysis.errors import ExecutionError
from analysis.simulation import RESULT_COLUMNS, simulate


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return simulate(scenario.load("central", draws=300)).summary()


def test_results_are_written_twice_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: pd.DataFrame
) -> None:
    monkeypatch.setenv("TOMSK2020_RESULTS", str(tmp_path / "results"))
    report.save_results(results, notebook="04_jobs")
    folder = tmp_path / "results"
    assert sorted(path.name for path in folder.iterdir()) == ["04_jobs.csv", "04_jobs.parquet"]
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "04_jobs.parquet"), results)
    assert tuple(pd.read_csv(folder / "04_jobs.csv").columns) == RESULT_COLUMNS


def test_a_frame_that_is_not_tidy_is_refused(results: pd.DataFrame) -> None:
    with pytest.raises(ExecutionError, match=r"results of x: columns .* must be"):
        report.save_results(results.drop(columns="unit"), notebook="x")
    with pytest.raises(ExecutionError, match="with 0 rows"):
        report.save_results(results.iloc[:0], notebook="x")


def test_a_folder_that_cannot_be_written_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: pd.DataFrame
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("TOMSK2020_RESULTS", str(tmp_path / "file"))
    with pytest.raises(ExecutionError, match="results of x: cannot be written"):
        report.save_results(results, notebook="x")


def test_the_verdict_has_five_lines_with_the_figures_of_the_run(results: pd.DataFrame) -> None:
    lines = report.verdict(results)
    assert len(lines) == 5
    assert lines[0].startswith("Money: of RUB 250 bn promised, ")
    assert lines[0].endswith("bn is spent by 2020.")
    assert "against 160,000 promised" in lines[1]
    assert lines[2].startswith("Read as net new jobs: met in 0 % of draws;")
    assert "stock of high-productivity workplaces" in lines[4]


def test_the_verdict_of_a_part_says_what_is_not_known(results: pd.DataFrame) -> None:
    part = results[results["variable"].str.startswith("Employment")]
    assert "not known" in report.verdict(part)[1]


def test_an_answer_is_one_paragraph() -> None:
    said = report.answer("Half\n of   it.")
    assert repr(said) == "Half of it."
    assert said._repr_markdown_() == "**Answer.** Half of it."
