"""Under which circumstances the promise comes within reach: the question, and the box shown."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.models.prim_box import Side
from analysis.models.scenario_discovery import (
    LIMIT_COLUMNS,
    Box,
    Discovery,
    box_within,
    discover,
)
from analysis.simulation.simulate import Simulation
from analysis.simulation.target.experiments import experiments
from analysis.simulation.target.measures import measure, measured
from analysis.simulation.target.parameter_experiments import ParameterExperiments

__all__ = ["Finding", "Question", "asked_of_draws", "asked_of_parameters", "find_box"]

# Where fewer or more cases than this have the outcome, a box around them says nothing.
_RARE = 0.01
_BEST = 0.1
_EVEN = 0.5
# An end that could do nothing with a larger quasi-p value is not shown as found.
_QUASI_P = 0.05


class Question(NamedTuple):
    """What is looked for among experiments.

    Attributes
    ----------
    inputs
        One row an experiment.
    cases
        Whether an experiment has the outcome, shape (rows,).
    words
        The outcome, and why it is asked for.
    target_met
        Whether the outcome is the target met, not the best of the experiments.
    """

    inputs: pd.DataFrame
    cases: NDArray[np.bool_]
    words: str
    target_met: bool

    @property
    def share(self) -> float:
        """Share of the experiments that have the outcome."""
        return float(self.cases.mean())


class Finding(NamedTuple):
    """What a search found.

    Attributes
    ----------
    question
        What was looked for.
    discovery
        Every step of the search for one box; none where there was nothing to search for.
    box
        The box that is shown.
    """

    question: Question
    discovery: Discovery
    box: Box


def asked_of_draws(sim: Simulation, reading: str, *, draws: int | None = None) -> Question:
    """Ask in which draws the target is met, or else which are the best.

    Parameters
    ----------
    sim
        A simulation.
    reading
        Reading of the target.
    draws
        As in `experiments`.

    Returns
    -------
    Question
        The target met, if 1 to 99 % of the draws meet it; else the best tenth of the draws.

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    words = measure(reading).words
    inputs = experiments(sim, draws=draws)
    reached = measured(sim.sample, sim.scenario, reading)[: len(inputs)]
    met = measured(sim.sample, sim.scenario, f"met:{reading}")[: len(inputs)] > 0
    asked = f"the target met, read as {words}"
    return _question(inputs, (reached, met), rows="draws", asked=asked, counted=words)


def asked_of_parameters(found: ParameterExperiments, reading: str) -> Question:
    """Ask under which assumptions the target is as likely as not, or else which reach most.

    Parameters
    ----------
    found
        As from `parameter_experiments`.
    reading
        Reading of the target.

    Returns
    -------
    Question
        Even odds or better, if 1 to 99 % of the sets have them; else the tenth of the sets with
        the largest median.

    Raises
    ------
    ModelError
        The reading is unknown.
    """
    words = measure(reading).words
    even = found.answers[f"met:{reading}"].to_numpy() >= _EVEN
    median = found.answers[reading].to_numpy()
    asked = f"even odds or better of the target, read as {words}"
    rows, counted = "sets of assumptions", f"median {words}"
    return _question(found.inputs, (median, even), rows=rows, asked=asked, counted=counted)


def _question(
    inputs: pd.DataFrame,
    answers: tuple[NDArray[np.float64], NDArray[np.bool_]],
    *,
    rows: str,
    asked: str,
    counted: str,
) -> Question:
    """Ask for what is met if some of the rows meet it, else for the best by what they reach."""
    reached, met = answers
    share = float(met.mean())
    if _RARE < share < 1 - _RARE:
        return Question(inputs, met, asked, target_met=True)
    often = "none has" if share == 0 else "all have" if share == 1 else "hardly any has"
    often = often if share < 0.5 or share == 1 else "nearly all have"
    best = reached > np.quantile(reached, 1 - _BEST)
    words = f"the best tenth of the {rows} by {counted}, since {often} {asked}"
    return Question(inputs, best, words, target_met=False)


def find_box(question: Question) -> Finding:
    """Search for boxes, choose the one that is shown, and leave out what may be chance.

    Parameters
    ----------
    question
        What is looked for.

    Returns
    -------
    Finding
        Without a search, and with the box of everything, where no experiment has the outcome, all
        have it, or no input varies.

    Notes
    -----
    Each step of the first search is relieved of ends whose quasi-p value is above 0.05, one by one,
    least needed first; of the boxes so found, the one with the largest harmonic mean of coverage
    and density is taken, of equals the first. The user of Bryant and Lempert 2010 picks a point on
    the trade-off curve by eye; here a rule does, so that a page can be computed. The quasi-p value
    is theirs.
    """
    if question.inputs.empty or question.share in {0.0, 1.0}:
        return Finding(question, Discovery((), ()), _everything(question))
    found = discover(question.inputs, question.cases, max_boxes=1)
    boxes = [_relieved(question, box) for box in found.steps[0]]
    return Finding(question, found, max(boxes, key=_both))


def _everything(question: Question) -> Box:
    cases = int(question.cases.sum())
    return Box(
        limits=pd.DataFrame(columns=LIMIT_COLUMNS),
        rows=np.ones(len(question.cases), dtype=np.bool_),
        cases=cases,
        coverage=1.0 if cases else float("nan"),
        density=question.share,
        mass=1.0,
    )


def _relieved(question: Question, box: Box) -> Box:
    """Drop the ends that may be chance."""
    while (weakest := _weakest_end(box)) is not None:
        limits = {str(name): _side(row) for name, row in box.limits.iterrows()}
        name, end = weakest
        side = limits[name]
        if isinstance(side, frozenset):
            del limits[name]
        else:
            low, high = question.inputs[name].min(), question.inputs[name].max()
            limits[name] = (low, side[1]) if end == "minimum" else (side[0], high)
        box = box_within(question.inputs, question.cases, limits)
    return box


def _both(box: Box) -> float:
    together = box.coverage + box.density
    return 2 * box.coverage * box.density / together if together else 0.0


def _side(row: pd.Series) -> Side:
    if row["categories"]:
        return frozenset(row["categories"])
    return float(row["minimum"]), float(row["maximum"])


def _weakest_end(box: Box) -> tuple[str, str] | None:
    """Find the end with the largest quasi-p value, if that is too large."""
    ends = [
        (float(row[column]), str(name), end)
        for name, row in box.limits.iterrows()
        for column, end in _ends(row)
        if row[column] > _QUASI_P
    ]
    return max(ends)[1:] if ends else None


def _ends(row: pd.Series) -> list[tuple[str, str]]:
    if row["categories"]:
        return [("quasi_p", "categories")]
    return [(f"quasi_p_{end}", end) for end in ("minimum", "maximum")]
