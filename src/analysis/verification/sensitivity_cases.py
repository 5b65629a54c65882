"""Sobol indices of functions whose indices are known in closed form."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models.sensitivity_indices import sobol_indices
from analysis.verification.case import Case, Quantity

__all__ = ["CASES"]

Array = NDArray[np.float64]

_N = 8192
_SEED = 20200101
_TOLERANCE = 0.01
# A small index is held to a share of itself; one that is next to nothing would show nothing here.
_TOLERANCE_SHARE = 0.05
_SMALLEST = 0.005

# The usual parameters, and four places of the closed form at them.
_A, _B = 7.0, 0.1
_ISHIGAMI = {"first_order": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437)}

_WEIGHTS = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)


def _ishigami(frame: pd.DataFrame) -> Array:
    x = frame.to_numpy(dtype=float).T
    return np.asarray(np.sin(x[0]) + _A * np.sin(x[1]) ** 2 + _B * x[2] ** 4 * np.sin(x[0]))


def _sobol_g(frame: pd.DataFrame) -> Array:
    weights = np.array(_WEIGHTS)
    factors = (np.abs(4.0 * frame.to_numpy(dtype=float) - 2.0) + weights) / (1.0 + weights)
    return np.asarray(factors.prod(axis=1))


def _sobol_g_indices() -> dict[str, tuple[float, ...]]:
    """V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_i) - 1, V_Ti = V_i prod_{j != i}(1 + V_j)."""
    parts = 1.0 / (3.0 * (1.0 + np.array(_WEIGHTS)) ** 2)
    whole = float(np.prod(1.0 + parts))
    totals = parts * whole / (1.0 + parts)
    return {
        "first_order": tuple((parts / (whole - 1.0)).tolist()),
        "total": tuple((totals / (whole - 1.0)).tolist()),
    }


def _ishigami_case() -> tuple[Quantity, ...]:
    inputs = {f"x{i}": (-np.pi, np.pi) for i in (1, 2, 3)}
    found = sobol_indices(_ishigami, inputs, _N, rng=np.random.default_rng(_SEED))
    return _quantities(found.indices, _ISHIGAMI)


def _sobol_g_case() -> tuple[Quantity, ...]:
    inputs = {f"x{i}": (0.0, 1.0) for i, _ in enumerate(_WEIGHTS, start=1)}
    found = sobol_indices(_sobol_g, inputs, _N, rng=np.random.default_rng(_SEED))
    return _quantities(found.indices, _sobol_g_indices())


def _quantities(
    indices: pd.DataFrame, published: Mapping[str, tuple[float, ...]]
) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(
            f"{column.replace('_', ' ')} index, {name}",
            value,
            float(obtained),
            min(_TOLERANCE, _TOLERANCE_SHARE * value),
        )
        for column, values in published.items()
        for name, value, obtained in zip(indices.index, values, indices[column], strict=True)
        if value >= _SMALLEST
    )


CASES = (
    Case(
        name="ishigami",
        source="Ishigami and Homma (1990), ISUMA '90, pp. 398-403; indices in closed form",
        data="none: the function is evaluated",
        quantities=_ishigami_case,
    ),
    Case(
        name="sobol-g",
        source="Saltelli et al. (2010), Computer Physics Communications 181, 259-270; "
        "indices in closed form",
        data="none: the function is evaluated",
        quantities=_sobol_g_case,
    ),
)
