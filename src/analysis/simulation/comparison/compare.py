"""Why two scenarios give different answers: what differs first, then the parts of the change."""

from dataclasses import dataclass

import pandas as pd

from analysis.scenario import Scenario, from_parameters
from analysis.simulation.comparison.attribution import PART_COLUMNS, attribute
from analysis.simulation.comparison.groups import differing_groups, differing_parameters
from analysis.simulation.comparison.hybrids import (
    MOST_EXACT,
    Block,
    Hybrids,
    joined_blocks,
)
from analysis.simulation.comparison.measures import (
    MEASURES,
    Values,
    default_outcome,
    figures_of,
    full_name,
    reached_at_horizon,
    require_scenario,
    standard_errors,
)
from analysis.simulation.preparation import prepare

__all__ = ["Comparison", "compare"]

_DRAWS = 5_000
_ERRORS = ["error_a", "error_b", "error_difference"]


@dataclass(frozen=True)
class Comparison:
    """Two scenarios side by side.

    Attributes
    ----------
    a, b
        The scenarios as given.
    parameters
        Parameters that differ, in the order of the schema; columns parameter, kind (``name``,
        ``assumption`` or ``sampling``), group, unit, a, b.
    outcome
        The figure whose change is split, one of `MEASURES`.
    before, after
        Its value in `a` and in `b`.
    parts
        One row a group of parameters that differ; columns group, part, in_order, in_reverse, share
        (of the change; missing where parts pull in opposite directions), parameters. Groups that
        rules tie together are one row.
    method
        How `part` was made: exact Shapley values, or the mean of two orders where too many groups
        differ.
    outcomes
        One row a figure of `MEASURES`; columns outcome, label, unit, a, b, difference, percent (of
        `a`; missing where that is zero), error_a, error_b and error_difference, the Monte Carlo
        standard errors of the three; that of the difference is less than those of `a` and `b`
        suggest, since both share their random numbers.
    draws
        Draws of every simulation behind `parts` and `outcomes`, all with the seed of `a`.
    """

    a: Scenario
    b: Scenario
    parameters: pd.DataFrame
    outcome: str
    before: float
    after: float
    parts: pd.DataFrame
    method: str
    outcomes: pd.DataFrame
    draws: int

    @property
    def change(self) -> float:
        """After less before, in the unit of the outcome."""
        return self.after - self.before

    @property
    def errors(self) -> tuple[float, float, float]:
        """Monte Carlo standard errors of before, after and the change, in the unit."""
        rows = self.outcomes.loc[self.outcomes["outcome"] == self.outcome, _ERRORS]
        before, after, change = rows.to_numpy(dtype=float)[0]
        return float(before), float(after), float(change)

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        return MEASURES[self.outcome].unit

    @property
    def label(self) -> str:
        """The outcome in words."""
        return MEASURES[self.outcome].label

    @property
    def identical(self) -> bool:
        """Whether nothing differs but the name of the scenario file."""
        return bool((self.parameters["parameter"] == "scenario_name").all())

    @property
    def only_sampling(self) -> bool:
        """Whether the assumptions are identical and only draws or seed differ."""
        return not self.identical and not (self.parameters["group"] != "").any()


def compare(
    a: Scenario, b: Scenario, *, outcome: str | None = None, draws: int = _DRAWS
) -> Comparison:
    """Say in which parameters two scenarios differ and what each group of them changes.

    Parameters
    ----------
    a, b
        Resolved scenarios.
    outcome
        What is counted at the horizon, ``net_new``, ``gross_new``, ``hpw_stock`` or ``spent``, for
        its mean; ``median:`` before it for the median; ``met:`` before a reading for the
        probability of the target. The mean of the leading reading of `a` if not given.
    draws
        Draws of each simulation.

    Returns
    -------
    Comparison
        Parameters that differ, the change of `outcome` split by group, and all outcomes.

    Raises
    ------
    ModelError
        A scenario cannot be simulated.
    ParameterError
        The outcome is unknown, the number of draws is not allowed, or what is given is no
        scenario.

    Notes
    -----
    Every group of parameters that differs is taken from `a` or from `b`, and all of these cases
    share their random numbers, those of the seed of `a`, so a part is no noise. Parts are Shapley
    values: what a group changes, averaged over all orders of switching the groups. A case that the
    rules of the schema refuse is never simulated: its groups are switched together.
    """
    for item, given in (("a", a), ("b", b)):
        require_scenario(item, given)
    chosen = full_name(outcome or default_outcome(a))
    both = Hybrids(_sampled(a, draws, a.seed), _sampled(b, draws, a.seed))
    blocks = joined_blocks(differing_groups(a, b), both.possible)
    named = {" and ".join(block): block for block in blocks}

    ends: dict[frozenset[str], Values] = {}

    def figure(names: frozenset[str]) -> float:
        case = both.case([group for name in names for group in named[name]])
        reached = reached_at_horizon(prepare(case))
        if len(names) in {0, len(named)}:
            ends[names] = reached
        return figures_of(reached, case.target_jobs)[chosen]

    split = attribute(figure, list(named), exact=len(named) <= MOST_EXACT)
    parameters = differing_parameters(a, b)
    return Comparison(
        a=a,
        b=b,
        parameters=parameters,
        outcome=chosen,
        before=split.before,
        after=split.after,
        parts=_parts(split.parts, split.after - split.before, named, parameters),
        method=split.method,
        outcomes=_outcomes(both, ends[frozenset()], ends[frozenset(named)]),
        draws=draws,
    )


def _sampled(scenario: Scenario, draws: int, seed: int) -> Scenario:
    return from_parameters(**{**scenario.model_dump(), "draws": draws, "seed": seed})


def _parts(
    parts: pd.DataFrame, change: float, named: dict[str, Block], parameters: pd.DataFrame
) -> pd.DataFrame:
    """Add each group's share of the change, and the parameters in it that differ."""
    one_way = change != 0 and bool((parts["part"] * change >= 0).all())
    share = parts["part"] / change if one_way else parts["part"] * float("nan")
    listed = [
        ", ".join(parameters.loc[parameters["group"].isin(named[name]), "parameter"])
        for name in parts["group"]
    ]
    return parts[list(PART_COLUMNS)].assign(share=share.astype(float), parameters=listed)


def _outcomes(both: Hybrids, reached_a: Values, reached_b: Values) -> pd.DataFrame:
    targets = both.a.target_jobs, both.b.target_jobs
    before, after = figures_of(reached_a, targets[0]), figures_of(reached_b, targets[1])
    rows = [
        (name, *measure, before[name], after[name], after[name] - before[name])
        for name, measure in MEASURES.items()
    ]
    frame = pd.DataFrame(rows, columns=["outcome", "label", "unit", "a", "b", "difference"])
    percent = 100 * frame["difference"] / frame["a"].where(frame["a"] != 0)
    errors = standard_errors(reached_a, reached_b, *targets)
    return frame.assign(percent=percent).join(
        pd.DataFrame.from_dict(errors, orient="index", columns=_ERRORS), on="outcome"
    )
