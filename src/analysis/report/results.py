"""Where a notebook leaves its tidy results, and how it states its answer."""

import os
from pathlib import Path

import pandas as pd

from analysis import data
from analysis.errors import ExecutionError
from analysis.report.variable_codes import unlisted
from analysis.simulation import RESULT_COLUMNS

__all__ = ["Answer", "answer", "results_folder", "save_results"]

RESULTS_VARIABLE = "TOMSK2020_RESULTS"


class Answer:
    """One sentence, shown as a paragraph in a page and as text elsewhere."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __repr__(self) -> str:
        return self.sentence

    def _repr_markdown_(self) -> str:
        return f"**Answer.** {self.sentence}"


def answer(sentence: str) -> Answer:
    """Mark a sentence as the answer of its notebook.

    Parameters
    ----------
    sentence
        Plain text; runs of blanks become one.

    Returns
    -------
    Answer
        Shown as a paragraph in a page.
    """
    return Answer(" ".join(sentence.split()))


def results_folder(scenario: str) -> Path:
    """Return the folder for a notebook's results: the run's, or a scratch one outside a run."""
    named = os.environ.get(RESULTS_VARIABLE)
    return Path(named) if named else data.project_root() / "outputs" / "scratch" / scenario


def save_results(*frames: pd.DataFrame, notebook: str) -> None:
    """Write the tidy results of a notebook as CSV and Parquet.

    Parameters
    ----------
    *frames
        One or more, each with the columns `analysis.simulation.RESULT_COLUMNS`, one scenario.
    notebook
        Name of the notebook; the files are named after it.

    Raises
    ------
    ExecutionError
        A frame is not tidy, a variable or unit is not in the code list, or the folder cannot be
        written.
    """
    odd = [frame for frame in frames if tuple(frame.columns) != RESULT_COLUMNS]
    frame = odd[0] if odd else pd.concat(frames, ignore_index=True)
    if tuple(frame.columns) != RESULT_COLUMNS or frame.empty:
        raise ExecutionError(
            f"results of {notebook}: columns {list(frame.columns)} with {len(frame)} rows must be "
            f"{list(RESULT_COLUMNS)} with at least one row"
        )
    strangers = unlisted(frame)
    if strangers:
        raise ExecutionError(f"results of {notebook}: {line}" for line in strangers)
    folder = results_folder(str(frame["scenario"].iloc[0]))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(folder / f"{notebook}.csv", frame.to_csv(index=False).encode())
        _write_whole(folder / f"{notebook}.parquet", frame.to_parquet(index=False))
    except OSError as error:
        raise ExecutionError(
            f"results of {notebook}: cannot be written ({error.strerror})"
        ) from None


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file that other processes see whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
