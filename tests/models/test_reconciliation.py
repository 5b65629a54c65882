"""Coherence, and the identities MinT is defined by."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ModelError
from analysis.models.reconciliation import reconcile, shrunk_covariance, summing_matrix

PARENTS = pd.Series(
    {"RU": None, "SIB": "RU", "URA": "RU", "TOM": "SIB", "OMS": "SIB", "SVE": "URA"}
)
SUMMING = summing_matrix(PARENTS).to_numpy()
RNG = np.random.default_rng(0)
BASE = np.exp(RNG.standard_normal((200, 6)))
ROOT = RNG.standard_normal((6, 6))
COVARIANCE = ROOT @ ROOT.T + np.eye(6)


def test_summing_matrix() -> None:
    matrix = summing_matrix(PARENTS)
    assert matrix.columns.tolist() == ["TOM", "OMS", "SVE"]
    assert matrix.loc["SIB"].tolist() == [1.0, 1.0, 0.0]
    assert matrix.loc["RU"].tolist() == [1.0, 1.0, 1.0]


def test_every_draw_adds_up() -> None:
    coherent = reconcile(BASE, SUMMING, COVARIANCE)
    np.testing.assert_allclose(coherent[:, 1], coherent[:, 3] + coherent[:, 4])
    np.testing.assert_allclose(coherent[:, 0], coherent[:, [3, 4, 5]].sum(axis=1))


def test_it_is_the_published_projection() -> None:
    weight = np.linalg.inv(COVARIANCE)
    projection = SUMMING @ np.linalg.inv(SUMMING.T @ weight @ SUMMING) @ SUMMING.T @ weight
    np.testing.assert_allclose(reconcile(BASE, SUMMING, COVARIANCE), BASE @ projection.T)


def test_coherent_forecasts_do_not_move() -> None:
    coherent = BASE[:, 3:] @ SUMMING.T
    np.testing.assert_allclose(reconcile(coherent, SUMMING, COVARIANCE), coherent)


def test_no_linear_combination_has_larger_error_variance() -> None:
    errors = np.linalg.cholesky(COVARIANCE) @ np.random.default_rng(1).standard_normal((6, 100_000))
    truth = 50.0 + np.arange(3.0)
    base = truth @ SUMMING.T + errors.T
    after = reconcile(base, SUMMING, COVARIANCE) - truth @ SUMMING.T
    assert (after.var(axis=0) <= errors.var(axis=1) * 1.001).all()


def test_shrunk_covariance_keeps_variances_and_shrinks_the_rest() -> None:
    errors = np.random.default_rng(2).multivariate_normal(np.zeros(6), COVARIANCE, size=30)
    found = shrunk_covariance(errors)
    raw = errors.T @ errors / 30
    np.testing.assert_allclose(np.diag(found), np.diag(raw))
    share = found[np.triu_indices(6, 1)] / raw[np.triu_indices(6, 1)]
    np.testing.assert_allclose(share, share[0])
    assert 0.0 <= share[0] < 1.0
    assert np.linalg.eigvalsh(shrunk_covariance(errors[:4])).min() > 0


def test_refusals() -> None:
    with pytest.raises(ModelError, match="URAL given"):
        summing_matrix(pd.Series({"RU": None, "SVE": "URAL"}))
    with pytest.raises(ModelError, match="its own ancestor"):
        summing_matrix(pd.Series({"a": "b", "b": "a"}))
    with pytest.raises(ModelError, match="for 6 nodes"):
        reconcile(BASE[:, :5], SUMMING, COVARIANCE)
