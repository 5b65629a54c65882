import pytest

from analysis.execution.outcome import NotebookRunError, Outcome, describe_exit


def test_a_problem_names_notebook_class_cell_line_and_error():
    outcome = Outcome("04_jobs", "cell error", 1.0, 9, "table(frame)", "KeyError: 'year'")
    assert outcome.problem == "04_jobs.ipynb: cell error, cell 9 (table(frame)): KeyError: 'year'"
    assert not Outcome("04_jobs", "done", 1.0).problem


def test_the_error_reports_every_failure_and_what_finished():
    failed = Outcome("02", "time limit", 9.0, 3, "fit()", "not finished after 9 seconds")
    error = NotebookRunError((Outcome("01", "done", 1.0), failed), "the rest is in outputs/failed")
    assert error.exit_code == 5
    assert error.problems == (
        failed.problem,
        "1 of 2 notebooks finished; the rest is in outputs/failed",
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "left with exit code 0"),
        (3, "left with exit code 3"),
        (-9, "signal 9 (SIGKILL, most often the system's answer to too little memory)"),
        (-11, "signal 11 (SIGSEGV)"),
    ],
)
def test_exits_are_described(code: int, words: str):
    assert words in describe_exit(code)
