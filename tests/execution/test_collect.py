import base64
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis.errors import ExecutionError
from analysis.execution.collect import join_results, write_figures, write_results

COLUMNS = ["model", "scenario", "region", "variable", "unit", "year", "statistic", "value"]


def rows(*values: tuple[str, int, float]) -> pd.DataFrame:
    tidy = [
        ("tomsk2020", "central", "RU-TOM", variable, "persons", year, "p50", value)
        for variable, year, value in values
    ]
    return pd.DataFrame(tidy, columns=COLUMNS)


def test_results_are_sorted_and_shared_rows_kept_once(tmp_path: Path):
    rows(("Jobs|Net", 2020, 2.5), ("Jobs|Gross", 2020, 4.0)).to_parquet(tmp_path / "04.parquet")
    rows(("Jobs|Gross", 2020, 4.0), ("Jobs|Gross", 2019, 3.0)).to_parquet(tmp_path / "03.parquet")
    joined = join_results(tmp_path)
    assert list(joined.columns) == COLUMNS
    assert joined[["variable", "year", "value"]].to_numpy().tolist() == [
        ["Jobs|Gross", 2019, 3.0],
        ["Jobs|Gross", 2020, 4.0],
        ["Jobs|Net", 2020, 2.5],
    ]


def test_two_values_for_the_same_thing_are_refused(tmp_path: Path):
    rows(("Jobs|Net", 2020, 2.5)).to_parquet(tmp_path / "03_investment.parquet")
    rows(("Jobs|Net", 2020, 2.6)).to_parquet(tmp_path / "04_jobs.parquet")
    with pytest.raises(ExecutionError, match=r"03_investment and 04_jobs differ .*Jobs.*2.5, 2.6"):
        join_results(tmp_path)


def test_a_missing_column_is_named(tmp_path: Path):
    rows(("Jobs|Net", 2020, 2.5)).drop(columns="unit").to_parquet(tmp_path / "04_jobs.parquet")
    with pytest.raises(ExecutionError, match=r"results/04_jobs.parquet: no column unit"):
        join_results(tmp_path)


def test_a_run_without_results_has_an_empty_table(tmp_path: Path):
    joined = join_results(tmp_path)
    assert list(joined.columns) == COLUMNS
    assert joined.empty


def test_csv_and_parquet_say_the_same(tmp_path: Path):
    table = rows(("Jobs|Net", 2020, 1 / 3))
    write_results(table, tmp_path)
    text = (tmp_path / "results.csv").read_bytes()
    assert text.count(b"\n") == 2
    assert b"\r" not in text
    assert float(text.split(b",")[-1]) == 1 / 3
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "results.parquet"), table)


def test_pictures_are_numbered_by_notebook(tmp_path: Path):
    def showing(content: bytes) -> nbformat.NotebookNode:
        data = {"image/png": base64.b64encode(content).decode(), "text/plain": "<Figure>"}
        output = nbformat.v4.new_output("display_data", data)
        return nbformat.v4.new_code_cell("show()", outputs=[output])

    node = nbformat.v4.new_notebook(cells=[showing(b"one"), showing(b"two")])
    written = write_figures({"04_jobs": node}, tmp_path / "figures")
    assert [path.name for path in written] == ["04_jobs_1.png", "04_jobs_2.png"]
    assert [path.read_bytes() for path in written] == [b"one", b"two"]
