"""Points that fill the ranges of parameters: Latin hypercube or scrambled Sobol sequence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError
from analysis.scenario import Scenario, assumptions_log

__all__ = ["Sample", "Sampler", "sampled_values", "unit_points"]

Sampler = Literal["lhs", "sobol"]
_Range = tuple[float, float]


@dataclass(frozen=True)
class Sample:
    """A sample of parameters over their ranges.

    Parameters
    ----------
    points
        How many; a power of two for `sobol`.
    sampler
        `lhs` for a Latin hypercube, `sobol` for a scrambled Sobol sequence.
    ranges
        Lowest and highest value by parameter, None for the range in the assumptions log. Left
        empty: every parameter with a range there that is not a choice of the user.
    seed
        Seed of the points; the scenarios' own seed is a parameter like any other.
    """

    points: int
    sampler: Sampler = "lhs"
    ranges: Mapping[str, _Range | None] = field(default_factory=dict)
    seed: int = 2020


def unit_points(sample: Sample, dimensions: int) -> NDArray[np.float64]:
    """Draw the points of a sample in the unit cube.

    Parameters
    ----------
    sample
        What to draw.
    dimensions
        Number of parameters.

    Returns
    -------
    ndarray
        Shape (points, dimensions), on [0, 1); the same for the same sample.

    Raises
    ------
    ParameterError
        If the sampler is unknown or cannot make so many points.

    Notes
    -----
    In a Latin hypercube each of the n equal parts of a range holds one point (McKay, Beckman and
    Conover 1979). A Sobol sequence is balanced at powers of two only (Owen 2020).
    """
    _refuse(sample)
    rng = np.random.default_rng(sample.seed)
    if sample.sampler == "lhs":
        places = np.tile(np.arange(sample.points)[:, None], dimensions)
        return (rng.permuted(places, axis=0) + rng.random(places.shape)) / sample.points
    from scipy.stats import qmc  # noqa: PLC0415  (a second to import, and most sweeps need none)

    return np.asarray(qmc.Sobol(dimensions, rng=rng).random(sample.points))


def sampled_values(
    sample: Sample, bases: Sequence[Scenario], fixed: Iterable[str] = ()
) -> list[list[dict[str, Any]]]:
    """Lay the points of a sample over the ranges of each scenario.

    Parameters
    ----------
    sample
        What to draw.
    bases
        Scenarios whose parameters are moved; each has the ranges of its own programme's log.
    fixed
        Parameters that stay as they are where the sample names none.

    Returns
    -------
    list of list of dict
        For each scenario and point the value of each sampled parameter, whole numbers as int. All
        scenarios share the points, so that they differ by what is asked and not by luck.

    Raises
    ------
    ParameterError
        A range is missing, upside down or outside the bounds; all problems in one error.
    """
    ranges = [_ranges(sample, base, set(fixed)) for base in bases]
    problems = [line for found in ranges for line in _range_problems(found)]
    if problems:
        raise ParameterError(dict.fromkeys(problems))
    names = list(ranges[0])
    points = unit_points(sample, len(names))
    return [
        [{name: _value(name, found[name], u) for name, u in _pairs(names, row)} for row in points]
        for found in ranges
    ]


def _pairs(names: list[str], row: NDArray[np.float64]) -> list[tuple[str, float]]:
    return list(zip(names, row.tolist(), strict=True))


def _refuse(sample: Sample) -> None:
    if sample.sampler not in get_args(Sampler):
        allowed = ", ".join(get_args(Sampler))
        raise ParameterError(f"sampler = {sample.sampler!r}: allowed are {allowed}")
    if sample.points < 1:
        raise ParameterError(f"sample = {sample.points}: must be 1 point or more")
    if sample.sampler == "sobol" and sample.points & (sample.points - 1):
        below = 1 << (sample.points.bit_length() - 1)
        raise ParameterError(
            f"sample = {sample.points}: a Sobol sequence is balanced at powers of two only; "
            f"allowed are {below}, {2 * below} and the like, or sampler lhs"
        )


def _ranges(sample: Sample, base: Scenario, fixed: set[str]) -> dict[str, _Range | None]:
    log = assumptions_log(base).set_index("name")
    usual = log[(log["low"] < log["high"]) & (log["mark"] != "choice")]
    asked = sample.ranges or dict.fromkeys(sorted(set(usual.index) - fixed))
    return {
        name: given if given is not None else _logged(log[["low", "high"]].to_dict("index"), name)
        for name, given in asked.items()
    }


def _logged(log: Mapping[Any, Mapping[Any, float]], name: str) -> _Range | None:
    line = log.get(name)
    if line is None or not line["low"] < line["high"]:
        return None
    return float(line["low"]), float(line["high"])


def _range_problems(ranges: Mapping[str, _Range | None]) -> list[str]:
    problems = []
    for name, found in ranges.items():
        field_ = Scenario.model_fields.get(name)
        limits = {
            kind: getattr(rule, kind)
            for rule in (field_.metadata if field_ else ())
            for kind in ("ge", "le")
            if hasattr(rule, kind)
        }
        if field_ is None:
            problems.append(f"--over {name}: unknown parameter")
        elif field_.annotation not in (int, float):
            problems.append(f"--over {name}: not a number, so it has no range")
        elif found is None:
            problems.append(f"--over {name}: no range in the assumptions log; give {name}=low:high")
        elif not limits["ge"] <= found[0] < found[1] <= limits["le"]:
            problems.append(
                f"--over {name} = {found[0]:g}:{found[1]:g}: must rise within "
                f"{limits['ge']:g} to {limits['le']:g}"
            )
        elif field_.annotation is int and not all(end.is_integer() for end in map(float, found)):
            problems.append(f"--over {name} = {found[0]:g}:{found[1]:g}: must be whole numbers")
    return problems


def _value(name: str, found: _Range | None, u: float) -> int | float:
    assert found is not None
    low, high = found
    if Scenario.model_fields[name].annotation is int:
        return int(low) + int(u * (int(high) - int(low) + 1))
    return float(low + u * (high - low))
