"""A forecast error is the miss of the first print and the revision, exactly."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.revisions import revision_split


def figures(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["forecast", "first_print", "later_print"])


def test_the_parts_add_up_to_the_error() -> None:
    drawn = np.random.default_rng(3).integers(-1000, 1000, (50, 3)).astype(float)
    split = revision_split(figures(*map(tuple, drawn)))
    assert (split["first_error"] + split["revision"] == split["error"]).all()
    assert split["revision_share"].between(0, 1).all()


def test_the_share_is_of_sizes_so_that_parts_may_cancel() -> None:
    split = revision_split(figures((10, 12, 10), (10, 10, 10), (10, 10, 13)))
    assert split["error"].tolist() == [0, 0, -3]
    assert split["revision_share"].tolist()[::2] == [0.5, 1.0]
    assert np.isnan(split["revision_share"][1])


def test_a_missing_first_print_leaves_the_error() -> None:
    split = revision_split(figures((10, np.nan, 7)))
    assert split["error"].tolist() == [3]
    assert split[["first_error", "revision", "revision_share"]].isna().all(axis=None)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ModelError, match="lack the columns later_print"):
        revision_split(figures().drop(columns="later_print"))
