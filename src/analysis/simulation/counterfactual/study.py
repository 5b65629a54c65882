"""A region beside its synthetic self, with every placebo, and the rule that judges the fit."""

from typing import NamedTuple, get_args

import pandas as pd

from analysis.errors import ModelError
from analysis.models.counterfactual import augmented_control, fit_is_good
from analysis.models.placebo_ranks import SpacePlacebos
from analysis.models.placebos import leave_one_out, placebo_in_time, placebos_in_space
from analysis.models.synthetic_fit import FitVerdict, SyntheticControl
from analysis.scenario import Scenario
from analysis.scenario.sections import CounterfactualOutcome
from analysis.simulation.counterfactual.donors import donors, region_roles
from analysis.simulation.counterfactual.outcome_tables import (
    OutcomeTable,
    outcome_table,
)
from analysis.simulation.remembered import remembered

__all__ = [
    "Pair",
    "Study",
    "counterfactual_study",
    "pair_roles",
    "pairs_of",
    "study_dates",
    "study_pair",
]

# A placebo in time is tried on the last third of the years before, on two of them at least, and is
# fitted to no fewer; where the others alone are matched exactly, it is tried on fewer.
_THIRDS, _FEWEST = 3, 2
# Of a scenario they see the region, the dates and the donors: most scenarios share them.
_placebos_in_space = remembered(placebos_in_space)
_leave_one_out = remembered(leave_one_out)


class Study(NamedTuple):
    """One outcome around one date.

    Attributes
    ----------
    table
        The outcome and its years.
    space
        The fit of the region, and of every donor as if it had been treated.
    augmented
        The fit corrected by ridge regression, or why there is none.
    held_out
        The region fitted to its earlier years before the treatment only; None if these are too few.
    left_out
        The fit without each donor that has a weight, by donor; empty if there is none to spare.
    verdict
        Whether a conclusion may be drawn, and each reason why not.
    """

    table: OutcomeTable
    space: SpacePlacebos
    augmented: SyntheticControl | str
    held_out: SyntheticControl | None
    left_out: dict[str, SyntheticControl]
    verdict: FitVerdict

    @property
    def fit(self) -> SyntheticControl:
        """The synthetic control of the region."""
        return self.space.fit


class Pair(NamedTuple):
    """One outcome and one date: a study, or why there is none.

    Attributes
    ----------
    name
        A key of `OUTCOMES`.
    treated_from
        First treated year.
    study
        The study, or the reason why none can be made.
    """

    name: CounterfactualOutcome
    treated_from: int
    study: Study | str


def study_dates(scenario: Scenario) -> list[int]:
    """List the first treated years asked for: the one shown in full, and the programme's.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    list of int
        One or two years, in order.
    """
    return sorted({scenario.treated_from, scenario.programme_start})


def counterfactual_study(
    scenario: Scenario,
    name: CounterfactualOutcome | None = None,
    treated_from: int | None = None,
    *,
    bridged: bool = False,
) -> Study:
    """Compare the scenario's region with its synthetic self.

    Parameters
    ----------
    scenario
        Resolved scenario; no year after its `as_of` is seen.
    name
        A key of `OUTCOMES`; None for `counterfactual_outcome`.
    treated_from
        First treated year; None for the scenario's.
    bridged
        Whether to look across known breaks of the series, as in `outcome_table`.

    Returns
    -------
    Study
        Fit, placebos and verdict.

    Raises
    ------
    ModelError
        If breaks, missing years or the donor pool leave nothing to compare.

    Notes
    -----
    The weights minimise the error in all years before the treatment, without predictors, so that no
    choice of predictors can be searched for a result. See `analysis.models.counterfactual`.
    """
    table = outcome_table(
        name or scenario.counterfactual_outcome,
        as_of=scenario.as_of,
        treated_from=scenario.treated_from if treated_from is None else treated_from,
        treated=[scenario.region],
        bridged=bridged,
    )
    if scenario.region in table.jumping:
        raise ModelError(f"{scenario.region} itself jumps at a break of the series")
    pool, outcome = donors(scenario, table), table.scaled()
    start, region = table.treated_from, scenario.region
    space = _placebos_in_space(outcome, treated=region, donors=pool, treated_from=start)
    held_out = _held_out(table, region, pool)
    spare = len(pool) > _FEWEST
    left_out = (
        _leave_one_out(outcome, treated=region, donors=pool, treated_from=start) if spare else {}
    )
    verdict = fit_is_good(
        space.fit,
        largest_share=scenario.fit_largest_misfit_share,
        fewest_years=scenario.fit_fewest_years,
        held_out=held_out,
        placebos=space.placebos.values(),
    )
    return Study(
        table, space, _augmented(outcome, region, pool, start), held_out, left_out, verdict
    )


def pairs_of(scenario: Scenario) -> list[Pair]:
    """Study every outcome at every date.

    Parameters
    ----------
    scenario
        Resolved scenario.

    Returns
    -------
    list of Pair
        Outcomes in the order of `OUTCOMES`, dates in order; a pair that cannot be studied says why.
    """
    return [
        study_pair(scenario, name, date)
        for name in get_args(CounterfactualOutcome)
        for date in study_dates(scenario)
    ]


def study_pair(
    scenario: Scenario, name: CounterfactualOutcome, date: int, *, bridged: bool = False
) -> Pair:
    """Study one outcome at one date, or say why that cannot be done.

    Parameters
    ----------
    scenario
        Resolved scenario.
    name
        A key of `OUTCOMES`.
    date
        First treated year.
    bridged
        Whether to look across known breaks, as in `counterfactual_study`.

    Returns
    -------
    Pair
        With the study, or the reason.
    """
    try:
        return Pair(name, date, counterfactual_study(scenario, name, date, bridged=bridged))
    except ModelError as error:
        return Pair(name, date, "; ".join(error.problems))


def pair_roles(scenario: Scenario, pair: Pair) -> pd.DataFrame:
    """Say of every region whether it stands in for the scenario's, and if not, why.

    Parameters
    ----------
    scenario
        Resolved scenario.
    pair
        As from `study_pair`.

    Returns
    -------
    DataFrame
        As from `region_roles`; empty without a study.
    """
    if isinstance(pair.study, str):
        return pd.DataFrame({"code": [], "region": [], "reason": []}, dtype=str)
    return region_roles(scenario, pair.study.table)


def _held_out(table: OutcomeTable, region: str, pool: list[str]) -> SyntheticControl | None:
    """Fit the earlier years before; hold out fewer where these alone would be matched exactly."""
    years, found = table.before, None
    for tried in range(max(_FEWEST, len(years) // _THIRDS), _FEWEST - 1, -1):
        if len(years) < tried + _FEWEST:
            return None
        start = years[-tried]
        found = placebo_in_time(
            table.scaled(start),
            treated=region,
            donors=pool,
            treated_from=table.treated_from,
            placebo_from=start,
        )
        if not found.exact:
            return found
    return found


def _augmented(
    outcome: pd.DataFrame, region: str, pool: list[str], start: int
) -> SyntheticControl | str:
    try:
        return augmented_control(outcome, treated=region, donors=pool, treated_from=start)
    except ModelError as error:
        return "; ".join(error.problems)
