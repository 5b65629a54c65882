"""Moving the edges of bands."""

import numpy as np

from analysis.models.widening import EDGES, LEVELS, widen_edges

ROWS = np.array([[-3.0, -2.0, -1.0, 0.0, 0.5, 1.0, 1.5], [-5.0, -4.0, -3.0, 1.0, 2.0, 3.0, 4.0]])
FACTORS = np.array([[1.1, 1.2, 1.3], [0.5, 0.5, 0.5]])


def test_edges_frame_the_levels() -> None:
    spans = [EDGES[-at] - EDGES[at - 1] for at in (3, 2, 1)]
    np.testing.assert_allclose(spans, LEVELS)
    assert EDGES[len(LEVELS)] == 0.5


def test_each_edge_moves_by_its_factor() -> None:
    moved = widen_edges(ROWS, FACTORS).apply(ROWS.T).T
    both = np.hstack([FACTORS[:, ::-1], np.ones((2, 1)), FACTORS])
    middle = ROWS[:, [3]]
    np.testing.assert_allclose(moved, middle + (ROWS - middle) * both)


def test_outside_the_last_edge_the_last_factor_holds() -> None:
    far = np.array([[11.5, 14.0], [-13.0, -15.0]])
    moved = widen_edges(ROWS, FACTORS).apply(far)
    np.testing.assert_allclose(moved[:, 0], [1.5 * 1.3 + 13.0, -3.0 * 1.3 - 13.0])
    np.testing.assert_allclose(moved[:, 1], [1.0 + 6.5, 1.0 - 8.0])


def test_years_without_a_band_stay() -> None:
    flat = widen_edges(np.full((1, 7), 2.0), np.array([[3.0, 3.0, 3.0]]))
    np.testing.assert_allclose(flat.apply(np.array([[2.0], [2.5], [1.0]])), [[2.0], [2.5], [1.0]])
