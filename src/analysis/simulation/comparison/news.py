"""What each year's news did to the answer, by piece of evidence."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from numbers import Integral

import pandas as pd

from analysis.errors import ModelError
from analysis.scenario import Scenario
from analysis.simulation.comparison.attribution import PART_COLUMNS, attribute
from analysis.simulation.comparison.information_sets import (
    PIECES,
    InformationSets,
    first_as_of,
    seen_from,
)
from analysis.simulation.comparison.measures import (
    MEASURES,
    default_outcome,
    full_name,
    measured,
    require_scenario,
)
from analysis.simulation.preparation import Prepared, prepare

__all__ = ["News", "news"]

_DRAWS = 5_000
_COLUMNS = ["from_year", "to_year", "evidence", *PART_COLUMNS[1:]]


@dataclass(frozen=True)
class News:
    """One scenario seen from the ends of several years.

    Attributes
    ----------
    scenario
        The scenario as given.
    outcome
        The figure that is followed, one of `MEASURES`, at the horizon of the scenario.
    levels
        One row an information set; columns as_of, then every figure of `MEASURES`.
    parts
        One row a step between information sets and a piece of evidence; columns from_year,
        to_year, evidence, part, in_order, in_reverse, in the unit of the outcome.
    draws
        Draws of every simulation behind them.
    """

    scenario: Scenario
    outcome: str
    levels: pd.DataFrame
    parts: pd.DataFrame
    draws: int

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        return MEASURES[self.outcome].unit

    @property
    def label(self) -> str:
        """The outcome in words."""
        return MEASURES[self.outcome].label

    def table(self) -> pd.DataFrame:
        """Tabulate the parts, evidence in rows and steps in columns.

        Returns
        -------
        DataFrame
            Columns evidence, one a step such as ``2014 to 2015``, and ``all years``, in the unit of
            the outcome; the first and last rows are the answer before and after each step. Empty
            where there is no step.
        """
        if self.parts.empty:
            return pd.DataFrame(columns=["evidence"])
        steps = self.parts.assign(
            step=self.parts["from_year"].astype(str) + " to " + self.parts["to_year"].astype(str)
        )
        wide = steps.pivot_table(index="evidence", columns="step", values="part", sort=False)
        wide["all years"] = wide.sum(axis=1)
        level = self.levels[self.outcome].tolist()
        wide.loc["answer before"] = [*level[:-1], level[0]]
        wide.loc["answer after"] = [*level[1:], level[-1]]
        order = ["answer before", *PIECES, "answer after"]
        return wide.reindex(order).rename_axis(index="evidence", columns=None).reset_index()


def news(
    scenario: Scenario,
    as_of_years: Sequence[int] | None = None,
    *,
    outcome: str | None = None,
    draws: int = _DRAWS,
) -> News:
    """Split the change of an answer between information sets by piece of evidence.

    Parameters
    ----------
    scenario
        Resolved scenario; its own `as_of` is set aside, its horizon stays.
    as_of_years
        Rising years before the horizon. If not given, the years up to the scenario's own `as_of`
        for which its region can be simulated at all.
    outcome
        As in `analysis.simulation.comparison.compare`.
    draws
        Draws of each simulation.

    Returns
    -------
    News
        The answer in each year, and its change from year to year by piece of evidence; a single
        year has no change.

    Raises
    ------
    ModelError
        The years do not rise or reach the horizon, or one of them cannot be simulated.
    ParameterError
        The outcome is unknown, a year or the number of draws is not allowed, or what is given is no
        scenario.

    Notes
    -----
    Between two years each piece of evidence is taken as known in the one or in the other, all
    cases share their random numbers, and parts are exact Shapley values. A piece whose figures did
    not change has a part of zero. The panel is of one late vintage, so news is what a further year
    of the same vintage says, without the revisions that were news at the time.
    """
    require_scenario("scenario", scenario)
    chosen = full_name(outcome or default_outcome(scenario))
    known = _prepared(scenario, as_of_years, draws)
    steps = [_step(known[first], known[second], chosen) for first, second in pairwise(known)]
    levels = [{"as_of": year, **measured(prepared)} for year, prepared in known.items()]
    return News(
        scenario=scenario,
        outcome=chosen,
        levels=pd.DataFrame(levels),
        parts=pd.concat(steps, ignore_index=True) if steps else pd.DataFrame(columns=_COLUMNS),
        draws=draws,
    )


def _step(before: Prepared, after: Prepared, outcome: str) -> pd.DataFrame:
    """Split the change between two information sets."""
    sets = InformationSets(before, after)
    value = cache(lambda pieces: measured(sets.case(pieces))[outcome])
    parts = attribute(value, list(PIECES)).parts.rename(columns={"group": "evidence"})
    parts.insert(0, "from_year", before.scenario.as_of)
    parts.insert(1, "to_year", after.scenario.as_of)
    return parts[_COLUMNS]


def _prepared(scenario: Scenario, years: Sequence[int] | None, draws: int) -> dict[int, Prepared]:
    """Prepare the scenario for each information set."""
    if years is not None:
        _check_years(years, scenario.horizon)
        return {year: prepare(seen_from(scenario, year, draws=draws)) for year in years}
    known = {}
    for year in range(first_as_of(), scenario.as_of + 1):
        # The scenario's own year has to be simulated; an earlier one may lack figures.
        with suppress(*([ModelError] if year < scenario.as_of else [])):
            known[year] = prepare(seen_from(scenario, year, draws=draws))
    return known


def _check_years(years: Sequence[int], horizon: int) -> None:
    whole = all(isinstance(year, Integral) for year in years)
    rising = whole and all(first < second for first, second in pairwise(years))
    if not len(years) or not rising or years[-1] >= horizon:
        raise ModelError(
            f"as_of_years {list(years)}: must be rising years before the horizon {horizon}"
        )
