"""Kept random numbers are those of the seed, and nobody can change them."""

import numpy as np
import pytest

from analysis.simulation.streams import Streams
from analysis.simulation.target.remembered_streams import remembered_streams


def test_numbers_are_those_of_the_seed_made_once() -> None:
    kept, fresh = remembered_streams(5, 0, 700), Streams(5, 0, 700)
    weights = np.array([0.5, 2.0])
    for one, again, other in (
        (kept.normals("a", 3), kept.normals("a", 3), fresh.normals("a", 3)),
        (kept.uniform("b"), kept.uniform("b"), fresh.uniform("b")),
        (kept.shares("c", weights), kept.shares("c", weights), fresh.shares("c", weights)),
    ):
        assert one is again
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(kept.shares("c", weights * 2), kept.shares("c", weights))
    assert remembered_streams(5, 0, 700) is kept


def test_kept_numbers_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        remembered_streams(5, 0, 700).normal("a")[0] = 0.0
