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


def test_the_verdict_speaks_of_the_due_year_where_probabilities_are_yearly(
    results: pd.DataFrame,
) -> None:
    met = (results["variable"] == "Target|gross_new") & (results["statistic"] == "probability")
    assert met.sum() > 1
    due = met & (results["year"] == 2020)
    made_up = results.assign(value=results["value"].mask(met, 0.9).mask(due, 0.25))
    later = made_up[due].assign(year=2025, variable="Zone|sez|Jobs created")
    lines = report.verdict(pd.concat([made_up, later]))
    assert "Read as gross new posts: met in 25 % of draws" in lines[3]
    assert lines[0].endswith("by 2020.")


def test_a_target_below_the_stock_is_said_to_have_been_met_before(results: pd.DataFrame) -> None:
    assert "already" not in report.verdict(results)[4]
    target = results["variable"] == "Target"
    small = results.assign(value=results["value"].mask(target, 16_000))
    assert report.verdict(small)[4].endswith("It stood above that in 2015 already.")


def test_frames_are_saved_one_below_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: pd.DataFrame
) -> None:
    monkeypatch.setenv("TOMSK2020_RESULTS", str(tmp_path))
    report.save_results(results.iloc[:2], results.iloc[2:5], notebook="x")
    assert len(pd.read_csv(tmp_path / "x.csv")) == 5
    with pytest.raises(ExecutionError, match=r"columns .* must be"):
        report.save_results(results, results.drop(columns="year"), notebook="x")


def test_the_verdict_speaks_of_the_runs_own_scenario(results: pd.DataFrame) -> None:
    mixture = results.assign(scenario="a_mixture", value=results["value"] * 2)
    both = pd.concat([mixture, results])
    assert report.verdict(both, results["scenario"].iloc[0]) == report.verdict(results)


def test_the_verdict_of_a_part_says_what_is_not_known(results: pd.DataFrame) -> None:
    part = results[results["variable"].str.startswith("Employment")]
    assert "not known" in report.verdict(part)[1]


def test_an_answer_is_one_paragraph() -> None:
    said = report.answer("Half\n of   it.")
    assert repr(said) == "Half of it."
    assert said._repr_markdown_() == "**Answer.** Half of it."
