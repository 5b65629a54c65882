"""Weighted draws give the posterior of a case whose posterior is known."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.conditioning import (
    effective_draws,
    kernel_weights,
    moved_inputs,
    weighted_probability,
    weighted_quantiles,
)

DRAWS = 40_000
LOGS = np.random.default_rng(7).standard_normal(DRAWS)


def test_the_kernel_gives_the_conjugate_posterior_of_a_normal() -> None:
    # Prior N(0, 1) in logs and a report at 1 with deviation h: the posterior has the mean
    # 1 / (1 + h^2) and the variance h^2 / (1 + h^2).
    width = 0.5
    weights = kernel_weights(np.exp(LOGS), float(np.exp(1.0)), width=width)
    mean = float(weights @ LOGS)
    variance = float(weights @ (LOGS - mean) ** 2)
    # Four standard errors of the weighted mean: a false alarm for one seed in 15,000.
    error = np.sqrt(variance / effective_draws(weights))
    assert mean == pytest.approx(1 / (1 + width**2), abs=4 * error)
    assert variance == pytest.approx(width**2 / (1 + width**2), rel=0.05)


def test_two_figures_known_at_once_give_the_posterior_of_both() -> None:
    # Two reports at 1 with deviations h and k: precisions add up, 1 + 1/h^2 + 1/k^2.
    first, second = 0.5, 0.8
    both = np.exp(np.stack([LOGS, LOGS]))
    weights = kernel_weights(both, np.exp([1.0, 1.0]), width=[first, second])
    said = 1 / first**2 + 1 / second**2
    mean = float(weights @ LOGS)
    error = np.sqrt(1 / (1 + said) / effective_draws(weights))
    assert mean == pytest.approx(said / (1 + said), abs=4 * error)
    with pytest.raises(ModelError, match="1 figures came, 2 are simulated"):
        kernel_weights(both, 1.0, width=0.5)


def test_a_narrower_kernel_leaves_fewer_draws() -> None:
    left = [
        effective_draws(kernel_weights(np.exp(LOGS), 2.0, width=width)) for width in (1.0, 0.3, 0.1)
    ]
    assert left == sorted(left, reverse=True)
    assert effective_draws(np.ones(50)) == pytest.approx(50)
    assert effective_draws([1.0, 0.0, 0.0]) == 1


def test_draws_that_cannot_be_the_one_have_no_weight() -> None:
    weights = kernel_weights([0.0, 1.0, 100.0], 1.0, width=0.1)
    assert weights.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("observed", "width", "fewest", "words"),
    [
        (-1.0, 0.1, 0, "must both be positive"),
        (1.0, 0.0, 0, "must both be positive"),
        (1e9, 0.1, 0, "0 effective draws of 40000"),
        (1.0, 0.1, 1e6, "ask for more draws"),
    ],
)
def test_what_cannot_be_conditioned_on_is_refused(
    observed: float, width: float, fewest: float, words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        kernel_weights(np.exp(LOGS), observed, width=width, fewest=fewest)


def test_equal_weights_give_plain_quantiles() -> None:
    levels = [0.05, 0.5, 0.95]
    plain = np.quantile(LOGS, levels)
    np.testing.assert_allclose(weighted_quantiles(LOGS, np.full(DRAWS, 1 / DRAWS), levels), plain)
    assert weighted_quantiles([3.0, 1.0, 2.0], [0.0, 0.0, 1.0], [0.1, 0.9]).tolist() == [2, 2]
    # A heavier draw draws the median to itself; its place among 0, 2/3 and 1 is worked by hand.
    assert weighted_quantiles([1.0, 2.0, 3.0], [3, 1, 1], [0.5])[0] == pytest.approx(1.75)
    assert weighted_probability([True, False], [3, 1]) == 0.75


def test_the_input_that_made_the_outturn_moves_first_and_others_stay() -> None:
    source = np.random.default_rng(11)
    cause, other = source.standard_normal((2, DRAWS))
    inputs = pd.DataFrame({"other": other, "cause": cause, "fixed": 1.0})
    weights = kernel_weights(np.exp(0.5 * cause), float(np.exp(-1.0)), width=0.1)
    moved = moved_inputs(inputs, weights).set_index("input")
    assert moved.index.tolist() == ["cause", "other"]
    # The posterior of the cause is normal with mean -2 / (1 + 0.04).
    assert moved.loc["cause", "shift"] == pytest.approx(-2 / 1.04, abs=0.05)
    assert abs(moved.loc["other", "shift"]) < 4 * moved.loc["other", "shift_error"]
    assert moved.loc["cause", "narrowing"] > 0.7
