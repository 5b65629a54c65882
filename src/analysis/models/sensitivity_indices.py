"""How much of the variance of an answer each uncertain input accounts for: Sobol indices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ModelError
from analysis.models.saltelli_design import design_problems, saltelli_design

__all__ = ["Input", "SobolIndices", "sobol_indices"]

Array = NDArray[np.float64]
Quantiles = Callable[[Array], ArrayLike]
Input = float | tuple[float, float] | Quantiles

# Points of the sequence are multiples of 2**-30, zero included; half a step keeps them where
# quantiles of unbounded distributions are finite.
HALF_STEP = 2.0**-31
RESAMPLES = 200
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True)
class SobolIndices:
    """Shares of the variance of an output.

    Parameters
    ----------
    indices
        By input or group: ``first_order``, ``total`` and the ends of their intervals
        (``first_order_low`` and so on). Fractions of the variance, near 0 also slightly negative.
    second_order
        One row a pair: ``one``, ``other``, ``second_order``, ``low``, ``high``; empty unless asked
        for.
    mean, variance
        Of the output over the two independent samples.
    evaluations
        Rows the function was evaluated on.
    """

    indices: pd.DataFrame
    second_order: pd.DataFrame
    mean: float
    variance: float
    evaluations: int


def sobol_indices(
    function: Callable[[pd.DataFrame], ArrayLike],
    inputs: Mapping[str, Input],
    n: int,
    *,
    rng: np.random.Generator,
    groups: Mapping[str, Sequence[str]] | None = None,
    correlation: pd.DataFrame | None = None,
    second_order: bool = False,
    confidence: float = 0.95,
) -> SobolIndices:
    r"""Estimate first-order and total Sobol indices of a function of independent inputs.

    Parameters
    ----------
    function
        Takes a frame of inputs, one row an evaluation, and returns one number a row.
    inputs
        By name: the ends (low, high) of a uniform range; a quantile function from an array of
        probabilities in (0, 1) to values; or a number for a constant. A constant, also a range of
        no width, is handed to `function` and has the index 0.
    n
        Size of the base sample, a power of two, at least 2; the function sees n (k + 2) rows for k
        inputs or groups, n (2 k + 2) with `second_order`.
    rng
        Source of randomness of the scrambled sequence and of the bootstrap.
    groups
        Names of inputs by name of group, varied as one. Inputs in no group stand alone.
    correlation
        Correlation matrix of inputs, labelled; checked to be an identity.
    second_order
        Whether to estimate the share of each pair beyond the two alone.
    confidence
        Level of the intervals.

    Returns
    -------
    SobolIndices
        Indices in order of first appearance among the inputs, constants last.

    Raises
    ------
    ModelError
        If n is no power of two, `rng` is no generator, an input or group is not as described,
        inputs are correlated, the output does not vary, or is not one finite number a row.

    Notes
    -----
    :math:`S_i = V[E(y|x_i)]/V(y)` and :math:`S_{Ti} = E[V(y|x_{\sim i})]/V(y)`, by the estimators
    of Saltelli et al. 2010 (Computer Physics Communications 181) from SALib on the design of
    `saltelli_design`. Intervals are normal with the bootstrap's standard
    deviation: they show sampling error of the design, not of the model. The indices mean shares
    only if inputs are independent, hence the refusal.
    """
    _require_settings(n, rng, confidence)
    _require_independent(correlation)
    constants, varying = _split(inputs)
    labels = _labels(inputs, varying, groups)
    problem = _problem(varying, labels)
    design = HALF_STEP + saltelli_design(problem["groups"], n, second_order=second_order, rng=rng)
    columns = {
        name: _values(name, given, design[:, j]) for j, (name, given) in enumerate(varying.items())
    }
    frame = pd.DataFrame({name: columns.get(name, constants.get(name)) for name in inputs})
    output = _output(function, frame)
    found = _analyse(problem, output, second_order, confidence, rng)
    step = len(output) // n
    base = np.concatenate([output[::step], output[step - 1 :: step]])
    names = list(dict.fromkeys(problem["groups"]))
    fixed = [label for label in dict.fromkeys(labels.values()) if label not in names]
    return SobolIndices(
        indices=_index_table(found, names, fixed),
        second_order=_pair_table(found, names if second_order else []),
        mean=float(base.mean()),
        variance=float(base.var()),
        evaluations=len(output),
    )


def _require_settings(n: int, rng: np.random.Generator, confidence: float) -> None:
    problems = design_problems(n, rng)
    if not 0 < confidence < 1:
        problems.append(f"confidence: {confidence} given; allowed: above 0 and below 1")
    if problems:
        raise ModelError(problems)


def _require_independent(correlation: pd.DataFrame | None) -> None:
    if correlation is None:
        return
    if list(correlation.index) != list(correlation.columns):
        raise ModelError("correlation: rows and columns differ; allowed: the same names in order")
    matrix = correlation.to_numpy(dtype=float)
    problems = [
        f"correlation: {matrix[i, j]} between {one} and {other}; allowed: 0, since shares of "
        "variance need independent inputs (make what they share an input of its own)"
        for (i, one), (j, other) in combinations(enumerate(correlation.columns), 2)
        if matrix[i, j] != 0 or matrix[j, i] != 0
    ]
    if problems:
        raise ModelError(problems)


def _split(
    inputs: Mapping[str, Input],
) -> tuple[dict[str, float], dict[str, tuple[float, float] | Quantiles]]:
    """Separate constants from inputs that vary."""
    constants: dict[str, float] = {}
    varying: dict[str, tuple[float, float] | Quantiles] = {}
    problems = []
    for name, given in inputs.items():
        if callable(given):
            varying[name] = given
            continue
        low, high = given if isinstance(given, tuple) else (given, given)
        if not (np.isfinite(low) and np.isfinite(high) and low <= high):
            problems.append(f"{name}: range {low} to {high} given; allowed: finite, low first")
        elif low == high:
            constants[name] = float(low)
        else:
            varying[name] = (float(low), float(high))
    if not problems and not varying:
        problems.append("inputs: none varies; allowed: one or more that do")
    if problems:
        raise ModelError(problems)
    return constants, varying


def _labels(
    inputs: Mapping[str, Input],
    varying: Mapping[str, object],
    groups: Mapping[str, Sequence[str]] | None,
) -> dict[str, str]:
    """Name of the group of each input, its own name if it stands alone."""
    members = [(group, name) for group, names in (groups or {}).items() for name in names]
    grouped = {name: group for group, name in members}
    alone = set(inputs) - set(grouped)
    names = [name for _, name in members]
    problems = [
        *(
            f"groups: {name!r} in {group} is no input; inputs: {', '.join(inputs)}"
            for group, name in members
            if name not in inputs
        ),
        *(
            f"groups: {name!r} given more than once; allowed: one group an input"
            for name in sorted({name for name in names if names.count(name) > 1})
        ),
        *(
            f"groups: {group!r} is also the name of an input outside; allowed: another name"
            for group in groups or {}
            if group in alone
        ),
    ]
    labels = {name: grouped.get(name, name) for name in inputs}
    if len(varying) > 1 and len({labels[name] for name in varying}) == 1:
        problems.append("groups: one group holds every varying input; allowed: two or more groups")
    if problems:
        raise ModelError(problems)
    return labels


def _problem(varying: Mapping[str, object], labels: Mapping[str, str]) -> dict[str, Any]:
    """Describe probabilities, not inputs, to SALib: quantiles are taken here."""
    return {
        "num_vars": len(varying),
        "names": list(varying),
        "groups": [labels[name] for name in varying],
        "bounds": [[0.0, 1.0]] * len(varying),
    }


def _values(name: str, given: tuple[float, float] | Quantiles, probabilities: Array) -> Array:
    if isinstance(given, tuple):
        low, high = given
        return low + (high - low) * probabilities
    values = np.asarray(given(probabilities), dtype=float)
    if values.shape != probabilities.shape or not np.isfinite(values).all():
        raise ModelError(
            f"{name}: quantiles of shape {values.shape}, {np.count_nonzero(~np.isfinite(values))} "
            f"not finite; allowed: {len(probabilities)} finite values, one a probability"
        )
    return values


def _output(function: Callable[[pd.DataFrame], ArrayLike], frame: pd.DataFrame) -> Array:
    output = np.asarray(function(frame), dtype=float)
    if output.shape != (len(frame),):
        raise ModelError(
            f"function: output of shape {output.shape} for {len(frame)} rows; "
            "allowed: one number a row"
        )
    lost = np.count_nonzero(~np.isfinite(output))
    if lost:
        raise ModelError(f"function: {lost} of {len(frame)} outputs are not finite; allowed: none")
    if np.ptp(output) <= np.finfo(float).eps * np.abs(output).max():
        raise ModelError(
            f"function: every output is {output[0]:g}; allowed: an output that varies, "
            "since indices are shares of its variance"
        )
    return output


def _analyse(
    problem: dict[str, Any],
    output: Array,
    second_order: bool,
    confidence: float,
    rng: np.random.Generator,
) -> dict[str, Array]:
    # SALib costs a second to import, which commands without this analysis should not pay.
    from SALib.analyze import sobol  # type: ignore[import-untyped]  # noqa: PLC0415

    found: dict[str, Array] = sobol.analyze(
        problem,
        output,
        calc_second_order=second_order,
        num_resamples=RESAMPLES,
        conf_level=confidence,
        seed=int(rng.integers(1, LARGEST_SEED)),
    )
    return found


def _index_table(found: dict[str, Array], names: list[str], fixed: list[str]) -> pd.DataFrame:
    columns = {}
    for name, key in (("first_order", "S1"), ("total", "ST")):
        columns[name] = found[key]
        columns[f"{name}_low"] = found[key] - found[f"{key}_conf"]
        columns[f"{name}_high"] = found[key] + found[f"{key}_conf"]
    table = pd.DataFrame(columns, index=pd.Index(names, name="input"))
    return table.reindex([*names, *fixed], fill_value=0.0)


def _pair_table(found: dict[str, Array], names: list[str]) -> pd.DataFrame:
    rows = []
    for (i, one), (j, other) in combinations(enumerate(names), 2):
        share, half = float(found["S2"][i, j]), float(found["S2_conf"][i, j])
        rows.append((one, other, share, share - half, share + half))
    return pd.DataFrame(rows, columns=["one", "other", "second_order", "low", "high"])
