"""How far the baseline has been off: packaged scores of the rolling-origin backtest."""

from collections.abc import Iterable
from functools import cache
from importlib import resources

import numpy as np
import pandas as pd

from analysis.errors import ModelError

__all__ = ["COLUMNS", "compact", "error_table", "packaged_scores"]

# What a reader is shown; everything else can be computed again by the documented command.
COLUMNS = ("model", "region", "origin", "horizon", "crps_scaled", "pit", "smape")
_FILE = "track_record.parquet"


def compact(scores: pd.DataFrame) -> pd.DataFrame:
    """Keep what is packaged, in small types.

    Parameters
    ----------
    scores
        Frame of `backtest.score_record`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`.
    """
    kept = scores[list(COLUMNS)]
    small = {"model": "category", "region": "category", "origin": "int16", "horizon": "int8"}
    return kept.astype({**small, **dict.fromkeys(("crps_scaled", "pit", "smape"), "float32")})


def packaged_scores(subject: str, *, until: int | None = None) -> pd.DataFrame:
    """Read the scores written by ``python -m analysis.execution.calibrate``.

    Parameters
    ----------
    subject
        Such as ``employment``.
    until
        Last year the caller may know: outcomes after it are left out. None for all.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; one row a model, region, origin and horizon. The ensemble at an origin
        used weights and widening learned from earlier outcomes only.

    Raises
    ------
    ModelError
        There are no scores for the subject.
    """
    table = _packaged()
    chosen = table["subject"] == subject
    if not chosen.any():
        known = ", ".join(sorted(table["subject"].unique()))
        raise ModelError(f"track record: {subject!r} given, allowed: {known}")
    scores = table[chosen].drop(columns="subject")
    if until is not None:
        scores = scores[scores["origin"].astype(int) + scores["horizon"] <= until]
    plain = {"model": str, "region": str, "origin": int, "horizon": int}
    return scores.astype(plain).reset_index(drop=True)


@cache
def _packaged() -> pd.DataFrame:
    with resources.as_file(resources.files("analysis.models").joinpath(_FILE)) as path:
        return pd.read_parquet(path)


def error_table(scores: pd.DataFrame, regions: Iterable[str]) -> pd.DataFrame:
    """Set the record of some regions beside that of all, by horizon.

    Parameters
    ----------
    scores
        Frame of `packaged_scores`, one model.
    regions
        Regions shown apart.

    Returns
    -------
    DataFrame
        One row a horizon; columns horizon, and for ``own`` and ``all`` regions the median absolute
        error (per cent of the mean of forecast and outcome), the share of outcomes inside the 80 %
        and the 95 % band, and the number of outcomes. Missing where there is no outcome.
    """
    own = scores[scores["region"].isin(set(regions))]
    parts = [_by_horizon(own).add_prefix("own_"), _by_horizon(scores).add_prefix("all_")]
    return pd.concat(parts, axis=1).rename_axis("horizon").reset_index()


def _by_horizon(scores: pd.DataFrame) -> pd.DataFrame:
    distance = np.abs(scores["pit"] - 0.5)
    frame = pd.DataFrame(
        {
            "horizon": scores["horizon"],
            "error_pct": scores["smape"],
            "inside_80": (distance <= 0.4).astype(float),
            "inside_95": (distance <= 0.475).astype(float),
        }
    )
    groups = frame.groupby("horizon")
    table = groups[["inside_80", "inside_95"]].mean()
    table.insert(0, "error_pct", groups["error_pct"].median())
    return table.assign(outcomes=groups.size())
