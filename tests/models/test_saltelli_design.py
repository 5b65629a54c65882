"""The design of Sobol indices is SALib's, row by row."""

import numpy as np
import pytest
from SALib.sample import sobol

from analysis.models.saltelli_design import saltelli_design


@pytest.mark.parametrize("second_order", [False, True])
@pytest.mark.parametrize("groups", [["a", "b", "a", "c"], ["x", "y"]])
def test_rows_are_those_of_salib(groups: list[str], second_order: bool) -> None:
    problem = {
        "num_vars": len(groups),
        "names": [f"x{place}" for place in range(len(groups))],
        "groups": groups,
        "bounds": [[0.0, 1.0]] * len(groups),
    }
    seed = np.random.default_rng
    expected = sobol.sample(problem, 64, calc_second_order=second_order, seed=seed(3))
    found = saltelli_design(groups, 64, second_order=second_order, rng=seed(3))
    np.testing.assert_array_equal(found, expected)
