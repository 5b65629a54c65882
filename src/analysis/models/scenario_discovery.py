"""What would have to be true: boxes of inputs in which an outcome prevails (PRIM)."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.errors import ModelError
from analysis.models.prim_box import Inputs, Limits, Side, read_inputs
from analysis.models.prim_search import Objective, Search, peel_and_paste

__all__ = ["Box", "Discovery", "box_within", "discover"]

Rows = NDArray[np.bool_]
LIMIT_COLUMNS = [
    "minimum",
    "maximum",
    "categories",
    "quasi_p",
    "quasi_p_minimum",
    "quasi_p_maximum",
]


# Step sizes and smallest mass of a search that takes no step.
_UNUSED = (0.05, 0.05, 0.05)


@dataclass(frozen=True)
class Box:
    """Limits on some inputs and what holds inside them.

    Parameters
    ----------
    limits
        By restricted input: ``minimum`` and ``maximum`` (ends included; NaN for categories),
        ``categories`` allowed (a tuple of text, empty for numbers), and ``quasi_p``: how likely
        the box would hold as many cases if this restriction did nothing, for the input as a whole
        and, where they are restricted, for its two ends alone.
    rows
        Shape (experiments,), the experiments inside.
    cases
        Number of them with the outcome.
    coverage
        Their share in all experiments with the outcome.
    density
        Their share in the experiments inside.
    mass
        Share of all experiments that is inside.
    """

    limits: pd.DataFrame
    rows: Rows
    cases: int
    coverage: float
    density: float
    mass: float

    @property
    def restricted(self) -> int:
        """Number of restricted inputs."""
        return len(self.limits)


@dataclass(frozen=True)
class Discovery:
    """Boxes found one after another, and every step of the search for each.

    Parameters
    ----------
    boxes
        Those that are dense enough, in order of discovery.
    steps
        One tuple a search, from the box of everything left to the last peel or paste. The search
        after the last box, which fell short of the density, is included.
    """

    boxes: tuple[Box, ...]
    steps: tuple[tuple[Box, ...], ...]

    @property
    def trajectory(self) -> pd.DataFrame:
        """The trade-off: one row a search (``box``, from 1) and ``step`` (from 0)."""
        names = ["cases", "coverage", "density", "mass", "restricted"]
        return pd.DataFrame(
            [
                (number, step, *(getattr(box, name) for name in names), number <= len(self.boxes))
                for number, search in enumerate(self.steps, start=1)
                for step, box in enumerate(search)
            ],
            columns=["box", "step", *names, "dense_enough"],
        )

    @property
    def limits(self) -> pd.DataFrame:
        """Limits of the boxes found, indexed by (box, input)."""
        numbered = {number: box.limits for number, box in enumerate(self.boxes, start=1)}
        if not numbered:
            empty = pd.MultiIndex.from_arrays([[], []], names=["box", "input"])
            return pd.DataFrame(columns=LIMIT_COLUMNS, index=empty)
        return pd.concat(numbered, names=["box", "input"])


def discover(
    experiments: pd.DataFrame,
    outcome: ArrayLike,
    *,
    threshold: float = 0.8,
    peel_alpha: float = 0.05,
    paste_alpha: float = 0.05,
    mass_min: float = 0.05,
    objective: Objective = "lenient1",
    max_boxes: int = 10,
) -> Discovery:
    r"""Find boxes of inputs in which an outcome prevails, by the patient rule induction method.

    Parameters
    ----------
    experiments
        One row an experiment, one column an input: continuous, whole numbers or categories.
    outcome
        Shape (rows,), whether each experiment has the outcome; booleans or 0 and 1. A Series is
        labelled like the experiments, in their order.
    threshold
        Density a box has to have to count as found; the search ends with the first that has not.
    peel_alpha, paste_alpha
        Shares of experiments cut from a box, or added to it, in one step.
    mass_min
        Smallest share of all experiments in a box.
    objective
        What a step maximises: ``lenient1``, gain in density per experiment removed; ``lenient2``,
        that times the experiments left; ``original``, density alone (Friedman and Fisher).
    max_boxes
        Largest number of boxes.

    Returns
    -------
    Discovery
        Boxes found (none, if density stays below the threshold) and all steps.

    Raises
    ------
    ModelError
        If the experiments are no frame, shapes or labels differ, cells are empty, the outcome is
        not yes or no or is always the same, or a setting is out of bounds.

    Notes
    -----
    Friedman and Fisher 1999 (Statistics and Computing 9) as used by Bryant and Lempert 2010
    (Technological Forecasting and Social Change 77). A box is peeled as long as the best step has
    a gain and leaves `mass_min`, then pasted as long as that raises density; the next search runs
    on the experiments outside, while coverage and mass stay shares of all. The quasi-p value of a
    restriction is :math:`P(X \ge H)` for :math:`X \sim B(T, H_j/T_j)`: H cases among T
    experiments in the box, :math:`H_j` of :math:`T_j` without the restriction. It is no p-value
    proper, since the box was chosen for its density.
    """
    inputs, found = _read(experiments, outcome)
    shares = {"peel_alpha": peel_alpha, "paste_alpha": paste_alpha, "mass_min": mass_min}
    _require_settings(shares, threshold, objective, max_boxes)
    remaining = np.ones(len(found), dtype=np.bool_)
    boxes: list[Box] = []
    steps: list[tuple[Box, ...]] = []
    while len(boxes) < max_boxes and (remaining & found).any():
        search = Search(inputs, found, remaining, objective, peel_alpha, paste_alpha, mass_min)
        steps.append(tuple(_box(search, *step) for step in peel_and_paste(search)))
        if steps[-1][-1].density < threshold:
            break
        boxes.append(steps[-1][-1])
        remaining = remaining & ~boxes[-1].rows
    return Discovery(tuple(boxes), tuple(steps))


def box_within(experiments: pd.DataFrame, outcome: ArrayLike, limits: Limits) -> Box:
    """Describe a box whose limits are given.

    Parameters
    ----------
    experiments, outcome
        As in `discover`.
    limits
        Range, or allowed categories, by restricted input.

    Returns
    -------
    Box
        Coverage, density and quasi-p values among all experiments.

    Raises
    ------
    ModelError
        If a name is no input, no experiment is inside, or the data are refused by `discover`.
    """
    inputs, found = _read(experiments, outcome)
    unknown = [name for name in limits if name not in inputs.everything]
    if unknown:
        raise ModelError(
            f"limits: {name!r} is no input that varies; inputs: {', '.join(inputs.everything)}"
            for name in unknown
        )
    rows = inputs.within(limits)
    if not rows.any():
        raise ModelError("limits: no experiment is inside; allowed: a box with one or more")
    everywhere = np.ones(len(found), dtype=np.bool_)
    search = Search(inputs, found, everywhere, "lenient1", *_UNUSED)
    return _box(search, {**inputs.everything, **limits}, rows)


def _box(search: Search, limits: Limits, rows: Rows) -> Box:
    most = search.inputs.everything
    restricted = {name: side for name, side in limits.items() if side != most[name]}
    cases, count = search.tally(rows)
    table = {
        name: _limit_row(search, restricted, name, most[name], (cases, count))
        for name in restricted
    }
    return Box(
        limits=pd.DataFrame.from_dict(table, orient="index", columns=LIMIT_COLUMNS).rename_axis(
            "input"
        ),
        rows=rows,
        cases=cases,
        coverage=cases / int(search.outcome.sum()),
        density=cases / count,
        mass=count / len(rows),
    )


def _limit_row(
    search: Search, restricted: Limits, name: str, most: Side, inside: tuple[int, int]
) -> tuple[object, ...]:
    """Describe one restriction and how much of the density hangs on it."""

    def quasi_p(side: Side) -> float:
        rows = search.remaining & search.inputs.within({**restricted, name: side})
        cases, count = search.tally(rows)
        return float(stats.binom.sf(inside[0] - 1, inside[1], cases / count))

    side = restricted[name]
    if isinstance(side, frozenset) or isinstance(most, frozenset):
        return (np.nan, np.nan, tuple(sorted(map(str, side))), quasi_p(most), np.nan, np.nan)
    low = quasi_p((most[0], side[1])) if side[0] != most[0] else np.nan
    high = quasi_p((side[0], most[1])) if side[1] != most[1] else np.nan
    return (*side, (), quasi_p(most), low, high)


def _read(experiments: pd.DataFrame, outcome: ArrayLike) -> tuple[Inputs, Rows]:
    if not isinstance(experiments, pd.DataFrame):
        raise ModelError(
            f"experiments: {type(experiments).__name__} given; allowed: a DataFrame, one row an "
            "experiment and one column an input"
        )
    inputs = read_inputs(experiments)
    found = _read_outcome(outcome, len(experiments))
    if isinstance(outcome, pd.Series) and not outcome.index.equals(experiments.index):
        pairs = list(zip(outcome.index, experiments.index, strict=True))
        ours, theirs = next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])
        raise ModelError(
            f"outcome: labelled {ours!r} where the experiments are labelled {theirs!r}; allowed: "
            "the same labels in the same order, or an array without labels"
        )
    return inputs, found


def _read_outcome(outcome: ArrayLike, rows: int) -> Rows:
    values = np.asarray(outcome)
    if values.shape != (rows,):
        raise ModelError(
            f"outcome: shape {values.shape} for {rows} experiments; allowed: ({rows},)"
        )
    if not set(pd.unique(values).tolist()) <= {0, 1}:
        raise ModelError("outcome: other values than yes and no; allowed: booleans or 0 and 1")
    found = values.astype(np.bool_)
    if found.all() or not found.any():
        always = "has" if found.any() else "lacks"
        raise ModelError(f"outcome: every experiment {always} it; allowed: some with, some without")
    return found


def _require_settings(
    shares: dict[str, float], threshold: float, objective: str, max_boxes: int
) -> None:
    problems = [
        f"{name}: {value} given; allowed: above 0 and below 0.5"
        for name, value in shares.items()
        if not 0 < value < 0.5
    ]
    if not 0 < threshold <= 1:
        problems.append(f"threshold: {threshold} given; allowed: above 0, at most 1")
    if objective not in get_args(Objective):
        allowed = ", ".join(get_args(Objective))
        problems.append(f"objective: {objective!r} given; allowed: {allowed}")
    if max_boxes < 1:
        problems.append(f"max_boxes: {max_boxes} given; allowed: 1 or more")
    if problems:
        raise ModelError(problems)
