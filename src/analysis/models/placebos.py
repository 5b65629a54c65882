"""How unusual a gap is among units, dates and donors where nothing happened."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd

from analysis.errors import ModelError
from analysis.models.counterfactual import synthetic_control
from analysis.models.placebo_ranks import SpacePlacebos
from analysis.models.synthetic_fit import SyntheticControl

__all__ = [
    "Estimator",
    "SpacePlacebos",
    "comparison_table",
    "leave_one_out",
    "placebo_in_time",
    "placebos_in_space",
]

# A donor with less weight leaves the counterfactual as it is to the digits shown.
LEAST_WEIGHT = 1e-6


class Estimator(Protocol):
    """A way to build a counterfactual: `synthetic_control`, also with its options filled in."""

    def __call__(
        self, outcome: pd.DataFrame, *, treated: str, donors: Sequence[str], treated_from: int
    ) -> SyntheticControl:
        """Build it.

        Parameters
        ----------
        outcome
            Years x units.
        treated, donors
            Columns of `outcome`.
        treated_from
            First year of the treatment.

        Returns
        -------
        SyntheticControl
            Weights and both paths.
        """


def placebos_in_space(
    outcome: pd.DataFrame,
    *,
    treated: str,
    donors: Sequence[str],
    treated_from: int,
    estimator: Estimator = synthetic_control,
    treated_as_donor: bool = True,
) -> SpacePlacebos:
    """Treat every donor in turn as if the treatment had happened there.

    Parameters
    ----------
    outcome, treated, donors, treated_from
        As in `counterfactual.synthetic_control`.
    estimator
        How a counterfactual is built; `functools.partial` fills in predictors and options.
    treated_as_donor
        Whether the treated unit is a donor of the placebos, as in Abadie, Diamond and Hainmueller
        (2010): every unit is then compared with all others and the p-value is exact under no
        effect. Without it an effect cannot leak into the placebos.

    Returns
    -------
    SpacePlacebos
        All fits.

    Raises
    ------
    ModelError
        As the estimator, naming the placebo.
    """
    fit = estimator(outcome, treated=treated, donors=donors, treated_from=treated_from)
    pool = [*donors, treated] if treated_as_donor else list(donors)
    placebos = {}
    for name in donors:
        others = [other for other in pool if other != name]
        try:
            placebos[name] = estimator(
                outcome, treated=name, donors=others, treated_from=treated_from
            )
        except ModelError as error:
            raise ModelError([f"placebo {name}: {line}" for line in error.problems]) from error
    return SpacePlacebos(fit, placebos, treated)


def placebo_in_time(
    outcome: pd.DataFrame,
    *,
    treated: str,
    donors: Sequence[str],
    treated_from: int,
    placebo_from: int,
    estimator: Estimator = synthetic_control,
) -> SyntheticControl:
    """Pretend that the treatment came earlier, and look at the years until it did.

    Parameters
    ----------
    outcome, treated, donors, treated_from
        As in `counterfactual.synthetic_control`.
    placebo_from
        First year of the pretended treatment, before `treated_from`.
    estimator
        As in `placebos_in_space`; predictors have to end before `placebo_from`.

    Returns
    -------
    SyntheticControl
        Fitted to the years before `placebo_from`, over the years before `treated_from`.

    Raises
    ------
    ModelError
        If `placebo_from` is not before `treated_from`, or as the estimator.
    """
    if placebo_from >= treated_from:
        raise ModelError(f"placebo_from: {placebo_from} given; allowed: before {treated_from}")
    earlier = outcome.loc[outcome.index < treated_from]
    return estimator(earlier, treated=treated, donors=donors, treated_from=placebo_from)


def leave_one_out(
    outcome: pd.DataFrame,
    *,
    treated: str,
    donors: Sequence[str],
    treated_from: int,
    estimator: Estimator = synthetic_control,
) -> dict[str, SyntheticControl]:
    """Build the counterfactual again without each donor that has a weight in it.

    Parameters
    ----------
    outcome, treated, donors, treated_from
        As in `counterfactual.synthetic_control`; three donors or more.
    estimator
        As in `placebos_in_space`.

    Returns
    -------
    dict of SyntheticControl
        By the donor left out, largest weight first.

    Raises
    ------
    ModelError
        As the estimator.
    """
    fit = estimator(outcome, treated=treated, donors=donors, treated_from=treated_from)
    ranked = fit.weights.abs().sort_values(ascending=False, kind="stable")
    used = [str(name) for name in ranked.index[ranked > LEAST_WEIGHT]]
    return {
        name: estimator(
            outcome,
            treated=treated,
            donors=[other for other in donors if other != name],
            treated_from=treated_from,
        )
        for name in used
    }


def comparison_table(fits: Mapping[str, SyntheticControl]) -> pd.DataFrame:
    """Put fits side by side.

    Parameters
    ----------
    fits
        By name.

    Returns
    -------
    DataFrame
        By name: pre_rmspe, post_rmspe and mean_gap in units of the outcome, ratio.
    """
    columns = ("pre_rmspe", "post_rmspe", "mean_gap", "ratio")
    rows = {name: [getattr(fit, column) for column in columns] for name, fit in fits.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(columns))
